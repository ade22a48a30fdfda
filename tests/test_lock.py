import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()
RUNTIME, DEVELOPMENT = LOCK.split("# Development only, from here on.\n")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PIN = re.compile(r"^([a-z0-9.-]+)==\S+", re.MULTILINE)


def test_each_package_has_a_version_and_hashes() -> None:
    """Nothing is installed that was not seen when the lock was written."""
    blocks = re.split(r"^(?=[^ #])", LOCK, flags=re.MULTILINE)[1:]
    assert blocks
    for block in blocks:
        assert PIN.match(block), block
        assert "--hash=sha256:" in block, block


def test_what_runs_is_in_the_first_half() -> None:
    """The image, which takes the first half alone, has every dependency of the project."""
    assert _names(PROJECT["dependencies"]) <= set(PIN.findall(RUNTIME))


def test_what_is_for_development_is_in_the_second_half() -> None:
    """No tool of development gets into the image."""
    tools = _names(PROJECT["optional-dependencies"]["dev"])
    assert tools <= set(PIN.findall(DEVELOPMENT))
    assert not tools & set(PIN.findall(RUNTIME))


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", wanted)[0].lower().replace("_", "-") for wanted in requirements}
