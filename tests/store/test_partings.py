from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.parting import Glad, PartingState
from bot.domain.parting_order import Order
from bot.store.store import SqlStore
from bot.usecases.ports import StaleRevision
from tests.store.conftest import HOME, START
from tests.store.examples import ACME, GLOBEX, episode, glad, parting


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
        unit.episodes.add(episode())
    return store


def test_a_parting_comes_back_as_it_was(filled: SqlStore) -> None:
    """Every field and every item survives, added and saved; items come back in their new order."""
    begun = parting(override=None, chosen_by=None, episode="e-c-acme-1")
    with filled.write(HOME) as unit:
        unit.partings.add(begun)
        assert unit.partings.get(begun.id) == begun
        assert unit.partings.get("nothing") is None
        ended = parting(
            episode="e-c-acme-1",
            order=Order.TEAM_LETS_GO_FIRST,
            items=tuple(reversed(begun.items)),
            state=PartingState.STOPPED,
            ended_by="U0CAT",
            ended_at=START + timedelta(days=3),
            stop_reason="they apologised",
        )
        unit.partings.save(ended)
        assert unit.partings.get(begun.id) == replace(ended, revision=2)


def test_a_clients_partings_are_its_own_and_those_merged_into_it(filled: SqlStore) -> None:
    """The latest first; another client's stay apart until they are merged."""
    earlier = parting(1, begun_at=START - timedelta(days=400), state=PartingState.STOPPED)
    other = parting(1, GLOBEX, begun_at=START - timedelta(days=1), state=PartingState.CLOSED)
    latest = parting(2)
    with filled.write(HOME) as unit:
        for one in (earlier, latest, other):
            unit.partings.add(one)
        assert unit.partings.of_client(ACME.id) == [latest, earlier]
        unit.clients.save(replace(GLOBEX, root=ACME.id, merged_into=ACME.id))
        assert unit.partings.of_client(ACME.id) == [latest, other, earlier]
        assert unit.partings.of_client("nobody") == []


def test_a_client_is_parted_with_once_at_a_time(filled: SqlStore) -> None:
    """The database itself refuses a second running one."""
    with filled.write(HOME) as unit:
        unit.partings.add(parting(1))
        unit.partings.add(parting(2, state=PartingState.CLOSED))
    with pytest.raises(IntegrityError), filled.write(HOME) as unit:
        unit.partings.add(parting(3))


def test_of_two_who_read_the_same_parting_the_second_is_told(filled: SqlStore) -> None:
    """Nothing of the stale one is kept, its items neither."""
    begun = parting()
    with filled.write(HOME) as unit:
        unit.partings.add(begun)
        unit.partings.save(begun)
        with pytest.raises(StaleRevision):
            unit.partings.save(replace(begun, items=tuple(reversed(begun.items))))
        assert unit.partings.get(begun.id) == replace(begun, revision=2)


def test_a_later_answer_takes_the_place_of_an_earlier_one(filled: SqlStore) -> None:
    """One for each person and question, by the days after the close."""
    later = glad(after_days=90, at=START + timedelta(days=60))
    other = glad(user="U0BEN", at=START + timedelta(hours=1))
    changed = glad(answer=Glad.NO, note="", at=START + timedelta(minutes=1))
    with filled.write(HOME) as unit:
        unit.partings.add(parting())
        for answer in (later, glad(), other, changed):
            unit.partings.keep_answer(answer)
        assert unit.partings.answers("p-c-acme-1") == [changed, other, later]
        assert unit.partings.answers("nothing") == []
