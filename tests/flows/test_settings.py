"""`/client-policy` and its Settings form."""

from typing import Any

import pytest

from bot.domain.settings import Settings
from bot.sandbox import faults
from bot.sandbox.people import User
from bot.sandbox.stage import SubmitResult
from tests.flows.stage import ALERTS, GENERAL, Stage


def settings_of(stage: Stage) -> Settings:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        return uow.workspace.settings()


def save(stage: Stage, who: str = "partner", **values: Any) -> SubmitResult:
    """Opens the form from `/client-policy`, changes what is named, and submits it."""
    person = stage.person(who)
    person.press("settings_open", in_=person.command("/client-policy", channel=GENERAL))
    stage.settle()
    person.fill(values)
    result = person.submit()
    stage.settle()
    return result


def test_policy_says_rules_and_settings_in_words(stage: Stage) -> None:
    """Where alerts go, who decides, the hours, the points, each of the ten signs; privately."""
    reply = stage.lead.command("/client-policy", channel=GENERAL)
    shown = str(reply.blocks)
    assert reply.ephemerals
    for words in ("<#C0ALERTS001>", "<@U0PARTNER01>", "9:00", "UTC", "8 points within 180 days", "Paid late"):
        assert words in shown
    assert "settings_open" not in shown
    assert "settings_open" in str(stage.partner.command("/client-policy", channel=GENERAL).blocks)


def test_a_reviewer_changes_all_of_it(stage: Stage) -> None:
    """And the change stands in the words, with who made it in the audit trail."""
    result = save(
        stage,
        alert_channel="project-website",
        reviewers=["lead", "partner"],
        contractors=["freelancer"],
        timezone="Europe/Berlin",
        working_days=["0", "1", "2", "3"],
        work_starts="08:30",
        work_ends="16:00",
    )
    assert result.errors == {
        "alert_channel": "I am not in that channel. Invite me there with /invite, then save again."
    }
    stage.slack.changes.invite_app("project-website")
    assert stage.partner.submit().ok
    now = settings_of(stage)
    assert now.alert_channel == "C0WEBSITE01"
    assert set(now.reviewers) == {stage.lead.id, stage.partner.id}
    assert now.contractors == (stage.person("freelancer").id,)
    assert (now.timezone, now.working_days, f"{now.work_starts:%H:%M}-{now.work_ends:%H:%M}") == (
        "Europe/Berlin",
        (0, 1, 2, 3),
        "08:30-16:00",
    )
    shown = str(stage.lead.command("/client-policy", channel=GENERAL).blocks)
    assert "Europe/Berlin" in shown
    assert "freelancer" not in shown
    assert "settings_open" in shown  # the lead is a reviewer now
    office = stage.person("office").command("/client-policy", channel=GENERAL)
    assert "settings_open" not in str(office.blocks)  # and an admin no longer is one


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ("acme-shared", "shared with people outside"),
        ("freelance-desk", "A guest or somebody from outside is in that channel"),
        ("old-pitches", "archived"),
        ("project-website", "I am not in that channel"),
        ("big", "more than 200 members"),
        ("soon-shared", "about to be shared"),
    ],
)
def test_a_channel_is_checked_at_once(stage: Stage, channel: str, told: str) -> None:
    """At its field, with the reason; nothing is saved."""
    slack = stage.slack
    crowd = [
        User(f"U0CROWD{number:04}", f"crowd{number}", f"Colleague {number}", slack.team_id) for number in range(200)
    ]
    slack.workspace.add_users(crowd)
    slack.changes.add_channel("big", members=("partner", *(user.id for user in crowd)))
    slack.changes.add_channel("soon-shared", members=("partner",))
    slack.changes.begin_sharing("soon-shared")
    for name in ("acme-shared", "freelance-desk", "old-pitches", "big", "soon-shared"):
        slack.workspace.channel(name).members.append(slack.bot_user_id)  # type: ignore[union-attr]
    before = settings_of(stage)
    result = save(stage, alert_channel=channel, timezone="Europe/Paris")
    assert list(result.errors) == ["alert_channel"]
    assert told in result.errors["alert_channel"]
    assert settings_of(stage) == before


def test_a_direct_message_is_no_alert_channel(stage: Stage) -> None:
    """The select leaves them out; a request that names one all the same is refused."""
    person = stage.partner
    person.press("settings_open", in_=person.command("/client-policy", channel=GENERAL))
    stage.settle()
    view = person.view
    assert view is not None
    direct = stage.slack.workspace.im_with(stage.slack.bot_user_id, person.id)
    view.values["alert_channel"]["value"]["selected_conversation"] = direct.id
    result = person.submit()
    assert list(result.errors) == ["alert_channel"]
    assert settings_of(stage).alert_channel == ALERTS


def test_what_slack_does_not_tell_means_no(stage: Stage) -> None:
    """A channel that cannot be looked up now, or whose members cannot."""
    stage.slack.faults.add("conversations.info", faults.error("internal_error"), times=0)
    assert "cannot be looked up" in save(stage, timezone="Europe/Paris").errors["alert_channel"]
    stage.slack.faults.clear()
    stage.slack.faults.add("conversations.members", faults.http_500(), times=0)
    assert "cannot see who is in" in stage.partner.submit().errors["alert_channel"]


def test_a_guest_in_the_channel_may_be_let_in_by_the_same_form(stage: Stage) -> None:
    """The channel is judged by what the form says, not by what was in force."""
    stage.slack.changes.join("freelancer", ALERTS)
    assert "guest" in save(stage, timezone="Europe/Paris").errors["alert_channel"]
    assert save(stage, contractors=["freelancer"]).ok
    assert "guest" in save(stage, contractors=[]).errors["alert_channel"]


def test_the_last_reviewer_cannot_be_removed(stage: Stage) -> None:
    """Nor be left to somebody who has gone."""
    assert save(stage, reviewers=["partner", "designer"]).ok
    stage.slack.changes.deactivate("designer")
    stage.settle()
    for reviewers in ([], ["designer"]):
        result = save(stage, reviewers=reviewers)
        assert result.errors == {"reviewers": "At least one reviewer must stay. Choose somebody."}
    assert set(settings_of(stage).reviewers) == {stage.partner.id, stage.designer.id}
    assert save(stage, reviewers=["lead"]).ok


def test_where_all_chosen_reviewers_have_left_the_admins_decide_again(stage: Stage) -> None:
    """Nobody is locked out."""
    assert save(stage, reviewers=["lead"]).ok
    assert "settings_open" not in str(stage.partner.command("/client-policy", channel=GENERAL).blocks)
    stage.slack.changes.deactivate("lead")
    stage.settle()
    shown = str(stage.partner.command("/client-policy", channel=GENERAL).blocks)
    assert "settings_open" in shown
    assert "since none are chosen" in shown
    assert save(stage, reviewers=["designer"]).ok


@pytest.mark.parametrize(
    ("field", "chosen", "told"),
    [
        ("reviewers", "freelancer", "A reviewer must be a member"),
        ("reviewers", "outsider", "A reviewer must be a member"),
        ("reviewers", "buildbot", "A reviewer must be a member"),
        ("reviewers", "former", "A reviewer must be a member"),
        ("contractors", "designer", "Contractors are guests"),
        ("contractors", "outsider", "Contractors are guests"),
    ],
)
def test_people_are_checked_at_their_field(stage: Stage, field: str, chosen: str, told: str) -> None:
    """A reviewer is let in anyway; a contractor is a guest of this workspace."""
    result = save(stage, **{field: [chosen]})
    assert list(result.errors) == [field]
    assert told in result.errors[field]


def test_somebody_who_cannot_be_looked_up_is_not_chosen(stage: Stage) -> None:
    """A lookup that fails means no."""
    stage.partner.press("settings_open", in_=stage.partner.command("/client-policy", channel=GENERAL))
    stage.settle()
    stage.partner.fill({"reviewers": ["lead"]})
    stage.slack.faults.add("users.info", faults.error("internal_error"), times=0)
    assert "cannot be looked up" in stage.partner.submit().errors["reviewers"]
    assert settings_of(stage).reviewers == ()


def test_hours_must_end_after_they_start(stage: Stage) -> None:
    """And a day must be chosen: said at the field."""
    assert list(save(stage, work_starts="18:00", work_ends="09:00").errors) == ["work_ends"]
    assert list(save(stage, working_days=[]).errors) == ["working_days"]


def test_members_neither_open_nor_submit_the_form(stage: Stage) -> None:
    """Somebody who stopped being a reviewer while it was open is refused too."""
    stage.partner.press("settings_open", in_=stage.partner.command("/client-policy", channel=GENERAL))
    stage.settle()
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.workspace.save_settings(uow.workspace.settings().with_changes({"reviewers": (stage.lead.id,)}))
    stage.partner.fill({"timezone": "Europe/Paris"})
    result = stage.partner.submit()
    assert "eviewer" in str(result.errors)
    assert settings_of(stage).timezone == "UTC"


def test_another_channel_gets_what_waited(stage: Stage) -> None:
    """An alert that could not go out is posted once there is a place for it."""
    stage.slack.changes.share(ALERTS)
    stage.settle()
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme lying x", channel=GENERAL))
    stage.hold_ends()
    assert stage.alerts == []
    stage.slack.changes.invite_app("project-website")
    assert save(stage, alert_channel="project-website").ok
    stage.tick()
    posted = [message for message in stage.slack.messages("project-website") if message.user == stage.slack.bot_user_id]
    assert len(posted) == 1
    assert "Acme" in posted[0].text


def test_a_contractor_counts_as_a_member(stage: Stage) -> None:
    """Let in by name, and out again."""
    freelancer = stage.person("freelancer")
    assert "members of this workspace only" in freelancer.command("/client-health", channel="freelance-desk").text
    assert save(stage, contractors=["freelancer"]).ok
    assert "clients" in freelancer.command("/client-health", channel="freelance-desk").text
    assert "members of this workspace only" in stage.person("visitor").command("/client-health").text
    assert save(stage, contractors=[]).ok
    assert "members of this workspace only" in freelancer.command("/client-health", channel="freelance-desk").text


def test_a_form_that_is_sent_twice_saves_once(stage: Stage) -> None:
    """The audit trail has one change."""
    assert save(stage, timezone="Europe/Paris").ok
    stage.slack.redeliver(times=2)
    assert settings_of(stage).timezone == "Europe/Paris"
