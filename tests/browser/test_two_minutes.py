"""What a newcomer does first."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import alert_hold_ends
from tests.browser.window import Window


def test_a_newcomer_flags_sees_takes_and_reads(window: Window) -> None:
    """From a message in a shared channel to the alert, to taking it, to the client's health."""
    window.go("acme-shared")
    form = window.flag("Another studio would do the shop pages for half")
    expect(form).to_contain_text("Can you match that, or do we move what is left?")
    window.choose("client", "acm", "Acme Outdoor")
    window.choose("sign", "rival", "Used rivals' offers to press us")
    expect(window.field("stage")).to_be_visible()
    window.field("note").get_by_role("textbox").fill("Held another studio's price against us")
    window.press(form, "Flag")
    expect(form).to_contain_text("Acme Outdoor")
    expect(form).to_contain_text("cumulative")
    form.locator(".modal-foot").get_by_role("button", name="Close").click()
    expect(form).not_to_be_visible()

    window.go("client-alerts")
    alert_hold_ends(window)
    alert = window.alert("Acme Outdoor")
    expect(alert).to_contain_text("Nobody has taken this yet")
    alert.hover()
    alert.get_by_role("button", name="React with eyes").click()
    expect(alert.locator(".reaction.own")).to_contain_text("1")
    expect(alert).to_contain_text(re.compile("@Account lead"))

    window.type("/client-health acme")
    card = window.answer
    expect(card.locator(".header")).to_contain_text("Acme Outdoor")
    expect(card.locator(".header")).to_contain_text("cumulative")
    expect(card).to_contain_text("Held another studio's price against us")


def test_undo_takes_a_flag_back_before_the_alert_goes_out(window: Window) -> None:
    """Within the hold nothing was posted, and nothing will be."""
    window.type("/flag-client birchwood slow_pay invoice 17 is late")
    answer = window.newest
    expect(answer).to_contain_text("cumulative")
    window.press(answer, "Undo")
    expect(window.newest).to_contain_text("Taken back")
    window.go("client-alerts")
    alert_hold_ends(window)
    expect(window.alert("Larch")).to_be_visible()
    expect(window.alert("Birchwood")).to_have_count(0)


def test_reactions_go_on_and_off(window: Window) -> None:
    """Eyes take the alert; taken off, it is nobody's again. A click on the reaction is as good as the menu."""
    window.go("client-alerts")
    alert = window.alert("Cobalt")
    alert.hover()
    alert.get_by_role("button", name="React with eyes").click()
    expect(alert).to_contain_text("@Account lead")
    alert.locator(".reaction.own").click()
    expect(alert).to_contain_text("Nobody has taken this yet")
    expect(alert.locator(".reaction.own")).to_have_count(0)


def test_an_emoji_can_be_searched_by_keyboard(window: Window) -> None:
    """The picker takes the focus, Enter takes the first that fits, and the vote stands in the alert."""
    window.go("client-alerts")
    alert = window.alert("Cobalt")
    alert.focus()
    alert.press("r")
    search = window.page.get_by_role("searchbox", name="Search emoji")
    expect(search).to_be_focused()
    search.fill("handsh")
    search.press("Enter")
    expect(alert.locator("[data-emoji='handshake']")).to_be_visible()
    expect(alert).to_contain_text("1")


def test_the_same_is_done_by_buttons(window: Window) -> None:
    """The primary button takes the alert, and then offers to give it back."""
    window.go("client-alerts")
    alert = window.alert("Cobalt")
    alert.get_by_role("button", name="I take it").click()
    expect(alert).to_contain_text("@Account lead")
    expect(alert.locator(".button.primary")).to_have_count(0)


def test_the_portfolio_pages_and_opens_a_card(window: Window) -> None:
    """Worst first; the next page, and the card of one client, come in place."""
    window.type("/client-health")
    answer = window.newest
    expect(answer).to_contain_text("Clients, worst first")
    window.press(answer, "Next page")
    expect(window.newest).to_contain_text("Acme Outdoor")
