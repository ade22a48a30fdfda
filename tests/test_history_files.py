"""Files that somebody was sent, or that are not what they seem: refused in a line, and never read without end."""

import gzip
import json
from pathlib import Path

import pytest

import bot.history_files
from bot.history_files import FileRefused, read_histories, read_policy

INCIDENT = {"at": "2026-01-01T00:00:00Z", "type": "incident", "sign": "slow_pay"}


def case(client: dict[str, object] | None = None, entry: dict[str, object] | None = None, **more: object) -> str:
    whole = {"id": "c1", "client": {"name": "Acme", **(client or {})}, "history": [{**INCIDENT, **(entry or {})}]}
    return json.dumps(whole | more)


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "cases.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(case().encode()),
        b"PK\x03\x04" + b"\x00" * 100,
        b"\x00" * 100,
        case().encode("utf-16"),
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"id": ' + "9" * 5000 + "}",
        case().replace("}]", ', "amount": NaN}]'),
        case().replace("}]", ', "amount": 1e999999999}]'),
        case().replace("}]", ', "amount": 1e-999999999}]'),
        case().replace("}]", ', "amount": -1}]'),
        case(entry={"days_late": 10**30}),
        case(entry={"note": "\ud800"}),
        case(entry={"note": "a\0b"}),
        case(entry={"note": "x" * 100_001}),
        case(entry={"by": "a\0"}),
        case(entry={"id": "x" * 201}),
        case(entry={"links": ["https://x.example/\0"]}),
        case(entry={"at": "0001-01-01T00:00:00Z"}),
        case(entry={"at": "9999-12-31T23:59:59Z"}),
        case(client={"name": "\u202e"}),
        case(client={"name": "x" * 76}),
        case(client={"monthly_value": 10**400}),
        case(client={"exempt_bars": ["a\0"]}),
        case(client={"exempt_bars": [{"bar": "calls", "until": "9999-12-31T23:59:59Z"}]}),
        case(policy={"points_window_days": 10**12}),
        case(workspace="T0OTHER0001"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(tmp_path: Path, content: str | bytes) -> None:
    """With the place and what it accepts; a compressed one is not unpacked, so it cannot be a bomb."""
    with pytest.raises(FileRefused) as refused:
        read_histories(written(tmp_path, content))
    assert len(str(refused.value)) < 2000


def test_no_file_is_read_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly the limit is read; one byte more is refused before it is looked at."""
    text = case()
    monkeypatch.setattr(bot.history_files, "FILE_MAX", len(text))
    assert len(read_histories(written(tmp_path, text))) == 1
    with pytest.raises(FileRefused, match="at most"):
        read_histories(written(tmp_path, text + " "))
    with pytest.raises(FileRefused, match="at most"):
        read_policy(written(tmp_path, "{" + " " * len(text) + "}"))


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{",
        "[" * 100_000,
        '{"points_limit": NaN}',
        '{"points_limit": Infinity}',
        '{"points_limit": 1e999999999}',
        '{"grace_days": ' + "9" * 5000 + "}",
        '{"grace_days": ' + "9" * 40 + "}",
        '{"signs": {"\\ud800": {"level": "decisive", "points": 1}}}',
        '{"signs": {"' + "a" * 1000 + '": {"level": "decisive", "points": 1}}}',
        '{"__class__": 1}',
    ],
)
def test_a_policy_that_cannot_be_right_is_refused(tmp_path: Path, content: str) -> None:
    """By the field, in one line."""
    with pytest.raises(FileRefused):
        read_policy(written(tmp_path, content))
