"""Modals as Slack stacks them, with an app that does what a test says."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import SandboxServer
from bot.sandbox.views import view_json
from tests.sandbox.tiny_app import MANIFEST, TinyApp, form, plain, text_input


class Tiny:
    """The page on a local Slack with the tiny app."""

    def __init__(self, page: Page, slack: LocalSlack, app: TinyApp, url: str) -> None:
        self.page, self.slack, self.app, self._url = page, slack, app, url
        page.goto(url)
        page.wait_for_selector("body[data-ready]")

    @property
    def form(self) -> Any:
        return self.page.get_by_role("dialog")

    @property
    def views(self) -> list[dict[str, Any]]:
        """The forms that lie on the lead's screen, each with the hash that it has now."""
        return [view_json(one) for one in self.slack.workspace.stacks[self.slack.platform.user("lead").id]]

    def open(self, view: dict[str, Any]) -> None:
        self.app.form = view
        self.page.get_by_role("button", name="Shortcuts").click()
        self.page.get_by_role("menuitem", name="Open a form").click()
        expect(self.form).to_contain_text(view["title"]["text"])

    def post(self, path: str, said: dict[str, Any]) -> None:
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{self._url}control/{path}", json.dumps(said).encode(), headers)
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert answer.status == 200


@pytest.fixture
def tiny(browser: Any) -> Iterator[Tiny]:
    slack = LocalSlack(Manifest.from_mapping(MANIFEST), SandboxClock())
    with SandboxServer(slack) as server:
        app = TinyApp(slack, WebClient(slack.bot_token, base_url=server.api_url))
        slack.deliver_to(app.handle)
        context = browser.new_context(reduced_motion="reduce")
        yield Tiny(context.new_page(), slack, app, server.url)
        context.close()


PUSH = {
    "type": "actions",
    "block_id": "row",
    "elements": [{"type": "button", "action_id": "push", "text": plain("Further"), "value": "1"}],
}


def test_views_stack_and_come_back(tiny: Tiny) -> None:
    """A pushed view lies on top, Back shows the one beneath with what was typed in it, and clear closes all."""
    tiny.open(form("First", [text_input("note"), PUSH]))
    tiny.form.get_by_role("textbox").fill("typed before")
    tiny.app.form = form("Second")
    tiny.page.get_by_role("button", name="Further").click()
    expect(tiny.form).to_contain_text("Second")
    tiny.form.get_by_role("button", name="Back").click()
    expect(tiny.form).to_contain_text("First")
    expect(tiny.form.get_by_role("textbox")).to_have_value("typed before")
    tiny.page.get_by_role("button", name="Further").click()
    expect(tiny.form).to_contain_text("Second")
    tiny.app.verdict = {"response_action": "clear"}
    tiny.form.get_by_role("textbox").fill("done")
    tiny.form.get_by_role("button", name="Go").click()
    expect(tiny.form).not_to_be_visible()


def test_answers_to_a_form_are_done(tiny: Tiny) -> None:
    """Errors at their fields, then an update in place, then a push; Enter submits as the button does."""
    tiny.open(form("First"))
    field = tiny.form.get_by_role("textbox")
    field.fill("wrong")
    tiny.app.verdict = {"response_action": "errors", "errors": {"note": "Not like this."}}
    field.press("Enter")
    expect(tiny.form.locator(".error")).to_have_text("Not like this.")
    expect(field).to_have_value("wrong")
    tiny.app.verdict = {"response_action": "update", "view": form("Updated")}
    field.press("Enter")
    expect(tiny.form).to_contain_text("Updated")
    tiny.app.verdict = {"response_action": "push", "view": form("Pushed", [text_input("other")])}
    tiny.form.get_by_role("textbox").press("Enter")
    expect(tiny.form).to_contain_text("Pushed")
    tiny.app.verdict = {}
    tiny.form.get_by_role("textbox").fill("x")
    tiny.form.get_by_role("textbox").press("Enter")
    expect(tiny.form).to_contain_text("Updated")


def test_an_app_that_fails_leaves_the_form_as_it_was(tiny: Tiny) -> None:
    """Slack's own words stand above the fields, and nothing that was typed is lost."""
    tiny.open(form("First"))
    tiny.form.get_by_role("textbox").fill("kept")
    tiny.app.verdict = {"response_action": "errors", "errors": {"no_such_field": "?"}}
    tiny.form.get_by_role("button", name="Go").click()
    expect(tiny.form.locator(".banner")).to_contain_text("We had some trouble connecting")
    expect(tiny.form.get_by_role("textbox")).to_have_value("kept")


def test_a_field_tells_the_app_and_the_view_changes_under_it(tiny: Tiny) -> None:
    """A change is told at once; the new view keeps what fields of the same name hold, and an older hash changes nothing."""
    options = [{"text": plain(name), "value": name.lower()} for name in ("One", "Two")]
    select = {
        "type": "input",
        "block_id": "which",
        "label": plain("Which"),
        "dispatch_action": True,
        "element": {"type": "static_select", "action_id": "value", "options": options},
    }
    tiny.open(form("First", [select, text_input("note")]))
    tiny.form.get_by_role("textbox").fill("kept")
    tiny.app.form = form("Changed", [select, text_input("note"), text_input("more")])
    tiny.form.get_by_role("combobox").click()
    tiny.page.get_by_role("option", name="Two").click()
    expect(tiny.form).to_contain_text("Changed")
    expect(tiny.form.get_by_role("combobox")).to_have_value("Two")
    expect(tiny.form.get_by_role("textbox", name="note")).to_have_value("kept")
    expect(tiny.form.get_by_role("textbox", name="more")).to_be_visible()


def test_an_update_with_an_old_hash_changes_nothing_that_one_sees(tiny: Tiny) -> None:
    """As in Slack: the newer view stays with what is typed in it, nothing is said there, and the traffic shows why."""
    tiny.open(form("First"))
    tiny.form.get_by_role("textbox").fill("kept")
    api, first = tiny.app.client, tiny.views[-1]
    api.views_update(
        view_id=first["id"], hash=first["hash"], view=form("Newer", [text_input("note"), text_input("more")])
    )
    expect(tiny.form).to_contain_text("Newer")
    with pytest.raises(SlackApiError, match="hash_conflict"):
        api.views_update(view_id=first["id"], hash=first["hash"], view=form("Late"))
    tiny.form.get_by_role("textbox", name="more").fill("still mine")
    expect(tiny.form).to_contain_text("Newer")
    expect(tiny.form.get_by_role("textbox", name="note")).to_have_value("kept")
    expect(tiny.form.locator(".banner")).to_be_hidden()
    tiny.page.keyboard.press("Escape")
    expect(tiny.form).not_to_be_visible()
    tiny.page.locator("[data-panel=traffic]").click()
    refused = tiny.page.locator(".exchange.bad", has_text="views.update")
    expect(refused).to_contain_text("hash_conflict")
    refused.locator("summary").click()
    expect(refused).to_contain_text(first["hash"])


def test_of_two_answers_to_two_changes_the_form_shows_the_later(tiny: Tiny) -> None:
    """A field is changed again before the app has answered: its answer to the first change comes late and is refused."""
    options = [{"text": plain(name), "value": name.lower()} for name in ("One", "Two")]
    select = {
        "type": "input",
        "block_id": "which",
        "label": plain("Which"),
        "dispatch_action": True,
        "element": {"type": "static_select", "action_id": "value", "options": options},
    }
    tiny.open(form("First", [select]))
    before = tiny.views[-1]
    tiny.app.form = form("Changed", [select])
    tiny.form.get_by_role("combobox").click()
    tiny.page.get_by_role("option", name="Two").click()
    expect(tiny.form).to_contain_text("Changed")
    with pytest.raises(SlackApiError, match="hash_conflict"):
        tiny.app.client.views_update(view_id=before["id"], hash=before["hash"], view=form("Of the first change"))
    now = tiny.views[-1]
    assert now["hash"] != before["hash"]
    tiny.app.client.views_update(view_id=now["id"], hash=now["hash"], view=form("In time", [select]))
    expect(tiny.form).to_contain_text("In time")
    expect(tiny.form.get_by_role("combobox")).to_have_value("Two")


def test_a_confirmation_is_asked_first(tiny: Tiny) -> None:
    """No means that nothing was pressed; the focus is on yes, Escape is no."""
    ask = {"title": plain("Sure?"), "text": plain("It goes on."), "confirm": plain("On"), "deny": plain("Stay")}
    push = {**PUSH, "elements": [{**PUSH["elements"][0], "confirm": ask}]}  # type: ignore[dict-item]
    tiny.open(form("First", [text_input("note"), push]))
    tiny.app.form = form("Second")
    tiny.page.get_by_role("button", name="Further").click()
    asked = tiny.page.get_by_role("alertdialog")
    expect(asked).to_contain_text("It goes on.")
    tiny.page.keyboard.press("Escape")
    expect(asked).not_to_be_visible()
    expect(tiny.form).to_contain_text("First")
    tiny.page.get_by_role("button", name="Further").click()
    tiny.page.keyboard.press("Enter")
    expect(tiny.form).to_contain_text("Second")
