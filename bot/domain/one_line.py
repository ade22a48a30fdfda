"""Reads what stands behind `/flag-client` and `/client-health`: a client, a sign and a note on one line.

Nothing here knows which clients there are: `client_candidates` offers every way to read the line, longest first, and
the caller takes the first that is a known name or alias. No text makes any of this raise.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from bot.domain.names import NAME_LIMIT, name_key
from bot.domain.signs import SIGN_NUMBERS, SignId

CLIENT_WORDS: Final = 12  # the longest run of words taken for a name; names end at 75 characters anyhow
LINE_LIMIT: Final = 12_000  # characters read; Slack cuts a command's text long before

# Every quotation mark that a keyboard, a phone or a language's habit puts around a name, by what may open and close.
_OPENING: Final = "\"'“”„‟«»‘’‚‹›＂＇"
_CLOSING: Final = {
    **dict.fromkeys('"“”„‟＂', '"“”„‟＂'),
    **dict.fromkeys("«»", "«»"),
    **dict.fromkeys("'‘’‚＇", "'‘’‚＇"),
    **dict.fromkeys("‹›", "‹›"),
}
_ESCAPE: Final = re.compile(r"<([^<>]*)>")
_NUMBERED: Final = re.compile(r"#?([1-9]\d?)")
_HELP: Final = frozenset({"help", "--help", "-h", "?"})
_TEN: Final = frozenset(sign.value for sign in SignId)
_BY_NUMBER: Final = {number: sign.value for sign, number in SIGN_NUMBERS.items()}
_SIGN_WORDS: Final = 6  # an id of the team's own has at most so many words when typed with spaces
_SIGN_LENGTH: Final = 200  # characters; ids have at most 40, and the rest is room for what cannot be seen


class Candidate(NamedTuple):
    """One way to read a line: the key of the client's name, as `names.name_key` makes it, and what follows."""

    key: str
    rest: str


def is_help(text: str) -> bool:
    """True where the whole text asks for help."""
    return text.strip().casefold() in _HELP


def unescape(text: str) -> str:
    """Slack's escapes as plain text: `<@U1>` becomes @U1, `<#C1|x>` #x, `<http://x|label>` label, `&amp;` &."""
    shown = _ESCAPE.sub(_shown, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def client_candidates(text: str) -> list[Candidate]:
    """The ways to read the client at the beginning of an unescaped line, longest first.

    A quoted client is the only way to read the line. A quote that is never closed is read as a letter.
    """
    line = text[:LINE_LIMIT].strip()
    if not line:
        return []
    quoted = _quoted(line)
    if quoted is not None:
        name, rest = quoted
        return [Candidate(name_key(name), rest)]
    ends = [match.end() for match in re.finditer(r"\S+", line)][:CLIENT_WORDS]
    candidates = [Candidate(name_key(line[:end]), line[end:].strip()) for end in reversed(ends)]
    return [candidate for candidate in candidates if candidate.key]


def unknown_client(text: str, own_signs: Sequence[str] = ()) -> tuple[str, str]:
    """The name that a line with no known client most likely means, as typed, and what follows it.

    The quoted name; else the words before the first sign; else the whole line where it is short enough for a name; else
    the first word. ("", "") for an empty line.
    """
    line = text[:LINE_LIMIT].strip()
    quoted = _quoted(line)
    if quoted is not None:
        return quoted
    ends = [match.end() for match in re.finditer(r"\S+", line)][:CLIENT_WORDS]
    for end in ends:
        rest = line[end:].strip()
        sign, note = read_sign(rest, own_signs)
        # A number before a sign in words belongs to the name: "Studio 5 lying ..." tells of Studio 5.
        if sign is not None and (not _NUMBERED.match(rest) or read_sign(note, own_signs)[0] is None):
            return line[:end], rest
    if len(line) <= NAME_LIMIT or not ends:
        return line, ""
    return line[: ends[0]], line[ends[0] :].strip()


def read_sign(rest: str, own_signs: Sequence[str] = ()) -> tuple[str | None, str]:
    """The sign at the beginning of what follows the client, and what follows that; (None, rest) where there is none.

    `slow_pay`, `Slow-Pay`, `slow pay`, `5` and `#5` are one sign, quoted or not, with or without a colon after it.
    """
    line = rest[:LINE_LIMIT].strip()
    quoted = _quoted(line)
    if quoted is not None:
        sign = _sign_called(quoted[0], own_signs)
        return (sign, quoted[1]) if sign else (None, line)
    ends = [match.end() for match in re.finditer(r"[^\s_-]+", line)][:_SIGN_WORDS]
    # From the longest on, since a sign of the team's own may begin as another one does.
    for end in reversed(ends):
        if end < len(line) and not line[end].isspace():
            continue
        sign = _sign_called(line[:end].rstrip(":,;."), own_signs)
        if sign:
            return sign, line[end:].strip()
    return None, line


def _sign_called(words: str, own_signs: Sequence[str]) -> str | None:
    if len(words) > _SIGN_LENGTH:
        return None
    key = re.sub(r"[\s_-]+", "_", name_key(words))
    number = _NUMBERED.fullmatch(key)
    if number:
        return _BY_NUMBER.get(int(number[1]))
    return key if key in _TEN or key in own_signs else None


def _quoted(line: str) -> tuple[str, str] | None:
    """What stands in quotes at the beginning. A single quote closes before a space only: O'Neill's stays whole."""
    if not line or line[0] not in _OPENING:
        return None
    closing = _CLOSING[line[0]]
    is_single = line[0] in _CLOSING["'"]
    for place in range(1, len(line)):
        if line[place] in closing:
            after = line[place + 1 : place + 2]
            if is_single and after and not after.isspace():
                continue
            name = line[1:place].strip()
            return (name, line[place + 1 :].strip()) if name_key(name) else None
    return None


def _shown(match: re.Match[str]) -> str:
    target, _, label = match[1].partition("|")
    if target[:1] == "@":
        return f"@{label or target[1:]}"
    if target[:1] == "#":
        return f"#{label or target[1:]}"
    if target[:1] == "!":
        return label or f"@{target[1:]}"
    return label or target.removeprefix("mailto:")
