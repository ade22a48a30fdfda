"""What is kept of an exception."""

import pytest

from bot.slack.entry import Kind
from bot.slack.failures import record_failure


def test_the_log_has_the_place_and_not_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Types of the whole chain, files and lines; no message and no value."""
    note = "acme has not paid"
    try:
        try:
            raise KeyError(note)
        except KeyError as error:
            raise ValueError(note) from error
    except ValueError as error:
        reference = record_failure(error, Kind.COMMAND, "/flag-client")
    logged = capsys.readouterr().out
    assert reference in logged
    assert "KeyError" in logged
    assert "ValueError" in logged
    assert "test_failures.py" in logged
    assert "acme" not in logged


def test_each_failure_has_its_own_reference() -> None:
    """So that one person's report finds one line."""
    assert len({record_failure(ValueError(), Kind.EVENT, "x") for _ in range(50)}) == 50
