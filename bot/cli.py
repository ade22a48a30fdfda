"""The command line. Everything heavy is imported inside the commands, so that `--help` is quick."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

if TYPE_CHECKING:
    from bot.domain.policy import Policy

app: Final = typer.Typer(
    name="partways",
    help="Keeps the history of client incidents, and says when it is time to look again.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

MISTAKE: Final = 2  # exit status where the person who typed can put it right


def main() -> None:
    """The console script `partways`."""
    app()


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

    from bot.domain.case_file import CaseRefused, read_cases
    from bot.domain.local_time import read_moment
    from bot.usecases.backtest import backtest as judged

    moments = []
    for text in at or ():
        try:
            moments.append(read_moment(text))
        except ValueError:
            refuse("--at", "a moment with its offset, such as 2026-01-11T09:00:00Z")
    in_force = _policy(policy)
    text = _text(file, "FILE")
    try:
        rows = [row.as_json() for row in judged(read_cases(text), in_force, moments, datetime.now(UTC))]
    except CaseRefused as refused:
        refuse(f"{_shown(file)}, case {refused.case}, {refused.field}", _accepted(refused.accepts, refused.params))
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def refuse(field: str, accepts: str) -> NoReturn:
    """Ends the command over a person's mistake: one line with the field and what it accepts, exit status 2."""
    line = f"{field}: accepts {accepts}"
    print("".join(character if character.isprintable() else "?" for character in line), file=sys.stderr)
    raise typer.Exit(MISTAKE)


def _policy(path: Path | None) -> "Policy":
    from bot.domain.policy import Policy, PolicyRefused

    if path is None:
        return Policy.default()
    import json
    from decimal import Decimal

    text = _text(path, "--policy")
    try:
        changes = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        refuse(f"--policy {_shown(path)}", "a JSON object")
    try:
        return Policy.default().with_changes(changes)
    except PolicyRefused as refused:
        refuse(f"--policy {_shown(path)}, {refused.field}", _accepted(refused.accepts, refused.params))


def _text(path: Path, field: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse(f"{field} {_shown(path)}", "text in UTF-8")
    except OSError as error:
        refuse(f"{field} {_shown(path)}", f"a file that can be read ({error.strerror})")


def _shown(path: Path) -> str:
    return "standard input" if str(path) == "-" else str(path)


# What a place accepts, in words; {} stands for the parameters of the refusal.
_IN_WORDS: Final[Mapping[str, str]] = {
    "whole_number_from": "a whole number from {}",
    "number_from": "a number from {}",
    "number_over": "a number over {}",
    "one_of": "one of {}",
    "true_or_false": "true or false",
    "keys_and_values": "an object with the keys {}",
    "sign_id": "one of {}, or a new id of small letters, digits and _ that no rule has",
    "no_cutoff_or_window": "no value here: this sign holds once, or again after a warning",
    "needed_for_own_sign": "a value: a new sign needs level and points",
    "cutoff_with_window": "a value: cutoff and window_days go together",
    "json": "JSON: a list of cases, or one case a line",
    "required": "a value: it is required",
    "known_key": "the keys {} only",
    "moment": "a moment with its offset, such as 2026-01-11T09:00:00Z",
    "text": "a text that is neither empty nor too long",
    "name": "a name of 1 to 75 characters",
    "number": "a number from 0",
    "whole_number": "a whole number",
    "list": "a list",
    "object": "an object",
    "new_id": "an id that no other entry has; {} is taken",
    "fact_of_sign": "this fact only on another sign; {}",
    "known_sign": "one of {}",
    "until_missing": "a moment: a probation needs its end",
    "until_not_after_decision": "a moment after the decision",
    "until_without_probation": "a moment only with a probation",
}


def _accepted(accepts: str, params: Iterable[str]) -> str:
    given = list(params)
    if accepts == "fact_of_sign":
        sign, *facts = given
        return f"no value here: {sign} carries {', '.join(facts) or 'no facts'}"
    if accepts in ("whole_number_from", "number_from"):
        return _IN_WORDS[accepts].format(" to ".join(given))
    return _IN_WORDS[accepts].format(", ".join(given))
