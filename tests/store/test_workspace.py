from datetime import time, timedelta

import pytest

from bot.domain.policy import Policy
from bot.domain.settings import Settings
from bot.store.engine import open_database
from bot.store.store import SqlStore
from bot.usecases.ports import StaleRevision, UnitOfWork
from bot.usecases.records import PolicyVersion, WorkspaceFacts
from tests.store.conftest import HOME, START, HandClock, facts_of

OURS = Settings(
    alert_channel="C0ALERT",
    reviewers=("U0ANN", "U0BEN"),
    timezone="Europe/Berlin",
    working_days=(0, 2),
    work_starts=time(8, 30),
)


class Stop(Exception):
    """What a use case may raise in the middle."""


def version(number: int, **changes: object) -> PolicyVersion:
    return PolicyVersion(number, changes, "U0ANN", START + timedelta(microseconds=number), "why not")  # type: ignore[arg-type]


def test_the_seed_is_used_at_the_first_start_alone(store: SqlStore) -> None:
    """A later start brings the facts up to date and leaves the settings as people made them."""
    renamed = WorkspaceFacts(id=HOME, domain="new", name="New", bot_user="U0NEW")
    store.found(renamed, OURS)
    with store.read(HOME) as unit:
        assert unit.workspace.facts() == renamed
        assert unit.workspace.settings() == Settings()


def test_settings_come_back_as_they_were_saved(store: SqlStore) -> None:
    """At once within the unit, and in every later one."""
    with store.write(HOME) as unit:
        assert unit.workspace.settings() == Settings()
        unit.workspace.save_settings(OURS)
        assert unit.workspace.settings() == OURS
    for _ in range(2):
        with store.read(HOME) as unit:
            assert unit.workspace.settings() == OURS
            assert unit.workspace.facts() == facts_of(HOME)


def test_settings_that_were_rolled_back_are_forgotten(store: SqlStore) -> None:
    """Though they were read within their unit, and the next ones bear the same revision."""
    with pytest.raises(Stop), store.write(HOME) as unit:
        _save_and_stop(unit)
    with store.read(HOME) as unit:
        assert unit.workspace.settings() == Settings()
    others = Settings(language="en", timezone="Asia/Tokyo")
    with store.write(HOME) as unit:
        unit.workspace.save_settings(others)
    with store.read(HOME) as unit:
        assert unit.workspace.settings() == others


def _save_and_stop(unit: UnitOfWork) -> None:
    unit.workspace.save_settings(OURS)
    assert unit.workspace.settings() == OURS
    raise Stop


def test_another_process_is_heard(store: SqlStore, database_url: str, clock: HandClock) -> None:
    """What is remembered parsed is dropped when anybody saves anew."""
    with store.read(HOME) as unit:
        assert unit.workspace.policy() is Policy.default()
    second = SqlStore(open_database(database_url), clock)
    with second.write(HOME) as unit:
        unit.workspace.save_settings(OURS)
        unit.workspace.add_policy(version(1, points_limit=6))
    second.close()
    with store.read(HOME) as unit:
        assert unit.workspace.settings() == OURS
        assert unit.workspace.policy() == Policy.default().with_changes({"points_limit": 6})


def test_parsing_is_done_once(store: SqlStore) -> None:
    """Units that find nothing changed share the same parsed values."""
    with store.read(HOME) as unit:
        first = unit.workspace.policy(), unit.workspace.settings()
    with store.read(HOME) as unit:
        second = unit.workspace.policy(), unit.workspace.settings()
    assert first[0] is second[0]
    assert first[1] is second[1]


def test_the_latest_policy_is_in_force(store: SqlStore) -> None:
    """Each version holds all that differs from the defaults, in the order in which it was written; all are kept."""
    first = version(1, points_limit=6.5)
    second = version(
        2, signs={"zeal": {"level": "decisive", "points": 2}, "alarm": {"level": "decisive", "points": 0.1}}
    )
    with store.write(HOME) as unit:
        unit.workspace.add_policy(first)
        assert unit.workspace.policy() == Policy.default().with_changes({"points_limit": 6.5})
        unit.workspace.add_policy(second)
    with store.read(HOME) as unit:
        assert unit.workspace.policy().own_signs == ("zeal", "alarm")
        assert unit.workspace.policy().points_limit == Policy.default().points_limit
        assert unit.workspace.policy_versions() == [first, second]


def test_two_who_change_the_policy_at_once_do_not_overwrite_one_another(store: SqlStore) -> None:
    """A version number that is taken, or older than the one in force, is refused."""
    with store.write(HOME) as unit:
        unit.workspace.add_policy(version(2, points_limit=6))
    for number in (1, 2):
        with pytest.raises(StaleRevision), store.write(HOME) as unit:
            unit.workspace.add_policy(version(number, points_limit=9))
    with store.read(HOME) as unit:
        assert [known.version for known in unit.workspace.policy_versions()] == [2]
