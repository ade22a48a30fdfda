"""The table of mutations is alive: each can still be made, and names tests that there are."""

import ast
from pathlib import Path

import pytest

from tests.mutations.table import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
LEAST = 30


def named(mutation: Mutation) -> str:
    return mutation.name


@pytest.mark.parametrize("mutation", MUTATIONS, ids=named)
def test_a_mutation_can_be_made(mutation: Mutation) -> None:
    """What it takes out occurs once, and what is left can be compiled."""
    text = (ROOT / mutation.file).read_text(encoding="utf-8")
    assert text.count(mutation.old) == 1
    assert mutation.old != mutation.new
    ast.parse(text.replace(mutation.old, mutation.new))
    assert [test for test in mutation.tests if not (ROOT / test.partition("::")[0]).is_file()] == []


def test_there_are_enough_of_them_and_each_is_another() -> None:
    """Guard and queries, at least thirty."""
    assert len(MUTATIONS) >= LEAST
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)
    assert len({(mutation.file, mutation.old, mutation.new) for mutation in MUTATIONS}) == len(MUTATIONS)
