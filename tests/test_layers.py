import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts in a folder of their own, to be broken."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_imports_keep_the_contracts() -> None:
    """Every import points down, and every framework is at home."""
    code, told = _lint(ROOT)
    assert code == 0, told


def test_a_module_without_a_layer_is_refused(copy: Path) -> None:
    """A new `utils.py` fails the build."""
    _write(copy, "bot/utils.py", '"""Odds and ends."""')
    code, told = _lint(copy)
    assert code == 1
    assert "bot.utils" in told
    assert _broken(told) == {"Imports point down only"}


def test_each_contract_is_broken_by_what_it_forbids(copy: Path) -> None:
    """No contract is empty: each has an import that it refuses."""
    _write(copy, "bot/domain/stray.py", "import bot.text, random, sqlalchemy, babel")
    _write(copy, "bot/usecases/stray.py", "import slack_sdk, apscheduler, starlette, typer, pydantic, rapidfuzz, yaml")
    _write(copy, "bot/store/stray.py", "import bot.slack, pytest\nfrom bot.store import stray_too")
    _write(copy, "bot/store/stray_too.py", "from bot.store import stray")
    _write(copy, "bot/sandbox/stray.py", "import bot.usecases")
    code, told = _lint(copy)
    assert code == 1
    assert "0 kept" in told, told


def test_a_framework_is_let_in_at_home(copy: Path) -> None:
    """Each home may import its framework."""
    _write(copy, "bot/store/guest.py", "import sqlalchemy, alembic, psycopg, structlog")
    _write(copy, "bot/store/migrations/guest.py", "import alembic")
    _write(copy, "bot/slack/guest.py", "import slack_bolt, slack_sdk, bot.usecases, bot.domain, bot.text")
    _write(copy, "bot/slack/parse.py", "import pydantic")
    _write(copy, "bot/schedule.py", "import apscheduler")
    _write(copy, "bot/web.py", "import starlette")
    _write(copy, "bot/sandbox/guest.py", "import starlette, uvicorn, websockets, yaml")
    _write(copy, "bot/text/guest.py", "import babel, gettext")
    _write(copy, "bot/domain/guest.py", "import rapidfuzz")
    _write(copy, "bot/domain/policy.py", "import pydantic")
    _write(copy, "bot/config.py", "import pydantic, pydantic_settings")
    _write(copy, "bot/cli.py", "import typer, uvicorn")
    _write(copy, "bot/cli_operator.py", "import typer")
    _write(copy, "bot/manifests.py", "import yaml")
    code, told = _lint(copy)
    assert code == 0, told


def _write(root: Path, path: str, source: str) -> None:
    # Added to a module that exists already: what that one imports must stay legal beside it.
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as stream:
        stream.write(f"\n{source}\n")


def _lint(root: Path) -> tuple[int, str]:
    """The linter's exit code and words. A process of its own, since it imports the package from its working folder."""
    done = subprocess.run(
        [sys.executable, "-c", LINT], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _broken(told: str) -> set[str]:
    return {line.removesuffix(" BROKEN") for line in told.splitlines() if line.endswith(" BROKEN")}
