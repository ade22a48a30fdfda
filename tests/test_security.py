"""What docs/security.md promises of the code as a whole: its tests exist, and some things are written nowhere."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import bot

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED_TEST = re.compile(r"`((?:tests/)?[\w/]+\.py)::(\w+)`")
NAMED_FILE = re.compile(r"`((?:bot|tests|docs)/[\w./-]+)`")
SOURCES = sorted(path for path in (ROOT / "bot").rglob("*.py"))
# Formats in which a small file can stand for a large one: none is read, so none can be a bomb.
COMPRESSION = {"gzip", "zlib", "bz2", "lzma", "zipfile", "tarfile", "zstandard", "brotli"}
# What makes code or objects of data.
LIVE = {"pickle", "marshal", "shelve", "dill", "code"}


@lru_cache
def nodes() -> list[tuple[str, ast.Call | ast.Import | ast.ImportFrom]]:
    """Every call and import of the bot, with its place; each file is read once."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call | ast.Import | ast.ImportFrom)
    ]


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or method that is called so."""
    for place, node in nodes():
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield place, node


def imported() -> Iterator[tuple[str, str]]:
    for place, node in nodes():
        if isinstance(node, ast.Import):
            yield from ((place, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield place, (node.module or "").partition(".")[0]


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_threat_names_a_test_that_there_is() -> None:
    """A row without a test is a wish; a test that was renamed takes its row along."""
    table = rows()
    assert [int(row[0]) for row in table] == list(range(1, len(table) + 1))
    assert len(table) > 20
    for number, threat, control, tests, left in table:
        found = NAMED_TEST.findall(tests)
        assert found, (number, threat)
        assert control, number
        assert left, number
        for file, test in found:
            assert re.search(rf"^\s*def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), (
                number,
                file,
                test,
            )


def test_every_file_that_the_page_names_is_there() -> None:
    """A module that moved takes its sentence along."""
    assert [name for name in NAMED_FILE.findall(PAGE) if not (ROOT / name).exists()] == []


def is_of_ours(text: ast.JoinedStr) -> bool:
    """A pragma or a session's setting with a number of ours in it, or the value of an enum."""
    first = text.values[0]
    is_setting = isinstance(first, ast.Constant) and str(first.value).startswith(("PRAGMA ", "SET statement_timeout"))
    filled = [part.value for part in text.values if isinstance(part, ast.FormattedValue)]
    return is_setting or all(isinstance(part, ast.Attribute) and part.attr == "value" for part in filled)


def test_no_statement_is_put_together_from_text() -> None:
    """Values are bound. A setting of the database's takes its value in no other way, and those are ours."""
    for place, call in calls("text", "execute", "exec_driver_sql", "executescript", "literal_column"):
        if not place.startswith("bot/store/"):
            continue  # no other module knows a database; some have a function of that name
        for argument in call.args[:1]:
            if isinstance(argument, ast.JoinedStr):
                assert is_of_ours(argument), place
            assert not isinstance(argument, ast.BinOp), place
            assert not (isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "format"), place


def test_no_client_repeats_a_call_unasked() -> None:
    """slack_sdk's own retries would post twice."""
    found = list(calls("WebClient", "WebhookClient"))
    assert found
    for place, call in found:
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        handlers = given.get("retry_handlers")
        assert isinstance(handlers, ast.List), place
        assert not handlers.elts, place


def test_no_engine_tells_what_it_was_given() -> None:
    """An exception of the database's would else carry the note that could not be stored."""
    found = list(calls("create_engine"))
    assert found
    for place, call in found:
        hidden = [keyword for keyword in call.keywords if keyword.arg == "hide_parameters"]
        assert hidden, place
        assert isinstance(hidden[0].value, ast.Constant), place
        assert hidden[0].value.value is True, place


def test_nothing_is_unpacked_and_nothing_comes_alive() -> None:
    """No compressed input is read, no object is made of bytes, no text is run."""
    assert [(where, name) for where, name in imported() if name in COMPRESSION | LIVE] == []
    assert [place for place, _ in calls("eval", "exec", "__import__", "system", "popen", "unsafe_load")] == []
    for place, call in calls("load"):
        assert "yaml" not in ast.dump(call.func), place


def test_nothing_asks_slack_to_make_links_of_names() -> None:
    """`link_names` would turn an @name of a note into a mention; `parse` would, too."""
    for place, call in calls("chat_postMessage", "chat_update", "chat_postEphemeral", "api_call"):
        assert not {keyword.arg for keyword in call.keywords} & {"link_names", "parse"}, place
    for path in SOURCES:
        assert "link_names" not in path.read_text(encoding="utf-8"), path


ADVERSARIAL = [
    character * 20_000
    for character in ("a", " ", "<", "@", '"', "[", "{", ":", "-", "_", "0", "\\", "&", "\u202e", "é")
] + ["a " * 10_000, "<a" * 10_000, '"\\' * 10_000, ":a" * 10_000, "a-_ " * 5_000, "0." * 10_000, "&amp" * 5_000]


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that stands in a module of the bot."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        # The sandbox reads what its own user types on their own machine.
        if module.name.startswith("bot.sandbox") or "migrations" in module.name or module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{module.name}.{name}"] = value
    return found


def test_no_pattern_takes_long_over_anything() -> None:
    """Twenty thousand characters, chosen to be matched in as many ways as possible: a tenth of a second at most."""
    known = patterns()
    assert len(known) > 20
    for name, pattern in known.items():
        for text in ADVERSARIAL:
            began = time.process_time()
            pattern.search(text + "!")
            pattern.search(text)
            pattern.fullmatch(text + "\n")
            assert time.process_time() - began < 0.1, (name, text[:10])
