"""The arithmetic of the audit trail's chain: what fixes a line, and what a changed, missing or moved line breaks.

A line's digest is of its content and a random salt; the chain's value is of the value before it and the line's digest.
Somebody's data can so be taken out of a line together with its salt: the digest stays, nothing can be guessed from it
without the salt, and the chain holds. See docs/decisions.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# What a line says where somebody's data was taken out of others: their numbers stand in its ``after``.
TAKEN_OUT = "audit_redacted"
TAKEN_OUT_LINES = "lines"


class Broken(StrEnum):
    """What is wrong with a line."""

    CONTENT = "content"  # it does not say what it said
    ORDER = "order"  # it does not follow from the line before
    MISSING = "missing"  # a line before it is not there
    UNSEALED = "unsealed"  # its digest or chain is not there
    EMPTIED = "emptied"  # its salt is gone, and no later line tells that something was taken out


@dataclass(frozen=True, slots=True)
class Link:
    """A line as the chain sees it. ``content`` is canonical (`canonical`); ``named`` are the lines that it says were emptied."""

    seq: int
    content: str
    salt: str | None
    digest: str | None
    chain: str | None
    named: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """``unchained`` lines are from before there was a chain, ``emptied`` ones lost what they said by an erasure.

    ``head`` is (number, chain) of the last line: whoever keeps it elsewhere notices a trail that was written anew.
    """

    lines: int
    unchained: int
    emptied: int
    broken: tuple[tuple[int, Broken], ...]
    head: tuple[int, str] | None


def canonical(seq: int, at: datetime, by: str, action: str, subject: str, before: object, after: object) -> str:
    """The content of a line as text; ``before`` and ``after`` as they were read back from JSON."""
    content = [seq, (at - _EPOCH) // _MICROSECOND, by, action, subject, before, after]
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def digest_of(content: str, salt: str) -> str:
    return sha256(f"{salt}\n{content}".encode()).hexdigest()


def chained(before: str, digest: str) -> str:
    return sha256(f"{before}\n{digest}".encode()).hexdigest()


def beginning(workspace: str) -> str:
    """The value that a workspace's first line follows from."""
    return sha256(workspace.encode()).hexdigest()


def check(workspace: str, links: Iterable[Link]) -> Checked:
    """``links`` by number. Goes on after a broken line, by what it says itself: each break is told once."""
    value, last, is_begun = beginning(workspace), 0, False
    lines = unchained = 0
    broken: list[tuple[int, Broken]] = []
    emptied: set[int] = set()
    told: set[int] = set()
    for link in links:
        lines += 1
        told.update(number for number in link.named if number < link.seq)
        if link.seq != last + 1:
            broken.append((link.seq, Broken.MISSING))
        last = link.seq
        if link.digest is None or link.chain is None:
            if is_begun:
                broken.append((link.seq, Broken.UNSEALED))
            else:
                unchained += 1
            continue
        is_begun = True
        if link.salt is None:
            emptied.add(link.seq)
        elif digest_of(link.content, link.salt) != link.digest:
            broken.append((link.seq, Broken.CONTENT))
        if chained(value, link.digest) != link.chain:
            broken.append((link.seq, Broken.ORDER))
        value = link.chain
    broken += [(number, Broken.EMPTIED) for number in emptied - told]
    head = (last, value) if is_begun else None
    return Checked(lines, unchained, len(emptied), tuple(sorted(broken)), head)


def named_lines(action: str, after: object) -> tuple[int, ...]:
    """The numbers of the lines that a line about an erasure says were emptied."""
    numbers = after.get(TAKEN_OUT_LINES) if action == TAKEN_OUT and isinstance(after, Mapping) else ()
    if not isinstance(numbers, Sequence) or isinstance(numbers, str):
        return ()
    return tuple(number for number in numbers if isinstance(number, int))
