"""The conditions of decisions, on both databases."""

from dataclasses import replace
from datetime import timedelta

from bot.store.store import SqlStore
from bot.usecases.records import EntryRecord
from tests.store.conftest import HOME, START
from tests.store.examples import ACME, GLOBEX, OTHER_KINDS, condition


def test_conditions_are_found_again_in_the_order_of_their_dates(store: SqlStore) -> None:
    """Those of a merged client are its root's too; an answer changes nothing else."""
    later, sooner = condition(2), condition(1, client=GLOBEX)
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
        unit.history.add(EntryRecord(entry=OTHER_KINDS[1], client=ACME.id, by="U0ANN"))
        unit.conditions.add(later)
        unit.conditions.add(sooner)
        assert unit.conditions.of_client(ACME.id) == [later]
        unit.clients.save(replace(GLOBEX, root=ACME.id, merged_into=ACME.id))
    with store.read(HOME) as unit:
        assert unit.conditions.of_client(ACME.id) == [sooner, later]
        assert unit.conditions.get("k-2") == later
        assert unit.conditions.get("nothing") is None
    answered = replace(later, is_kept=False, answered_by="U0BEN", answered_at=START + timedelta(hours=1))
    with store.write(HOME) as unit:
        unit.conditions.save_answer(replace(answered, wording="something else"))
    with store.read(HOME) as unit:
        assert unit.conditions.of_client(ACME.id) == [sooner, answered]
