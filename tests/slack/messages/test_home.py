"""App Home as it is drawn: within Slack's limits whatever there is, nothing of it cut off, nothing that pings."""

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.blocks import check_view
from bot.slack.blocks import TEXT_MAX
from bot.slack.messages.home import BLOCKS_MAX, home
from bot.slack.mrkdwn import length
from tests.slack.home_strategies import home_sheets
from tests.slack.limits import evil_in, problems_by_schema
from tests.slack.test_limits import often


def texts(view):
    for block in view["blocks"]:
        for part in (block.get("text"), *block.get("elements", ())):
            if part and part.get("type") in ("mrkdwn", "plain_text"):
                yield part["text"]


@given(data=st.data())
@often
def test_it_is_within_the_limits(data: st.DataObject) -> None:
    """Slack refuses none; the longest lists of all leave room, so that nothing is cut off at the end."""
    view = home(data.draw(home_sheets))
    assert check_view(view) == []
    assert evil_in(view) == []
    assert len(view["blocks"]) < BLOCKS_MAX  # type: ignore[arg-type]
    assert all(length(text) < TEXT_MAX for text in texts(view))


@given(data=st.data())
@often
def test_one_button_is_primary(data: st.DataObject) -> None:
    """The eye finds it; everything else is quiet."""
    assert str(home(data.draw(home_sheets))["blocks"]).count("'style'") == 1


@given(data=st.data())
@often
def test_whoever_is_no_reviewer_sees_no_list_of_the_team(data: st.DataObject) -> None:
    """The settings and the team's alerts are drawn for reviewers alone."""
    sheet = data.draw(home_sheets)
    said = " ".join(texts(home(sheet)))
    for title in ("Alerts to decide", "Kept clients to look at again", "Policy and settings", "reviewers decide"):
        assert title not in said or sheet.team is not None


@given(data=st.data())
@often
def test_it_is_as_the_schema_has_it(data: st.DataObject) -> None:
    """A second reading of Slack's rules agrees."""
    view = home(data.draw(home_sheets))
    assert problems_by_schema(view["blocks"]) == []
