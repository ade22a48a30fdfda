"""How soon the sandbox's page can be used, in a real browser, and how soon the example team is in it."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import monotonic

from bot.rehearsal import running_sandbox
from tests.bench.stage import ROOT
from tests.bench.table import Amount
from tests.browser.chromium import chromium_path, running_browser
from tests.browser.test_tools import MANY, fill_general
from tests.browser.window import Window


def page_amounts(folder: Path, rounds: int) -> Iterator[Amount]:
    """With 2,000 messages in the channel that it opens; each time in a browser that has kept nothing.

    Then *Load example team*, from the press to the last of its messages.
    """
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
        loads = []
        for _ in range(max(1, rounds // 2)):
            began = monotonic()
            sandbox.load_example()
            loads.append(monotonic() - began)
    yield Amount("the example team loaded, four months", median(loads), 4.0, "s")
    yield Amount("the sandbox's page usable, 2,000 messages", median(times), 300.0, "ms")
