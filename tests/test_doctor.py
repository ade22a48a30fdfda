"""`partways doctor` against the local Slack, with everything that may be wrong made wrong."""

import json
import shutil
import socket
import sqlite3
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import Config
from bot.doctor import slack, store
from bot.doctor.examine import examine
from bot.doctor.finding import Finding, Status
from bot.manifests import Scopes, scopes
from bot.sandbox import faults
from bot.sandbox.clock import SandboxClock
from bot.slack.probe import TokenAnswer, Unreachable
from bot.store.engine import Kind
from bot.store.migrate import HEAD
from bot.store.probe import DatabaseFacts, Owed
from bot.store.single import serving_alone
from bot.usecases.records import OutboxState, TimerKind
from tests.flows.stage import ALERTS, MONDAY, Stage, staged

SECRET = "0123456789abcdef0123456789abcdef"


@dataclass
class Clinic:
    """A workspace with a bot, and its configuration, which a test changes."""

    stage: Stage
    url: str
    changed: dict[str, Any]

    @property
    def config(self) -> Config:
        slack_ = self.stage.slack
        given: dict[str, Any] = {
            "slack_bot_token": slack_.bot_token,
            "slack_app_token": slack_.app_token,
            "slack_api_url": self.stage.bot.home.api_url,
            "database_url": self.url,
        }
        return Config(_env_file=None, **(given | self.changed))

    def findings(self, *, ahead: timedelta = timedelta(0), asked: Scopes | None = None) -> dict[str, Finding]:
        """By check; of several, the worst."""
        clock = SandboxClock(self.stage.clock.now() + ahead, running=False)
        worst = [Status.SKIPPED, Status.OK, Status.WARNING, Status.FAILED]
        found: dict[str, Finding] = {}
        for one in examine(self.config, clock, asked or scopes()):
            known = found.get(one.check)
            if known is None or worst.index(one.status) > worst.index(known.status):
                found[one.check] = one
        return found

    def finding(self, check: str, **how: Any) -> Finding:
        return self.findings(**how)[check]


@pytest.fixture
def clinic(sqlite_url: str) -> Iterator[Clinic]:
    with staged(sqlite_url) as stage:
        yield Clinic(stage, sqlite_url, {})


def assert_failed(finding: Finding, *words: str) -> None:
    assert finding.status is Status.FAILED, finding
    assert finding.advice
    for word in words:
        assert word in f"{finding.found} {finding.advice}", finding


def test_a_bot_that_is_well_fails_nothing(clinic: Clinic) -> None:
    """Every check is named, and whatever is only to be thought about is a warning."""
    with serving_alone(clinic.url):
        found = clinic.findings()
    assert {one.check for one in found.values() if one.status is Status.FAILED} == set()
    assert {one.check for one in found.values() if one.status is Status.WARNING} == {"reviewers", "time zone"}
    assert set(found) == {
        *("slack", "token", "scopes", "history", "socket", "clock", "database", "schema", "erasure", "disk"),
        *("ticking", "digest", "outbox", "channel", "reviewers", "time zone"),
    }
    assert found["channel"].found == "Alerts go to #client-alerts: 5 members, and nobody from outside."
    assert all(bool(one.advice) == (one.status in (Status.WARNING, Status.FAILED)) for one in found.values())


def test_over_http_there_is_a_signing_secret(clinic: Clinic) -> None:
    """That one is set is all that can be seen; two are told of."""
    clinic.changed = {"slack_app_token": None, "slack_signing_secret": SECRET}
    found = clinic.findings()
    assert found["signing"].status is Status.OK
    assert "socket" not in found
    clinic.changed["slack_signing_secret"] = f"{SECRET},{SECRET}"
    assert clinic.finding("signing").status is Status.WARNING


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked", "not_authed"])
def test_a_token_that_slack_does_not_take(clinic: Clinic, error: str) -> None:
    """By Slack's name for it; what hangs on it is left out, and the database is looked at all the same."""
    clinic.stage.slack.faults.add("auth.test", faults.error(error), times=0)
    found = clinic.findings()
    assert_failed(found["token"], error)
    assert found["scopes"].status is found["channel"].status is found["reviewers"].status is Status.SKIPPED
    assert found["database"].status is Status.OK


def test_a_wrong_token_is_that(clinic: Clinic) -> None:
    clinic.changed = {"slack_bot_token": "xoxb-wrong-wrong", "slack_app_token": "xapp-wrong-wrong"}
    found = clinic.findings()
    assert_failed(found["token"], "invalid_auth", "SLACK_BOT_TOKEN")
    assert_failed(found["socket"], "invalid_auth", "connections:write")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.refused_connection(), "Slack cannot be reached: the connection broke"),
        (faults.http_500(), "did not answer as Slack does"),
        (faults.ratelimited(), "Wait a minute"),
        (faults.non_json_429(), "did not answer as Slack does"),
    ],
)
def test_slack_that_is_not_well(clinic: Clinic, fault: faults.Fault, words: str) -> None:
    """It is told as it came; nothing raises."""
    clinic.stage.slack.faults.add("auth.test", fault, times=0)
    told = " ".join(f"{one.found} {one.advice}" for one in clinic.findings().values())
    assert words in told


def test_an_address_where_nobody_is(clinic: Clinic) -> None:
    """Refused by the machine; the address is what to look at."""
    clinic.changed = {"slack_api_url": "http://127.0.0.1:1/api/"}
    found = clinic.findings()
    assert_failed(found["slack"], "refused", "SLACK_API_URL")
    assert found["token"].status is found["socket"].status is Status.SKIPPED


def test_a_name_that_is_not_found_and_a_connection_that_is_not_trusted() -> None:
    """Each reason has its own advice."""
    told = {reason: slack.reaching(reason) for reason in Unreachable}
    assert all(finding.status is Status.FAILED and finding.advice for finding in told.values())
    assert len({finding.advice for finding in told.values()}) == len(Unreachable)


@contextmanager
def answering(wrap: Callable[[socket.socket], socket.socket] | None, says: bytes = b"") -> Iterator[int]:
    """Somebody listens on this machine's port, and is not Slack: says ``says``, over TLS where ``wrap`` does that."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            with one, suppress(OSError):
                (wrap(one) if wrap is not None else one).sendall(says)

    thread = Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def self_signed(folder: Path) -> ssl.SSLContext:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not here to make a certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    subprocess.run([openssl, *made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


def test_the_line_to_slack_as_it_really_breaks(clinic: Clinic, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A port where nobody is, a name that nobody has, a certificate that nobody vouches for, somebody who speaks no TLS and
    somebody who speaks no HTTP: the command says each by its own name, what to do, and ends with 1.
    """
    monkeypatch.chdir(tmp_path)
    context = self_signed(tmp_path)
    with (
        answering(lambda one: context.wrap_socket(one, server_side=True)) as untrusted,
        answering(None, b"hello\r\n") as chatty,
    ):
        for address, what, advice in (
            (f"http://127.0.0.1:{closed_port()}", "the connection was refused", "SLACK_API_URL"),
            (f"https://127.0.0.1:{closed_port()}", "the connection was refused", "SLACK_API_URL"),
            ("https://slack.invalid", "its name is not found (DNS)", "name server"),
            (f"https://127.0.0.1:{untrusted}", "the connection is not trusted (TLS)", "certificates"),
            (f"https://127.0.0.1:{chatty}", "the connection is not trusted (TLS)", "certificates"),
            (f"http://127.0.0.1:{chatty}", "the connection broke", "the network and the proxy"),
        ):
            result = run(clinic, monkeypatch, SLACK_API_URL=f"{address}/api/")
            assert result.exit_code == 1, address
            assert "Traceback" not in result.output
            line = result.output.index(f"FAILED   slack           Slack cannot be reached: {what}.")
            assert advice in result.output[line:].split("\n")[1], address
            assert "skipped  token" in result.output


def test_a_scope_that_is_missing_and_one_too_many(clinic: Clinic) -> None:
    """By name, against what the manifest asks for."""
    more = Scopes(scopes().wanted | {"files:write"}, scopes().optional)
    assert_failed(clinic.finding("scopes", asked=more), "lacks files:write", "manifest")
    fewer = Scopes(scopes().wanted - {"im:write"}, scopes().optional)
    finding = clinic.finding("scopes", asked=fewer)
    assert finding.status is Status.WARNING
    assert "im:write" in finding.found


def test_optional_scopes_may_be_missing(clinic: Clinic) -> None:
    """It says what the bot then cannot do; nothing failed."""
    clinic.stage.slack.platform.declined_scopes.update(("channels:history", "groups:history"))
    found = clinic.findings()
    assert found["scopes"].status is Status.OK
    assert found["history"].status is Status.WARNING
    assert "twice" in found["history"].advice


def test_a_channel_that_outsiders_can_read(clinic: Clinic) -> None:
    """Shared, about to be, archived, the bot not in it, a guest in it: none takes an alert."""
    changes = clinic.stage.slack.changes
    changes.join("freelancer", "client-alerts")
    assert_failed(clinic.finding("channel"), "has_outsider", "contractors")
    changes.leave("freelancer", "client-alerts")
    changes.share("client-alerts")
    assert_failed(clinic.finding("channel"), "shared_outside")
    changes.unshare("client-alerts")
    assert clinic.finding("channel").status is Status.OK
    changes.archive("client-alerts")
    assert_failed(clinic.finding("channel"), "archived", ALERTS)


def test_a_bot_that_was_put_out_of_its_channel(clinic: Clinic) -> None:
    clinic.stage.slack.changes.remove_app("client-alerts")
    assert_failed(clinic.finding("channel"), "not_member")


def test_a_clock_that_is_wrong(clinic: Clinic) -> None:
    """A little off is a warning; five minutes, and Slack's requests are refused."""
    assert clinic.finding("clock", ahead=timedelta(seconds=10)).status is Status.OK
    behind = clinic.finding("clock", ahead=-timedelta(seconds=90))
    assert (behind.status, "90 s behind Slack's" in behind.found) == (Status.WARNING, True)
    assert_failed(clinic.finding("clock", ahead=timedelta(minutes=6)), "6 min ahead", "NTP")
    assert slack.clock(None, MONDAY).status is Status.SKIPPED


def test_a_database_that_is_locked(clinic: Clinic) -> None:
    """Somebody else is writing and does not stop."""
    with closing(sqlite3.connect(clinic.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_failed(clinic.finding("database"), "locked", "backup")
        other.execute("ROLLBACK")
    assert clinic.finding("database").status is Status.OK


def test_tables_of_another_version(clinic: Clinic, tmp_path: Path) -> None:
    """Older ones are brought up to date by the next start; newer ones need the newer bot. Neither is touched."""
    file = Path(clinic.url.removeprefix("sqlite:///"))
    for revision, status in (("0004", Status.WARNING), ("9999", Status.FAILED)):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        found = clinic.findings()
        assert (found["schema"].status, revision in found["schema"].found) == (status, True)
        assert found["channel"].status is found["outbox"].status is Status.SKIPPED
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (HEAD,))


def test_a_database_that_is_not_there(clinic: Clinic, tmp_path: Path) -> None:
    """No file is made by looking."""
    clinic.changed = {"database_url": f"sqlite:///{tmp_path / 'none' / 'partways.db'}"}
    found = clinic.findings()
    assert found["database"].status is Status.WARNING
    assert not (tmp_path / "none").exists()
    clinic.changed = {"database_url": f"sqlite:///{tmp_path}"}
    assert_failed(clinic.finding("database"), "DATABASE_URL")
    (tmp_path / "broken.db").write_bytes(b"no database" * 1000)
    clinic.changed = {"database_url": f"sqlite:///{tmp_path / 'broken.db'}"}
    assert_failed(clinic.finding("database"), "DATABASE_URL")
    clinic.changed = {"database_url": "postgresql://ann:hunter2@127.0.0.1:1/none"}
    finding = clinic.finding("database")
    assert_failed(finding, "user and password")
    assert "hunter2" not in str(finding)


def test_before_the_first_start_the_environment_is_looked_at(clinic: Clinic, tmp_path: Path) -> None:
    """The channel and the reviewers that `serve` would begin with; whoever sets it up need not start it to find out."""
    fresh = {"database_url": f"sqlite:///{tmp_path / 'none.db'}", "partways_alert_channel": ALERTS}
    clinic.changed = {**fresh, "partways_reviewers": (clinic.stage.partner.id, clinic.stage.lead.id)}
    found = clinic.findings()
    assert found["channel"].status is found["reviewers"].status is Status.OK
    assert "nothing in the database yet" in found["outbox"].found
    clinic.changed = fresh
    assert "owners and admins decide" in clinic.finding("reviewers").found
    clinic.stage.slack.changes.share(ALERTS)
    assert_failed(clinic.finding("channel"), ALERTS)
    clinic.changed = {**fresh, "partways_alert_channel": "C0NOWHERE01"}
    assert_failed(clinic.finding("channel"), "C0NOWHERE01")
    assert not (tmp_path / "none.db").exists()


def test_postgresql_is_looked_at_too(clinic: Clinic, postgres_url: str) -> None:
    """Reachable, writable, without tables yet; and its clock is compared."""
    clinic.changed = {"database_url": postgres_url}
    found = clinic.findings()
    assert found["database"].status is Status.OK
    assert found["schema"].status is Status.WARNING
    assert "this machine's clock" in found["database clock"].found.lower()
    assert "disk" not in found


def test_another_workspaces_database(clinic: Clinic) -> None:
    """The token is for one workspace, and the database is of another."""
    file = clinic.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        (known,) = connection.execute("SELECT id FROM workspaces").fetchone()
        connection.execute("UPDATE workspaces SET id = 'T0OTHER'")
    assert_failed(clinic.finding("workspace"), "T0OTHER", known)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE workspaces SET id = ?", (known,))


def test_reviewers_who_cannot_act(clinic: Clinic) -> None:
    """One alone is a warning, nobody a failure, somebody who left is named."""
    stage = clinic.stage

    def choose(*users: str) -> Finding:
        with stage.bot.ports.store.write(stage.slack.team_id) as uow:
            uow.workspace.save_settings(uow.workspace.settings().with_changes({"reviewers": users}))
        return clinic.finding("reviewers")

    assert choose(stage.partner.id, stage.lead.id).status is Status.OK
    assert "only one" in choose(stage.partner.id).found
    left = choose(stage.partner.id, stage.person("former").id)
    assert (left.status, stage.person("former").id in left.found) == (Status.WARNING, True)
    assert_failed(choose(stage.person("former").id), "Nobody can decide")
    stage.slack.faults.add("users.info", faults.error("internal_error"), times=0)
    assert choose(stage.partner.id).status is Status.SKIPPED


def test_what_is_overdue_shows(clinic: Clinic) -> None:
    """A bot that does not run, and one that runs and does nothing."""
    assert "No `partways serve` is running" in clinic.finding("ticking").found
    clinic.stage.clock.move(timedelta(hours=13))
    with serving_alone(clinic.url):
        assert_failed(clinic.finding("ticking"), "has been due for")


FACTS = DatabaseFacts(Kind.SQLITE, "partways.db", exists=True, revision=HEAD, secure_delete=True, free=10**12)
NOTHING_OWED = Owed({}, {}, None)


def test_what_waits_in_the_outbox_shows() -> None:
    """Parked, dead, uncertain, and what should long have been sent: each with its own advice."""
    messages = {
        OutboxState.PARKED: (2, MONDAY),
        OutboxState.DEAD: (1, MONDAY),
        OutboxState.UNCERTAIN: (3, MONDAY),
        OutboxState.PENDING: (4, MONDAY - timedelta(hours=3)),
        OutboxState.SENT: (99, MONDAY),
    }
    found = list(store.outbox(replace(NOTHING_OWED, messages=messages), MONDAY))
    assert [one.status for one in found] == [Status.WARNING] * 4
    assert "3 h" in found[-1].found
    held = {OutboxState.PENDING: (1, MONDAY + timedelta(seconds=30))}
    assert [one.status for one in store.outbox(replace(NOTHING_OWED, messages=held), MONDAY)] == [Status.OK]


def test_the_last_digest_is_told() -> None:
    """And while there was none, when the first one is due."""
    timers = {TimerKind.DIGEST: MONDAY + timedelta(days=2)}
    assert "2026-03-04 10:00" in store.digest(replace(NOTHING_OWED, timers=timers), MONDAY).found
    sent = replace(NOTHING_OWED, last_digest=MONDAY - timedelta(days=3))
    assert "3 days ago" in store.digest(sent, MONDAY).found


@pytest.mark.parametrize(
    ("changes", "check", "status"),
    [
        ({"faults": ("row 3 missing",)}, "database", Status.FAILED),
        ({"cannot_write": "full"}, "database", Status.FAILED),
        ({"cannot_write": "OperationalError"}, "database", Status.FAILED),
        ({"free": 10_000_000}, "disk", Status.FAILED),
        ({"free": 300_000_000}, "disk", Status.WARNING),
        ({"secure_delete": False}, "erasure", Status.WARNING),
        ({}, "disk", Status.OK),
    ],
)
def test_a_database_that_is_not_well(changes: dict[str, Any], check: str, status: Status) -> None:
    """Damaged, unwritable, on a full disk, keeping what was deleted."""
    found = {one.check: one for one in store.database(replace(FACTS, **changes))}
    assert found[check].status is status
    assert bool(found[check].advice) is (status is not Status.OK)


def test_slack_that_tells_no_scopes() -> None:
    """A proxy may take headers away: that is no failure of the token's."""
    answer = TokenAnswer(None, None, MONDAY, "T0", "Team", "U0")
    (finding,) = slack.scopes(answer, {"commands"}, ())
    assert finding.status is Status.WARNING


def run(clinic: Clinic, monkeypatch: pytest.MonkeyPatch, *arguments: str, **environment: str) -> Any:
    config = clinic.config
    given = {
        "SLACK_BOT_TOKEN": config.slack_bot_token.get_secret_value(),
        "SLACK_APP_TOKEN": clinic.stage.slack.app_token,
        "SLACK_API_URL": config.slack_api_url,
        "DATABASE_URL": clinic.url,
        "PARTWAYS_COMMANDS": "client-policy=pw-policy",
    }
    for name, value in (given | environment).items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(app, ["doctor", *arguments])


def test_the_command_prints_what_to_do_and_no_secret(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Lines or JSON, exit status 1 where something failed; commands by the names that they have here."""
    monkeypatch.chdir(tmp_path)
    # This process's clock is the machine's, and the local Slack's stands still in another month.
    result = run(clinic, monkeypatch)
    assert result.exit_code == 1, result.output
    lines = result.output.splitlines()
    assert lines[0] == "ok       environment     Socket Mode."
    assert any(line.startswith("FAILED   clock") for line in lines)
    assert lines[-1].endswith(" to look at.")
    assert "under Settings in /pw-policy" in result.output
    told = [json.loads(line) for line in run(clinic, monkeypatch, "--json").output.splitlines()]
    assert {"check", "status", "found"} <= told[0].keys()
    for output in (result.output, json.dumps(told)):
        assert clinic.stage.slack.bot_token not in output
        assert clinic.stage.slack.app_token not in output


def test_an_environment_that_is_wrong_is_a_finding(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By name, without the value."""
    monkeypatch.chdir(tmp_path)
    result = run(clinic, monkeypatch, SLACK_BOT_TOKEN="oops-secret", PORT="99999999")
    assert result.exit_code == 1
    assert "SLACK_BOT_TOKEN is wrong" in result.output
    assert "PORT is wrong" in result.output
    assert "oops" not in result.output
