"""Two names that look alike: written with other letters, and the same to whoever reads them.

The way is that of Unicode's technical standard 39: each name is brought to a skeleton, and names of one skeleton are
taken for look-alikes. The tables are our own, put together from the shapes of the letters: what a Latin reader takes
for a Latin letter, from Cyrillic, Greek, Armenian and Cherokee, small capitals, digits and strokes. Fullwidth and
mathematical letters are Latin by NFKC already. Likeness decides nothing: it is a reason to ask.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final

from bot.domain.names import name_key

# Capitals apart, before case is folded: a Greek capital Eta looks like H, its small letter does not.
_CAPITALS: Final = {
    "A": "АΑᎪ",
    "B": "ВΒᏴ",
    "C": "СᏟ",
    "D": "Ꭰ",
    "E": "ЕΕᎬ",
    "G": "ԌᏀ",
    "H": "НΗᎻ",
    "I": "ІΙӀᏆ",
    "J": "ЈͿᎫ",
    "K": "КΚᏦ",
    "L": "Ꮮ",
    "M": "МΜᎷ",
    "N": "Ν",
    "O": "ОΟՕ",
    "P": "РΡᏢ",
    "Q": "Ԛ",
    "R": "Ꭱ",
    "S": "ЅՏᏚ",
    "T": "ТΤᎢ",
    "U": "Ս",
    "V": "ѴᏙ",
    "W": "ԜᎳ",
    "X": "ХΧ",
    "Y": "ҮΥ",
    "Z": "ΖᏃ",
    "3": "ЗƷ",
}
_SMALL: Final = {
    "a": "аαɑᴀ",
    "b": "вʙЬь",
    "c": "сᴄ",
    "d": "ԁđᴅ",
    "e": "еҽᴇ",
    "g": "ɡցɢ",
    "h": "нһհħʜ",
    "j": "јϳᴊ",
    "k": "кκᴋ",
    "l": "іıιɩɪӏłʟ",
    "m": "мᴍ",
    "n": "ոռɴ",
    "o": "оοօσøᴏ",
    "p": "рρᴘ",
    "q": "ԛզ",
    "r": "гʀ",
    "s": "ѕꜱ",
    "t": "тτᴛ",
    "u": "υսᴜ",
    "v": "νѵᴠ",
    "w": "ԝաᴡ",
    "x": "хχ",
    "y": "уγүʏ",
    "z": "ᴢ",
    "3": "зʒ",
    "-": "‐‑‒–—―−⁃",
    "'": "’‘ʼʹ′`",
}
# After case is folded: I, l, 1 and | are one stroke in many typefaces, with and without its dot, and O and 0 one ring.
_STROKES: Final = {"l": "i1|", "o": "0"}
_PAIRS: Final = (("rn", "m"), ("vv", "w"))
# The blocks of marks that go upon Latin, Greek and Cyrillic letters. In other scripts a mark may be a vowel.
_MARKS: Final = ((0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF))


def _table(shapes: Mapping[str, str]) -> dict[int, str]:
    return {ord(like): letter for letter, alike in shapes.items() for like in alike}


_TO_LATIN: Final = _table(_CAPITALS) | _table(_SMALL)
_TO_STROKES: Final = _table(_STROKES)


def skeleton(name: str) -> str:
    """What names that look alike have in common: for comparing, never for showing."""
    shown = _bare(unicodedata.normalize("NFKC", name)).translate(_TO_LATIN)
    bare = _bare(name_key(shown)).translate(_TO_STROKES)
    for pair, letter in _PAIRS:
        bare = bare.replace(pair, letter)
    return bare


def _bare(text: str) -> str:
    """Without marks upon letters that are read without them."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return "".join(character for character in parts if not _is_mark(ord(character)))


def _is_mark(code: int) -> bool:
    return any(first <= code <= last for first, last in _MARKS)
