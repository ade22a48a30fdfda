"""The settings as a form."""

from zoneinfo import available_timezones

from bot.domain.settings import Settings
from bot.sandbox.blocks import check_view
from bot.slack.modals.settings_form import settings_form
from bot.usecases.forms import SettingsForm


def test_every_zone_fits_into_the_form():
    """Slack takes 100 options in a group, and Asia has more zones than that by some counts."""
    settings = Settings(timezone="America/Argentina/Buenos_Aires")
    view = settings_form(SettingsForm(settings, tuple(available_timezones()), "en"))
    assert check_view(view) == []
    element = next(block["element"] for block in view["blocks"] if block["block_id"] == "timezone")
    assert element["initial_option"]["value"] == "America/Argentina/Buenos_Aires"
    options = [option["value"] for group in element["option_groups"] for option in group["options"]]
    assert sorted(options) == sorted(available_timezones())


def test_a_zone_that_is_not_on_offer_is_kept():
    """Saving the form changes nothing by itself."""
    view = settings_form(SettingsForm(Settings(timezone="Asia/Kathmandu"), ("UTC",), "en"))
    assert "Asia/Kathmandu" in str(view)
