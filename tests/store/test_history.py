from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.history import Incident
from bot.domain.signs import Stage
from bot.store.entry_rows import ORDINARY
from bot.store.store import SqlStore
from bot.usecases.records import EntryRecord
from tests.store.conftest import HOME, START
from tests.store.examples import ACME, FULL_INCIDENT, FULL_RECORD, GLOBEX, OTHER_KINDS, incident


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
    return store


def test_entries_of_every_kind_come_back_in_the_order_they_were_entered(filled: SqlStore) -> None:
    """The history is what was said, fact by fact, whenever it happened."""
    with filled.write(HOME) as unit:
        unit.history.add(FULL_RECORD)
        for entry in OTHER_KINDS:
            unit.history.add(EntryRecord(entry=entry, client=ACME.id, by="U0ANN"))
    with filled.read(HOME) as unit:
        assert unit.history.entries(ACME.id) == [FULL_INCIDENT, *OTHER_KINDS]
        assert unit.history.entries(GLOBEX.id) == []
        records = unit.history.records(ACME.id)
    assert records[0] == FULL_RECORD
    assert [record.entry for record in records[1:]] == list(OTHER_KINDS)


def test_a_record_is_found_by_its_id_with_all_that_is_kept_beside_it(filled: SqlStore) -> None:
    """Note, evidence, witnesses in the order they came, the incident it replaces and the request that made it."""
    corrected = replace(incident(2), replaces=FULL_INCIDENT.id)
    with filled.write(HOME) as unit:
        unit.history.add(FULL_RECORD)
        unit.history.add(corrected)
        assert unit.history.get(FULL_INCIDENT.id) == FULL_RECORD
        assert unit.history.get("i-2") == corrected
        assert unit.history.get("nothing") is None


def test_an_entry_is_stored_once_and_belongs_to_a_client(filled: SqlStore) -> None:
    """The same id again, a client that is not there, a void of what is not there: refused by the database."""
    with filled.write(HOME) as unit:
        unit.history.add(incident(1))
    void = replace(OTHER_KINDS[3], entry="i-none")
    for wrong in (incident(1), replace(incident(2), client="nobody"), EntryRecord(void, ACME.id, "U0ANN")):
        with pytest.raises(IntegrityError), filled.write(HOME) as unit:
            unit.history.add(wrong)
    with filled.read(HOME) as unit:
        assert unit.history.entries(ACME.id) == [incident(1).entry]


def test_the_history_of_a_root_holds_what_was_merged_into_it(filled: SqlStore) -> None:
    """A merge brings histories together, in the order of entry, and each entry keeps its own client."""
    with filled.write(HOME) as unit:
        unit.history.add(incident(3))
        unit.history.add(incident(1, GLOBEX))
        unit.history.add(incident(2))
        unit.clients.save(replace(GLOBEX, root=ACME.id, merged_into=ACME.id))
    with filled.read(HOME) as unit:
        assert [entry.id for entry in unit.history.entries(ACME.id)] == ["i-3", "i-1", "i-2"]
        assert [record.client for record in unit.history.records(ACME.id)] == [ACME.id, GLOBEX.id, ACME.id]
        assert [record.entry.id for record in unit.history.newest_records(ACME.id, 2)] == ["i-3", "i-2"]
        assert unit.history.entries(GLOBEX.id) == []


def test_the_newest_records_are_incidents_alone(filled: SqlStore) -> None:
    """By when they happened, the latest first, and of one moment the one entered later."""
    with filled.write(HOME) as unit:
        unit.history.add(FULL_RECORD)
        unit.history.add(incident(5, at=START))
        unit.history.add(incident(6, at=START))
        unit.history.add(EntryRecord(entry=OTHER_KINDS[0], client=ACME.id, by="U0ANN"))
        assert [record.entry.id for record in unit.history.newest_records(ACME.id, 9)] == ["i-6", "i-5", "i-full"]
        assert unit.history.newest_records(ACME.id, 9)[2] == FULL_RECORD


def test_a_witness_counts_once(filled: SqlStore) -> None:
    """Whoever tells of it again adds nothing."""
    with filled.write(HOME) as unit:
        unit.history.add(incident(1))
        assert unit.history.add_witness("i-1", "U0CAT")
        assert unit.history.add_witness("i-1", "U0BEN")
        assert not unit.history.add_witness("i-1", "U0CAT")
        found = unit.history.get("i-1")
    assert found is not None
    assert found.witnesses == ("U0CAT", "U0BEN")


def test_an_entry_added_once_stays_as_it_was_first_told(filled: SqlStore) -> None:
    """The same id again changes nothing, witnesses included; what is wrong otherwise is refused as ever."""
    with filled.write(HOME) as unit:
        assert unit.history.add_once(FULL_RECORD)
        assert not unit.history.add_once(replace(FULL_RECORD, note="otherwise", witnesses=("U0NEW",)))
        assert unit.history.add_once(incident(1))
        assert list(unit.history.records(ACME.id)) == [FULL_RECORD, incident(1)]
    with pytest.raises(IntegrityError), filled.write(HOME) as unit:
        unit.history.add_once(replace(incident(2), client="nobody"))


def test_a_flag_from_the_same_message_is_found(filled: SqlStore) -> None:
    """Only for the same client, sign, channel and message; the newest of several; a merge changes nothing."""
    evidence = FULL_RECORD.evidence
    assert evidence is not None
    later = replace(FULL_RECORD, entry=replace(FULL_INCIDENT, id="i-later", at=START + timedelta(days=1)), witnesses=())
    with filled.write(HOME) as unit:
        unit.history.add(FULL_RECORD)
        sought = (ACME.id, "slow_pay", evidence.channel, evidence.ts)
        assert unit.history.flagged_from(*sought) == FULL_RECORD
        unit.history.add(later)
        assert unit.history.flagged_from(*sought) == later
        for place, other in enumerate((GLOBEX.id, "lying", "C0ELSE", "1.2")):
            assert unit.history.flagged_from(*sought[:place], other, *sought[place + 1 :]) is None


def test_what_is_left_out_of_a_row_is_what_an_incident_has_by_itself() -> None:
    """Rows that leave it out are read with it: were it to change, they would tell of something else."""
    plain = Incident(id="i-plain", at=START, sign="lying")
    assert {name: getattr(plain, name) for name in ORDINARY} == ORDINARY
    assert ORDINARY == {
        "days_late": None,
        "amount": None,
        "our_error": False,
        "after_agreement": False,
        "hours": None,
        "expects_rescue": True,
        "stage": Stage.AGREED,
        "bar": None,
        "second_hand": False,
        "restricted": False,
    }
    apart = {"id", "at", "sign", "severity", "recorded_at", "by"}
    assert {field.name for field in fields(Incident)} == apart | set(ORDINARY)
