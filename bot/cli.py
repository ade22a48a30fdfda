"""The command line. Everything heavy is imported inside the commands, so that `--help` is quick."""

import contextlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from bot.cli_operator import add_operator_commands
from bot.cli_register import Terminal, add_register_commands, write_everything
from bot.cli_wipe import add_wipe

if TYPE_CHECKING:
    from bot.config import Config

app: Final = typer.Typer(
    name="partways",
    help="Keeps the history of client incidents, and says when it is time to look again.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

GRACE_S: Final = 4  # seconds that requests under way have when the process is told to stop
MISTAKE: Final = 2  # exit status where the person who typed can put it right


def main() -> None:
    """The console script `partways`."""
    app()


@app.command()
def serve() -> None:
    """Run the bot: over Socket Mode where SLACK_APP_TOKEN is set, else over HTTP."""
    import signal

    import uvicorn

    from bot.logs import configure_logs
    from bot.wiring import SystemClock, running_bot, web_of

    config = _config()
    configure_logs()
    # uvicorn raises the signal that stopped it once more: this way what is under way is still brought to its end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _told_plainly(), running_bot(config, SystemClock()) as bot:
        uvicorn.run(
            web_of(bot),
            host="0.0.0.0",
            port=config.port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=GRACE_S,
        )


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Where the local Slack listens; 0 takes a free port.")] = 7425,
    data: Annotated[
        Path | None, typer.Option(help="Keep the database in this folder; else it is gone at the end.")
    ] = None,
) -> None:
    """Run a small local Slack with the bot connected to it, and type commands there."""
    import tempfile

    from bot.logs import configure_logs
    from bot.manifests import manifest_file
    from bot.rehearsal import running_sandbox
    from bot.sandbox.terminal import Terminal

    configure_logs()
    with tempfile.TemporaryDirectory(prefix="partways-") as scratch:
        folder = data or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{folder.absolute() / 'sandbox.db'}"
        print("The example team moves in: a few seconds.", flush=True)
        with _told_plainly(), running_sandbox(manifest_file(), url, port) as running:
            print(_WHAT_TO_TRY.format(url=running.server.url))
            show_page(running.server.url)
            stays = None if sys.stdin.isatty() else threading.Event()
            terminal = Terminal(running.slack, sys.stdout)
            with contextlib.suppress(KeyboardInterrupt):
                terminal.run(sys.stdin, stays=stays, prompts=stays is None)


def show_page(url: str) -> None:
    """Open the page where somebody sits at this terminal and has a display; anybody else has read the address."""
    import os
    import webbrowser

    has_display = sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if sys.stdin.isatty() and has_display:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)


_WHAT_TO_TRY = """\
A local Slack is running: open {url} in a browser. The bot and an example agency are in it.

In #acme-shared, somebody from Acme has written. Point at that message, choose "Flag this for a client" in its menu,
flag Acme for using a competitor's price, and look into #client-alerts five seconds later. Take it with 👀.

Or type here; you are the account lead, in #general. Try, line by line:

  /client-health                                       every client, worst first
  /flag-client birchwood slow_pay invoice 17 is late   a third late payment: an alert is on its way
  in client-alerts                                     go there; it is posted after five seconds
  react eyes                                           take it
  /client-health birchwood                             why, and what would change it
  help                                                 everything that this prompt can do
"""


@app.command()
def migrate() -> None:
    """Bring the database up to date, as `serve` does at its start."""
    from bot.store.engine import WrongDatabaseUrl
    from bot.store.migrate import migrate as run

    config = _config()
    with _told_plainly():
        try:
            kept = run(config.database_url.get_secret_value())
        except WrongDatabaseUrl as wrong:
            refuse("DATABASE_URL", str(wrong))
    print("The database is up to date." + (f" A copy from before is {kept}." if kept else ""))


@app.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write, one client a line; else standard output.")
    ] = None,
    *,
    everything: Annotated[
        bool,
        typer.Option("--everything", help="All that is kept, table by table, as one JSON object; not to be imported."),
    ] = False,
) -> None:
    """Write every client's history, in the form that `import` and `backtest` read."""
    import json

    from bot.domain.case_file import write_case
    from bot.history_files import writing
    from bot.usecases.export_history import export_history
    from bot.wiring import SystemClock, open_store

    config = _config()
    with _told_plainly(), open_store(config, SystemClock()) as store, contextlib.ExitStack() as stack:
        out = stack.enter_context(writing(file, "FILE"))
        if everything:
            write_everything(store, out)
            return
        for workspace in store.workspaces():
            for case in export_history(store, workspace):
                print(json.dumps(write_case(case), ensure_ascii=False), file=out)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="Histories as a JSON list or one a line; - reads standard input.")],
    *,
    alert: Annotated[bool, typer.Option("--alert", help="Raise alerts for clients that stand tripped.")] = False,
) -> None:
    """Add histories to the register. The same file twice adds nothing; who stands tripped is listed."""
    from bot.domain.cases import CaseRefused
    from bot.domain.names import as_cell
    from bot.history_files import read_histories, refusal_of
    from bot.usecases.import_history import import_history
    from bot.usecases.ports import Tuning
    from bot.wiring import SystemClock, open_store

    with _told_plainly():
        cases = read_histories(file)
    config = _config()
    with _told_plainly(), open_store(config, SystemClock()) as store:
        workspaces = store.workspaces()
        if len(workspaces) != 1:
            refuse(
                "DATABASE_URL",
                "a database that `partways serve` has been started on once, so that its workspace is known",
            )
        tuning = Tuning(hold=config.alert_hold, settle=config.settle)
        done = Progress(len(cases))
        try:
            report = import_history(store, tuning, workspaces[0], cases, alert=alert, on_case=lambda _: done.one_more())
        except CaseRefused as refused:
            raise refusal_of(file, refused) from None
    done.finish()
    print(
        f"{report.new_clients} new clients, {report.new_entries} new entries, "
        f"{report.known_entries} that were there before."
    )
    for name, known in report.alike:
        print(f"looks alike\t{as_cell(name)}\t{as_cell(known)}\tmerge them if they are one client")
    for tripped in report.tripped:
        print(f"{tripped.level.value}\t{as_cell(tripped.name)}\t{', '.join(tripped.rules)}")


class Progress:
    """One line on the terminal that counts; nothing where nobody looks."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0

    def one_more(self) -> None:
        self._done += 1
        if sys.stderr.isatty():
            print(f"\r{self._done} of {self._total} clients", end="", file=sys.stderr, flush=True)

    def finish(self) -> None:
        if sys.stderr.isatty() and self._done:
            print(file=sys.stderr)


def _config() -> "Config":
    from bot.config import ConfigRefused, load_config

    try:
        return load_config()
    except ConfigRefused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        raise typer.Exit(MISTAKE) from None


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """What can go wrong at a start, in one line that says what to do; no traceback."""
    try:
        yield
    except Exception as error:
        _tell(error)


def _tell(error: Exception) -> None:
    # Imported only now: a file that is refused needs neither the database nor Slack.
    from bot.history_files import FileRefused

    if isinstance(error, FileRefused):
        refuse(error.place, error.accepts)
    from bot.slack.install import NotInstalled
    from bot.slack.socket import CannotConnect
    from bot.store.migrate import SchemaTooNew
    from bot.store.single import AlreadyServing
    from bot.usecases.ports import StoreBusy

    match error:
        case AlreadyServing():
            _stop(f"{error}. Stop the other one first, or give this one a DATABASE_URL of its own.")
        case SchemaTooNew():
            _stop(f"{error}. Run the newer version of Partways, or restore the copy that was kept before it.")
        case NotInstalled():
            _stop(f"Slack did not accept the bot token, or cannot be reached ({error}). Check SLACK_BOT_TOKEN.")
        case CannotConnect():
            _stop(f"Socket Mode did not connect ({error}). Check SLACK_APP_TOKEN: it needs connections:write.")
        case StoreBusy(what=what):
            _stop(f"The database is {what}. Nothing was written; try again.")
        case _:
            raise error


def _stop(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    raise typer.Exit(1)


def _version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        print(f"partways {version('partways')}")
        raise typer.Exit


@app.callback()
def partways(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    del version  # its callback has answered by now


@app.command()
def backtest(
    file: Annotated[Path, typer.Argument(help="Cases as a JSON list or one a line; - reads standard input.")],
    at: Annotated[
        list[str] | None,
        typer.Option(metavar="TIME", help="Judge at this moment, such as 2026-01-11T09:00:00Z. May be repeated."),
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="The workspace's policy as JSON: only what differs.")] = None,
) -> None:
    """Judge the histories in FILE and print one JSON line for each client and moment."""
    import json
    from datetime import UTC, datetime

    from bot.domain.cases import CaseRefused
    from bot.domain.local_time import read_moment
    from bot.history_files import read_histories, read_policy, refusal_of
    from bot.usecases.backtest import backtest as judged

    moments = []
    for text in at or ():
        try:
            moments.append(read_moment(text))
        except ValueError:
            refuse("--at", "a moment with its offset, such as 2026-01-11T09:00:00Z")
    with _told_plainly():
        in_force, cases = read_policy(policy), read_histories(file)
        try:
            rows = [row.as_json() for row in judged(cases, in_force, moments, datetime.now(UTC))]
        except CaseRefused as refused:
            raise refusal_of(file, refused) from None
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def refuse(field: str, accepts: str) -> NoReturn:
    """Ends the command over a person's mistake: one line with the field and what it accepts, exit status 2."""
    line = f"{field}: accepts {accepts}"
    print("".join(character if character.isprintable() else "?" for character in line), file=sys.stderr)
    raise typer.Exit(MISTAKE)


_terminal = Terminal(_config, _told_plainly, refuse)
add_operator_commands(app, _terminal)
add_register_commands(app, _terminal)
add_wipe(app, _terminal)
