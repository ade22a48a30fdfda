"""What is kept of whoever opened App Home: drawn one at a time, the newest last, nobody remembered for ever."""

from collections.abc import Iterator

import pytest

from bot.domain.people import Grant, Role
from bot.sandbox.local_slack import LocalSlack
from bot.slack import home_tabs
from bot.slack.clients import Home
from bot.slack.entry import View
from bot.slack.home_tabs import HomeTabs
from bot.slack.screens import Screens, notice_home
from tests.flows.discretion import texts_in


class Drawing:
    """Draws a number that grows; ``during`` runs while one is being drawn."""

    def __init__(self) -> None:
        self.times = 0
        self.says = "0"
        self.during: Iterator[object] = iter(())

    def __call__(self, grant: Grant) -> View:
        self.times += 1
        view = notice_home(self.says)
        next(self.during, None)
        return view


@pytest.fixture
def drawing() -> Drawing:
    return Drawing()


@pytest.fixture
def tabs(home: Home, drawing: Drawing) -> HomeTabs:
    return HomeTabs(Screens(home), drawing)


def grant(slack: LocalSlack, handle: str = "lead") -> Grant:
    return Grant(slack.team_id, slack.person(handle).id, Role.MEMBER)


def shown(slack: LocalSlack, handle: str = "lead") -> str:
    view = slack.person(handle).home
    return "" if view is None else " ".join(texts_in(view.spec["blocks"]))


def test_what_is_asked_for_while_it_is_drawn_is_drawn_afterwards(
    slack: LocalSlack, tabs: HomeTabs, drawing: Drawing
) -> None:
    """The act between reading and publishing is not lost, and two drawings never overtake one another."""
    tabs.opened(grant(slack), None)

    def meanwhile() -> Iterator[object]:
        drawing.says = "2"
        yield tabs.acted(grant(slack))

    drawing.says, drawing.during = "1", meanwhile()
    tabs.acted(grant(slack))
    assert "2" in shown(slack)
    assert drawing.times == 3


def test_a_drawing_that_failed_does_not_block_the_next(slack: LocalSlack, tabs: HomeTabs, drawing: Drawing) -> None:
    """Whatever was raised goes to whoever asked."""

    def broken() -> Iterator[object]:
        raise RuntimeError("no database")
        yield

    drawing.during = broken()
    with pytest.raises(RuntimeError):
        tabs.opened(grant(slack), None)
    drawing.says = "1"
    tabs.acted(grant(slack))
    assert "1" in shown(slack)


def test_whoever_opened_theirs_longest_ago_is_forgotten(
    slack: LocalSlack, tabs: HomeTabs, drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows what it showed until they open it again."""
    monkeypatch.setattr(home_tabs, "PEOPLE_MAX", 2)
    for handle in ("lead", "designer", "lead", "partner"):
        tabs.opened(grant(slack, handle), None)
    drawing.says = "1"
    for handle in ("lead", "designer", "partner"):
        tabs.acted(grant(slack, handle))
    assert ["1" in shown(slack, handle) for handle in ("lead", "designer", "partner")] == [True, False, True]
