"""Care items and dismissals, as they are kept in both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.care import CareState
from bot.domain.dismissal import DismissalState
from bot.store.store import SqlStore
from bot.usecases.ports import StaleRevision
from tests.store.conftest import HOME, START
from tests.store.examples import ACME, FULL_RECORD, GLOBEX, care, dismissal, incident


@pytest.fixture
def flagged(store: SqlStore) -> SqlStore:
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
        unit.history.add(FULL_RECORD)
        unit.history.add(incident(2, GLOBEX))
    return store


def test_an_item_is_read_as_it_was_written(flagged: SqlStore) -> None:
    """Saved, it has the next revision; who read an older one is told so, and changes nothing."""
    with flagged.write(HOME) as unit:
        unit.care.add(care())
        assert unit.care.get("c-1") == unit.care.of_incident("i-full") == care()
        closed = care(state=CareState.CLOSED, closed_by="U0BEN", closed_at=START + timedelta(days=1), note="spoke")
        unit.care.save(closed)
        assert unit.care.get("c-1") == replace(closed, revision=2)
        with pytest.raises(StaleRevision):
            unit.care.save(closed)


def test_open_items_are_listed_oldest_first(flagged: SqlStore) -> None:
    """Without those that are closed; a client's own are listed whatever they are, merged clients' with them."""
    later = care(id="c-2", client=GLOBEX.id, incident="i-2", opened_at=START + timedelta(hours=1))
    with flagged.write(HOME) as unit:
        unit.care.add(later)
        unit.care.add(care())
        assert [item.id for item in unit.care.open_items()] == ["c-1", "c-2"]
        unit.care.save(replace(care(), state=CareState.CLOSED))
        assert [item.id for item in unit.care.open_items()] == ["c-2"]
        assert [item.id for item in unit.care.of_client(ACME.id)] == ["c-1"]
        unit.clients.save(replace(GLOBEX, root=ACME.id, merged_into=ACME.id))
        assert [item.id for item in unit.care.of_client(ACME.id)] == ["c-1", "c-2"]


def test_a_flag_has_one_item(flagged: SqlStore) -> None:
    """The database itself refuses a second one."""
    with flagged.write(HOME) as unit:
        unit.care.add(care())
    with pytest.raises(IntegrityError), flagged.write(HOME) as unit:
        unit.care.add(care(id="c-2"))


def test_a_proposal_ends_once(flagged: SqlStore) -> None:
    """How it ended is kept; whoever comes later changes nothing; then there may be another."""
    with flagged.write(HOME) as unit:
        unit.dismissals.add(dismissal())
        assert unit.dismissals.pending("i-full") == dismissal()
        ended = dismissal(state=DismissalState.CONFIRMED, settled_by="U0BEN", settled_at=START + timedelta(hours=1))
        assert unit.dismissals.settle(ended)
        assert not unit.dismissals.settle(replace(ended, state=DismissalState.DECLINED, settled_by="U0CAT"))
        assert unit.dismissals.get("x-1") == ended
        assert unit.dismissals.pending("i-full") is None
        unit.dismissals.add(dismissal(id="x-2", proposed_at=START + timedelta(days=1)))
        assert [each.id for each in unit.dismissals.of_client(ACME.id)] == ["x-1", "x-2"]


def test_of_two_proposals_at_once_one_stands(flagged: SqlStore) -> None:
    """The database itself refuses a second one that waits."""
    with flagged.write(HOME) as unit:
        unit.dismissals.add(dismissal())
    with pytest.raises(IntegrityError), flagged.write(HOME) as unit:
        unit.dismissals.add(dismissal(id="x-2"))
