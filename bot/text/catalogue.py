"""The catalogues: what the bot says, by key and language. The words stand in `<language>/messages.po`, nowhere else.

A key such as ``alert.title`` stands in the catalogue as a gettext msgid; its placeholders are ``{names}``.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import NoReturn

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


class MissingText(LookupError):
    """A catalogue lacks a key, or a caller a value that the text needs: a mistake of ours, never a person's."""


class _Refusing(NullTranslations):
    """Stands behind a catalogue where gettext would answer with the key itself."""

    def gettext(self, message: str) -> NoReturn:
        raise MissingText(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:  # noqa: ARG002  # gettext's own signature
        raise MissingText(msgid1)


def read_catalogue(language: str) -> Catalog:
    """The catalogue as it stands in the file; FileNotFoundError for a language that the bot does not speak."""
    with (files("bot.text") / language / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


# What the process's commands are called, where that is not what the texts call them: (command, name), without slashes.
_renames: tuple[tuple[str, str], ...] = ()


def call_commands(renames: Mapping[str, str]) -> None:
    """From now on every text says these names. They are the process's, as the app is: every bot in it has them."""
    global _renames  # noqa: PLW0603 - one app, one process; handing it through every renderer would say the same
    _renames = tuple(renames.items())


@lru_cache
def _translations(language: str, renames: tuple[tuple[str, str], ...]) -> GNUTranslations:
    catalogue, compiled = read_catalogue(language), BytesIO()
    for message in catalogue if renames else ():
        if message.string is not None:
            message.string = _renamed(message.string, renames)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(_Refusing())
    return translations


class Catalogue:
    """The texts of one language, read at the first use and kept."""

    __slots__ = ("_translations", "language")

    def __init__(self, language: str) -> None:
        self.language = language
        self._translations = _translations(language, _renames)

    def say(self, key: str, /, **values: object) -> str:
        """The text of ``key`` with ``values`` in its places; raises `MissingText`. Idle values are left out."""
        return _fill(key, self._translations.gettext(key), values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The form of ``key`` for ``n`` things; ``{n}`` is the number unless ``values`` says otherwise."""
        return _fill(key, self._translations.ngettext(key, key, n), {"n": n, **values})


def _renamed(text: str | Sequence[str], renames: Sequence[tuple[str, str]]) -> str | tuple[str, ...]:
    if not isinstance(text, str):
        return tuple(str(_renamed(form, renames)) for form in text)
    for command, name in renames:
        # A mark that no text holds keeps a new name from being taken for another command's old one.
        text = re.sub(rf"/{re.escape(command)}(?![\w-])", f"/\x00{name}", text)
    return text.replace("\x00", "")


def _fill(key: str, text: str, values: dict[str, object]) -> str:
    try:
        return text.format_map(values)
    except KeyError as missing:
        raise MissingText(f"{key} needs {missing}") from None
