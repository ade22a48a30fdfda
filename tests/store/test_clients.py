from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.client import ClientStatus, Standing
from bot.domain.history import Exemption
from bot.domain.signs import Billing, Level
from bot.store.store import SqlStore
from bot.usecases.ports import NameTaken, StaleRevision
from tests.store.conftest import HOME, START
from tests.store.examples import ACME, GLOBEX


def test_a_client_comes_back_as_it_was_added(store: SqlStore) -> None:
    """Every field survives: money to the cent, moments to the microsecond, overrides as written."""
    client = replace(
        ACME,
        owner="U0ANN",
        billing=Billing.HOURLY,
        monthly_value=Decimal("1200.10"),
        exempt_bars=(Exemption("calls at night", since=START, until=START + timedelta(microseconds=1)), Exemption("x")),
        policy={"points_limit": 6.5, "signs": {"own": {"points": Decimal("0.5")}}},
        status=ClientStatus.PARTING,
        standing=Standing(
            level=Level.CUMULATIVE,
            rules=("points", "slow_pay"),
            points=Decimal("8.50"),
            next_change=START + timedelta(days=4),
            incidents=7,
            newest_at=START,
        ),
    )
    with store.write(HOME) as unit:
        unit.clients.add(client)
    with store.read(HOME) as unit:
        found = unit.clients.get(ACME.id)
        assert found == replace(client, policy={"points_limit": 6.5, "signs": {"own": {"points": 0.5}}})
        assert found is not None
        assert str(found.monthly_value) == "1200.10"
        assert unit.clients.get("nobody") is None


def test_a_client_is_found_by_each_of_its_names(store: SqlStore) -> None:
    """Names lead to a client however they are written."""
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        found = unit.clients.by_keys(["acme", "acme inc", "unknown"])
        assert found == {"acme": ACME, "acme inc": ACME}
        assert unit.clients.by_keys([]) == {}


def test_two_clients_never_share_a_name(store: SqlStore) -> None:
    """A name or an alias in use is refused with whose it is, when added and when saved, and nothing is stored."""
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
    for taken in (replace(GLOBEX, id="c-new", root="c-new", name="ACME inc"), replace(GLOBEX, aliases=("ＡＣＭＥ",))):
        with pytest.raises(NameTaken) as refused, store.write(HOME) as unit:
            (unit.clients.add if taken.id == "c-new" else unit.clients.save)(taken)
        assert refused.value.client == ACME.id
        assert refused.value.name in ("ACME inc", "ＡＣＭＥ")
    with store.read(HOME) as unit:
        assert unit.clients.all_ids() == [ACME.id, GLOBEX.id]


def test_saving_renames_and_counts_on(store: SqlStore) -> None:
    """A save moves the revision on, frees the old names and leaves the standing alone."""
    standing = Standing(level=Level.WATCH, points=Decimal(4))
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.save_standing(replace(ACME, standing=standing))
        unit.clients.save(replace(ACME, name="Acme Two", aliases=("ACME",)))
    with store.read(HOME) as unit:
        found = unit.clients.get(ACME.id)
        assert found == replace(ACME, name="Acme Two", aliases=("ACME",), revision=2, standing=standing)
        assert set(unit.clients.by_keys(["acme", "acme inc", "acme two"])) == {"acme", "acme two"}


def test_a_stale_save_changes_nothing(store: SqlStore) -> None:
    """Whoever read an older revision is told, and the newer one stays."""
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.save(replace(ACME, owner="U0ANN"))
    with pytest.raises(StaleRevision), store.write(HOME) as unit:
        unit.clients.save(replace(ACME, owner="U0BEN"))
    with store.read(HOME) as unit:
        found = unit.clients.get(ACME.id)
        assert found is not None
        assert (found.owner, found.revision) == ("U0ANN", 2)


def test_a_standing_is_saved_at_any_revision(store: SqlStore) -> None:
    """A verdict asks nobody's leave."""
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.save_standing(replace(ACME, revision=99, standing=Standing(incidents=3)))
        found = unit.clients.get(ACME.id)
    assert found is not None
    assert (found.standing.incidents, found.revision) == (3, 1)


def test_a_merged_client_lends_its_names_to_its_root(store: SqlStore) -> None:
    """After a merge every name leads to the one that stays, and only that one is listed."""
    merged = replace(GLOBEX, root=ACME.id, merged_into=ACME.id)
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
        unit.clients.save(merged)
    with store.read(HOME) as unit:
        assert unit.clients.by_keys(["globex"])["globex"].id == ACME.id
        assert [(n.name, n.client, n.is_alias) for n in unit.clients.names()] == [
            ("Acme", ACME.id, False),
            ("Acme Inc", ACME.id, True),
            ("Globex", ACME.id, True),
        ]
        assert unit.clients.merged_into(ACME.id) == [replace(merged, revision=2)]
        assert [client.id for client in unit.clients.worst_first(0, 10)] == [ACME.id]
        assert unit.clients.count() == 1
        assert unit.clients.all_ids() == [ACME.id, GLOBEX.id]


def test_archived_clients_are_not_suggested_and_not_listed(store: SqlStore) -> None:
    """An archived client is out of sight, and can still be found by its name."""
    with store.write(HOME) as unit:
        unit.clients.add(replace(ACME, status=ClientStatus.ARCHIVED))
        assert unit.clients.names() == []
        assert unit.clients.count() == 0
        assert unit.clients.worst_first(0, 10) == []
        assert unit.clients.by_keys(["acme"])["acme"].id == ACME.id


def test_the_worst_come_first(store: SqlStore) -> None:
    """By level, then points, then the newest incident, then the name; no incident comes last."""
    standings = {
        "E": Standing(),
        "b": Standing(level=Level.CUMULATIVE, points=Decimal("9.5"), newest_at=START),
        "c": Standing(level=Level.CUMULATIVE, points=Decimal(10), newest_at=START),
        "a": Standing(level=Level.DECISIVE, points=Decimal(8), newest_at=START),
        "D": Standing(newest_at=START),
        "f": Standing(),
        "d2": Standing(newest_at=START + timedelta(microseconds=1)),
    }
    with store.write(HOME) as unit:
        for name, standing in standings.items():
            unit.clients.add(replace(GLOBEX, id=name, root=name, name=name, standing=standing))
        everybody = [client.id for client in unit.clients.worst_first(0, 100)]
        assert everybody == ["a", "c", "b", "d2", "D", "E", "f"]
        assert [client.id for client in unit.clients.worst_first(2, 2)] == ["b", "d2"]
        assert unit.clients.count() == 7


@pytest.mark.parametrize(
    ("status", "is_parted"),
    [(ClientStatus.ACTIVE, False), (ClientStatus.PARTING, True), (ClientStatus.FORMER, True)],
)
def test_a_name_says_whether_its_client_was_let_go(store: SqlStore, status: ClientStatus, is_parted: bool) -> None:
    """Of a merged client it is the root that counts."""
    with store.write(HOME) as unit:
        unit.clients.add(replace(ACME, status=status))
        unit.clients.add(GLOBEX)
        unit.clients.save(replace(GLOBEX, root=ACME.id, merged_into=ACME.id))
        assert {name.is_parted for name in unit.clients.names()} == {is_parted}
