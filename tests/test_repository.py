import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOP = {
    "pyproject.toml",
    "requirements.lock",
    "Makefile",
    "bootstrap.sh",
    "manifest.yml",
    "Dockerfile",
    ".dockerignore",
    ".env.example",
    ".gitignore",
    "README.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
    "docs",
    ".ci",
    "bot",
    "tests",
}
# Spelled apart, so that this file does not name them.
INDEXES = [
    f"{name}.{ending}"
    for ending, names in {
        "org": ["pypi", "pythonhosted", "anaconda", "npmjs", "rubygems", "proxy.golang"],
        "com": ["npmjs", "yarnpkg", "hub.docker"],
        "io": ["docker", "ghcr", "quay", "gcr", "crates"],
    }.items()
    for name in names
]
INDEX_OPTION = re.compile(r"--(extra-)?index-url|--find-links|--default-index|index[-_]url *=|INDEX_URL *=")
# The first folder of a machine's own: a repository that names one works on that machine only.
MACHINE = re.compile(r"(?<![\w.~}*-])/(work|root|home|Users)/")
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
# Lines. A feeling for the size of a subject; 300 is the aim, and this the end.
MOST_LINES = 400


def _tracked() -> list[Path]:
    # Whoever runs the tests need not own the clone: a container's root often does not.
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


FILES = _tracked()
TEXTS = {
    file.relative_to(ROOT).as_posix(): file.read_text(errors="replace") for file in FILES if file != Path(__file__)
}


def test_no_file_names_an_index() -> None:
    """Where packages come from is the business of the machine: no file names a registry's address."""
    for name, text in TEXTS.items():
        assert not [index for index in INDEXES if index in text], name
        assert not INDEX_OPTION.search(text), name


def test_no_file_names_a_path_of_one_machine() -> None:
    """What works here works in every clone."""
    for name, text in TEXTS.items():
        found = MACHINE.search(text)
        assert not found, (name, found)


def test_only_continuous_integration_looks_beside_the_clone() -> None:
    """The code and its tests need nothing outside the repository."""
    assert [name for name, text in TEXTS.items() if "../" + "shared" in text] == [".ci/run"]


def test_the_top_level_is_what_it_is_meant_to_be() -> None:
    """A newcomer sees a short list, and each thing on it has a reason."""
    assert {file.relative_to(ROOT).parts[0] for file in FILES} <= TOP


def test_every_target_that_the_documents_name_exists() -> None:
    """`make x` in a document can be typed."""
    targets = set(re.findall(r"^([a-z]+):", TEXTS["Makefile"], re.M))
    for name, text in TEXTS.items():
        if name.endswith(".md"):
            named = re.findall(r"`make ([a-z]+)`|^ *(?:\$ )?make ([a-z]+) *(?:#.*)?$", text, re.M)
            assert {inline or block for inline, block in named} <= targets, name


def test_every_target_is_declared_and_explained() -> None:
    """A file named like a target does not stop it, and `make` alone lists it."""
    makefile = TEXTS["Makefile"]
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.M)
    assert set(phony.split()) == targets
    assert set(re.findall(r"^([a-z]+):.*## ", makefile, re.M)) == targets
    assert {"sandbox", "serve", "test", "check", "lock"} <= targets


def test_no_file_has_a_name_that_says_nothing() -> None:
    """A module is named by its subject."""
    for file in FILES:
        assert not VAGUE & {part.partition(".")[0].lower() for part in file.relative_to(ROOT).parts}, file


def test_packages_hold_no_code_in_their_init() -> None:
    """Importing a package does nothing but find it."""
    for name, text in TEXTS.items():
        if name.endswith("__init__.py"):
            assert re.fullmatch(r'\s*("""[^"]*"""\s*)?', text), name


def _is_ours_to_split(name: str) -> bool:
    """A migration is written once and never edited: it is as long as its tables are many."""
    return name.startswith("bot/") and name.endswith(".py") and "/migrations/versions/" not in name


def test_no_module_outgrows_one_subject() -> None:
    """A file that grows is split by noun."""
    sizes = {name: text.count("\n") for name, text in TEXTS.items() if _is_ours_to_split(name)}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES} == {}


def test_the_changelog_has_room_for_the_next_change() -> None:
    """What is merged and not released stands under its own heading."""
    assert "\n## Unreleased\n" in TEXTS["CHANGELOG.md"]


def test_decisions_are_numbered_short_and_name_what_holds_them() -> None:
    """A record can be read in a minute, and says which check fails when it is no longer true."""
    records = sorted(name for name in TEXTS if name.startswith("docs/decisions/"))
    assert [Path(name).name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for name in records:
        number = int(Path(name).name[:4])
        assert TEXTS[name].startswith(f"# {number}. "), name
        assert "**Held by.**" in TEXTS[name], name
        assert TEXTS[name].count("\n") <= 40, name


def test_the_scripts_can_be_run() -> None:
    """Git keeps the bit that lets a script run."""
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
