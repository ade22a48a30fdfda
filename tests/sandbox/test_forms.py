from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.person import Person
from bot.sandbox.wire import RefusedError
from tests.sandbox.tiny_app import TinyApp, buttons, form, plain, text_input


def select(block_id: str, kind: str = "static_select", **more: Any) -> dict[str, Any]:
    element: dict[str, Any] = {"type": kind, "action_id": "value"}
    if kind == "static_select":
        element["options"] = [{"text": plain(name), "value": name.lower()} for name in ("One", "Two")]
    else:
        element["min_query_length"] = 2
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def error_of(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


def test_a_trigger_opens_one_form_within_three_seconds(
    app: TinyApp, client: WebClient, clock: SandboxClock, lead: Person
) -> None:
    """A trigger lives for three seconds of the clock and works once."""
    used = lead.command("/tiny open")
    assert used.view is not None
    assert error_of(client.views_open, trigger_id=used.trigger_id, view=form()) == "exchanged_trigger_id"
    fresh = lead.command("/tiny")
    clock.move(timedelta(seconds=3, microseconds=1))
    assert error_of(client.views_open, trigger_id=fresh.trigger_id, view=form()) == "expired_trigger_id"
    assert error_of(client.views_open, trigger_id="1.2.made-up", view=form()) == "invalid_trigger_id"


def test_a_submitted_form_carries_what_was_put_in(app: TinyApp, lead: Person) -> None:
    """Text, choices, and what is empty, in the shapes of `state.values`."""
    app.form = form(blocks=[text_input("note", optional=True), select("pick")])
    lead.shortcut("open_form")
    lead.fill({"pick": "Two"})
    result = lead.submit()
    assert result.closed
    assert result.ok
    assert lead.view is None
    values = app.bodies[-1]["view"]["state"]["values"]
    assert values["note"]["value"] == {"type": "plain_text_input", "value": None}
    assert values["pick"]["value"]["selected_option"] == {"text": plain("Two"), "value": "two"}


def test_slack_itself_asks_for_required_fields(app: TinyApp, lead: Person) -> None:
    """An empty required field never reaches the app."""
    lead.shortcut("open_form")
    before = len(app.bodies)
    result = lead.submit()
    assert list(result.errors) == ["note"]
    assert not result.is_sent
    assert len(app.bodies) == before


def test_the_app_refuses_at_a_field(app: TinyApp, lead: Person) -> None:
    """`response_action: errors` keeps the form with what was typed, and shows the text at the field."""
    app.verdict = {"response_action": "errors", "errors": {"note": "too short"}}
    lead.shortcut("open_form")
    lead.fill({"note": "x"})
    result = lead.submit()
    assert result.errors == {"note": "too short"}
    assert result.view is lead.view
    assert lead.view is not None
    assert lead.view.values["note"]["value"]["value"] == "x"


def test_errors_at_what_is_no_input_are_trouble(app: TinyApp, lead: Person) -> None:
    """Slack shows such an error nowhere: the person only learns that something went wrong."""
    app.verdict = {"response_action": "errors", "errors": {"nowhere": "?"}}
    lead.shortcut("open_form")
    lead.fill({"note": "x"})
    result = lead.submit()
    assert result.errors == {}
    assert "nowhere" in result.error


def test_an_answer_may_update_push_or_clear(app: TinyApp, lead: Person) -> None:
    """Update keeps the id and changes the content; push lies on top; clear closes all."""
    lead.shortcut("open_form")
    lead.fill({"note": "x"})
    first = lead.view
    assert first is not None
    app.verdict = {"response_action": "push", "view": form("Second")}
    pushed = lead.submit().pushed
    assert pushed is not None
    assert (pushed.previous_id, pushed.root_id, len(lead.views)) == (first.id, first.id, 2)
    lead.fill({"note": "y"})
    app.verdict = {"response_action": "update", "view": form("Changed")}
    updated = lead.submit().updated
    assert updated is pushed
    assert updated.title == "Changed"
    app.verdict = {"response_action": "clear"}
    assert lead.submit().cleared
    assert lead.views == []


def test_an_empty_answer_goes_back_to_the_form_beneath(app: TinyApp, lead: Person) -> None:
    """Closing the top form shows the one that it was pushed on."""
    app.form = form(blocks=[*buttons("Push")])
    lead.shortcut("open_form")
    lead.press("push")
    lead.press("push")
    assert len(lead.views) == 3
    assert lead.submit().closed
    assert len(lead.views) == 2


def test_at_most_three_forms_lie_on_one_another(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """The fourth push is refused."""
    app.form = form(blocks=[*buttons("Push")])
    lead.shortcut("open_form")
    for _ in range(3):
        lead.press("push")
    assert len(lead.views) == 3
    assert slack.traffic.calls("views.push")[-1].error == "push_limit_reached"


def test_an_update_with_an_old_hash_is_refused(app: TinyApp, client: WebClient, lead: Person) -> None:
    """The hash that the app has seen must be the view's."""
    lead.shortcut("open_form")
    view = lead.view
    assert view is not None
    old = view.hash
    client.views_update(view_id=view.id, hash=old, view=form("Newer"))
    assert error_of(client.views_update, view_id=view.id, hash=old, view=form("Late")) == "hash_conflict"
    client.views_update(view_id=view.id, view=form("No hash"))
    assert view.title == "No hash"
    assert error_of(client.views_update, view_id="V0NOWHERE01", view=form()) == "not_found"


def test_an_update_keeps_what_was_typed_in_the_same_field(app: TinyApp, client: WebClient, lead: Person) -> None:
    """Same block and action id: the text stays. Another block id: it is gone."""
    lead.shortcut("open_form")
    lead.fill({"note": "typed"})
    view = lead.view
    assert view is not None
    client.views_update(view_id=view.id, view=form(blocks=[text_input("note"), text_input("more")]))
    assert view.values["note"]["value"]["value"] == "typed"
    client.views_update(view_id=view.id, view=form(blocks=[text_input("note_2")]))
    assert view.values == {"note_2": {"value": {"type": "plain_text_input", "value": None}}}


def test_a_dispatching_input_tells_the_app_and_the_form_changes(app: TinyApp, lead: Person) -> None:
    """A choice in such an input reaches the app at once; what it adds to the form can be filled in the same go."""
    app.form = form(blocks=[select("pick", dispatch_action=True)])
    lead.shortcut("open_form")
    app.form = form(blocks=[select("pick", dispatch_action=True), text_input("extra")])
    lead.fill({"pick": "one", "extra": "now there"})
    assert app.bodies[-1]["actions"][0]["selected_option"]["value"] == "one"
    assert lead.submit().ok


def test_an_external_select_asks_the_app(app: TinyApp, lead: Person) -> None:
    """What is typed reaches the app once it is long enough; only what it offers can be chosen."""
    app.form = form(blocks=[select("client", "external_select")])
    app.options = {"options": [{"text": plain("Acme"), "value": "c1"}]}
    lead.shortcut("open_form")
    assert lead.suggest("client", "a").ack is None
    assert lead.suggest("client", "ac").labels == ["Acme"]
    assert app.bodies[-1]["value"] == "ac"
    lead.fill({"client": "Acme"})
    assert lead.submit().ok
    lead.shortcut("open_form")
    with pytest.raises(RefusedError, match="offers no 'Brightside'"):
        lead.fill({"client": "Brightside"})


def test_suggestions_keep_to_the_limits(app: TinyApp, lead: Person) -> None:
    """More than a hundred options are refused."""
    app.form = form(blocks=[select("client", "external_select")])
    app.options = {"options": [{"text": plain("x"), "value": str(number)} for number in range(101)]}
    lead.shortcut("open_form")
    assert "no more than 100" in lead.suggest("client", "xx").error


def test_closing_is_told_where_it_was_asked_for(app: TinyApp, lead: Person) -> None:
    """`view_closed` comes with `notify_on_close` only."""
    app.form = form(notify_on_close=True)
    lead.shortcut("open_form")
    lead.close()
    assert app.bodies[-1]["type"] == "view_closed"
    assert app.bodies[-1]["is_cleared"] is False
    app.form = form()
    lead.shortcut("open_form")
    lead.close()
    assert app.bodies[-1]["type"] == "shortcut"


def test_a_home_is_published_for_one_person(app: TinyApp, client: WebClient, slack: LocalSlack, lead: Person) -> None:
    """Opening it tells the app; what is published is seen by that person alone."""
    assert lead.open_home() is None
    assert app.seen("app_home_opened")[-1]["user"] == lead.id
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    client.views_publish(user_id=lead.id, view=home)
    assert lead.open_home() is not None
    assert app.seen("app_home_opened")[-1]["view"]["type"] == "home"
    assert slack.person("designer").home is None


def test_a_form_beyond_the_limits_is_refused(app: TinyApp, client: WebClient, lead: Person) -> None:
    """A title of 25 characters, a form with inputs and no submit button."""
    trigger = lead.command("/tiny").trigger_id
    assert error_of(client.views_open, trigger_id=trigger, view=form("x" * 25)) == "invalid_arguments"
    bare = form()
    del bare["submit"]
    trigger = lead.command("/tiny").trigger_id
    assert error_of(client.views_open, trigger_id=trigger, view=bare) == "invalid_arguments"
