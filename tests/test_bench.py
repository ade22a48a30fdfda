"""The benchmark runs, small: what it measures is `make bench`'s to say."""

import subprocess
import sys
from pathlib import Path

from tests.bench.__main__ import PAGE, measured, with_table
from tests.bench.filling import Size
from tests.bench.processes import resident_mb
from tests.bench.table import Amount, Line, table
from tests.bench.timing import Measured


def test_every_measure_in_process_is_taken(tmp_path: Path):
    """A change that breaks the benchmark shows here, and not when somebody wants to measure."""
    lines = list(measured(tmp_path, Size(clients=8, incidents=4, in_trouble=4), rounds=2, starts=0, timers=2_000))
    assert len(lines) == 8
    assert all(isinstance(line, Line) and line.measured.ours > 0 and line.measured.bare > 0 for line in lines)


def test_a_line_says_whether_its_limit_holds():
    """On the limit it holds; just over it, it does not."""
    assert Line("flag", Measured(2.5, 1.0), 2.5).holds
    assert not Line("flag", Measured(2.51, 1.0), 2.5).holds
    assert not Amount("serve", 121.0, 120.0, "MB").holds
    drawn = table([Line("flag", Measured(0.0025, 0.001), 2.5), Amount("serve", 2.1, 2.0, "s")])
    assert "2.50 ×" in drawn
    assert "2,500" in drawn
    assert "NO" in drawn


def test_the_page_keeps_one_table():
    """Keeping a table twice changes nothing but the table."""
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(with_table(page, "one"), "two") == with_table(page, "two")
    assert with_table(page, "two") != page


def test_memory_is_told_in_millions_of_bytes():
    """A Python that waits holds more than two and less than a hundred."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        assert 2 < resident_mb(child.pid) < 100
        child.communicate(b"\n")
