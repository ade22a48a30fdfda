"""Text on its way to Slack: what somebody typed stays data, and cannot ping, link, turn a line round or run over.

Three kinds of text are kept apart by type. A plain ``str`` is somebody's data and is cleaned, isolated and escaped
wherever it goes. `Own` is our wording without markup. `Mrkdwn` is ready for a mrkdwn object and for nothing else.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from bot.domain.people import is_gone


class Own(str):
    """The bot's own wording, with data in it already cleaned and isolated; no markup."""

    __slots__ = ()


class Mrkdwn(str):
    """Text in Slack's mrkdwn: everything in it that is data has been escaped."""

    __slots__ = ()


ELLIPSIS: Final = "…"
_FSI, _PDI, _WORD_JOINER = "\u2068", "\u2069", "\u2060"
# Embeddings, overrides and isolates: with them a name could turn the direction of what follows it.
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKS: Final = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_MENTION_WORD: Final = re.compile(r"@(?=channel|here|everyone)", re.IGNORECASE)
_EMOJI_CODE: Final = re.compile(r":(?=[\w+'-]+:)")
# Looks like a backtick. A real one would take what follows it, a mention too, for code.
_NO_FENCE: Final = "\u02cb"
_SPAN_START: Final = re.compile(r"<(?=[!@#]|https?|mailto)", re.IGNORECASE)
_ATOM: Final = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)
_USER: Final = re.compile(r"[UW][A-Z0-9]{2,20}")
_CHANNEL: Final = re.compile(r"[CGD][A-Z0-9]{2,20}")
_NOT_IN_A_LINK: Final = re.compile(r"[<>|\s\"]")
_URL_MAX: Final = 2000


def length(text: str) -> int:
    """In UTF-16 units: never less than what Slack may count, whichever way it counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """At most ``limit`` long, cut on a code point, with an ellipsis where something was left out."""
    if length(text) <= limit:
        return text
    return head(text, limit - len(ELLIPSIS)).rstrip() + ELLIPSIS


def head(text: str, limit: int) -> str:
    """The beginning of ``text`` as it is, at most ``limit`` long, without lone surrogates, which cannot be sent."""
    kept: list[str] = []
    room = limit
    for char in text:
        if "\ud800" <= char <= "\udfff":
            continue
        room -= length(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept)


def clean(text: str) -> str:
    """Without control characters, lone surrogates and bidi overrides; unable to ping as it stands. Line breaks stay."""
    if not (text.isascii() and text.isprintable()):
        text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
        text = "".join(char for char in text if char == "\n" or _may_be_shown(char))
    text = _MENTION_WORD.sub("@" + _WORD_JOINER, text)
    return _SPAN_START.sub("<" + _WORD_JOINER, text)


def _may_be_shown(char: str) -> bool:
    return char not in _BIDI and unicodedata.category(char) not in ("Cc", "Cs")


def one_line(text: str) -> str:
    """Cleaned, on one line, without idle blanks; it draws no emoji, links nothing and opens no code block."""
    text = " ".join(clean(text).split())
    text = _EMOJI_CODE.sub(":" + _WORD_JOINER, text)
    # Slack links a bare address in a message's text, and nothing else keeps it from that.
    text = text.replace("://", ":" + _WORD_JOINER + "//")
    return text.replace("`", _NO_FENCE)


def isolate(text: str) -> str:
    """Keeps the direction of ``text`` to itself, so that an Arabic name does not turn the sentence around it."""
    return f"{_FSI}{text}{_PDI}"


def escape(text: str) -> Mrkdwn:
    """For a mrkdwn object; cut before, since this makes it longer."""
    return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


class SomebodyGone(Mrkdwn):
    """Stands for somebody whose data were erased; `Words` puts it into words."""

    __slots__ = ()


def user(user_id: str) -> Mrkdwn:
    """A mention, which Slack shows as the person's name; anything that is no user id is shown as it is."""
    if is_gone(user_id):
        return SomebodyGone("–")
    return Mrkdwn(f"<@{user_id}>") if _USER.fullmatch(user_id) else escape(isolate(cut(one_line(user_id), 30)))


def channel(channel_id: str) -> Mrkdwn:
    """A channel by its name, or "private channel" to those without access; anything that is no channel id as it is."""
    return (
        Mrkdwn(f"<#{channel_id}>") if _CHANNEL.fullmatch(channel_id) else escape(isolate(cut(one_line(channel_id), 30)))
    )


def link(url: str, label: str) -> Mrkdwn:
    """``label`` as a link; the bare label where ``url`` is not plainly an https address."""
    shown = escape(one_line(label).replace("|", "/"))
    if len(url) > _URL_MAX or _NOT_IN_A_LINK.search(url) or not url.isascii() or not _is_https(url):
        return shown
    return Mrkdwn(f"<{escape(url)}|{shown}>")


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.netloc)


def join(parts: list[Mrkdwn], between: str = "\n") -> Mrkdwn:
    """``between`` is markup of ours."""
    return Mrkdwn(between.join(parts))


def cut_mrkdwn(text: str, limit: int) -> Mrkdwn:
    """At most ``limit`` long without tearing an entity, a mention or an isolate: the net beneath cutting each value."""
    if length(text) <= limit:
        return Mrkdwn(text)
    kept: list[str] = []
    room, open_isolates = limit - len(ELLIPSIS), 0
    for atom in _atoms(text):
        opens = open_isolates + (atom == _FSI) - (atom == _PDI and open_isolates > 0)
        if length(atom) + opens > room:
            break
        kept.append(atom)
        room -= length(atom)
        open_isolates = opens
    return Mrkdwn("".join(kept) + ELLIPSIS + _PDI * open_isolates)


def _atoms(text: str) -> Iterator[str]:
    return (match.group() for match in _ATOM.finditer(text))
