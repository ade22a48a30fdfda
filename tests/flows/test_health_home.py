"""App Home: the portfolio, to look into without typing."""

from tests.flows.stage import GENERAL, Stage


def fill(stage: Stage, count: int) -> None:
    stage.lead.press("clients_add_open", in_=stage.lead.command("/client-health", channel=GENERAL))
    stage.settle()
    stage.lead.fill({"names": "\n".join(f"Client {number:02}" for number in range(count))})
    assert stage.lead.submit().ok
    stage.lead.close(everything=True)


def home(stage: Stage) -> str:
    stage.settle()
    shown = stage.lead.home
    assert shown is not None
    return str(shown.blocks)


def test_its_pages_are_turned_in_place(stage: Stage) -> None:
    """There and back, without a message anywhere."""
    fill(stage, 12)
    stage.lead.open_home()
    assert "Page 1 of 2" in home(stage)
    before = len(stage.lead.ephemerals)
    stage.lead.press("health_page", "1", in_=stage.lead.home)
    assert "Page 2 of 2" in home(stage)
    stage.lead.press("health_page", "0", in_=stage.lead.home)
    assert "Page 1 of 2" in home(stage)
    assert len(stage.lead.ephemerals) == before


def test_a_row_opens_its_card_as_a_modal(stage: Stage) -> None:
    """With all that hangs on it; there is no channel here to share it with, and it says so."""
    fill(stage, 1)
    stage.lead.open_home()
    stage.settle()
    stage.lead.press("health_open", in_=stage.lead.home)
    stage.settle()
    view = stage.lead.view
    assert view is not None
    assert "Client 00" in str(view.blocks)
    assert "client_edit" in str(view.blocks)
    stage.lead.press("health_share", in_=view)
    stage.settle()
    assert "which channel" in str(stage.lead.view)


def test_a_member_who_is_let_in_no_longer_finds_nothing_there(stage: Stage) -> None:
    """What stood there before goes at the next look; its buttons do nothing for them."""
    fill(stage, 3)
    stage.designer.open_home()
    stage.settle()
    old = stage.designer.home
    stage.slack.changes.make_guest("designer")
    stage.settle()
    stage.designer.press("health_open", in_=old)
    stage.settle()
    assert "Client 0" not in str(stage.designer.view)
    stage.designer.open_home()
    stage.settle()
    assert "Client 0" not in str(stage.designer.home)
