from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.alerts import AlertState, Closing
from bot.store.store import SqlStore
from bot.usecases.ports import StaleRevision
from bot.usecases.records import Emoji, Reaction
from tests.store.conftest import HOME, START
from tests.store.examples import ACME, GLOBEX, episode


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
    return store


def test_an_episode_comes_back_as_it_was(filled: SqlStore) -> None:
    """Every field survives, added and saved."""
    full = episode(
        state=AlertState.CLOSED,
        taken_by="U0ANN",
        taken_at=START,
        decide_by=START + timedelta(days=5),
        snoozed_until=START + timedelta(days=1),
        snoozed_by="U0BEN",
        snooze_reason="they are on holiday",
        closed_at=START + timedelta(days=2),
        closing=Closing.KEPT,
    )
    with filled.write(HOME) as unit:
        unit.episodes.add(full)
        unit.episodes.add(episode(2))
        assert unit.episodes.get(full.id) == full
        unit.episodes.save(replace(full, id="e-c-acme-2", number=2))
        assert unit.episodes.latest(ACME.id) == replace(full, id="e-c-acme-2", number=2, revision=2)
        assert unit.episodes.get("nothing") is None
        assert unit.episodes.latest(GLOBEX.id) is None


def test_a_client_has_one_open_episode_at_most(filled: SqlStore) -> None:
    """The database itself refuses a second one, by adding and by opening a closed one again."""
    closed = episode(1, state=AlertState.CLOSED)
    with filled.write(HOME) as unit:
        unit.episodes.add(closed)
        unit.episodes.add(episode(2))
        unit.episodes.add(episode(1, GLOBEX, raised_at=START - timedelta(days=1)))
    with pytest.raises(IntegrityError), filled.write(HOME) as unit:
        unit.episodes.add(episode(3, state=AlertState.HELD))
    with pytest.raises(IntegrityError), filled.write(HOME) as unit:
        unit.episodes.save(replace(closed, state=AlertState.OPEN))
    with filled.read(HOME) as unit:
        assert [one.id for one in unit.episodes.open_ones()] == ["e-c-globex-1", "e-c-acme-2"]


def test_a_stale_episode_is_not_saved(filled: SqlStore) -> None:
    """Of two who read the same revision the second is told."""
    with filled.write(HOME) as unit:
        unit.episodes.add(episode())
        unit.episodes.save(episode(taken_by="U0ANN"))
        with pytest.raises(StaleRevision):
            unit.episodes.save(episode(taken_by="U0BEN"))
        found = unit.episodes.latest(ACME.id)
    assert found is not None
    assert (found.taken_by, found.revision) == ("U0ANN", 2)


def test_of_two_reactions_slacks_order_decides(filled: SqlStore) -> None:
    """The last word by event_ts holds, in whatever order the two arrive, and a repeat says nothing new."""
    on = Reaction("e-c-acme-1", "U0ANN", Emoji.EYES, is_on=True, event_ts="1700000000.000200")
    off = replace(on, is_on=False, event_ts="1700000000.000300")
    earlier = replace(on, user="U0BEN", event_ts="1700000000.000100")
    with filled.write(HOME) as unit:
        unit.episodes.add(episode())
        assert unit.episodes.react(on)
        assert not unit.episodes.react(on)
        assert unit.episodes.react(earlier)
        assert unit.episodes.reactions(on.episode) == [earlier, on]
        assert unit.episodes.react(off)
        assert not unit.episodes.react(on)
        assert unit.episodes.reactions(on.episode) == [earlier]


def test_what_was_closed_after_a_moment_is_found(filled: SqlStore) -> None:
    """Just after it, and not at it; an open one never."""
    with filled.write(HOME) as unit:
        for number, hours in ((1, 0), (2, 1)):
            closed_at = START + timedelta(hours=hours)
            unit.episodes.add(episode(number, state=AlertState.CLOSED, closed_at=closed_at, closing=Closing.KEPT))
        unit.episodes.add(episode(3))
        assert [each.number for each in unit.episodes.closed_since(START)] == [2]
        assert [each.number for each in unit.episodes.closed_since(START - timedelta(seconds=1))] == [1, 2]
