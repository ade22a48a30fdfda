"""The page's modules as one script, its sheets as one sheet: a browser asks once where it would ask forty times.

The files stay plain modules in the browser's own language, and nothing is translated: imports are left out, since what
they name stands in the same script already. That asks for two things, and a file that breaks one is refused by name: a
module imports by name what another exports, and no two modules give one name at their top to different things.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]+)\} from "\./([a-z]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class) )", re.MULTILINE)
_NAME = re.compile(r"^(export )?(?:async )?(?:function|const|let|class) ([A-Za-z_$][\w$]*)", re.MULTILINE)
_ANY_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_SHEET = re.compile(r'^@import "\./([a-z]+\.css)";\n', re.MULTILINE)


class JoiningError(ValueError):
    """A file of the page that cannot be joined with the others; the text says which and why."""


def joined_script(folder: Path, first: str) -> str:
    """The module ``first`` and all that it imports, each after what it imports where they do not import each other."""
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in _in_order(folder, first)}
    exported = {name: {found[2] for found in _NAME.finditer(text) if found[1]} for name, text in texts.items()}
    owners: dict[str, str] = {}
    for name, text in texts.items():
        for found in _NAME.finditer(text):
            owner = owners.setdefault(found[2], name)
            if owner != name:
                raise JoiningError(f"{name} and {owner} both call something {found[2]} at their top")
        for wanted, source in _imports(text):
            if wanted not in exported[source]:
                raise JoiningError(f"{name} imports {wanted}, which {source} does not export")
    return "".join(f"// {name}\n{_bare(name, text)}\n" for name, text in texts.items())


def joined_sheet(folder: Path, first: str) -> str:
    """The sheet ``first`` with each sheet that it imports in the place of its line."""
    text = (folder / first).read_text(encoding="utf-8")
    return _SHEET.sub(lambda found: joined_sheet(folder, found[1]), text)


def _in_order(folder: Path, name: str, seen: set[str] | None = None) -> Iterator[str]:
    seen = {name} if seen is None else seen
    text = (folder / name).read_text(encoding="utf-8")
    for found in _IMPORT.finditer(text):
        if found[2] not in seen:
            seen.add(found[2])
            yield from _in_order(folder, found[2], seen)
    yield name


def _imports(text: str) -> Iterator[tuple[str, str]]:
    for found in _IMPORT.finditer(text):
        yield from ((wanted.strip(), found[2]) for wanted in found[1].split(","))


def _bare(name: str, text: str) -> str:
    bare = _EXPORT.sub("", _IMPORT.sub("", text))
    if other := _ANY_OTHER.search(bare):
        raise JoiningError(f"{name}: cannot join {other[0]!r}")
    return bare
