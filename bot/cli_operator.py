"""The operator's commands: is all well (`doctor`), who did what (`audit`), what the app is made from (`manifest`).

Everything heavy is imported inside the commands, as in `cli`.
"""

import json
import logging
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_register import Terminal, chosen_workspace

if TYPE_CHECKING:
    from bot.doctor.finding import Finding

_STATUS_WIDTH = 9
_CHECK_WIDTH = 16
_Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
_Workspace = Annotated[str | None, typer.Option("--workspace", help="Its id; needed where there are several.")]


def add_operator_commands(app: typer.Typer, terminal: Terminal) -> None:
    _add_doctor(app, terminal)
    _add_manifest(app, terminal)
    app.add_typer(_audit(terminal), name="audit")


def _add_doctor(app: typer.Typer, terminal: Terminal) -> None:
    @app.command()
    def doctor(*, as_json: _Json = False) -> None:
        """Look at tokens, scopes, channel, database, clock and people, and say for each fault what to do."""
        from bot.doctor.examine import diagnose
        from bot.doctor.finding import Status
        from bot.wiring import SystemClock

        # What the Slack library would say of a fault stands in a finding.
        logging.getLogger("partways").addHandler(logging.NullHandler())
        found: list[Finding] = []
        with terminal.told_plainly():
            for finding in diagnose(SystemClock()):
                found.append(finding)
                print(json.dumps(_as_json(finding), ensure_ascii=False) if as_json else _line(finding), flush=True)
        faults = sum(finding.status is Status.FAILED for finding in found)
        warnings = sum(finding.status is Status.WARNING for finding in found)
        if not as_json:
            print(f"{faults} failed, {warnings} to look at." if faults or warnings else "All is well.")
        if faults:
            raise typer.Exit(1)


def _line(finding: "Finding") -> str:
    status = finding.status.value.upper() if finding.status.value == "failed" else finding.status.value
    head = f"{status:<{_STATUS_WIDTH}}{finding.check:<{_CHECK_WIDTH}}"
    lines = [f"{head}{_printable(finding.found)}"]
    if finding.advice:
        lines.append(" " * len(head) + _printable(finding.advice))
    return "\n".join(lines)


def _as_json(finding: "Finding") -> dict[str, str]:
    told = {"check": finding.check, "status": finding.status.value, "found": finding.found}
    return told | ({"advice": finding.advice} if finding.advice else {})


def _add_manifest(app: typer.Typer, terminal: Terminal) -> None:
    @app.command()
    def manifest(
        http: Annotated[
            str | None, typer.Option("--http", metavar="URL", help="Over HTTP: the bot's public https:// address.")
        ] = None,
        name: Annotated[str | None, typer.Option("--name", help="What the app is called.")] = None,
        prefix: Annotated[str | None, typer.Option("--prefix", help="Put this before each command's name.")] = None,
        rename: Annotated[
            list[str] | None, typer.Option("--rename", metavar="OLD=NEW", help="Call one command something else.")
        ] = None,
        *,
        without_history: Annotated[
            bool, typer.Option("--without-history", help="Leave the optional scopes out.")
        ] = False,
    ) -> None:
        """Print the app manifest that Slack creates the app from, as this deployment needs it."""
        from bot.domain.command_names import WrongName, prefixed, read_renames
        from bot.manifests import NAME_MAX, Wanted, WrongAddress
        from bot.manifests import manifest as composed

        if name is not None and not (name.strip() and name.isprintable() and len(name) <= NAME_MAX):
            terminal.refuse("--name", f"1 to {NAME_MAX} printable characters")
        option = "--prefix"
        try:
            renames = dict(prefixed(prefix)) if prefix is not None else dict(_renames_in_force(terminal))
            option = "--rename"
            renames |= read_renames(",".join(rename)) if rename else {}
            renames = dict(read_renames(",".join(f"{old}={new}" for old, new in renames.items())))
        except WrongName as wrong:
            terminal.refuse(option, str(wrong))
        try:
            print(composed(Wanted(http, renames, name, not without_history)), end="")
        except WrongAddress:
            terminal.refuse("--http", "a public address such as https://partways.example.com")


def _renames_in_force(terminal: Terminal) -> dict[str, str]:
    """As the bot would be told, so that the app fits it. The rest of the configuration need not be there yet."""
    from bot.config import ACCEPTS, ConfigRefused, command_renames

    try:
        return dict(command_renames())
    except ConfigRefused:
        terminal.refuse("PARTWAYS_COMMANDS", ACCEPTS["PARTWAYS_COMMANDS"])


def _audit(terminal: Terminal) -> typer.Typer:
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.callback(invoke_without_command=True)
    def audit(
        context: typer.Context,
        client: Annotated[str | None, typer.Option("--client", metavar="NAME", help="Lines about this client.")] = None,
        by: Annotated[
            str | None, typer.Option("--by", metavar="USER", help="What this person did, by user id.")
        ] = None,
        since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="From this day on.")] = None,
        until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to this day's end.")] = None,
        *,
        as_json: _Json = False,
        workspace: _Workspace = None,
    ) -> None:
        """Write the audit trail, the oldest line first. That it was written out is in it too."""
        if context.invoked_subcommand is None:
            days = _day(terminal, "--since", since), _day(terminal, "--until", until)
            _write_trail(terminal, client, by, days, workspace, as_json=as_json)

    @app.command()
    def verify(
        expect: Annotated[
            str | None, typer.Option("--expect", metavar="HEAD", help="What an earlier run gave as its head.")
        ] = None,
        workspace: _Workspace = None,
    ) -> None:
        """Go through the trail's chain, and name every line that was changed, taken out or put in past the bot."""
        _verify(terminal, expect, workspace)

    return app


def _write_trail(
    terminal: Terminal,
    client: str | None,
    by: str | None,
    days: tuple[date | None, date | None],
    workspace: str | None,
    *,
    as_json: bool,
) -> None:
    from bot.trail import as_line, as_object
    from bot.usecases.export_audit import ExportAudit, NoSuchClient, export_audit
    from bot.wiring import SystemClock, open_store

    with terminal.told_plainly(), open_store(terminal.config(), SystemClock()) as store:
        asked = ExportAudit(chosen_workspace(terminal, store, workspace), client, by, *days)
        try:
            lines = export_audit(store, asked)
        except NoSuchClient:
            terminal.refuse("--client", "the name of a client, or another name that it has")
        for line in lines:
            print(json.dumps(as_object(line), ensure_ascii=False) if as_json else as_line(line))


def _verify(terminal: Terminal, expect: str | None, workspace: str | None) -> None:
    from bot.trail import lines_about, missing_from
    from bot.usecases.verify_audit import verify_audit
    from bot.wiring import SystemClock, open_store

    with terminal.told_plainly(), open_store(terminal.config(), SystemClock()) as store:
        chosen = chosen_workspace(terminal, store, workspace)
        checked, expected = verify_audit(store, chosen, expect)
    troubles = [*lines_about(checked), *missing_from(expect, found=expected)]
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    if troubles:
        raise typer.Exit(1)
    emptied = f" {checked.emptied} of them lost what they said by an erasure." if checked.emptied else ""
    print(f"{checked.lines} lines, all as they were written.{emptied}")
    if checked.head is not None:
        print(f"head: {checked.head[0]}:{checked.head[1]}")


def _day(terminal: Terminal, option: str, typed: str | None) -> date | None:
    try:
        return None if typed is None else date.fromisoformat(typed)
    except ValueError:
        terminal.refuse(option, "a day such as 2026-03-31")


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
