"""The browser that the system has; nothing is downloaded, and nothing outside this machine is asked for."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str | None:
    """Where the system's Chromium is, None where there is none."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


@contextmanager
def running_browser(path: str) -> Iterator[Browser]:
    """A headless Chromium from its start to its end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()
