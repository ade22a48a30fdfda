"""What App Home reads: each list by its own question, cut where it is asked to be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alerts import VoteFor
from bot.domain.history import ClientStatus, Decision, Outcome, Void
from bot.domain.parting import PartingState
from bot.store.store import SqlStore
from bot.usecases.records import CastVote, EntryRecord, OutboxKind
from tests.store.conftest import HOME, START
from tests.store.examples import ACME, GLOBEX, condition, incident, message, parting

DAY = timedelta(days=1)


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    with store.write(HOME) as uow:
        uow.clients.add(ACME)
        uow.clients.add(GLOBEX)
    return store


def test_what_somebody_flagged_comes_the_last_entered_first(filled: SqlStore) -> None:
    """Of every client, by them alone, and nothing but incidents."""
    with filled.write(HOME) as uow:
        for number, by in ((1, "U0ANN"), (2, "U0BEN"), (3, "U0ANN")):
            uow.history.add(incident(number, GLOBEX if number == 3 else ACME, by=by))
        uow.history.add(EntryRecord(Void("v", START, "i-1", "undone", by="U0ANN"), ACME.id, "U0ANN"))
    with filled.read(HOME) as uow:
        assert [record.entry.id for record in uow.history.flagged_by("U0ANN", 9)] == ["i-3", "i-1"]
        assert [record.entry.id for record in uow.history.flagged_by("U0ANN", 1)] == ["i-3"]
        assert uow.history.flagged_by("U0CAT", 9) == []


def test_histories_of_several_clients_are_read_at_once(filled: SqlStore) -> None:
    """Each as it is read alone, a merged client's with its root's; one without entries is empty."""
    with filled.write(HOME) as uow:
        uow.history.add(incident(1, GLOBEX))
        uow.history.add(incident(2, ACME))
        uow.history.add(incident(3, GLOBEX))
        uow.clients.save(replace(GLOBEX, root=ACME.id, merged_into=ACME.id))
        uow.clients.add(replace(GLOBEX, id="c-new", name="New", root="c-new"))
    with filled.read(HOME) as uow:
        found = uow.history.entries_of([ACME.id, "c-new"])
        assert found == {ACME.id: list(uow.history.entries(ACME.id)), "c-new": []}
        assert [entry.id for entry in found[ACME.id]] == ["i-1", "i-2", "i-3"]
        assert uow.history.entries_of([]) == {}


def test_probations_are_found_by_their_end(filled: SqlStore) -> None:
    """Later than the first moment, not after the second; the earliest first."""
    ends = {"past": START, "last": START + 9 * DAY, "soon": START + DAY, "late": START + 9 * DAY + DAY / 1000}
    with filled.write(HOME) as uow:
        for name, until in ends.items():
            decision = Decision(name, START - DAY, Outcome.PROBATION, until=until, by="U0ANN")
            uow.history.add(EntryRecord(decision, ACME.id, "U0ANN"))
        uow.history.add(EntryRecord(Decision("keep", START, Outcome.KEEP, by="U0ANN"), ACME.id, "U0ANN"))
    with filled.read(HOME) as uow:
        found = uow.history.probations_ending(START, START + 9 * DAY, 9)
        assert [record.entry.id for record in found] == ["soon", "last"]
        assert len(uow.history.probations_ending(START, START + 9 * DAY, 1)) == 1


def test_clients_are_found_by_their_owner_worst_first(filled: SqlStore) -> None:
    """Not the archived, nor the merged; the count tells of all."""
    with filled.write(HOME) as uow:
        for number, status in enumerate((ClientStatus.ACTIVE, ClientStatus.PARTING, ClientStatus.ARCHIVED)):
            name = f"c-{number}"
            mine = replace(GLOBEX, id=name, name=f"Mine {number}", root=name, owner="U0ANN", status=status)
            uow.clients.add(replace(mine, standing=replace(mine.standing, points=number * 2)))
        uow.clients.add(replace(GLOBEX, id="c-m", name="Merged", root=ACME.id, merged_into=ACME.id, owner="U0ANN"))
    with filled.read(HOME) as uow:
        assert [client.id for client in uow.clients.owned_by("U0ANN", 9)] == ["c-1", "c-0"]
        assert [client.id for client in uow.clients.owned_by("U0ANN", 1)] == ["c-1"]
        assert uow.clients.count_owned("U0ANN") == 2
        assert {asked: root.id for asked, root in uow.clients.roots_of(["c-m", "c-1", "c-none"]).items()} == {
            "c-m": ACME.id,
            "c-1": "c-1",
        }
        assert uow.clients.roots_of([]) == {}


def test_conditions_wait_until_they_are_answered(filled: SqlStore) -> None:
    """Those due by then, of active clients, of one owner or of all; the latest first."""
    with filled.write(HOME) as uow:
        uow.history.add(EntryRecord(Decision("d-1", START, Outcome.KEEP, by="U0ANN"), ACME.id, "U0ANN"))
        for number in (1, 2, 3):
            uow.conditions.add(condition(number))
        uow.conditions.add(condition(4, GLOBEX, due_at=START))
        uow.conditions.save_answer(condition(1, is_kept=True, answered_by="U0ANN", answered_at=START))
        uow.clients.save(replace(GLOBEX, owner="U0BEN"))
    with filled.read(HOME) as uow:
        assert [each.id for each in uow.conditions.unanswered(START + 2 * DAY, 9)] == ["k-2", "k-4"]
        assert [each.id for each in uow.conditions.unanswered(START + 2 * DAY, 1)] == ["k-2"]
        assert [each.id for each in uow.conditions.unanswered(START + 9 * DAY, 9, "U0BEN")] == ["k-4"]
    with filled.write(HOME) as uow:
        uow.clients.save(replace(GLOBEX, owner="U0BEN", status=ClientStatus.PARTING, revision=2))
    with filled.read(HOME) as uow:
        assert uow.conditions.unanswered(START + 9 * DAY, 9, "U0BEN") == []


def test_partings_that_run_come_with_their_items(filled: SqlStore) -> None:
    """The longest under way first; what ended is left out."""
    with filled.write(HOME) as uow:
        uow.partings.add(parting(1, state=PartingState.CLOSED))
        uow.partings.add(parting(2))
        uow.partings.add(parting(1, GLOBEX, begun_at=START - DAY))
    with filled.read(HOME) as uow:
        assert uow.partings.running() == [parting(1, GLOBEX, begun_at=START - DAY), parting(2)]


def test_direct_lines_are_found_by_reader_and_notice(filled: SqlStore) -> None:
    """The latest first, whatever their state."""
    with filled.write(HOME) as uow:
        for number, notice, reader in ((1, "asked", "U0ANN"), (2, "asked", "U0ANN"), (3, "chart", "U0ANN")):
            row = message(f"m-{number}", kind=OutboxKind.DIRECT, facts={"notice": notice}, destination=f"dm:{reader}")
            uow.outbox.add(replace(row, next_at=START + number * DAY))
        uow.outbox.add(message("m-4", kind=OutboxKind.DIRECT, facts={"notice": "asked"}, destination="dm:U0BEN"))
    with filled.read(HOME) as uow:
        assert [row.id for row in uow.outbox.direct_to("U0ANN", "asked", 9)] == ["m-2", "m-1"]
        assert [row.id for row in uow.outbox.direct_to("U0ANN", "asked", 1)] == ["m-2"]


def test_one_vote_a_person_the_later_wins(filled: SqlStore) -> None:
    """In the order in which they were cast; one that is taken back is gone."""
    with filled.write(HOME) as uow:
        uow.votes.cast(CastVote(ACME.id, "U0ANN", VoteFor.KEEP, START))
        uow.votes.cast(CastVote(ACME.id, "U0BEN", VoteFor.KEEP, START + DAY))
        uow.votes.cast(CastVote(ACME.id, "U0ANN", VoteFor.PART_WAYS, START + 2 * DAY))
        uow.votes.cast(CastVote(GLOBEX.id, "U0ANN", VoteFor.KEEP, START))
        uow.votes.take_back(GLOBEX.id, "U0ANN")
    with filled.read(HOME) as uow:
        assert [(vote.user, vote.choice) for vote in uow.votes.of_client(ACME.id)] == [
            ("U0BEN", VoteFor.KEEP),
            ("U0ANN", VoteFor.PART_WAYS),
        ]
        assert uow.votes.of_client(GLOBEX.id) == []
