"""The guard, through Bolt's real dispatch: who is let in, and what the others are told."""

import json
import re
import threading
from urllib.parse import urlencode

import pytest

from bot.sandbox import faults
from bot.slack.clients import web_client
from bot.slack.entry import Ack, Action, Command, Event, Options, Request, Screen, Shortcut, View
from bot.slack.parse import BadPayload
from bot.usecases.ports import StoreBusy
from tests.slack.conftest import Bot, Settle
from tests.slack.test_gate import signed


def form(text: str = "Filled") -> View:
    return {
        "type": "modal",
        "callback_id": "flag_client",
        "title": {"type": "plain_text", "text": "Flag"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {"type": "section", "block_id": "said", "text": {"type": "plain_text", "text": text}},
            {
                "type": "input",
                "block_id": "client",
                "label": {"type": "plain_text", "text": "Client"},
                "element": {"type": "external_select", "action_id": "value", "min_query_length": 0},
            },
            {
                "type": "input",
                "block_id": "note",
                "optional": True,
                "label": {"type": "plain_text", "text": "Note"},
                "element": {"type": "plain_text_input", "action_id": "value"},
            },
        ],
    }


def shown(view: object) -> str:
    """All the text of a view."""
    return str(getattr(view, "spec", view))


def say_hello(request: Request[Command]) -> Ack:
    return Ack({"response_type": "ephemeral", "text": f"{request.grant.user}: {request.part.text}"})


def broken(request: object) -> Ack:
    raise RuntimeError("a secret note about acme")


def busy(request: object) -> Ack:
    raise StoreBusy("locked")


def test_a_member_is_answered_in_the_acknowledgement(bot: Bot) -> None:
    """The handler gets the grant and the words; whoever asks is looked at."""
    bot.entries.command("/flag-client", say_hello)
    reply = bot.slack.person("lead").command("/flag-client acme slow_pay", "general")
    assert reply.text == f"{bot.slack.person('lead').id}: acme slow_pay"
    assert bot.door.asked == [(bot.slack.team_id, bot.slack.person("lead").id, None)]


def test_work_after_the_acknowledgement_is_done_by_our_threads(bot: Bot, settle: Settle) -> None:
    """`later` does not hold up the answer."""
    done = threading.Event()
    bot.entries.command("/flag-client", lambda request: Ack({"text": "soon"}, later=done.set))
    assert bot.slack.person("lead").command("/flag-client").status == 200
    settle()
    assert done.is_set()


def test_a_guest_is_refused_politely(bot: Bot) -> None:
    """The handler is not run, and nothing is told."""
    bot.entries.command("/flag-client", broken)
    reply = bot.slack.person("freelancer").command("/flag-client acme", "freelance-desk")
    assert (reply.status, reply.text) == (200, "guard.refused")
    assert reply.ephemerals


def test_a_failure_is_told_privately_with_a_reference(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    """The log has the same reference and the place, and not the exception's words."""
    bot.entries.command("/flag-client", broken)
    reply = bot.slack.person("lead").command("/flag-client acme", "general")
    found = re.fullmatch(r"guard\.failed reference=([0-9a-f]{8})", reply.text)
    assert reply.status == 200
    assert found
    logged = capsys.readouterr().out
    assert found[1] in logged
    assert "test_guard.py" in logged
    assert "RuntimeError" in logged
    assert "secret note" not in logged


def test_a_busy_store_asks_to_try_again(bot: Bot) -> None:
    """Nothing was saved, and it is nobody's fault."""
    bot.entries.command("/flag-client", busy)
    assert bot.slack.person("lead").command("/flag-client acme", "general").text == "guard.busy"


def test_a_full_disk_is_told_with_a_reference(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    """Trying again does not help: somebody must make room, and finds the place in the log."""

    def full(request: object) -> Ack:
        raise StoreBusy("full")

    bot.entries.command("/flag-client", full)
    reply = bot.slack.person("lead").command("/flag-client acme", "general")
    found = re.fullmatch(r"guard\.full reference=([0-9a-f]{8})", reply.text)
    assert found
    assert found[1] in "".join(capsys.readouterr())


def test_a_form_opens_before_anybody_is_asked(bot: Bot, settle: Settle) -> None:
    """The loading view stands while the guard is asked; then the form takes its place."""
    seen: list[str] = []

    def fill(request: Request[Command]) -> Ack:
        seen.append(shown(bot.slack.person("lead").view))
        return Ack(view=form(f"for {request.grant.user}"))

    bot.entries.command("/flag-client", fill, opens_form=lambda part: not part.text)
    lead = bot.slack.person("lead")
    assert lead.command("/flag-client", "general").status == 200
    settle()
    assert "Loading" in seen[0]
    assert f"for {lead.id}" in shown(lead.view)


def test_whether_a_form_opens_may_hang_on_the_words(bot: Bot) -> None:
    """With words the same command answers in a line."""
    bot.entries.command("/flag-client", say_hello, opens_form=lambda part: not part.text)
    assert bot.slack.person("lead").command("/flag-client acme", "general").text.endswith("acme")
    assert bot.slack.traffic.calls("views.open") == []


def test_a_refused_person_reads_so_in_the_form(bot: Bot, settle: Settle) -> None:
    """The loading view becomes the refusal."""
    bot.entries.shortcut("flag_client_global", broken, opens_form=True)
    bot.slack.person("developer").shortcut("flag_client_global")
    settle()
    assert "guard.refused" in shown(bot.slack.person("developer").view)


def test_a_form_that_fails_to_fill_says_so(bot: Bot, settle: Settle) -> None:
    """With a reference, in the place where it would have been."""
    bot.entries.shortcut("flag_client_global", broken, opens_form=True)
    bot.slack.person("lead").shortcut("flag_client_global")
    settle()
    assert "guard.failed reference=" in shown(bot.slack.person("lead").view)


def test_where_no_form_opens_the_line_to_type_is_shown(bot: Bot) -> None:
    """Slack refused the trigger, or did not answer."""
    bot.entries.command("/flag-client", broken, opens_form=True)
    bot.slack.faults.add("views.open", faults.error("expired_trigger_id"))
    assert bot.slack.person("lead").command("/flag-client", "general").text == "guard.flag_form_not_opened"
    assert bot.door.asked == []


def open_form(bot: Bot, settle: Settle, who: str = "lead") -> None:
    bot.entries.shortcut("flag_client_global", lambda request: Ack(view=form()), opens_form=True)
    bot.slack.person(who).shortcut("flag_client_global")
    settle()


def test_a_submitted_form_is_read(bot: Bot, settle: Settle) -> None:
    """And its answer may take its place."""
    notes: list[object] = []

    def take(request: Request[Screen]) -> Ack:
        notes.append(request.part.state["note"]["value"]["value"])
        return Ack({"response_action": "update", "view": form("Flagged")})

    bot.entries.submission("flag_client", take)
    bot.entries.options("client", lambda request: Ack({"options": [option("Acme")]}))
    open_form(bot, settle)
    lead = bot.slack.person("lead")
    lead.suggest("client", "ac")
    lead.fill({"client": "Acme", "note": "late again"})
    assert "Flagged" in shown(lead.submit().updated)
    assert notes == ["late again"]


def option(name: str) -> dict[str, object]:
    return {"text": {"type": "plain_text", "text": name}, "value": name}


@pytest.mark.parametrize(("fails", "told"), [(broken, "guard.failed"), (busy, "guard.busy")])
def test_a_form_that_cannot_be_saved_keeps_what_was_typed(bot: Bot, settle: Settle, fails: object, told: str) -> None:
    """The error stands at its first field."""
    bot.entries.submission("flag_client", fails)  # type: ignore[arg-type]
    bot.entries.options("client", lambda request: Ack({"options": [option("Acme")]}))
    open_form(bot, settle)
    lead = bot.slack.person("lead")
    lead.suggest("client", "ac")
    lead.fill({"client": "Acme"})
    result = lead.submit()
    assert list(result.errors) == ["client"]
    assert result.errors["client"].startswith(told)


def test_suggestions_tell_a_guest_nothing(bot: Bot, settle: Settle) -> None:
    """An empty list, as for a word that nothing matches; an unknown select and a failing one too."""

    def suggest(request: Request[Options]) -> Ack:
        return Ack({"options": [option("Acme")]})

    open_form(bot, settle)
    lead = bot.slack.person("lead")
    assert lead.suggest("client", "a").labels == []
    bot.entries.options("client", suggest)
    assert lead.suggest("client", "a").labels == ["Acme"]
    bot.door.members.clear()
    assert lead.suggest("client", "a").labels == []


def post_button(bot: Bot, action: str = "alert_ack") -> None:
    """A message of the bot's with a button in #general."""
    button = {
        "type": "button",
        "action_id": action,
        "value": "ep1",
        "text": {"type": "plain_text", "text": "Take"},
    }
    client = web_client(bot.home.bot_token, bot.home.api_url)
    channel = bot.slack.workspace.channel("general")
    assert channel
    client.chat_postMessage(channel=channel.id, text="Alert", blocks=[{"type": "actions", "elements": [button]}])


def test_a_pressed_button_is_read(bot: Bot) -> None:
    """Its value, its message, and a receipt that a second press does not share."""
    seen: list[Request[Action]] = []

    def take(request: Request[Action]) -> Ack:
        seen.append(request)
        return Ack()

    bot.entries.action("alert_ack", take)
    post_button(bot)
    message = bot.slack.messages("general")[-1]
    bot.slack.person("lead").press("alert_ack", in_=message)
    bot.slack.person("designer").press("alert_ack", in_=message)
    assert [(one.part.value, one.part.message_ts) for one in seen] == [("ep1", message.ts)] * 2
    assert len({one.receipt for one in seen}) == 2
    bot.slack.redeliver()
    assert seen[2].receipt == seen[1].receipt


def test_a_refused_press_is_answered_where_only_they_see_it(bot: Bot, settle: Settle) -> None:
    """Through the response URL, without touching the message."""
    bot.entries.action("alert_ack", broken)
    post_button(bot)
    bot.slack.person("developer").press("alert_ack", in_=bot.slack.messages("general")[-1])
    settle()
    assert bot.slack.person("developer").ephemerals[-1].text == "guard.refused"
    assert bot.slack.messages("general")[-1].text == "Alert"


def test_a_refused_global_shortcut_gets_a_small_modal(bot: Bot) -> None:
    """Slack gives it no other way to be answered."""
    bot.entries.shortcut("flag_client_global", broken)
    bot.slack.person("developer").shortcut("flag_client_global")
    assert "guard.refused" in shown(bot.slack.person("developer").view)


def test_a_message_shortcut_brings_the_message(bot: Bot) -> None:
    """Its place, its author and its text."""
    seen: list[Request[Shortcut]] = []

    def take(request: Request[Shortcut]) -> Ack:
        seen.append(request)
        return Ack()

    bot.entries.shortcut("flag_client_message", take)
    said = bot.slack.person("designer").say("general", "They moved the deadline")
    bot.slack.person("lead").shortcut("flag_client_message", said)
    message = seen[0].part.message
    assert message is not None
    assert (message.ts, message.author, message.text) == (said.ts, said.user, "They moved the deadline")
    assert seen[0].team_domain == "northlight-studio"


def test_events_of_people_are_guarded_and_a_failure_is_sent_again(bot: Bot) -> None:
    """A handler that raises answers 500; a refused person's reaction is acknowledged and forgotten."""
    seen: list[Request[Event]] = []

    def take(request: Request[Event]) -> Ack:
        seen.append(request)
        if not request.part.is_retry:
            raise StoreBusy("locked")
        return Ack()

    bot.entries.event("reaction_added", take)
    post_button(bot)
    message = bot.slack.messages("general")[-1]
    bot.slack.person("developer").react("general", message.ts, "eyes")
    assert seen == []
    bot.slack.person("lead").react("general", message.ts, "eyes")
    assert seen[0].channel == message.channel
    entry = bot.slack.traffic.last_delivery()
    assert entry is not None
    assert len(seen) == 2
    assert seen[0].receipt == seen[1].receipt


def test_what_the_world_tells_needs_nobodys_rights(bot: Bot) -> None:
    """The receipt of our own post comes as an event of our own, and gets through."""
    seen: list[str] = []

    def note(asked: object) -> Ack:
        seen.append("posted")
        return Ack()

    bot.entries.fact("message_metadata_posted", note)
    channel = bot.slack.workspace.channel("general")
    assert channel
    web_client(bot.home.bot_token, bot.home.api_url).chat_postMessage(
        channel=channel.id, text="x", metadata={"event_type": "partways_alert", "event_payload": {"wire_id": "w1"}}
    )
    bot.slack.flush()
    assert seen == ["posted"]
    assert bot.door.asked == []


def test_a_refused_person_finds_a_polite_home(bot: Bot, settle: Settle) -> None:
    """App Home of somebody who is not let in says nothing else."""
    bot.entries.event("app_home_opened", broken)
    bot.slack.person("developer").open_home()
    settle()
    assert "guard.refused" in shown(bot.slack.person("developer").home)


def test_what_nobody_listens_to_is_acknowledged(bot: Bot) -> None:
    """An unknown command, button, event: 200 and nothing else."""
    post_button(bot)
    assert bot.slack.person("lead").press("alert_ack", in_=bot.slack.messages("general")[-1]).status == 200
    assert bot.slack.person("lead").command("/flag-client", "general").body is None


def test_another_workspace_is_refused(bot: Bot) -> None:
    """The app's secret is the same everywhere; the workspace is not."""
    bot.entries.command("/flag-client", broken)
    sent = {"command": "/flag-client", "team_id": "T0ELSEWHERE", "trigger_id": "1.2.x", "user_id": "U0LEAD00001"}
    body = urlencode(sent | {"channel_id": "C0GENERAL01"}).encode()
    status, _, answer = bot.endpoint.handle(signed(body, secret=bot.slack.signing_secret), body)
    assert (status, json.loads(answer)["text"]) == (200, "guard.refused")
    assert bot.door.asked == []


def test_an_odd_value_in_a_form_is_a_bad_request(bot: Bot) -> None:
    """A handler that cannot read a field says so by `BadPayload`."""

    def odd(request: object) -> Ack:
        raise BadPayload("note")

    bot.entries.command("/flag-client", odd)
    assert bot.slack.person("lead").command("/flag-client", "general").status == 400


@pytest.mark.parametrize("who", ["lead", "partner"])
def test_what_is_not_listed_nobody_may(bot: Bot, settle: Settle, who: str) -> None:
    """A way in that somebody registered and whose rights nobody wrote down: closed, to reviewers too."""
    bot.door.reviewers.add(bot.slack.person("partner").id)
    bot.door.members.add(bot.slack.person("partner").id)
    bot.entries.action("nobody_wrote_it_down", broken)
    post_button(bot, "nobody_wrote_it_down")
    bot.slack.person(who).press("nobody_wrote_it_down", in_=bot.slack.messages("general")[-1])
    settle()
    assert bot.slack.person(who).ephemerals[-1].text in ("guard.refused", "not_done.reviewers_only")


def test_a_reviewers_act_is_refused_before_anything_is_looked_up(bot: Bot, settle: Settle) -> None:
    """So the answer is the same whatever the button carries; a reviewer gets through."""
    seen: list[str] = []

    def take(request: Request[Action]) -> Ack:
        seen.append(request.actor)
        return Ack()

    bot.entries.action("client_unmerge", take)
    post_button(bot, "client_unmerge")
    message, lead = bot.slack.messages("general")[-1], bot.slack.person("lead")
    lead.press("client_unmerge", in_=message)
    settle()
    assert seen == []
    assert lead.ephemerals[-1].text == "not_done.reviewers_only"
    bot.door.reviewers.add(lead.id)
    lead.press("client_unmerge", in_=message)
    assert seen == [lead.id]
