"""The database as it is found: whether it can be read and written, what state its tables are in, and what waits in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.doctor.finding import Finding, failed, ok, skipped, warning
from bot.doctor.slack import lasting, off
from bot.store.engine import Kind
from bot.store.migrate import HEAD
from bot.store.probe import DatabaseFacts, Owed
from bot.usecases.records import OutboxState, TimerKind

# A new alert needs a few kilobytes; the copy that is kept before a change of tables needs the whole file once more.
DISK_FULL: Final = 50 * 1024 * 1024
DISK_SCARCE: Final = 500 * 1024 * 1024
# The bot looks for what is due every few seconds.
TICK_LATE: Final = timedelta(minutes=5)
# What waits longer than this to be sent does not wait for Slack alone.
WAITS_LONG: Final = timedelta(minutes=15)
_MIB: Final = 1024 * 1024


def database(facts: DatabaseFacts) -> Iterator[Finding]:
    if not facts.exists:
        yield warning(
            "database",
            f"{facts.where} is not there yet.",
            "`partways serve` makes it at its first start. If it should be there, check DATABASE_URL.",
        )
        return
    if facts.faults:
        yield failed(
            "database",
            f"{facts.where} is damaged: {facts.faults[0]}.",
            "Stop the bot and restore the newest copy. Keep the damaged file: most of it can often be read.",
        )
    elif facts.cannot_write is not None:
        yield _cannot_write(facts, facts.cannot_write)
    else:
        yield ok("database", f"{facts.where} can be read and written.")
    yield schema(facts)
    yield from _file(facts)


def _cannot_write(facts: DatabaseFacts, why: str) -> Finding:
    match why:
        case "locked":
            advice = (
                "Another program holds it. If it stays so, look for a backup or a shell that has it open, and end that."
            )
        case "full":
            advice = "Its disk is full. Make room; nothing is lost meanwhile, but nothing is stored either."
        case _:
            advice = "Check the rights of this user on it, and on its folder: SQLite writes beside the file too."
    return failed("database", f"{facts.where} cannot be written ({why}).", advice)


def schema(facts: DatabaseFacts) -> Finding:
    if facts.is_newer:
        return failed(
            "schema",
            f"Its tables are of a newer version ({facts.revision}; this one knows {HEAD}).",
            "Run the newer version of Partways, or restore the copy that was kept before it.",
        )
    if facts.is_current:
        return ok("schema", f"Its tables are up to date ({HEAD}).")
    return warning(
        "schema",
        f"Its tables are of an older version ({facts.revision or 'none'}; this one makes {HEAD}).",
        "`partways migrate` brings them up to date, and so does the next `partways serve`. A copy is kept.",
    )


def _file(facts: DatabaseFacts) -> Iterator[Finding]:
    if facts.kind is not Kind.SQLITE:
        return
    if facts.secure_delete is False:
        yield warning(
            "erasure",
            "This SQLite leaves deleted data in the file (secure_delete is off).",
            "Use the SQLite that comes with the container, so that what is erased is gone.",
        )
    else:
        yield ok("erasure", "What is deleted is overwritten in the file.")
    if facts.free is None:
        return
    told = f"{facts.free // _MIB} MiB are free on its disk."
    if facts.free < DISK_FULL:
        yield failed("disk", told, "Make room: with a full disk nothing is stored.")
    elif facts.free < DISK_SCARCE:
        yield warning("disk", told, "Make room soon.")
    else:
        yield ok("disk", told)


def database_clock(facts: DatabaseFacts, now: datetime) -> Iterator[Finding]:
    """PostgreSQL's own; a SQLite file has none."""
    if facts.clock is not None:
        yield off("database clock", "the database's", now - facts.clock)


def ticking(owed: Owed, facts: DatabaseFacts, now: datetime) -> Finding:
    """Whether what is due is done: where a bot runs, nothing stays due for long."""
    if facts.is_served is False:
        return warning(
            "ticking",
            "No `partways serve` is running on this database.",
            "Start it: alerts and reminders wait until then.",
        )
    overdue = {kind: now - due_at for kind, due_at in owed.timers.items() if now - due_at > TICK_LATE}
    if not overdue:
        return ok("ticking", "Nothing that is due is late.")
    kind = max(overdue, key=lambda each: overdue[each])
    return failed(
        "ticking",
        f"Something has been due for {lasting(overdue[kind])} ({kind.value}).",
        "Either no `partways serve` runs, or it fails at this: look into its log, and start it again.",
    )


def digest(owed: Owed, now: datetime) -> Finding:
    if owed.last_digest is None:
        following = owed.timers.get(TimerKind.DIGEST)
        when = f" The next one is due {following:%Y-%m-%d %H:%M} UTC." if following else ""
        return ok("digest", f"No digest has been sent yet.{when}")
    return ok("digest", f"The last one went out {lasting(now - owed.last_digest)} ago.")


def outbox(owed: Owed, now: datetime) -> Iterator[Finding]:
    troubled = False
    for state, advice in (
        (OutboxState.PARKED, "Their channel takes no post now: see `channel`. They go out when it does."),
        (OutboxState.DEAD, "Slack refuses what they say. Please report it, with the log's lines that name them."),
        (
            OutboxState.UNCERTAIN,
            "Their answers were lost, and the bot looks for them in Slack. If it lasts, see `slack`.",
        ),
    ):
        count, _ = owed.messages.get(state, (0, None))
        if count:
            troubled = True
            yield warning("outbox", f"{count} messages are {state.value}.", advice)
    count, since = owed.messages.get(OutboxState.PENDING, (0, None))
    if count and since is not None and now - since > WAITS_LONG:
        troubled = True
        yield warning(
            "outbox",
            f"{count} messages wait to be sent, the oldest for {lasting(now - since)}.",
            "See `ticking` and `slack`.",
        )
    if not troubled:
        yield ok("outbox", "Nothing waits that should have been sent.")


def unknown_work(why: str) -> Iterator[Finding]:
    for check in ("ticking", "digest", "outbox"):
        yield skipped(check, why)


def unknown_rest(why: str) -> Iterator[Finding]:
    yield from unknown_work(why)
    for check in ("channel", "reviewers", "time zone"):
        yield skipped(check, why)
