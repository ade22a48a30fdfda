"""Histories written to a file and read back: nothing lost, nothing twice, nothing that could not be entered by hand."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alerts import AlertState
from bot.domain.case_file import read_cases, write_case
from bot.domain.cases import Case, CaseRefused
from bot.domain.names import name_key
from bot.domain.people import Grant, Role
from bot.domain.settings import Settings
from bot.domain.signs import Level, Severity
from bot.store.engine import open_database
from bot.store.migrate import migrate
from bot.store.store import LeaseClock, SqlStore
from bot.usecases.export_history import export_history
from bot.usecases.import_history import ImportReport, import_history
from bot.usecases.ports import Tuning
from bot.usecases.record_incident import IncidentFacts, NewIncident, record_incident
from bot.usecases.records import Evidence, WorkspaceFacts
from bot.usecases.register_client import find_or_create

HOME = "T0HOME"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class StillClock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


def opened(url: str) -> SqlStore:
    migrate(url)
    store = SqlStore(open_database(url), StillClock(), LeaseClock.INJECTED)
    store.found(WorkspaceFacts(HOME, "northlight", "Northlight", "U0BOT"), Settings())
    return store


@pytest.fixture
def store(sqlite_url: str) -> Iterator[SqlStore]:
    one = opened(sqlite_url)
    yield one
    one.close()


def imported(store: SqlStore, cases: Sequence[Case], *, alert: bool = False) -> ImportReport:
    return import_history(store, Tuning(), HOME, cases, alert=alert, on_case=lambda _: None)


def told(store: SqlStore) -> list[dict[str, object]]:
    return [write_case(case) for case in export_history(store, HOME)]


def case_of(name: str, *history: dict[str, object], **more: object) -> Case:
    whole = {"id": name, "client": {"name": name}, "history": list(history), **more}
    (case,) = read_cases(json.dumps(whole))
    return case


def lie(at: str = "2026-02-01T10:00:00Z", **more: object) -> dict[str, object]:
    return {"at": at, "type": "incident", "sign": "lying", **more}


def flagged(store: SqlStore, name: str, new: NewIncident) -> None:
    grant = Grant(HOME, "U0LEAD", Role.MEMBER)
    with store.write(HOME) as uow:
        client, _ = find_or_create(uow, grant, name)
        record_incident(Tuning(), uow, grant, client, new)


def test_a_round_trip_loses_nothing(store: SqlStore, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What one register writes, another reads and writes again, but for the ids that each gives."""
    evidence = Evidence("https://northlight.slack.com/archives/C0X/p1", "C0X", "1.000001", "U0DESIGNER")
    facts = IncidentFacts(days_late=31, our_error=False)
    new = NewIncident("slow_pay", Severity.SEVERE, NOW - timedelta(days=3), "a note", "one", facts, True, evidence)
    flagged(store, "Acme", new)
    flagged(store, "Globex", NewIncident("lying", Severity.NORMAL, None, "", "two"))
    with store.write(HOME) as uow:
        (incident,) = uow.history.newest_records(uow.clients.by_keys(["acme"])["acme"].id, 1)
        assert uow.history.add_witness(incident.entry.id, "U0WITNESS")
    written = told(store)
    other = opened(f"sqlite:///{tmp_path_factory.mktemp('other') / 'other.db'}")
    cases = list(read_cases("\n".join(json.dumps(case) for case in written)))
    imported(other, cases)
    assert _without_ids(told(other)) == _without_ids(written)
    assert "confidential" in str(written)
    assert "'witnesses': ['U0WITNESS']" in str(written)
    other.close()


def _without_ids(cases: list[dict[str, object]]) -> list[str]:
    bare = json.loads(json.dumps(cases))
    for case in bare:
        del case["id"]
        for entry in case["history"]:
            del entry["id"]
    return sorted(json.dumps(case, sort_keys=True) for case in bare)


def test_the_same_file_twice_adds_nothing(store: SqlStore) -> None:
    """Nor does an export read back into its own register, after a rename too."""
    case = case_of("Acme", lie(), {"at": "2026-02-02T10:00:00Z", "type": "warning", "sign": "mental_abuse"})
    assert imported(store, [case]).new_entries == 2
    again = imported(store, [case])
    assert (again.new_clients, again.new_entries, again.known_entries) == (0, 0, 2)
    own = list(export_history(store, HOME))
    with store.write(HOME) as uow:
        client = uow.clients.by_keys([name_key("Acme")])[name_key("Acme")]
        uow.clients.save(replace(client, name="Acme Group"))
    back = imported(store, own)
    assert (back.new_clients, back.new_entries) == (0, 0)


def test_who_stands_tripped_is_listed_and_not_alerted(store: SqlStore) -> None:
    """Worst first, with the rules; alerts only where they are asked for, and then once."""
    late = [
        {"at": f"2026-01-{day:02}T10:00:00Z", "type": "incident", "sign": "slow_pay", "amount": 10} for day in (1, 2, 3)
    ]
    cases = [case_of("Late", *late), case_of("Liar", lie()), case_of("Fine")]
    report = imported(store, cases)
    assert [(one.name, one.level, one.rules) for one in report.tripped] == [
        ("Liar", Level.DECISIVE, ("lying",)),
        ("Late", Level.CUMULATIVE, ("slow_pay",)),
    ]
    assert _open_alerts(store) == []
    imported(store, cases, alert=True)
    imported(store, cases, alert=True)
    assert _open_alerts(store) == [AlertState.HELD, AlertState.HELD]


def _open_alerts(store: SqlStore) -> list[AlertState]:
    with store.read(HOME) as uow:
        return [episode.state for episode in uow.episodes.open_ones()]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (lie("2026-03-02T09:00:01Z"), "history[1].at"),
        (lie(recorded_at="2026-03-03T09:00:00Z"), "history[1].recorded_at"),
        ({"at": "2026-02-02T10:00:00Z", "type": "void", "entry": "nobody", "reason": "x"}, "history[1].entry"),
        ({"at": "2026-02-02T10:00:00Z", "type": "waive", "entry": "threw", "reason": "x"}, "history[1].entry"),
        (lie(sign="no_such_sign"), "history[1].sign"),
    ],
)
def test_what_cannot_be_entered_is_not_imported(store: SqlStore, entry: dict[str, object], field: str) -> None:
    """It is named, nothing of its client is stored, and the clients before it are."""
    threw = {"id": "threw", "at": "2026-02-01T10:00:00Z", "type": "incident", "sign": "physical_abuse"}
    with pytest.raises(CaseRefused) as refused:
        imported(store, [case_of("Before", lie()), case_of("Acme", threw, entry)])
    assert (refused.value.case, refused.value.field) == ("Acme", field)
    assert [case["client"] for case in told(store)] == [{"name": "Before", "billing": "fixed"}]


def test_a_void_may_stand_before_what_it_voids(store: SqlStore) -> None:
    """A file has no order but its times."""
    void = {"at": "2026-02-02T10:00:00Z", "type": "void", "entry": "lie", "reason": "mistaken"}
    assert imported(store, [case_of("Acme", void, lie(id="lie"))]).tripped == ()


def test_a_case_brings_its_policy(store: SqlStore) -> None:
    """Exact numbers in it too; a client that is known keeps its own."""
    policy = {"severity": {"minor": 0.25}, "points_limit": 4.5}
    imported(store, [case_of("Acme", lie(), policy=policy)])
    imported(store, [case_of("acme", policy={"points_limit": 1})])
    assert told(store)[0]["policy"] == policy


def test_links_beyond_the_first_are_kept_with_the_note(store: SqlStore) -> None:
    """One link is the evidence; none is lost."""
    imported(store, [case_of("Acme", lie(note="said so", links=["https://a.example/1", "https://a.example/2"]))])
    (entry,) = next(iter(export_history(store, HOME))).history
    assert entry.links == ("https://a.example/1",)
    assert entry.note == "said so\nhttps://a.example/2"
