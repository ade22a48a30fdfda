"""How soon the sandbox's page can be used: from asking for it until everything on it answers, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bot.rehearsal import running_sandbox
from tests.bench.stage import ROOT
from tests.bench.table import Amount
from tests.browser.chromium import chromium_path, running_browser
from tests.browser.test_tools import MANY, fill_general
from tests.browser.window import Window


def page_amounts(folder: Path, rounds: int) -> Iterator[Amount]:
    """With 2,000 messages in the channel that it opens; each time in a browser that has kept nothing."""
    path = chromium_path()
    if path is None:
        return
    url = f"sqlite:///{folder / 'page.db'}"
    with running_sandbox(ROOT / "manifest.yml", url) as sandbox, running_browser(path) as browser:
        fill_general(sandbox, MANY)
        times = []
        for _ in range(rounds):
            with browser.new_context() as nothing_kept:
                page = nothing_kept.new_page()
                Window(page, sandbox).open()
                times.append(float(page.evaluate("performance.getEntriesByName('ready')[0].startTime")))
    yield Amount("the sandbox's page usable, 2,000 messages", median(times), 300.0, "ms")
