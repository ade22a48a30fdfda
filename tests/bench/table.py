"""The table that is printed and kept."""

from dataclasses import dataclass

from tests.bench.timing import Measured


@dataclass(frozen=True, slots=True)
class Line:
    """Ours against the bare side. Without a limit it is told and not judged."""

    title: str
    measured: Measured
    limit: float | None

    @property
    def holds(self) -> bool:
        return self.limit is None or self.measured.ratio <= self.limit

    def cells(self) -> tuple[str, ...]:
        at_most = "" if self.limit is None else f"{self.limit:g} ×"
        ours, bare = (f"{seconds * 1e6:,.0f}" for seconds in (self.measured.ours, self.measured.bare))
        return self.title, f"{self.measured.ratio:.2f} ×", at_most, _verdict(self.limit, self.holds), ours, bare


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount with a limit of its own."""

    title: str
    value: float
    limit: float | None
    unit: str

    @property
    def holds(self) -> bool:
        return self.limit is None or self.value <= self.limit

    def cells(self) -> tuple[str, ...]:
        at_most = "" if self.limit is None else f"{self.limit:g} {self.unit}"
        return self.title, f"{self.value:.3g} {self.unit}", at_most, _verdict(self.limit, self.holds), "", ""


HEAD = ("what", "measured", "at most", "holds", "p50 of ours, µs", "p50 of the bare side, µs")


def table(lines: list[Line | Amount]) -> str:
    """In Markdown, with columns that line up."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    drawn = [_row(row, widths) for row in rows]
    drawn.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(drawn) + "\n"


def _row(cells: tuple[str, ...], widths: list[int]) -> str:
    texts = [cells[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))]
    return "| " + " | ".join(texts) + " |"


def _verdict(limit: float | None, holds: bool) -> str:
    return "" if limit is None else "yes" if holds else "NO"
