"""The pictures of the documentation, made anew: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from bot.rehearsal import Sandbox, running_sandbox
from tests.browser.chromium import chromium_path, running_browser
from tests.browser.window import Window

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 150_000
SIZE = (1120, 700)


def main() -> None:
    """Writes docs/images; exits with a line where there is no Chromium or a picture is too large."""
    path = chromium_path()
    if path is None:
        sys.exit("no Chromium on this machine (Debian: apt-get install chromium)")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'sandbox.db'}"
        with running_sandbox(ROOT / "manifest.yml", url) as sandbox, running_browser(path) as browser:
            _alert(_window(browser, sandbox, "light"))
            _form(_window(browser, sandbox, "light"))
            _health(_window(browser, sandbox, "light"), "health")
            _health(_window(browser, sandbox, "dark"), "dark")
            _review(_window(browser, sandbox, "light"))
    for picture in sorted(IMAGES.glob("*.png")):
        size = picture.stat().st_size
        sys.stdout.write(f"{picture.relative_to(ROOT)}  {size // 1000} kB\n")
        if size > MAX_BYTES:
            sys.exit(f"{picture.name} is larger than {MAX_BYTES // 1000} kB")


def _window(browser: Browser, sandbox: Sandbox, scheme: str) -> Window:
    context = browser.new_context(
        viewport={"width": SIZE[0], "height": SIZE[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    window = Window(context.new_page(), sandbox)
    window.open()
    return window


def _alert(window: Window) -> None:
    window.go("client-alerts")
    # Held for a few seconds, and posted one after the other: it is the last of what the story owes.
    expect(window.alert("Larch")).to_be_visible(timeout=30_000)
    _save(window.page, "alert")


def _form(window: Window) -> None:
    window.go("acme-shared")
    window.flag("Another studio would do the shop pages for half")
    window.choose("client", "acme", "Acme Outdoor")
    window.choose("sign", "rival", "Used rivals' offers to press us")
    expect(window.field("stage")).to_be_visible()
    window.page.locator(".modal-body").evaluate("one => { one.scrollTop = 0; }")
    _save(window.page, "form")
    window.press(window.form, "Cancel")
    expect(window.form).not_to_be_visible()


def _health(window: Window, name: str) -> None:
    window.go("general")
    window.type("/client-health dune")
    card = window.newest
    expect(card).to_contain_text("Dune & Daughters")
    card.evaluate("one => one.scrollIntoView({block: 'start'})")
    _save(window.page, name)


def _review(window: Window) -> None:
    window.become("Partner")
    window.go("client-alerts")
    window.press(window.alert("Dune"), "Review")
    expect(window.form).to_contain_text("What would we have to do to keep")
    _save(window.page, "review")


def _save(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready.then(() => document.activeElement.blur())")
    page.wait_for_timeout(150)
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
