"""Client names and notes as people type them: data, made harmless to show and comparable, never interpreted."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NAME_LIMIT: Final = 75  # characters: what Slack shows of an option in a select
NOTE_LIMIT: Final = 3000  # characters: what one section of a Slack message holds
MARKS_PER_LETTER: Final = 4  # no script that people write stacks more; a flood of them covers the lines around

# Letters, marks and symbols by their category, and yet nothing to be seen.
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    chr(code)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(first, last + 1)
)
# Format characters that a note needs: joiners in emoji and in Persian, and the marks that order Arabic beside Latin.
_KEPT_IN_NOTES: Final = frozenset("\u200c\u200d\u200e\u200f\u061c")
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\0")
_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class NameRefusal(StrEnum):
    """Why a name cannot be a client's."""

    EMPTY = "empty"
    TOO_LONG = "too_long"


class NameRefused(ValueError):
    """A name that cannot be a client's, and why."""

    def __init__(self, reason: NameRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CleanNote:
    """A note fit to be stored and shown; `is_cut` where it was longer than the limit."""

    text: str
    is_cut: bool


def clean_name(raw: str) -> str:
    """The name as it is shown: NFKC, single spaces, nothing invisible, 1 to 75 characters; or `NameRefused`."""
    name = _visible(raw)
    if not any(unicodedata.category(character)[0] in "LNPS" for character in name):
        raise NameRefused(NameRefusal.EMPTY)
    if len(name) > NAME_LIMIT:
        raise NameRefused(NameRefusal.TOO_LONG)
    return name


def name_key(name: str) -> str:
    """What two names are compared by: NFKC and casefold, without invisible characters. Look-alikes stay different."""
    return _visible(unicodedata.normalize("NFKC", _visible(name)).casefold())


def clean_note(raw: str, limit: int = NOTE_LIMIT) -> CleanNote:
    """The note without control characters, bidi overrides and floods of marks, at most `limit` characters long."""
    # Cut roughly first, so that a note of megabytes costs no more than one of a few pages.
    rough = raw[: limit * 4].replace("\r\n", "\n").replace("\r", "\n")
    is_plain = rough.isascii() and rough.isprintable()
    seen = rough if is_plain else "".join(character for character in rough if _stays_in_notes(character))
    kept = _few_marks(seen).strip()
    text = kept
    if len(kept) > limit:
        end = limit
        while end > limit - 16 and end > 1 and _belongs_to_the_one_before(kept[end]):
            end -= 1
        text = kept[:end].rstrip()
    return CleanNote(text, is_cut=len(kept) > limit or len(raw) > limit * 4)


def as_cell(text: str) -> str:
    """For a table that may be opened in a spreadsheet, which takes a text that begins so for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _visible(raw: str) -> str:
    """NFKC with every run of white space as one space and without what cannot be seen."""
    rough = raw[: NAME_LIMIT * 40]  # far more than any name; what is longer is refused by its length anyhow
    if rough.isascii() and rough.isprintable():
        return " ".join(rough.split())  # what the rest comes to, at a tenth of the time: most names are of this kind
    # One letter may become eighteen: what is cut off after that is as far beyond any name as what was cut off before.
    folded = unicodedata.normalize("NFKC", rough)[: NAME_LIMIT * 40]
    spaced = "".join(" " if character.isspace() else character for character in folded)
    seen = "".join(
        character
        for character in spaced
        if character not in _INVISIBLE and unicodedata.category(character) not in _UNSEEN_CATEGORIES
    )
    return " ".join(unicodedata.normalize("NFKC", _few_marks(seen)).split())


def _few_marks(text: str) -> str:
    """At most four combining marks upon each letter."""
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(character)
    return "".join(kept)


def _stays_in_notes(character: str) -> bool:
    if character in "\n\t" or character in _KEPT_IN_NOTES:
        return True
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES


def _belongs_to_the_one_before(character: str) -> bool:
    return character == "\u200d" or unicodedata.category(character)[0] == "M"
