"""Whatever the names and notes are, Slack takes every message and every form, and nothing in them pings or links."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain.signs import SignId
from bot.slack.ids import Command
from bot.slack.messages.flag_answer import flag_answer
from bot.slack.messages.health_card import health
from bot.slack.messages.help import help_for
from bot.slack.messages.notices import render_notice
from bot.slack.messages.outcomes import clients_added
from bot.slack.messages.policy import policy
from bot.slack.messages.portfolio import portfolio
from bot.slack.modals.answers import flagged_view, loading, note_view
from bot.slack.modals.client_forms import client_form, clients_add_form, merge_form
from bot.slack.modals.data_forms import client_data_form, person_data_form, person_erase_form, person_held
from bot.slack.modals.decide_form import decide_form
from bot.slack.modals.flag_form import flag_form
from bot.slack.modals.glad_form import glad_form
from bot.slack.modals.parting_form import parting_form, parting_item_form
from bot.slack.modals.reason_form import reason_form
from bot.slack.modals.review_form import review_form
from bot.slack.modals.settings_form import settings_form
from bot.slack.modals.warning_form import warning_form
from bot.slack.wording import Words
from bot.usecases.forms import SettingsForm
from tests.slack import strategies as some
from tests.slack.limits import problems_by_schema, problems_of_message, problems_of_view

MESSAGES = {
    "flag_answer": (flag_answer, some.flag_answers),
    "notice": (render_notice, some.notices),
    "chart": (render_notice, some.review_charts),
    "parting": (render_notice, some.parting_notices),
    "alert": (render_notice, some.alert_notices),
    "health": (lambda drawn: health(*drawn), st.tuples(some.cards, some.hints)),
    "portfolio": (portfolio, some.portfolio_pages),
    "policy": (policy, some.policy_views),
    "clients_added": (clients_added, some.added),
    "help": (lambda command: help_for(command, "en"), st.sampled_from(Command)),
}
TITLE = Words("en").plain("form.loading.title")
VIEWS = {
    "flag_form": (flag_form, some.flag_forms),
    "flagged_view": (flagged_view, some.flaggeds),
    "note_view": (lambda card: note_view(TITLE, health(card), "en"), some.cards),
    "client_form": (client_form, some.client_forms),
    "merge_form": (merge_form, some.merge_forms),
    "reason_form": (reason_form, some.reason_forms),
    "settings_form": (
        lambda settings: settings_form(
            SettingsForm(settings, ("Europe/Berlin", "UTC", "Asia/Tokyo"), "en", (*SignId, *settings.warn_signs))
        ),
        some.all_settings,
    ),
    "warning_form": (warning_form, some.warning_forms),
    "decide_form": (decide_form, some.decide_forms),
    "review_form": (review_form, some.review_sheets),
    "parting_form": (parting_form, some.parting_lists),
    "parting_item_form": (parting_item_form, some.parting_item_forms),
    "glad_form": (glad_form, some.glad_forms),
    "person_data_form": (person_data_form, st.just("en")),
    "person_held": (
        lambda held: note_view(TITLE, person_held(held), "en"),
        st.one_of(some.people_held, some.names_held),
    ),
    "person_erase_form": (person_erase_form, some.erasures),
    "client_data_form": (client_data_form, some.client_data_forms),
    "loading": (loading, st.just("en")),
    "clients_add_form": (clients_add_form, st.just("en")),
}
# Whole cards are slow to make smaller, and a failure names the place by itself.
often = settings(
    max_examples=20, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("name", MESSAGES)
@given(data=st.data())
@often
def test_every_message_is_within_the_limits(name: str, data):
    """Slack refuses none, and nothing that somebody typed pings."""
    render, facts = MESSAGES[name]
    assert problems_of_message(render(data.draw(facts))) == []


@pytest.mark.parametrize("name", VIEWS)
@given(data=st.data())
@often
def test_every_form_is_within_the_limits(name: str, data):
    """Slack refuses none, and nothing that somebody typed pings."""
    render, facts = VIEWS[name]
    assert problems_of_view(render(data.draw(facts))) == []


@pytest.mark.parametrize("name", MESSAGES)
@given(data=st.data())
@settings(often, max_examples=5)
def test_every_message_is_as_the_schema_has_it(name: str, data):
    """A second reading of Slack's rules agrees."""
    render, facts = MESSAGES[name]
    assert problems_by_schema(render(data.draw(facts)).blocks) == []


@pytest.mark.parametrize("name", VIEWS)
@given(data=st.data())
@settings(often, max_examples=5)
def test_every_form_is_as_the_schema_has_it(name: str, data):
    """A second reading of Slack's rules agrees."""
    render, facts = VIEWS[name]
    view = render(data.draw(facts))
    assert problems_by_schema([view], "modal_view") == []
