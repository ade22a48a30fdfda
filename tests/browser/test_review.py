"""From an alert to a decision, and from a decision to a parting, by hand on the page."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from bot.rehearsal import Sandbox
from tests.browser.window import Window

TAKES = "One contact person, and briefs in writing."
PALM_BOOKS = "مكتبة النخيل"


def reviewer(window: Window) -> Window:
    """The partner, before the alerts."""
    window.become("Partner")
    window.go("client-alerts")
    return window


def review_of(window: Window, client: str) -> Locator:
    """The review, opened from the alert and read to its end."""
    window.press(window.alert(client), "Review")
    expect(window.form).to_contain_text("What would we have to do to keep")
    return window.form


def in_days(window: Window, days: int) -> str:
    """A date as a form takes it."""
    return (window.sandbox.clock.now() + timedelta(days=days)).date().isoformat()


def fill(window: Window, block: str, text: str) -> None:
    window.field(block).locator("input, textarea").first.fill(text)


def test_a_reviewer_keeps_a_client_on_probation(window: Window) -> None:
    """From the alert to the review, on to the form, with a condition; the alert closes where everybody sees it."""
    reviewer(window)
    window.press(review_of(window, PALM_BOOKS), "On probation…")
    expect(window.field("keep_takes")).to_be_visible()
    fill(window, "keep_takes", TAKES)
    fill(window, "condition_1", "No more offers of rivals")
    fill(window, "condition_by_1", in_days(window, 14))
    fill(window, "reason", "They want to stay, and said so.")
    window.form.locator(".modal-foot .primary").click()
    expect(window.form).to_contain_text("Decided:")
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("Escape")
    expect(window.form).not_to_be_visible()
    alert = window.messages.filter(has=window.page.locator(".header", has_text=PALM_BOOKS)).last
    expect(alert).to_contain_text(re.compile("probation"))
    expect(alert.locator(".button")).to_have_count(0)
    expect(window.message("on probation until")).to_be_visible()
    window.type("/client-health nakheel")
    expect(window.answer).to_contain_text("No more offers of rivals")


def test_what_is_missing_is_said_at_its_field(window: Window) -> None:
    """A probation without a condition stays open, nothing that was typed is lost, and nothing is decided."""
    reviewer(window)
    window.press(review_of(window, PALM_BOOKS), "On probation…")
    fill(window, "keep_takes", TAKES)
    fill(window, "condition_1", "They answer within a week")
    fill(window, "condition_by_1", in_days(window, -1))
    fill(window, "reason", "They want to stay.")
    window.form.locator(".modal-foot .primary").click()
    expect(window.error("condition_by_1")).to_be_visible()
    expect(window.field("keep_takes").get_by_role("textbox")).to_have_value(TAKES)
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("Escape")
    expect(window.alert(PALM_BOOKS).locator(".button").first).to_be_visible()


def test_the_votes_that_a_decision_needs_are_asked_for(window: Window) -> None:
    """The team's quorum is two: with no vote cast, the reviewer is told what is missing before anything is typed."""
    reviewer(window)
    window.press(review_of(window, "Cobalt Records"), "Keep…")
    expect(window.form).to_contain_text(re.compile("2 votes|two votes", re.IGNORECASE))
    expect(window.field("keep_takes")).to_have_count(0)


def test_the_chart_is_shown_in_private(window: Window) -> None:
    """Twelve months, drawn, with the same as a table to read."""
    reviewer(window)
    window.press(review_of(window, "Dune & Daughters"), "Show chart")
    expect(window.form).to_contain_text("chart")
    expect(window.form.get_by_role("button", name="Back")).to_be_visible()
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("Escape")
    expect(window.form).not_to_be_visible()
    window.page.locator("#sidebar .place", has_text="Partways").first.click()
    window.page.get_by_role("tab", name="Messages").click()
    chart = window.newest
    expect(chart.locator("svg")).to_be_visible()
    expect(chart).to_contain_text("Dune & Daughters")


def test_parting_ways_begins_a_list_that_is_ticked_off(window: Window) -> None:
    """The alert closes, the list stands in the channel, a tick shows who did it, and the money still holds the rest."""
    reviewer(window)
    window.press(review_of(window, "Thistle Labs"), "Part ways…")
    fill(window, "keep_takes", "Payment before work.")
    fill(window, "reason", "They lie about what they signed.")
    window.form.locator(".modal-foot .primary").click()
    expect(window.form).to_contain_text("Decided:")
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("Escape")
    expect(window.form).not_to_be_visible()
    parting = window.messages.filter(has=window.page.locator(".header", has_text="Parting ways with")).filter(
        has_text="Thistle Labs"
    )
    expect(parting).to_contain_text("0 of 8")
    parting.get_by_role("button", name=re.compile("^Done: ")).click()
    expect(parting).to_contain_text("1 of 8")
    parting.get_by_role("button", name="Open the list").click()
    expect(window.form).to_contain_text("Thistle Labs")
    window.form.get_by_role("button", name="More options").nth(1).click()
    window.page.get_by_role("menuitem", name="Done").click()
    expect(window.form).to_contain_text("2 of 8")
    window.page.keyboard.press("Escape")
    expect(parting).to_contain_text("2 of 8")


def test_home_leads_straight_to_what_waits(window: Window) -> None:
    """A reviewer finds what waits for them, and a press opens it; a guest finds nothing of it."""
    window.become("Partner")
    window.page.locator("#sidebar .place", has_text="Partways").first.click()
    home = window.page.locator("#home")
    expect(home).to_contain_text("Thistle Labs")
    home.get_by_role("button", name="Review").first.click()
    expect(window.form).to_contain_text("What would we have to do to keep")
    window.page.keyboard.press("Escape")
    expect(window.form).not_to_be_visible()
    window.become("Freelance writer")
    window.page.locator("#sidebar .place", has_text="Partways").first.click()
    expect(home).to_be_visible()
    expect(home).not_to_contain_text("Thistle Labs")


def test_the_digest_says_what_changed_worst_first(window: Window) -> None:
    """The newest weekly one: what is overdue stands above what is merely open, and its button leads to the client."""
    window.go("client-alerts")
    digest = window.messages.filter(has=window.page.locator(".header", has_text=re.compile("week", re.IGNORECASE))).last
    expect(digest).to_contain_text("Thistle Labs")
    said = window.text(digest)
    assert said.index("Thistle Labs") < said.index("Foxglove Tea"), said


def test_all_of_it_fits_a_phone(page: Page, sandbox: Sandbox) -> None:
    """The review, the form to decide and the list of a parting at 360 pixels: nothing runs out of the screen."""
    page.set_viewport_size({"width": 360, "height": 740})
    window = Window(page, sandbox)
    window.open()
    page.get_by_role("button", name="Conversations").click()
    window.become("Partner")
    window.go("client-alerts")
    form = review_of(window, PALM_BOOKS)
    assert _too_wide(page) == []
    window.press(form, "On probation…")
    expect(window.field("keep_takes")).to_be_visible()
    assert _too_wide(page) == []


def _too_wide(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#app *, #layers *')].filter(one => "
        "one.getBoundingClientRect().right > innerWidth + 1 && one.offsetParent "
        "&& !one.closest('.table-scroll, pre')).map(one => one.className)"
    )
    return found
