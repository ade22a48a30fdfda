"""Takes the checks of the table out, one at a time, in a copy of the repository, and runs the tests that must notice.

`make mutations`, or `python -m tests.mutations [words of a name]`. Ends with 1 where a mutation was not caught.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from tests.mutations.table import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
# What the tests read.
COPIED = ("bot", "tests", "docs", "pyproject.toml", "manifest.yml", "README.md", ".env.example")
PATIENCE_S = 900


class Verdict(StrEnum):
    CAUGHT = "caught"
    SURVIVED = "SURVIVED"
    BROKEN = "BROKEN"  # the tests did not run at all: the table is wrong, or they fail by themselves


def main(words: Sequence[str]) -> int:
    chosen = [mutation for mutation in MUTATIONS if all(word in mutation.name for word in words)]
    found: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="partways-mutations-") as scratch:
        copy = Path(scratch) / "copy"
        _copied_to(copy)
        as_it_is = {tests: _run(copy, tests) for tests in {mutation.tests for mutation in chosen}}
        for mutation in chosen:
            began = time.monotonic()
            found.append(_tried(copy, mutation) if as_it_is[mutation.tests] == 0 else Verdict.BROKEN)
            took_s = round(time.monotonic() - began)
            sys.stdout.write(f"| {mutation.name} | `{mutation.file}` | {found[-1]} | {took_s} s |\n")
            sys.stdout.flush()
    caught = found.count(Verdict.CAUGHT)
    sys.stdout.write(f"{caught} of {len(found)} caught\n")
    return 0 if caught == len(found) else 1


def _copied_to(copy: Path) -> None:
    copy.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)


def _tried(copy: Path, mutation: Mutation) -> Verdict:
    file = copy / mutation.file
    whole = file.read_text(encoding="utf-8")
    if whole.count(mutation.old) != 1:
        return Verdict.BROKEN
    file.write_text(whole.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        match _run(copy, mutation.tests, "-x"):
            case 1:
                return Verdict.CAUGHT
            case 0:
                return Verdict.SURVIVED
            case _:
                return Verdict.BROKEN
    finally:
        file.write_text(whole, encoding="utf-8")


def _run(copy: Path, tests: Iterable[str], *options: str) -> int:
    """Pytest's exit status: 0 all passed, 1 some failed, anything else means that they were not run."""
    # -B: a file that is changed twice within a second would else be run as it was compiled first.
    command = [sys.executable, "-B", "-m", "pytest", "-q", "--no-header", *options, *tests]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return -1
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
