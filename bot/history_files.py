"""Files of histories and policies as somebody names them on the command line: read or written, or refused in words."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Final, TextIO

from bot.domain.case_file import CaseRefused, read_cases
from bot.domain.cases import Case
from bot.domain.policy import Policy, PolicyRefused

# Bytes. Some 200,000 incidents; what is read is held in memory, so a device or a mistake must end somewhere.
FILE_MAX: Final = 64 * 1024**2


class FileRefused(Exception):
    """A person's mistake in a file: the place, and what it accepts."""

    def __init__(self, place: str, accepts: str) -> None:
        super().__init__(f"{place}: accepts {accepts}")
        self.place, self.accepts = place, accepts


def read_histories(path: Path) -> list[Case]:
    """The cases of a file, or of standard input for ``-``; raises `FileRefused`."""
    text = _text(path, "FILE")
    try:
        return list(read_cases(text))
    except CaseRefused as refused:
        raise refusal_of(path, refused) from None


def refusal_of(path: Path, refused: CaseRefused) -> FileRefused:
    """What a case refuses, with the place in the file; a case's policy shows its mistakes only when it is merged."""
    accepts = accepted(refused.accepts, refused.params)
    return FileRefused(f"{_shown(path)}, case {refused.case}, {refused.field}", accepts)


def read_policy(path: Path | None) -> Policy:
    """The default policy with what the file changes; raises `FileRefused`."""
    if path is None:
        return Policy.default()
    text = _text(path, "--policy")
    try:
        changes = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise FileRefused(f"--policy {_shown(path)}", "a JSON object") from None
    try:
        return Policy.default().with_changes(changes)
    except PolicyRefused as refused:
        place = f"--policy {_shown(path)}, {refused.field}"
        raise FileRefused(place, accepted(refused.accepts, refused.params)) from None


@contextmanager
def writing(path: Path | None, field: str) -> Iterator[TextIO]:
    """A file to write to, which its owner alone can read, or standard output; raises `FileRefused`."""
    if path is None:
        yield sys.stdout
        return
    try:
        out = open(path, "w", encoding="utf-8", opener=_for_its_owner)  # noqa: SIM115 - `Path` takes no opener
    except OSError as error:
        raise FileRefused(f"{field} {_shown(path)}", f"a file that can be written ({error.strerror})") from None
    with out:
        yield out


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _text(path: Path, field: str) -> str:
    try:
        if str(path) == "-":
            raw = sys.stdin.buffer.read(FILE_MAX + 1)
        else:
            with path.open("rb") as opened:
                raw = opened.read(FILE_MAX + 1)
        if len(raw) > FILE_MAX:
            raise FileRefused(f"{field} {_shown(path)}", f"at most {FILE_MAX // 1024**2} MiB: split it by client")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(f"{field} {_shown(path)}", "text in UTF-8") from None
    except OSError as error:
        raise FileRefused(f"{field} {_shown(path)}", f"a file that can be read ({error.strerror})") from None


def _shown(path: Path) -> str:
    return "standard input" if str(path) == "-" else str(path)


# What a place accepts, in words; {} stands for the parameters of the refusal.
IN_WORDS: Final[Mapping[str, str]] = {
    "whole_number_from": "a whole number from {}",
    "number_from": "a number from {}",
    "number_over": "a number over {}",
    "one_of": "one of {}",
    "true_or_false": "true or false",
    "keys_and_values": "an object with the keys {}",
    "sign_id": "one of {}, or a new id of small letters, digits and _ that no rule has",
    "no_cutoff_or_window": "no value here: this sign holds once, or again after a warning",
    "needed_for_own_sign": "a value: a new sign needs level and points",
    "cutoff_with_window": "a value: cutoff and window_days go together",
    "json": "JSON: a list of cases, or one case a line",
    "required": "a value: it is required",
    "known_key": "the keys {} only",
    "moment": "a moment with its offset, such as 2026-01-11T09:00:00Z",
    "text": "a text that is neither empty nor too long",
    "name": "a name of 1 to 75 characters",
    "number": "a number from 0",
    "whole_number": "a whole number",
    "list": "a list",
    "object": "an object",
    "new_id": "an id that no other entry has; {} is taken",
    "fact_of_sign": "this fact only on another sign; {}",
    "known_sign": "one of {}",
    "at_most": "at most {}",
    "bar": "one line without |",
    "takes_two": "an entry that no two reviewers have to take back: people flagged this one here, and it is about conduct",
    "until_missing": "a moment: a probation needs its end",
    "until_not_after_decision": "a moment after the decision",
    "until_without_probation": "a moment only with a probation",
    "in_the_future": "a moment that has come",
    "unknown_entry": "the id of an entry of this client",
    "not_voidable": "an incident, a warning or a decision",
    "not_waivable": "an incident",
    "abuse_not_waivable": "an incident that can be waived: physical_abuse is voided or decided on",
}


def accepted(accepts: str, params: Iterable[str]) -> str:
    """What a place accepts, as it stands behind "accepts" in a refusal."""
    given = list(params)
    if accepts == "fact_of_sign":
        sign, *facts = given
        return f"no value here: {sign} carries {', '.join(facts) or 'no facts'}"
    if accepts in ("whole_number_from", "number_from"):
        return IN_WORDS[accepts].format(" to ".join(given))
    return IN_WORDS[accepts].format(", ".join(given))
