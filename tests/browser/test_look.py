"""What it looks like: themes, narrow screens, names in other scripts, and text that pretends to be markup."""

import pytest
from playwright.sync_api import Page, expect

from bot.rehearsal import Sandbox
from tests.browser.window import Window

PHONE = {"width": 360, "height": 740}


def background(page: Page) -> tuple[int, ...]:
    """The colour behind the messages, as red, green and blue."""
    colour = page.locator("#main").evaluate("one => getComputedStyle(one).backgroundColor")
    return tuple(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))


def test_dark_follows_the_system_and_a_switch(page: Page, sandbox: Sandbox) -> None:
    """Without a choice the system's; a choice holds, and outlives a reload."""
    page.emulate_media(color_scheme="dark")
    window = Window(page, sandbox)
    window.open()
    assert max(background(page)) < 60
    page.get_by_role("button", name="Light or dark").click()
    assert min(background(page)) > 230
    window.open()
    assert min(background(page)) > 230


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(page: Page, sandbox: Sandbox, scheme: str) -> None:
    """Text on the page has a contrast of at least 4.5 to 1, in the messages, the sidebar and beneath them."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    window = Window(page, sandbox)
    window.open()
    window.go("client-alerts")
    for selector in (
        "#list .text",
        "#list .stamp",
        "#list .context",
        "#list .mention",
        "#sidebar .place.here",
        ".place",
    ):
        assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector


CONTRAST = """element => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  let behind = element;
  while (behind && rgb(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
  const [one, other] = [getComputedStyle(element).color, behind ? getComputedStyle(behind).backgroundColor : 'white']
    .map((colour) => light(rgb(colour))).sort((a, b) => b - a);
  return (one + 0.05) / (other + 0.05);
}"""


def test_markup_in_messages_names_and_notes_stays_text(window: Window) -> None:
    """A message, a note and a client's name that look like HTML are shown as they were typed."""
    evil = "<img src=x onerror=alert(1)>"
    window.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    window.type(f"Look: {evil} & <b>bold</b>")
    expect(window.newest).to_contain_text(f"Look: {evil} & <b>bold</b>")
    window.type(f"/flag-client cobalt mind_change {evil}")
    expect(window.newest).to_contain_text("Went back on what was approved")
    window.type("/client-health cobalt")
    expect(window.newest).to_contain_text(evil)
    window.flag("Look:")
    expect(window.form).to_contain_text(evil)
    window.choose("client", f"{evil} Ltd", f"{evil} Ltd")
    window.choose("sign", "Put us at legal risk")
    window.press(window.form, "Flag")
    expect(window.form).to_contain_text(f"{evil} Ltd")
    expect(window.page.locator("#app img, #layers img")).to_have_count(0)


def test_nothing_from_elsewhere_is_let_in(page: Page, sandbox: Sandbox) -> None:
    """The policy allows this page's own files and nothing else: no inline script, no other host."""
    answer = page.goto(sandbox.server.url)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_arabic_runs_from_right_to_left(window: Window) -> None:
    """An Arabic note is set from the right, a mention in it does not turn the line, and the form takes it back."""
    window.go("client-alerts")
    alert = window.alert("مكتبة النخيل")
    expect(alert).to_contain_text("@Partner")
    window.type("/client-health nakheel")
    note = window.answer.locator(".text", has_text="عرض آخر من منافس").last
    expect(note).to_be_visible()
    assert note.evaluate("one => getComputedStyle(one).direction") == "rtl"
    window.type("شكرا @designer على المساعدة")
    said = window.message("شكرا").locator(".text")
    expect(said).to_be_visible()
    assert said.evaluate("one => getComputedStyle(one).direction") == "rtl"
    expect(said.locator("bdi.mention")).to_have_text("@Designer")
    window.flag("شكرا")
    window.choose("client", "مكتبة", "مكتبة النخيل")


def test_a_phone_shows_everything_without_scrolling_sideways(page: Page, sandbox: Sandbox) -> None:
    """At 360 pixels: the list of conversations, alerts, the card, the form, the panels."""
    page.set_viewport_size(PHONE)
    window = Window(page, sandbox)
    window.open()

    def fits(where: str) -> None:
        wide = page.evaluate(
            "[...document.querySelectorAll('#app *, #layers *')].filter(one => "
            "one.getBoundingClientRect().right > innerWidth + 1 && one.offsetParent "
            "&& !one.closest('.table-scroll, pre')).map(one => one.className)"
        )
        assert wide == [], where

    fits("general")
    page.get_by_role("button", name="Conversations").click()
    window.go("client-alerts")
    fits("alerts")
    window.type("/client-health lighthouse keepers")
    expect(window.answer).to_contain_text("Association of Northern Lighthouse Keepers")
    fits("card")
    window.page.get_by_role("button", name="Shortcuts").click()
    window.page.get_by_role("menuitem", name="Flag a client").first.click()
    window.choose("sign", "Paid late")
    fits("form")
    page.keyboard.press("Escape")
    expect(window.form).not_to_be_visible()
    for panel in ("Traffic", "Faults", "Clock"):
        page.locator(f"[data-panel={panel.lower()}]").click()
        expect(page.locator("#side h2")).to_have_text(panel)
        fits(panel)
