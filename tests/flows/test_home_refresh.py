"""App Home follows what its reader does, as long as they have opened it, and is published only where it differs."""

import pytest

from bot.sandbox.faults import Fault, error, http_500, ratelimited, refused_connection
from bot.sandbox.person import Person
from bot.slack.screens import Screens, notice_home
from tests.flows.alerting import another_bot
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_home import decided_on, flagged, home, in_home, plain
from tests.flows.test_review import change, said


def published(stage: Stage, who: Person) -> int:
    """How often their App Home was published, or was tried to be."""
    return sum(call.request["user_id"] == who.id for call in stage.slack.traffic.of("api", "views.publish"))


def test_a_flag_shows_at_once(stage: Stage) -> None:
    """By a line in a channel, and when it is undone there."""
    home(stage, stage.lead)
    flagged(stage, "Acme slow_pay")
    assert "Acme: Paid late" in plain(said(stage.lead.home))
    reply = stage.lead.command("/flag-client Acme invoice_dispute", channel=GENERAL)
    stage.settle()
    assert "Disputed an invoice" in said(stage.lead.home)
    stage.lead.press("incident_undo", in_=reply)
    stage.settle()
    assert "Undone by whoever flagged it." in said(stage.lead.home)


def test_a_form_shows_at_once(stage: Stage) -> None:
    """The answer to the form comes first."""
    flagged(stage, "Acme slow_pay", stage.designer)
    home(stage, stage.lead)
    in_home(stage, stage.lead, "Flag a client")
    stage.lead.fill({"client": "Acme", "sign": "lying"})
    assert stage.lead.submit().ok
    stage.settle()
    assert "Acme: Said what was not true" in plain(said(stage.lead.home))


def test_taking_an_alert_shows_at_once(stage: Stage) -> None:
    """By a button, and by the emoji that does the same; taken off, it is gone."""
    flagged(stage, "Acme lying", stage.designer)
    stage.hold_ends()
    home(stage, stage.lead)
    (alert,) = stage.alerts
    stage.lead.press("alert_ack", in_=alert)
    stage.settle()
    assert "1 thing waits for you." in said(stage.lead.home)
    stage.lead.press("alert_ack", in_=alert)
    stage.settle()
    assert "Nothing waits for you." in said(stage.lead.home)
    stage.lead.react(alert.channel, alert.ts, "eyes")
    stage.settle()
    assert "1 thing waits for you." in said(stage.lead.home)
    stage.lead.unreact(alert.channel, alert.ts, "eyes")
    stage.settle()
    assert "Nothing waits for you." in said(stage.lead.home)


def test_a_decision_shows_at_once(stage: Stage) -> None:
    """The alert is gone from the reviewer's list."""
    flagged(stage, "Acme lying")
    stage.hold_ends()
    assert "1 alert is open" in home(stage, stage.partner)
    decided_on(stage, "Acme", "keep")
    assert "alert is open" not in said(stage.partner.home)


def test_settings_show_at_once(stage: Stage) -> None:
    """What a form changed stands there."""
    flagged(stage, "Acme slow_pay")
    home(stage, stage.partner)
    in_home(stage, stage.partner, "Settings")
    stage.partner.fill({"quorum": "3"})
    assert stage.partner.submit().ok
    stage.settle()
    assert "a decision needs 3 votes" in said(stage.partner.home)


def test_nothing_is_published_for_whoever_never_opened_it(stage: Stage) -> None:
    """Nobody looks."""
    flagged(stage, "Acme slow_pay")
    assert published(stage, stage.lead) == 0
    home(stage, stage.designer)
    flagged(stage, "Acme slow_pay again")
    assert published(stage, stage.designer) == 1


def test_what_has_not_changed_is_not_published_again(stage: Stage) -> None:
    """Asking, turning pages, opening it once more: one call in all."""
    flagged(stage, "Acme slow_pay")
    home(stage, stage.lead)
    stage.lead.command("/client-health Acme", channel=GENERAL)
    stage.lead.command("/flag-client help", channel=GENERAL)
    home(stage, stage.lead)
    assert published(stage, stage.lead) == 1
    change(stage, quorum=2)
    home(stage, stage.lead)
    assert published(stage, stage.lead) == 1


@pytest.mark.parametrize("fault", [http_500(), ratelimited(5), refused_connection(), error("internal_error")], ids=str)
def test_what_failed_is_published_at_the_next_occasion(stage: Stage, fault: Fault) -> None:
    """The act itself stands, whatever became of App Home; opening it again shows it."""
    home(stage, stage.lead)
    stage.slack.faults.add("views.publish", fault)
    flagged(stage, "Acme slow_pay")
    stage.slack.faults.clear()
    assert "Acme" not in said(stage.lead.home)
    stage.lead.command("/client-health Acme", channel=GENERAL)
    stage.settle()
    assert "Acme: Paid late" in plain(said(stage.lead.home))


def test_what_another_process_published_is_drawn_over(stage: Stage) -> None:
    """Slack refuses what rests on an older state; it is read and drawn anew."""
    home(stage, stage.lead)
    assert Screens(stage.bot.home).publish(stage.lead.id, notice_home("as it was")).hash
    flagged(stage, "Acme slow_pay")
    assert "Acme: Paid late" in plain(said(stage.lead.home))
    assert Screens(stage.bot.home).publish(stage.lead.id, notice_home("as it was")).hash
    assert "Acme: Paid late" in plain(home(stage, stage.lead))


def test_a_process_that_knows_nothing_yet_learns_it_from_a_press(stage: Stage, sqlite_url: str) -> None:
    """After a restart App Home still stands there: pressing something in it says that it is open."""
    flagged(stage, "Acme lying")
    stage.hold_ends()
    home(stage, stage.lead)
    with another_bot(stage, sqlite_url) as after_restart:
        stage.slack.deliver_to(after_restart.endpoint.handle)
        (option,) = [
            option["value"]
            for block in (stage.lead.home.blocks if stage.lead.home else [])
            for option in block.get("accessory", {}).get("options", [])
            if option["value"].startswith("incident_undo")
        ]
        stage.lead.press("incident_menu", option, in_=stage.lead.home)
        stage.slack.flush()
        assert after_restart.settle(10)
        assert "Undone by whoever flagged it." in said(stage.lead.home)
        stage.slack.deliver_to(stage.bot.endpoint.handle)


def test_messages_tab_publishes_nothing(stage: Stage) -> None:
    """Slack tells of that tab by the same event."""
    platform = stage.slack.platform
    with platform.lock:
        channel = platform.workspace.im_with(stage.slack.bot_user_id, stage.lead.id).id
        platform.happen({"type": "app_home_opened", "user": stage.lead.id, "channel": channel, "tab": "messages"})
    stage.settle()
    assert published(stage, stage.lead) == 0
