"""The environment: read whole, and refused by name."""

from pathlib import Path

import pytest

from bot.config import ACCEPTS, Config, ConfigRefused, load_config

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1-abc", "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef"}


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ACCEPTS:
        monkeypatch.delenv(name, raising=False)


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Config:
    for name, value in (GOOD | variables).items():
        monkeypatch.setenv(name, value)
    return load_config()


def problems(monkeypatch: pytest.MonkeyPatch, **variables: str) -> tuple[str, ...]:
    with pytest.raises(ConfigRefused) as refused:
        load(monkeypatch, **variables)
    return refused.value.problems


def test_what_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token and a secret are enough."""
    config = load(monkeypatch)
    assert not config.is_socket_mode
    assert config.slack_api_url == "https://slack.com/api/"
    assert config.database_url.get_secret_value() == "sqlite:///partways.db"
    assert (config.port, config.partways_alert_hold_s, config.partways_settle_s) == (3000, 30, 120)
    assert (config.partways_timezone, config.partways_language) == ("UTC", "en")
    assert (config.partways_alert_channel, config.partways_reviewers, config.partways_crash_at) == (None, (), None)


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists with commas between."""
    config = load(
        monkeypatch,
        SLACK_APP_TOKEN="xapp-1-abc",
        SLACK_SIGNING_SECRET="0123456789abcdef, fedcba9876543210",
        SLACK_API_URL="http://127.0.0.1:8080/api/",
        DATABASE_URL="postgresql://u:p@h/n",
        PORT="8080",
        PARTWAYS_ALERT_CHANNEL="C0123456789",
        PARTWAYS_REVIEWERS="U0123456789, W0123456789,U0123456789",
        PARTWAYS_TIMEZONE="Europe/Berlin",
        PARTWAYS_LANGUAGE="en",
        PARTWAYS_ALERT_HOLD_S="0",
        PARTWAYS_SETTLE_S="5",
        PARTWAYS_CRASH_AT="pre-post",
    )
    assert config.is_socket_mode
    assert config.signing_secrets == ("0123456789abcdef", "fedcba9876543210")
    assert config.partways_reviewers == ("U0123456789", "W0123456789")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-s3cret"),
        ("SLACK_APP_TOKEN", "xoxb-s3cret"),
        ("SLACK_SIGNING_SECRET", "s3cret"),
        ("SLACK_API_URL", "http://s3cret.example/api/"),
        ("SLACK_API_URL", "https://slack.com/s3cret"),
        ("DATABASE_URL", "mysql://s3cret"),
        ("PORT", "s3cret"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PARTWAYS_ALERT_CHANNEL", "#s3cret"),
        ("PARTWAYS_REVIEWERS", "U0123456789,s3cret"),
        ("PARTWAYS_TIMEZONE", "Mars/s3cret"),
        ("PARTWAYS_LANGUAGE", "s3cret"),
        ("PARTWAYS_ALERT_HOLD_S", "-1"),
        ("PARTWAYS_SETTLE_S", "1.5"),
        ("PARTWAYS_CRASH_AT", "S3CRET !"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """With what it takes instead."""
    (problem,) = problems(monkeypatch, **{name: value})
    assert problem == f"{name} is wrong: it takes {ACCEPTS[name]}"
    assert "s3cret" not in problem.lower()


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody starts five times to find five mistakes."""
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("PARTWAYS_LANGUAGE", "xx")
    with pytest.raises(ConfigRefused) as refused:
        load_config()
    assert [problem.partition(" ")[0] for problem in refused.value.problems] == [
        "SLACK_BOT_TOKEN",
        "PORT",
        "PARTWAYS_LANGUAGE",
    ]


def test_one_way_in_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Socket Mode or HTTP; the message names both."""
    (problem,) = problems(monkeypatch, SLACK_SIGNING_SECRET="")
    assert "SLACK_APP_TOKEN" in problem
    assert "SLACK_SIGNING_SECRET" in problem


def test_an_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Other programs' variables in it are left alone."""
    (tmp_path / ".env").write_text("PORT=4000\nPARTWAYS_LANGUAGE=en\nEDITOR=vi\nPARTWAYS_SETTLE_S=9\n")
    config = load(monkeypatch, PORT="5000")
    assert (config.port, config.partways_settle_s) == (5000, 9)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when the settings are printed by mistake."""
    shown = repr(load(monkeypatch, DATABASE_URL="postgresql://u:s3cret@h/n"))
    assert "s3cret" not in shown
    assert GOOD["SLACK_BOT_TOKEN"] not in shown
    assert GOOD["SLACK_SIGNING_SECRET"] not in shown
