"""Two sides measured in one process, turn by turn, so that whatever else the machine does falls on both alike."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured:
    """The p50 of both sides, in seconds."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


_round = count(1)


def alternate(
    ours: Callable[[T], object], bare: Callable[[T], object], make: Callable[[int], T], rounds: int
) -> Measured:
    """Each round runs both, and every other round the other one first.

    ``make`` gives each side its work for a number that no round had before: a new trigger, another client.
    """
    for _ in range(max(1, rounds // 10)):
        number = next(_round)
        ours(make(number))
        bare(make(number))
    taken: tuple[list[float], list[float]] = ([], [])
    with _no_collection():
        for turn in range(rounds):
            number = next(_round)
            order = ((0, ours), (1, bare)) if turn % 2 else ((1, bare), (0, ours))
            for which, side in order:
                work = make(number)
                started = time.perf_counter()
                side(work)
                taken[which].append(time.perf_counter() - started)
    return Measured(median(taken[0]), median(taken[1]))


@contextmanager
def _no_collection() -> Iterator[None]:
    """As pyperf and timeit do: a collection would fall on whichever side happens to fill the generation."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
