"""Two workspaces that use the same ids and names for everything never see one another's rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.dialects import sqlite

from bot.domain.alerts import VoteFor
from bot.domain.care import CareState
from bot.domain.dismissal import DismissalState
from bot.domain.parting import Glad
from bot.domain.parting_order import Order
from bot.domain.settings import Settings
from bot.store import (
    audit,
    clients,
    conditions,
    dismissals,
    episodes,
    erasing_sql,
    exposures,
    history,
    holds,
    outbox,
    partings,
    people,
    receipts,
    register,
    timers,
    votes,
    workspace,
)
from bot.store import care as care_store
from bot.store.binding import Either
from bot.store.store import SqlStore
from bot.usecases.audit_lines import AuditQuery
from bot.usecases.exposure import Exposure
from bot.usecases.notices import ChannelProblem
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import (
    CastVote,
    Draft,
    Emoji,
    EntryRecord,
    OutboxKind,
    OutboxState,
    PolicyVersion,
    Reaction,
    Timer,
    TimerKind,
)
from bot.usecases.register_ports import Hold, Mention, Restriction
from tests.store.conftest import HOME, OTHER, START, facts_of
from tests.store.examples import (
    ACME,
    FULL_RECORD,
    GLOBEX,
    OTHER_KINDS,
    care,
    condition,
    dismissal,
    episode,
    glad,
    incident,
    message,
    parting,
    person,
)

PARKED = message("m-parked", state=OutboxState.PARKED)
OVER = message("m-over", state=OutboxState.CANCELLED, kind=OutboxKind.DIGEST)
SENT = message("m-sent", state=OutboxState.SENT, applied_revision=1, channel="C0ALERT", ts="1.2")
DIRECT = message("m-direct", kind=OutboxKind.DIRECT, facts={"notice": "asked"}, destination="dm:U0ANN")
EVIDENCE = FULL_RECORD.evidence
assert EVIDENCE is not None

# Every reading method of every port: what it tells in one workspace must not depend on the other.
QUESTIONS: dict[str, Callable[[UnitOfWork], object]] = {
    "clients.get": lambda u: u.clients.get(ACME.id),
    "clients.by_keys": lambda u: u.clients.by_keys(["acme", "globex"]),
    "clients.names": lambda u: u.clients.names(),
    "clients.merged_into": lambda u: u.clients.merged_into(ACME.id),
    "clients.worst_first": lambda u: u.clients.worst_first(0, 9),
    "clients.count": lambda u: u.clients.count(),
    "clients.roots_of": lambda u: u.clients.roots_of([ACME.id, GLOBEX.id]),
    "clients.owned_by": lambda u: u.clients.owned_by("U0OWNER", 9),
    "clients.count_owned": lambda u: u.clients.count_owned("U0OWNER"),
    "clients.all_ids": lambda u: u.clients.all_ids(),
    "history.entries": lambda u: u.history.entries(ACME.id),
    "history.records": lambda u: u.history.records(ACME.id),
    "history.newest_records": lambda u: u.history.newest_records(ACME.id, 9),
    "history.flagged_by": lambda u: u.history.flagged_by("U0BEN", 9),
    "history.entries_of": lambda u: u.history.entries_of([ACME.id]),
    "history.probations_ending": lambda u: u.history.probations_ending(START, START + timedelta(days=60), 9),
    "history.get": lambda u: u.history.get(FULL_RECORD.entry.id),
    "history.flagged_from": lambda u: u.history.flagged_from(ACME.id, "slow_pay", EVIDENCE.channel, EVIDENCE.ts),
    "episodes.get": lambda u: u.episodes.get("e-c-acme-1"),
    "episodes.latest": lambda u: u.episodes.latest(ACME.id),
    "episodes.open_ones": lambda u: u.episodes.open_ones(),
    "episodes.closed_since": lambda u: u.episodes.closed_since(START),
    "episodes.reactions": lambda u: u.episodes.reactions("e-c-acme-1"),
    "conditions.get": lambda u: u.conditions.get("k-1"),
    "conditions.of_client": lambda u: u.conditions.of_client(ACME.id),
    "care.get": lambda u: u.care.get("c-1"),
    "care.of_incident": lambda u: u.care.of_incident("i-full"),
    "care.open_items": lambda u: u.care.open_items(),
    "care.of_client": lambda u: u.care.of_client(ACME.id),
    "dismissals.get": lambda u: u.dismissals.get("x-1"),
    "dismissals.pending": lambda u: u.dismissals.pending("i-full"),
    "dismissals.waiting": lambda u: u.dismissals.waiting(),
    "dismissals.of_client": lambda u: u.dismissals.of_client(ACME.id),
    "conditions.unanswered": lambda u: u.conditions.unanswered(START + timedelta(days=9), 9),
    "partings.get": lambda u: u.partings.get("p-c-acme-1"),
    "partings.of_client": lambda u: u.partings.of_client(ACME.id),
    "partings.running": lambda u: u.partings.running(),
    "partings.without_list": lambda u: u.partings.without_list(9),
    "votes.of_client": lambda u: u.votes.of_client(ACME.id),
    "partings.answers": lambda u: u.partings.answers("p-c-acme-1"),
    "exposures.get": lambda u: u.exposures.get("C0ALERT"),
    "outbox.standing_in": lambda u: u.outbox.standing_in("C0ALERT", 9),
    "outbox.is_busy_with": lambda u: u.outbox.is_busy_with("C0SHARED"),
    "outbox.get": lambda u: u.outbox.get("m-1"),
    "outbox.find_wire": lambda u: u.outbox.find_wire("wire-m-1"),
    "outbox.find_message": lambda u: u.outbox.find_message("C0ALERT", "1.2"),
    "outbox.has_unsettled_alert": lambda u: u.outbox.has_unsettled_alert("C0ALERT"),
    "outbox.parked": lambda u: u.outbox.parked(),
    "outbox.direct_to": lambda u: u.outbox.direct_to("U0ANN", "asked", 9),
    "outbox.receipts_of": lambda u: u.outbox.receipts_of("wire-m-1"),
    "timers.get": lambda u: u.timers.get(TimerKind.HOLD_ENDS, "e-1"),
    "people.get": lambda u: u.people.get("U0ANN"),
    "people.of": lambda u: u.people.of(["U0ANN"]),
    "people.admins": lambda u: u.people.admins(),
    "workspace.facts": lambda u: replace(u.workspace.facts(), id="", domain="", name=""),
    "workspace.settings": lambda u: u.workspace.settings(),
    "workspace.policy": lambda u: u.workspace.policy(),
    "workspace.policy_versions": lambda u: u.workspace.policy_versions(),
    "trail.newest": lambda u: [line.subject for line in u.trail.newest(AuditQuery(client=ACME.id), 9)],
    "trail.oldest": lambda u: [line.subject for line in u.trail.oldest(AuditQuery(), 9)],
    "trail.links": lambda u: [(link.seq, link.content) for link in u.trail.links()],
    "register.tables": lambda u: u.register.tables(),
    "register.rows": lambda u: _of_no_workspace(u.register.rows("entries")),
    "register.standing": lambda u: [(held.table, held.columns) for held in u.register.standing("U0ANN")],
    "register.mentioning": lambda u: u.register.mentioning("Said"),
    "register.place": lambda u: u.register.place("entries|note|i-full"),
    "eraser.client_rows": lambda u: u.eraser.client_rows(ACME.id),
    "eraser.posts_about": lambda u: u.eraser.posts_about(["e-1"]),
    "eraser.digests_since": lambda u: u.eraser.digests_since(START),
    "eraser.all_posts": lambda u: u.eraser.all_posts(),
    "eraser.unkept_clients": lambda u: u.eraser.unkept_clients(9),
    "eraser.emptied": lambda u: u.eraser.emptied(),
    "holds.of_client": lambda u: u.holds.of_client(ACME.id),
    "holds.all": lambda u: u.holds.all(),
    "draft": lambda u: u.draft("d-1"),
}
# Every writing method that touches rows which are there.
CHANGES: dict[str, Callable[[UnitOfWork], object]] = {
    "clients.save": lambda u: u.clients.save(replace(ACME, name="Renamed", aliases=())),
    "clients.save, merged": lambda u: u.clients.save(replace(GLOBEX, root=ACME.id, merged_into=ACME.id)),
    "clients.save_standing": lambda u: u.clients.save_standing(
        replace(ACME, standing=replace(ACME.standing, incidents=9, newest_at=START))
    ),
    "history.add": lambda u: u.history.add(incident(7)),
    "history.add_once": lambda u: u.history.add_once(incident(8)),
    "history.add_witness": lambda u: u.history.add_witness(FULL_RECORD.entry.id, "U0NEW"),
    "episodes.save": lambda u: u.episodes.save(episode(taken_by="U0BEN")),
    "episodes.react": lambda u: u.episodes.react(Reaction("e-c-acme-1", "U0ANN", Emoji.EYES, False, "9.9")),
    "conditions.save_answer": lambda u: u.conditions.save_answer(condition(is_kept=True, answered_by="U0BEN")),
    "care.save": lambda u: u.care.save(care(state=CareState.CLOSED, closed_by="U0BEN", closed_at=START)),
    "dismissals.settle": lambda u: u.dismissals.settle(dismissal(state=DismissalState.DECLINED, settled_by="U0BEN")),
    "partings.save": lambda u: u.partings.save(parting(order=Order.TEAM_CHOOSES)),
    "partings.keep_answer": lambda u: u.partings.keep_answer(glad(answer=Glad.NO)),
    "votes.cast": lambda u: u.votes.cast(CastVote(ACME.id, "U0ANN", VoteFor.PART_WAYS, START)),
    "votes.take_back": lambda u: u.votes.take_back(ACME.id, "U0ANN"),
    "outbox.save": lambda u: u.outbox.save(
        message(state=OutboxState.CANCELLED), expected_state="pending", expected_attempt=0
    ),
    "outbox.revise": lambda u: u.outbox.revise("m-1", START),
    "outbox.take_back": lambda u: u.outbox.take_back("m-1", {}, START),
    "outbox.move_channel": lambda u: u.outbox.move_channel("C0ALERT", "C0RENUMBERED"),
    "exposures.end": lambda u: u.exposures.end("C0ALERT"),
    "outbox.keep_receipt": lambda u: u.outbox.keep_receipt("wire-m-1", "C0ALERT", "7.7"),
    "timers.set": lambda u: u.timers.set(TimerKind.HOLD_ENDS, "e-1", START + timedelta(days=3)),
    "timers.hasten": lambda u: u.timers.hasten(TimerKind.HOLD_ENDS, START),
    "timers.drop": lambda u: u.timers.drop(TimerKind.HOLD_ENDS, "e-1"),
    "timers.finish": lambda u: u.timers.finish(Timer(HOME, TimerKind.HOLD_ENDS, "e-1", START + timedelta(days=1))),
    "people.drop": lambda u: u.people.drop("U0ANN"),
    "people.put": lambda u: u.people.put([person("U0ANN", checked_at=START + timedelta(days=1))]),
    "workspace.save_settings": lambda u: u.workspace.save_settings(Settings(timezone="Asia/Tokyo")),
    "workspace.add_policy": lambda u: u.workspace.add_policy(PolicyVersion(2, {"points_limit": 5}, "U", START, "")),
    "keep_draft": lambda u: u.keep_draft(Draft("d-1", "U0NEW", {}, START + timedelta(hours=1))),
    "eraser.replace_person": lambda u: u.eraser.replace_person("U0ANN", "gone-1"),
    "eraser.clear_texts": lambda u: u.eraser.clear_texts("U0BEN"),
    "eraser.clear_evidence": lambda u: u.eraser.clear_evidence("U0EVE"),
    "eraser.blank": lambda u: u.eraser.blank(Mention("entries", (("id", "i-full"),), "note", None, "")),
    "eraser.blank_audit": lambda u: u.eraser.blank_audit(["told"]),
    "eraser.drop_client": lambda u: u.eraser.drop_client(ACME.id),
    "eraser.drop_entries": lambda u: u.eraser.drop_entries(["i-full"]),
    "eraser.clear_notes": lambda u: u.eraser.clear_notes(ACME.id, START + timedelta(days=9)),
    "eraser.drop_posts": lambda u: u.eraser.drop_posts(START + timedelta(days=9)),
    "eraser.expire_audit": lambda u: u.eraser.expire_audit(START + timedelta(days=9), 9),
    "eraser.drop_drafts": lambda u: u.eraser.drop_drafts(["x"]),
    "holds.put": lambda u: u.holds.put(Hold(GLOBEX.id, START, "U0ANN", "a claim")),
    "holds.lift": lambda u: u.holds.lift(ACME.id, START, "U0ANN", "settled"),
    "holds.restrict": lambda u: u.holds.restrict(Restriction("d-1", START, "U0ANN")),
    "holds.unrestrict": lambda u: u.holds.unrestrict("i-full"),
    "purge": lambda u: u.purge(START + timedelta(days=9), START + timedelta(days=9)),
}


def fill(unit: UnitOfWork) -> None:
    """The same rows, with the same ids, for whichever workspace the unit is bound to."""
    assert unit.take_receipt("r-1")
    unit.clients.add(ACME)
    unit.clients.add(replace(GLOBEX, owner="U0OWNER"))
    unit.history.add(FULL_RECORD)
    unit.episodes.add(episode())
    assert unit.episodes.react(Reaction("e-c-acme-1", "U0ANN", Emoji.EYES, True, "1.1"))
    unit.history.add(EntryRecord(entry=OTHER_KINDS[1], client=ACME.id, by="U0ANN", note="we kept them"))
    unit.holds.put(Hold(ACME.id, START, "U0BEN", "a claim"))
    assert unit.holds.restrict(Restriction(FULL_RECORD.entry.id, START, "U0BEN"))
    unit.conditions.add(condition())
    unit.care.add(care())
    unit.dismissals.add(dismissal())
    unit.votes.cast(CastVote(ACME.id, "U0ANN", VoteFor.KEEP, START))
    unit.partings.add(parting())
    unit.partings.keep_answer(glad())
    unit.exposures.begin(Exposure("C0ALERT", ChannelProblem.SHARED_OUTSIDE, START))
    for row in (message(), message("m-shared", destination="C0SHARED"), PARKED, SENT, DIRECT, OVER):
        assert unit.outbox.add(row)
    unit.outbox.keep_receipt("wire-m-1", "C0ALERT", "5.5")
    unit.timers.set(TimerKind.HOLD_ENDS, "e-1", START + timedelta(days=1))
    unit.people.put([person("U0ANN", is_admin=True)])
    unit.workspace.add_policy(PolicyVersion(1, {"points_limit": 6}, "U0ANN", START, ""))
    unit.keep_draft(Draft("d-1", "U0ANN", {"note": "x"}, START + timedelta(hours=1)))
    unit.audit("U0ANN", "fill", "all")
    unit.audit("U0ANN", "client_edited", ACME.id)
    unit.audit("U0ANN", "client_edited", "told", after={"owner": "U0BEN"})


def answers(store: SqlStore, workspace_id: str) -> dict[str, object]:
    with store.read(workspace_id) as unit:
        return {name: ask(unit) for name, ask in QUESTIONS.items()}


@pytest.fixture
def both(store: SqlStore) -> SqlStore:
    store.found(facts_of(OTHER), Settings())
    return store


def test_an_empty_workspace_sees_nothing_of_a_full_one(both: SqlStore) -> None:
    """Every question has the same answer there before and after the other was filled, and it can be filled alike."""
    before = answers(both, OTHER)
    with both.write(HOME) as unit:
        fill(unit)
    assert answers(both, OTHER) == before
    with both.write(OTHER) as unit:
        fill(unit)
    assert answers(both, OTHER) == answers(both, HOME)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_in_one_workspace_leaves_the_other_as_it_was(both: SqlStore, name: str) -> None:
    """Each change shows at home (or deletes what no question asks for), and nowhere else."""
    for workspace_id in (HOME, OTHER):
        with both.write(workspace_id) as unit:
            fill(unit)
    before = answers(both, OTHER)
    with both.write(HOME) as unit:
        CHANGES[name](unit)
    assert answers(both, OTHER) == before
    if name == "purge":
        with both.write(OTHER) as unit:
            assert not unit.take_receipt("r-1")
    else:
        assert answers(both, HOME) != before


def test_a_workspace_goes_alone(both: SqlStore) -> None:
    """Every row of one is dropped, the trail with it; the other one is as it was, and can still add to its own trail."""
    for workspace_id in (HOME, OTHER):
        with both.write(workspace_id) as unit:
            fill(unit)
    before = answers(both, OTHER)
    with both.write(HOME) as unit:
        assert set(unit.eraser.drop_workspace()) == set(unit.register.tables())
    assert both.workspaces() == [OTHER]
    assert answers(both, OTHER) == before
    with both.write(OTHER) as unit:
        unit.audit("U0ANN", "client_edited", ACME.id)


def _of_no_workspace(rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "workspace"} for row in rows]


def test_every_question_and_change_of_the_ports_is_asked_here() -> None:
    """A new method of a port needs its line above."""
    told = {name.split(",")[0] for name in (*QUESTIONS, *CHANGES)}
    used_in_fill = {
        "clients.add",
        "episodes.add",
        "conditions.add",
        "exposures.begin",
        "care.add",
        "dismissals.add",
        "partings.add",
        "outbox.add",
        "take_receipt",
        "audit",
        "at",
        "wire_id",
        "roll_back",
        "eraser.drop_workspace",  # below
    }
    for part in (
        "clients",
        "history",
        "episodes",
        "conditions",
        "care",
        "dismissals",
        "partings",
        "exposures",
        "votes",
        "outbox",
        "timers",
        "people",
        "workspace",
        "trail",
        "register",
        "eraser",
        "holds",
    ):
        protocol = UnitOfWork.__dict__[part].fget.__annotations__["return"]
        for method in (name for name in vars(protocol) if not name.startswith("_")):
            assert f"{part}.{method}" in told | used_in_fill, f"{part}.{method}"
    own = {name for name, value in vars(UnitOfWork).items() if callable(value) and not name.startswith("_")}
    assert own <= told | used_in_fill


def test_every_statement_is_bound_to_its_workspace() -> None:
    """Whatever reads, changes or deletes names the workspace for each table that it reaches."""
    checked = 0
    for module in (
        audit,
        care_store,
        clients,
        conditions,
        dismissals,
        episodes,
        exposures,
        erasing_sql,
        history,
        holds,
        outbox,
        partings,
        people,
        receipts,
        register,
        timers,
        votes,
        workspace,
    ):
        for name, value in _each_statement(vars(module)):
            for statement in value if isinstance(value, Either) else (value,):
                if not isinstance(statement, Select | Update | Delete | Insert) or name == "ALL_IDS":
                    continue
                checked += 1
                if isinstance(statement, Insert):
                    # Its row is given its workspace by `Bound`.
                    continue
                sql = str(statement.compile(dialect=sqlite.dialect(paramstyle="named")))
                assert "this_workspace" in sql, f"{module.__name__}.{name}"
    assert checked > 120


def _each_statement(held: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Those of a module, the ones in its tables of statements too."""
    for name, value in held.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}[{key}]", each) for key, each in value.items())
        else:
            yield name, value


def test_examples_are_compared_in_full() -> None:
    """Equality of frozen dataclasses leaves no field out, which the comparisons above rely on."""
    for value in (ACME, FULL_RECORD, episode(), care(), dismissal(), parting(), glad(), message(), person("U0ANN")):
        assert is_dataclass(value)
        assert all(field.compare for field in fields(value))
