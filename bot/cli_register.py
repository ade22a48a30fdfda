"""The commands on what is kept of people: to give it to them, to restrict it, to erase it. See docs/privacy.md.

Everything heavy is imported inside the commands, as in `cli`.
"""

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

if TYPE_CHECKING:
    from bot.config import Config
    from bot.usecases.erase_person import Erased, LastReviewer, NothingHeld, OnHold
    from bot.usecases.ports import Store
    from bot.usecases.register_ports import Mention

_User = Annotated[str | None, typer.Argument(metavar="[USER]", help="A Slack user id, such as U0123456789.")]
_Name = Annotated[str | None, typer.Option("--name", help="A name to look for in what people typed, instead.")]
_Workspace = Annotated[str | None, typer.Option("--workspace", help="Its id; needed where there are several.")]
_TEXT_SHOWN = 100  # characters of a note, for whoever chooses


@dataclass(frozen=True, slots=True)
class Terminal:
    """What these commands share with the others: the configuration, and how a mistake or a fault is told."""

    config: Callable[[], "Config"]
    told_plainly: Callable[[], AbstractContextManager[None]]
    refuse: Callable[[str, str], NoReturn]


def add_register_commands(app: typer.Typer, terminal: Terminal) -> None:
    """One command for each thing that a person may ask for."""
    _add_subject_export(app, terminal)
    _add_restrict_person(app, terminal)
    _add_erase_person(app, terminal)
    _add_erase_client(app, terminal)


def write_everything(store: "Store", out: TextIO) -> None:
    """One JSON object for each workspace, table by table."""
    from bot.usecases.audit_lines import OPERATOR
    from bot.usecases.export_workspace import export_workspace
    from bot.wiring import SystemClock

    for workspace in store.workspaces():
        whole = dict(export_workspace(store, workspace, SystemClock().now()))
        print(json.dumps(whole, ensure_ascii=False), file=out)
        with store.write(workspace) as uow:
            uow.audit(OPERATOR, "workspace_exported", workspace)


def _add_subject_export(app: typer.Typer, terminal: Terminal) -> None:
    @app.command(name="subject-export")
    def subject_export(
        user: _User = None,
        name: _Name = None,
        file: Annotated[Path | None, typer.Option("--to", help="A file to write; else standard output.")] = None,
        workspace: _Workspace = None,
        *,
        as_text: Annotated[bool, typer.Option("--text", help="Lines to be read, instead of JSON.")] = False,
    ) -> None:
        """Write everything that is held about one person, without what is other people's, and what was left out."""
        from bot.history_files import writing
        from bot.usecases.audit_lines import OPERATOR
        from bot.usecases.export_subject import export_subject, readable
        from bot.wiring import SystemClock, open_store

        _one_of(terminal, user, name)
        config = terminal.config()
        with terminal.told_plainly(), open_store(config, SystemClock()) as store, ExitStack() as stack:
            chosen = chosen_workspace(terminal, store, workspace)
            export = export_subject(store, chosen, SystemClock().now(), user=user, name=name)
            out = stack.enter_context(writing(file, "--to"))
            lines = readable(export) if as_text else [json.dumps(export, ensure_ascii=False, indent=2)]
            for line in lines:
                print(line, file=out)
            if not export["held"]:
                print("Nothing is held about them.", file=sys.stderr)
            with store.write(chosen) as uow:
                # Their id, or nothing: a name that stands in notes is not written down once more.
                uow.audit(OPERATOR, "subject_exported", user or chosen)


def _add_restrict_person(app: typer.Typer, terminal: Terminal) -> None:
    @app.command(name="restrict-person")
    def restrict(
        user: _User = None,
        name: _Name = None,
        workspace: _Workspace = None,
        *,
        lift: Annotated[bool, typer.Option("--lift", help="Take the restriction off again.")] = False,
    ) -> None:
        """Keep what a person stands in as it is, and show it to nobody but reviewers."""
        from bot.usecases.audit_lines import OPERATOR
        from bot.usecases.restrict_person import restrict_person
        from bot.wiring import SystemClock, open_store

        _one_of(terminal, user, name)
        with terminal.told_plainly(), open_store(terminal.config(), SystemClock()) as store:
            chosen = chosen_workspace(terminal, store, workspace)
            changed = restrict_person(store, chosen, OPERATOR, user=user, name=name, is_lifted=lift)
        print(f"{changed} entries are {'restricted no more' if lift else 'restricted'}.")


def _add_erase_person(app: typer.Typer, terminal: Terminal) -> None:
    @app.command(name="erase-person")
    def erase(
        user: _User = None,
        name: _Name = None,
        places: Annotated[
            str | None, typer.Option("--places", help="With --name: which of the places found, such as 1,3, or all.")
        ] = None,
        workspace: _Workspace = None,
        *,
        with_notes: Annotated[bool, typer.Option("--with-notes", help="Erase the notes they wrote, too.")] = False,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask once more.")] = False,
    ) -> None:
        """Put "someone who left" in a person's place everywhere; with --name, empty the notes that name them."""
        from bot.wiring import SystemClock, open_store

        _one_of(terminal, user, name)
        with terminal.told_plainly(), open_store(terminal.config(), SystemClock()) as store:
            chosen = chosen_workspace(terminal, store, workspace)
            if user is not None:
                _erase_user(terminal, store, chosen, user, with_notes=with_notes, is_sure=yes)
            elif name is not None:
                _erase_name(terminal, store, chosen, name, places)


def _erase_user(
    terminal: Terminal, store: "Store", workspace: str, user: str, *, with_notes: bool, is_sure: bool
) -> None:
    from bot.usecases.audit_lines import OPERATOR
    from bot.usecases.erase_person import Erased, erase_person

    confirm(terminal, user, is_sure=is_sure)
    outcome = erase_person(store, workspace, user, OPERATOR, with_notes=with_notes)
    print(_in_words(outcome))
    if not isinstance(outcome, Erased):
        raise typer.Exit(1)
    _scrub(store)


def _in_words(outcome: "Erased | OnHold | LastReviewer | NothingHeld") -> str:
    from bot.usecases.erase_person import Erased, LastReviewer, OnHold

    match outcome:
        case Erased(marker, rows, posts):
            told = ", ".join(f"{table} {count}" for table, count in rows)
            return (
                f"Erased from {told}. They are {marker} from now on. {posts} messages are removed by the running bot. "
                "Deactivate them in Slack, or what Slack tells of them is known again tomorrow."
            )
        case OnHold(clients):
            return f"Nothing was changed: they stand in the history of clients on legal hold: {', '.join(clients)}."
        case LastReviewer():
            return "Nothing was changed: they are the only reviewer. Choose another one in the settings first."
        case _:
            return "Nothing is held about that user."


def _erase_name(terminal: Terminal, store: "Store", workspace: str, name: str, places: str | None) -> None:
    from bot.usecases.audit_lines import OPERATOR
    from bot.usecases.erase_person import mentions_of, redact_mentions

    with store.read(workspace) as uow:
        found = mentions_of(uow, name)
    if places is None:
        for number, mention in enumerate(found, 1):
            print(f"{number}\t{mention.table}.{mention.column}\t{_short(mention)}")
        print(f"{len(found)} places. Choose with --places, such as --places 1,3 or --places all.", file=sys.stderr)
        return
    wanted = set(range(1, len(found) + 1)) if places == "all" else _numbers(terminal, places, len(found))
    chosen = [mention.id for number, mention in enumerate(found, 1) if number in wanted]
    emptied = redact_mentions(store, workspace, chosen, OPERATOR)
    print(f"{emptied} of {len(chosen)} places are empty now.")
    _scrub(store)


def _short(mention: "Mention") -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in mention.text).split())
    return text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}…"


def _numbers(terminal: Terminal, typed: str, most: int) -> set[int]:
    parts = [part.strip() for part in typed.split(",")]
    if not all(part.isdecimal() and 1 <= int(part) <= most for part in parts):
        terminal.refuse("--places", f"numbers from 1 to {most}, such as 1,3, or all")
    return {int(part) for part in parts}


def _add_erase_client(app: typer.Typer, terminal: Terminal) -> None:
    @app.command(name="erase-client")
    def erase_client(
        name: Annotated[str, typer.Argument(help="The client's name.")],
        workspace: _Workspace = None,
        *,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask once more.")] = False,
    ) -> None:
        """Erase a client with its whole history, the messages about it and what the audit trail says of it."""
        from bot.usecases.audit_lines import OPERATOR
        from bot.usecases.erase_client import NotErased, erase_named_client
        from bot.wiring import SystemClock, open_store

        with terminal.told_plainly(), open_store(terminal.config(), SystemClock()) as store:
            chosen = chosen_workspace(terminal, store, workspace)
            confirm(terminal, name, is_sure=yes)
            match erase_named_client(store, chosen, name, OPERATOR):
                case NotErased.NOT_FOUND:
                    terminal.refuse("NAME", "the name or an alias of a client that is there")
                case NotErased.ON_HOLD:
                    print("Nothing was changed: the client is on legal hold.", file=sys.stderr)
                    raise typer.Exit(1)
            print("Erased. What was posted is removed by the running bot.")
            _scrub(store)


def _one_of(terminal: Terminal, user: str | None, name: str | None) -> None:
    """One of the two, as it can be looked for: what is no id would be looked for in the middle of words."""
    from bot.domain.settings import SLACK_USER_ID
    from bot.usecases.person_data import SHORTEST_NAME, is_too_short

    if (user is None) == (name is None) or (user is not None and not SLACK_USER_ID.fullmatch(user)):
        terminal.refuse("USER", "a Slack user id such as U0123456789, or else --name")
    if name is not None and is_too_short(name):
        terminal.refuse("--name", f"at least {SHORTEST_NAME} letters: a shorter name stands in every other note")


def chosen_workspace(terminal: Terminal, store: "Store", workspace: str | None) -> str:
    """The one that is named, or the only one there is; anything else ends the command."""
    known = store.workspaces()
    if workspace is None and len(known) == 1:
        return known[0]
    if workspace is None or workspace not in known:
        terminal.refuse("--workspace", f"one of {', '.join(known) or 'none: `partways serve` has not run here yet'}")
    return workspace


def confirm(terminal: Terminal, what: str, *, is_sure: bool) -> None:
    if is_sure:
        return
    print(f"There is no way back. Type {what} to go on: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != what:
        terminal.refuse("confirmation", f"{what}, typed once more; nothing was erased")


def _scrub(store: "Store") -> None:
    """At once where nobody reads; else the running bot does it within a minute."""
    if store.scrub():
        print("Nothing of it is left in the database's files. Backups made elsewhere are yours to deal with.")
    else:
        print("The running bot takes it out of the database's files within a minute.")
