"""Every way into the bot, put together."""

from bot.slack.entry import EntryPoints
from bot.slack.listeners.after_parting import add_after_parting
from bot.slack.listeners.alerts import add_alerts
from bot.slack.listeners.audit import add_audit
from bot.slack.listeners.care import add_care
from bot.slack.listeners.clients import add_clients_listeners
from bot.slack.listeners.corrections import add_corrections
from bot.slack.listeners.data import add_data
from bot.slack.listeners.deciding import add_deciding
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.flagging import add_flagging
from bot.slack.listeners.health import add_health
from bot.slack.listeners.home import add_home, home_tabs, refreshing
from bot.slack.listeners.parting import add_parting
from bot.slack.listeners.policy import add_policy
from bot.slack.listeners.review import add_review
from bot.slack.listeners.slack_news import add_slack_news
from bot.slack.listeners.warnings import add_warnings


def entry_points(desk: Desk) -> EntryPoints:
    tabs = home_tabs(desk)
    entries = EntryPoints(after=refreshing(tabs))
    add_flagging(entries, desk)
    add_health(entries, desk)
    add_alerts(entries, desk)
    add_review(entries, desk)
    add_deciding(entries, desk)
    add_parting(entries, desk)
    add_after_parting(entries, desk)
    add_warnings(entries, desk)
    add_corrections(entries, desk)
    add_care(entries, desk)
    add_clients_listeners(entries, desk)
    add_policy(entries, desk)
    add_audit(entries, desk)
    add_data(entries, desk)
    add_home(entries, desk, tabs)
    add_slack_news(entries, desk)
    return entries
