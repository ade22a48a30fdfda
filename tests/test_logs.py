"""What gets into the log, and what does not."""

import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog

from tests.logged import Log, caught_logs

TOKEN = "xoxb-1234-abcdefg"
NOTE = "acme has not paid"


@pytest.fixture
def log() -> Iterator[Log]:
    with caught_logs() as caught:
        yield caught


def test_our_lines_are_json_with_time_level_and_event(log: Log) -> None:
    """One object a line; the time is UTC."""
    structlog.get_logger("partways.slack").info("request_refused", reason="guest")
    (line,) = log.lines
    assert (line["event"], line["level"], line["reason"]) == ("request_refused", "info", "guest")
    assert datetime.fromisoformat(line["time"]).tzinfo == UTC


def test_an_exception_is_its_types_and_places(log: Log) -> None:
    """Even where somebody asks for it with its words."""
    try:
        raise ValueError(NOTE)
    except ValueError:
        structlog.get_logger("partways").error("failed", exc_info=True)
    assert NOTE not in log.text


def test_a_token_is_withheld_wherever_it_stands(log: Log) -> None:
    """The net beneath the rule."""
    structlog.get_logger("partways").info("odd", answer=f"token {TOKEN}, app xapp-1-A-b")
    assert log.lines[0]["answer"] == "token [token], app [token]"


def test_a_value_that_json_lacks_is_told_by_its_type(log: Log) -> None:
    """Its own words may be anything."""
    structlog.get_logger("partways").info("odd", value=ValueError(NOTE))
    assert log.lines[0]["value"] == "ValueError"


@pytest.mark.parametrize("name", ["slack_sdk.web", "slack_bolt.App", "sqlalchemy.engine", "uvicorn.error", "anything"])
def test_a_library_says_where_and_not_what(log: Log, name: str) -> None:
    """From warnings upwards; neither its message nor its arguments nor the exception's words."""
    library = logging.getLogger(name)
    library.info("chatter %s", NOTE)
    try:
        raise KeyError(NOTE)
    except KeyError:
        library.warning("%s with %s", NOTE, TOKEN, exc_info=True)
    (line,) = log.lines
    assert line["event"] == "library_said"
    assert line["logger"] == name
    assert line["error"] == ["KeyError"]
    assert NOTE not in log.text
    assert TOKEN not in log.text


def test_requests_are_not_written_one_by_one(log: Log) -> None:
    """uvicorn's access log is quiet."""
    logging.getLogger("uvicorn.access").info("%s - GET %s", "127.0.0.1", "/slack/events?x=acme")
    assert log.text == ""


def test_a_record_that_cannot_be_formatted_shows_nothing(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    """Python would print it with its arguments."""
    logging.getLogger("partways.slack").warning("%d", NOTE)
    assert NOTE not in log.text
    assert NOTE not in "".join(capsys.readouterr())


def test_a_warning_of_python_says_where(log: Log) -> None:
    """And not in which words."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(NOTE, stacklevel=1)
    assert log.of("library_said")
    assert NOTE not in log.text


def test_a_thread_that_dies_leaves_a_line(log: Log) -> None:
    """With the place, and without the words."""

    def die() -> None:
        raise RuntimeError(NOTE)

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    (line,) = log.of("thread_failed")
    assert line["error"] == ["RuntimeError"]
    assert any("die" in place for place in line["places"])
    assert NOTE not in log.text


def test_a_process_that_dies_leaves_a_line_on_standard_error() -> None:
    """And no traceback with words in it."""
    script = "from bot.logs import configure_logs; configure_logs(); raise RuntimeError('acme has not paid')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert '"process_failed"' in done.stderr
    assert NOTE not in done.stderr
