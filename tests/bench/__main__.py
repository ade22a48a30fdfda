"""`make bench`: measures, and prints the table. With `--keep` the table in docs/performance.md is replaced as well."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.filling import Size
from tests.bench.measures import flag_lines, health_lines, judge_line
from tests.bench.processes import help_line, serve_amounts
from tests.bench.reviewing import review_line
from tests.bench.stage import ROOT, filled_world
from tests.bench.table import Amount, Line, table

PAGE = ROOT / "docs" / "performance.md"
_BEGIN, _END = "<!-- table: make bench -->\n", "<!-- end of table -->\n"


def measured(folder: Path, size: Size, rounds: int, starts: int) -> Iterator[Line | Amount]:
    """``rounds`` of what runs in process, ``starts`` of whole processes."""
    with filled_world(folder, size) as world:
        yield from flag_lines(world, folder, rounds)
        yield from health_lines(world, rounds)
        yield judge_line(world, rounds)
        yield review_line(world, max(2, rounds // 3))
    if starts:
        yield help_line(starts * 3)
        yield from serve_amounts(folder, starts)


def with_table(page: str, drawn: str) -> str:
    """The page with another table between its two marks."""
    head, _, rest = page.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    return f"{head}{_BEGIN}\n{drawn}\n{_END}{tail}"


def main() -> None:
    # Beside this checkout, so that both sides of a commit are on one file system, and on no tmpfs.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
        lines = list(measured(Path(folder), Size(), rounds=300, starts=7))
    drawn = table(lines)
    sys.stdout.write(drawn)
    if "--keep" in sys.argv[1:]:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), drawn), encoding="utf-8")
    sys.exit(0 if all(line.holds for line in lines) else 1)


if __name__ == "__main__":
    main()
