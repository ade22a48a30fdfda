"""The sandbox in a real browser, with the real bot connected to it over Socket Mode."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

from bot.rehearsal import Sandbox, running_sandbox
from tests.browser.chromium import chromium_path, running_browser
from tests.browser.window import Window

_MANIFEST = Path(__file__).parents[2] / "manifest.yml"
_ALERT_HOLD_MS = 5_000
# A press goes through the bot and its database; on a busy machine the answer may take a while.
PATIENCE_MS = 10_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests here."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with running_browser(path) as one:
        yield one


@pytest.fixture(scope="package")
def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for all tests here."""
    folder = tmp_path_factory.mktemp("browser")
    with running_sandbox(_MANIFEST, f"sqlite:///{folder / 'sandbox.db'}") as one:
        # What is slow here is the machine with its browsers; how long the bot takes, `make bench` measures.
        one.slack.platform.ack_limit_s = 60
        yield one


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The sandbox as it comes up, with the example team in it."""
    running.load_example()
    return running


@pytest.fixture
def page(browser: Browser, running: Sandbox) -> Iterator[Page]:
    """A fresh page that fails the test where a script fails, a console error shows, or anything outside is asked for."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    one = context.new_page()
    trouble: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # A refused act answers 4xx, which Chromium notes by itself; everything else is the page's own mistake.
        if message.type == "error" and "Failed to load resource" not in message.text:
            trouble.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((running.server.url, "data:")):
            trouble.append(f"asked for {request.url}")

    def on_error(error: Error) -> None:
        trouble.append(str(error))

    one.on("console", on_console)
    one.on("request", on_request)
    one.on("pageerror", on_error)
    yield one
    context.close()
    assert trouble == []


@pytest.fixture
def window(page: Page, sandbox: Sandbox) -> Window:
    """The account lead's window, in #general, with the example team's week behind it."""
    window = Window(page, sandbox)
    window.open()
    return window


def alert_hold_ends(window: Window) -> None:
    """The time after which an alert is posted has passed."""
    window.page.evaluate(
        "ms => fetch('/control/clock', {method: 'POST', headers: {'content-type': 'application/json'},"
        " body: JSON.stringify({move_s: ms / 1000})}).then(() => undefined)",
        _ALERT_HOLD_MS + 1000,
    )
