"""`.env.example` names every variable that the bot reads, and no other, with its default."""

import re
from pathlib import Path

from bot.config import ACCEPTS, Config

EXAMPLE = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8")
LINE = re.compile(r"^(# )?([A-Z][A-Z0-9_]+)=(.*)$", re.MULTILINE)


def test_every_variable_is_explained() -> None:
    """Each stands there once, below a comment."""
    named = [found[2] for found in LINE.finditer(EXAMPLE)]
    assert sorted(named) == sorted(name.upper() for name in Config.model_fields)
    assert sorted(named) == sorted(ACCEPTS)
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if LINE.match(line):
            assert lines[number - 1].startswith("# "), line


def test_what_is_commented_out_is_the_default() -> None:
    """So that nobody has to try it out."""
    for found in LINE.finditer(EXAMPLE):
        commented, name, value = found.groups()
        default = Config.model_fields[name.lower()].get_default(call_default_factory=False)
        plain = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        if commented:
            assert value == ("" if plain in (None, ()) else str(plain)), name
        else:
            assert value == "", f"{name} holds a value that somebody may leave in"
