"""Everything without a mouse: where the focus goes, that one sees it, and that it comes back to where it was."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.window import Window

# The part of the page in which the focus is.
_PART = (
    "() => document.activeElement.closest('#top, #rail, #sidebar, #head, #home, #scroll, #composer, #side')?.id || ''"
)
# Whether one sees it: an outline, a ring, or a frame around where one types.
_SHOWS = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const frame = getComputedStyle(one.closest('.composer') || one);
  const hasOutline = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
  return hasOutline || style.boxShadow !== 'none' || frame.boxShadow !== 'none';
}"""


@pytest.fixture
def alert(window: Window) -> Locator:
    """Cobalt's alert, in the channel where it stands, with the focus on it."""
    window.go("client-alerts")
    found = window.alert("Cobalt")
    found.focus()
    return found


def part(window: Window) -> str:
    found: str = window.page.evaluate(_PART)
    return found


def test_tab_goes_through_the_page_in_reading_order(window: Window) -> None:
    """The conversations are one stop, and what has the focus shows it."""
    window.page.locator("#top .time").focus()
    passed = [part(window)]
    for _ in range(14):
        window.page.keyboard.press("Tab")
        passed.append(part(window))
        assert window.page.evaluate(_SHOWS), passed
    assert [one for at, one in enumerate(passed) if not at or passed[at - 1] != one][:5] == [
        *("top", "rail", "sidebar", "head", "scroll")
    ]
    # The name of the workspace and its conversations.
    assert passed.count("sidebar") == 2
    window.page.keyboard.press("Shift+Tab")
    assert part(window) == passed[-2]


def test_f6_goes_from_part_to_part(window: Window) -> None:
    """However many messages stand between them, forward and back."""
    window.page.locator("#rail button").first.focus()
    seen = []
    for _ in range(4):
        window.page.keyboard.press("F6")
        seen.append(part(window))
        assert window.page.evaluate(_SHOWS), seen
    assert seen == ["sidebar", "scroll", "composer", "rail"]
    window.page.keyboard.press("Shift+F6")
    assert part(window) == "composer"


def test_conversations_are_walked_by_arrows(window: Window) -> None:
    """Ctrl+K, down, Enter: one is there, and the focus is still on it."""
    window.page.keyboard.press("Control+k")
    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("Enter")
    expect(window.page.locator("#head h1")).to_contain_text("client-alerts")
    expect(window.page.locator("#sidebar .place.here")).to_be_focused()


def test_becoming_somebody_keeps_the_focus(window: Window) -> None:
    """The whole page is another one's by then."""
    window.page.keyboard.press("Control+j")
    window.page.keyboard.press("d")
    window.page.keyboard.press("Enter")
    expect(window.page.locator("#persona")).to_contain_text("Designer")
    expect(window.page.locator("#persona")).to_be_focused()


def test_a_reaction_leaves_the_focus_on_the_message(window: Window, alert: Locator) -> None:
    """It is drawn anew, since the app edits it: whoever reacted can go on from there."""
    window.page.keyboard.press("r")
    search = window.page.get_by_role("searchbox", name="Search emoji")
    expect(search).to_be_focused()
    window.page.keyboard.press("Tab")
    expect(window.page.locator(".emoji-choice").first).to_be_focused()
    window.page.keyboard.press("Tab")
    expect(search).to_be_focused()
    search.fill("eyes")
    window.page.keyboard.press("Enter")
    expect(alert).to_contain_text("@Account lead")
    expect(alert.locator(".reaction.add")).to_be_visible()
    expect(alert.locator(".tool.add-reaction")).to_be_focused()
    window.page.keyboard.press("Shift+Tab")
    assert alert.evaluate("one => one.contains(document.activeElement)")


def test_a_button_that_is_gone_gives_the_focus_to_its_message(window: Window, alert: Locator) -> None:
    """*I take it* is no more once it was pressed."""
    alert.get_by_role("button", name="I take it").focus()
    window.page.keyboard.press("Enter")
    expect(alert).to_contain_text("@Account lead")
    expect(alert).to_be_focused()


def test_a_form_gives_the_focus_back(window: Window, alert: Locator) -> None:
    """From the message's menu into the form's first field, and by Escape back to the message."""
    window.page.keyboard.press("m")
    expect(window.page.get_by_role("menuitem").first).to_be_focused()
    window.page.keyboard.press("Escape")
    expect(alert.get_by_role("button", name="More actions")).to_be_focused()
    window.page.keyboard.press("Enter")
    window.page.keyboard.press("f")
    window.page.keyboard.press("Enter")
    expect(window.field("client").get_by_role("combobox")).to_be_focused()
    window.page.keyboard.press("Escape")
    expect(window.form).not_to_be_visible()
    assert alert.evaluate("one => one.contains(document.activeElement)")


def test_a_line_is_typed_with_arrows_alone(window: Window) -> None:
    """A command is chosen from the list, goes on to the form, and leaves the focus where one types."""
    field = window.page.locator("#composer textarea")
    field.press_sequentially("/flag")
    window.page.keyboard.press("Enter")
    expect(field).to_have_value("/flag-client ")
    window.page.keyboard.press("Enter")
    expect(window.field("client").get_by_role("combobox")).to_be_focused()
    window.page.keyboard.press("Escape")
    expect(field).to_be_focused()


def test_a_thread_takes_the_focus_and_gives_it_back(window: Window, alert: Locator) -> None:
    """`t` on a message leads to where one answers, Escape back to it."""
    window.page.keyboard.press("t")
    expect(window.page.locator("#side textarea")).to_be_focused()
    window.page.keyboard.press("Escape")
    expect(window.page.locator("#side")).to_be_hidden()
    expect(alert).to_be_focused()


@pytest.mark.parametrize("panel", ["traffic", "faults", "clock"])
def test_a_panel_takes_the_focus_and_gives_it_back(window: Window, panel: str) -> None:
    """Its button opens it, Escape closes it."""
    button = window.page.locator(f"[data-panel={panel}]")
    button.focus()
    window.page.keyboard.press("Enter")
    assert part(window) == "side"
    window.page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_the_app_s_two_tabs_are_turned_by_arrows(window: Window) -> None:
    """One stop of Tab, as tabs are."""
    window.page.locator("#sidebar .place", has_text="Partways").first.click()
    window.page.get_by_role("tab", name="Home").focus()
    window.page.keyboard.press("ArrowRight")
    expect(window.page.get_by_role("tab", name="Messages")).to_be_focused()
    expect(window.newest).to_be_visible()
