import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

CASES = Path(__file__).parent / "cases" / "verdicts.json"


def run(*arguments, given=None):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=given)


def test_backtest_prints_the_expectations_of_the_cases():
    """One JSON line for each client and moment, in the order of the file."""
    result = run("backtest", CASES)
    assert result.exit_code == 0
    expected = [{"id": raw["id"], **one} for raw in json.loads(CASES.read_text("utf-8")) for one in raw["expect"]]
    assert [json.loads(line) for line in result.stdout.splitlines()] == expected


def test_backtest_takes_times_a_policy_and_standard_input(tmp_path):
    """`--at` may be repeated, `--policy` says what differs, and - is what comes in."""
    policy = tmp_path / "policy.json"
    policy.write_text('{"points_limit": 2}', "utf-8")
    history = [{"at": "2026-01-01T00:00:00Z", "type": "incident", "id": "i1", "sign": "slow_pay"}]
    case = json.dumps({"id": "é", "client": {"name": "Acme"}, "history": history})
    times = ["--at", "2025-12-31T00:00:00Z", "--at", "2026-01-01T01:00:00+01:00"]
    result = run("backtest", "-", *times, "--policy", policy, given=case)
    assert [(json.loads(line)["id"], json.loads(line)["rules"]) for line in result.stdout.splitlines()] == [
        ("é", []),
        ("é", ["points"]),
    ]


@pytest.mark.parametrize(
    ("arguments", "file", "policy", "line"),
    [
        (["--at", "2026"], "[]", "{}", "--at: accepts a moment with its offset, such as 2026-01-11T09:00:00Z"),
        ([], "[{]", "{}", "case #1, line 1, column 3: accepts JSON: a list of cases, or one case a line"),
        ([], '[{"id": "a"}]', "{}", "case a, client: accepts a value: it is required"),
        ([], "[]", '{"grace_days": -1}', "grace_days: accepts a whole number from 0 to 365000"),
        ([], "[]", "[", "policy.json: accepts a JSON object"),
        ([], "\udcff", "{}", "file.json: accepts text in UTF-8"),
        (
            [],
            (
                '[{"id": "a", "client": {"name": "A"}, '
                '"history": [{"type": "incident", "at": "2026-01-01T00:00Z", "sign": "x"}]}]'
            ),
            "{}",
            "case a, history[0].sign: accepts one of physical_abuse,",
        ),
        (
            [],
            '[{"id": "a", "client": {"name": "A"}, "policy": {"signs": {"lying": {"cutoff": 1}}}, "history": []}]',
            "{}",
            "case a, policy.signs.lying.cutoff: accepts no value here",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path, arguments, file, policy, line):
    """The field and what it accepts, exit status 2, no traceback, and nothing printed as if it were a result."""
    (tmp_path / "file.json").write_text(file, "utf-8", errors="surrogateescape")
    (tmp_path / "policy.json").write_text(policy, "utf-8")
    result = run("backtest", tmp_path / "file.json", "--policy", tmp_path / "policy.json", *arguments)
    assert result.exit_code == 2
    assert line in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_a_file_that_is_not_there_is_named():
    """With what the system says."""
    result = run("backtest", "no-such-file.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("FILE no-such-file.json: accepts a file that can be read")


def test_every_refusal_has_its_words():
    """No code of a policy, a case or an entry is without a sentence."""
    from bot.domain.case_file import CaseAccepts
    from bot.domain.history import EntryRefusal
    from bot.domain.policy import Accepts
    from bot.history_files import IN_WORDS

    in_files = {EntryRefusal.UNTIL_MISSING, EntryRefusal.UNTIL_NOT_AFTER_DECISION, EntryRefusal.UNTIL_WITHOUT_PROBATION}
    wanted = {*Accepts, *CaseAccepts, *in_files} - {CaseAccepts.FACT_OF_SIGN}
    assert wanted <= set(IN_WORDS)


def test_help_imports_nothing_heavy():
    """`--help` costs typer and nothing else."""
    code = (
        "import sys; sys.argv = ['partways', '--help']\n"
        "from bot.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('pydantic', 'rich', 'sqlalchemy', 'slack_bolt', 'rapidfuzz') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
    assert "backtest" in result.stdout


def test_the_version_is_that_of_the_package():
    """`partways --version` needs no command."""
    result = run("--version")
    assert (result.exit_code, result.stdout.split()[0]) == (0, "partways")
