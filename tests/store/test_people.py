from dataclasses import replace
from datetime import timedelta

from bot.store.store import SqlStore
from tests.store.conftest import HOME, START
from tests.store.examples import person


def test_people_come_back_as_they_were_put(store: SqlStore) -> None:
    """Every fact survives; who is not known is not in the answer."""
    ann = person("U0ANN", is_admin=True, zone="Europe/Berlin")
    eve = person("U0EVE", team="T0ELSE", is_guest=True, is_stranger=True, is_bot=True, is_deactivated=True)
    with store.write(HOME) as unit:
        unit.people.put([])
        unit.people.put([ann, eve])
        assert unit.people.get("U0ANN") == ann
        assert unit.people.get("U0NOBODY") is None
        assert unit.people.of(["U0EVE", "U0ANN", "U0NOBODY"]) == {"U0ANN": ann, "U0EVE": eve}
        assert unit.people.of([]) == {}


def test_what_was_looked_up_later_wins(store: SqlStore) -> None:
    """An answer that took long does not bring back what is no longer so; of one moment the last to come counts."""
    now = person("U0ANN", is_deactivated=True)
    with store.write(HOME) as unit:
        unit.people.put([now])
        unit.people.put([replace(now, is_deactivated=False, checked_at=START - timedelta(microseconds=1))])
        assert unit.people.get("U0ANN") == now
        unit.people.put([replace(now, name="Ann")])
        assert unit.people.get("U0ANN") == replace(now, name="Ann")
        newer = replace(now, checked_at=START + timedelta(microseconds=1))
        unit.people.put([newer])
        assert unit.people.get("U0ANN") == newer


def test_admins_are_people_who_can_act(store: SqlStore) -> None:
    """No guests, no bots, nobody who was deactivated; by id."""
    flags = ("is_guest", "is_bot", "is_deactivated")
    with store.write(HOME) as unit:
        unit.people.put([person("U0BEN", is_admin=True), person("U0ANN", is_admin=True), person("U0CAT")])
        unit.people.put([person(f"U0{flag}", is_admin=True, **{flag: True}) for flag in flags])
        assert unit.people.admins() == ["U0ANN", "U0BEN"]


def test_who_is_dropped_is_known_no_more(store: SqlStore) -> None:
    """Until they are put again, whenever they were looked up; dropping somebody unknown is nothing."""
    ann = person("U0ANN")
    with store.write(HOME) as unit:
        unit.people.put([ann, person("U0BEN")])
        unit.people.drop("U0ANN")
        unit.people.drop("U0NOBODY")
        assert list(unit.people.of(["U0ANN", "U0BEN"])) == ["U0BEN"]
        unit.people.put([ann])
        assert unit.people.get("U0ANN") == ann
