"""The flag form as a person fills it in."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.window import Window

OWN_FIELDS = {
    "Shouted, threatened or threw things": ["restricted", "about"],
    "Belittled or demeaned someone": ["second_hand", "restricted", "about"],
    "Said what was not true": [],
    "Asked for far more than is reasonable": ["bar"],
    "Paid late": ["days_late", "amount", "our_error"],
    "Disputed an invoice": ["after_agreement", "amount", "our_error"],
    "Went back on what was approved": ["hours"],
    "Ignored advice and needed rescuing": ["expects_rescue"],
    "Used rivals' offers to press us": ["stage"],
    "Put us at legal risk": [],
}
COMMON = ["client", "sign", "severity", "occurred_at", "note", "confidential"]


@pytest.fixture
def form(window: Window) -> Window:
    """The form about a message, open."""
    window.flag("Cobalt told the label")
    return window


def test_each_sign_has_its_own_fields(form: Window) -> None:
    """All ten, one after the other, in one form that keeps what was typed."""
    form.field("note").get_by_role("textbox").fill("kept")
    for sign, own in OWN_FIELDS.items():
        form.choose("sign", sign)
        for name in own:
            expect(form.field(name)).to_be_visible()
        expect(form.form.locator(".block.input")).to_have_count(len(COMMON) + len(own))
        for name in COMMON:
            expect(form.field(name)).to_be_visible()
    expect(form.field("note").get_by_role("textbox")).to_have_value("kept")


def test_errors_stand_at_their_fields(form: Window) -> None:
    """What is required is named where it is missing, and the first one has the focus; so are the bot's own refusals."""
    form.press(form.form, "Flag")
    expect(form.error("client")).to_contain_text("required")
    expect(form.error("sign")).to_contain_text("required")
    expect(form.field("client").get_by_role("combobox")).to_be_focused()
    expect(form.field("client").get_by_role("combobox")).to_have_attribute("aria-invalid", "true")
    form.choose("client", "cobalt", "Cobalt Records")
    expect(form.error("client")).to_have_text("")
    form.choose("sign", "Paid late")
    form.field("days_late").get_by_role("textbox").fill("soon")
    form.press(form.form, "Flag")
    expect(form.error("days_late")).to_contain_text("number")
    form.field("days_late").get_by_role("textbox").fill("12")
    form.field("occurred_at").locator("input[type=date]").fill("2099-01-01")
    form.press(form.form, "Flag")
    expect(form.error("occurred_at")).not_to_have_text("")
    expect(form.field("days_late").get_by_role("textbox")).to_have_value("12")


def test_a_name_that_nobody_knows_can_be_created(form: Window) -> None:
    """The list offers to create what was typed."""
    form.choose("client", "Marigold Press", "Marigold Press")
    form.choose("sign", "Put us at legal risk")
    form.press(form.form, "Flag")
    expect(form.form).to_contain_text("Marigold Press")
    expect(form.form).to_contain_text("decisive")


def test_suggestions_follow_the_typing(form: Window) -> None:
    """Arrow keys move, Enter chooses, Escape closes the list and leaves the form open."""
    field = form.field("client").get_by_role("combobox")
    field.press_sequentially("bir")
    option = form.page.get_by_role("option", name="Birchwood Hotels").first
    expect(option).to_be_visible()
    field.press("Escape")
    expect(option).not_to_be_visible()
    expect(form.form).to_be_visible()
    field.fill("bir")
    expect(option).to_be_visible()
    field.press("ArrowDown")
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value(re.compile("^Birchwood Hotels"))


def test_a_late_answer_never_replaces_a_newer_one(form: Window) -> None:
    """The first question is answered last, and its answer is dropped; the field itself never waits."""
    held: list[Route] = []

    def delay(route: Route) -> None:
        held.append(route) if '"typed":"bir"' in (route.request.post_data or "") else route.continue_()

    form.page.route("**/control/people/*/suggest", delay)
    field = form.field("client").get_by_role("combobox")
    with form.page.expect_request(lambda request: '"typed":"bir"' in (request.post_data or "")):
        field.press_sequentially("bir")
    field.fill("cobalt")
    expect(field).to_have_value("cobalt")
    cobalt = form.page.get_by_role("option", name="Cobalt Records").first
    expect(cobalt).to_be_visible()
    with form.page.expect_response("**/control/people/*/suggest"):
        held[0].continue_()
    expect(cobalt).to_be_visible()
    expect(form.page.get_by_role("option", name="Birchwood Hotels")).to_have_count(0)


def test_typing_does_not_wait_for_a_slow_bot(form: Window) -> None:
    """While the bot takes its time over a changed sign, what is typed stands in the field at once, and stays."""
    slow = form.page.evaluate(
        "() => fetch('/control/faults', {method: 'POST', headers: {'content-type': 'application/json'},"
        " body: JSON.stringify({method: '*', kind: 'slow', seconds: 1, times: 0})}).then(r => r.ok)"
    )
    assert slow
    form.choose("sign", "Paid late")
    note = form.field("note").get_by_role("textbox")
    note.press_sequentially("typed at once")
    assert note.input_value() == "typed at once"
    expect(form.field("days_late")).to_be_visible()
    expect(note).to_have_value("typed at once")
    expect(note).to_be_focused()


def test_the_focus_stays_in_the_form(form: Window) -> None:
    """Tab goes round within it, and Escape closes it."""
    for _ in range(25):
        form.page.keyboard.press("Tab")
        assert form.page.evaluate("document.querySelector('.modal').contains(document.activeElement)")
    form.page.keyboard.press("Escape")
    expect(form.form).not_to_be_visible()


def test_a_form_opens_from_the_shortcuts_menu(window: Window) -> None:
    """The global shortcut needs no message."""
    window.page.get_by_role("button", name="Shortcuts").click()
    window.page.get_by_role("menuitem", name="Flag a client").first.click()
    expect(window.field("client")).to_be_visible()


def test_an_incident_is_edited_from_its_menu(window: Window) -> None:
    """The menu of one incident among several opens the form about that one."""
    window.type("/flag-client birchwood lying said that accounts had paid")
    window.type("/flag-client birchwood legal_risk asked us to backdate the contract")
    window.type("/client-health birchwood")
    card = window.newest
    expect(card).to_contain_text("asked us to backdate the contract")
    lines = card.locator(".block.section", has_text="Said what was not true").filter(
        has=window.page.get_by_role("button", name="More options")
    )
    lines.last.get_by_role("button", name="More options").click()
    window.page.get_by_role("menuitem", name="Edit").click()
    expect(window.field("note").get_by_role("textbox")).to_have_value("said that accounts had paid")
