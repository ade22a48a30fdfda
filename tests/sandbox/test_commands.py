import json
import threading
import urllib.error
import urllib.request
from datetime import timedelta

import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.person import Person
from bot.sandbox.wire import RefusedError
from tests.sandbox.tiny_app import TinyApp, buttons


def post(url: str, said: dict[str, object]) -> tuple[int, str]:
    request = urllib.request.Request(url, json.dumps(said).encode(), {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_a_command_is_answered_in_private(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """What the acknowledgement carries is shown to that person and to nobody else."""
    reply = lead.command("/tiny hello", channel="general")
    assert (reply.status, reply.text, reply.error) == (200, "heard", "")
    assert [one.text for one in lead.ephemerals] == ["heard"]
    assert slack.person("designer").ephemerals == []
    assert slack.messages("general") == []


def test_an_answer_in_the_channel_prints_the_command_too(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """`in_channel` shows everybody what was typed."""
    app.answer = {"text": "for all", "response_type": "in_channel"}
    reply = lead.command("/tiny hello", channel="general")
    assert reply.text == "for all"
    assert [(one.user, one.text) for one in slack.messages("general")] == [
        (lead.id, "/tiny hello"),
        (slack.bot_user_id, "for all"),
    ]


def test_should_escape_sends_ids_and_entities(app: TinyApp, lead: Person) -> None:
    """Names of people and channels become ids, the rest entities; a private channel keeps its name."""
    lead.command("/tiny @designer #general #client-alerts <b> & @channel https://example.com/x")
    assert app.bodies[-1]["text"] == (
        "<@U0DESIGN001> <#C0GENERAL01|general> <#C0ALERTS001|> &lt;b&gt; &amp; <!channel> <https://example.com/x>"
    )


def test_a_private_channel_is_not_named_to_the_app(app: TinyApp, lead: Person) -> None:
    """The payload says `privategroup`."""
    lead.command("/tiny", channel="client-alerts")
    assert app.bodies[-1]["channel_name"] == "privategroup"


@pytest.mark.parametrize(
    ("who", "typed", "channel", "why"),
    [
        ("outsider", "/tiny", "acme-shared", "only people of this workspace"),
        ("former", "/tiny", None, "deactivated"),
        ("buildbot", "/tiny", "general", "only people"),
        ("lead", "/tiny", "old-pitches", "archived"),
        ("lead", "/nope", "general", "not a command"),
        ("developer", "/tiny", "client-alerts", "is not in"),
    ],
)
def test_what_slack_does_not_let_one_do(
    app: TinyApp, slack: LocalSlack, who: str, typed: str, channel: str | None, why: str
) -> None:
    """Outsiders, the deactivated, bots, archived channels and unknown commands are Slack's refusals, not the app's."""
    with pytest.raises(RefusedError, match=why):
        slack.person(who).command(typed, channel)
    assert app.bodies == []


def test_commands_do_not_work_in_threads(app: TinyApp, lead: Person) -> None:
    """Slack offers its own commands only there."""
    with pytest.raises(RefusedError, match="thread"):
        lead.command("/tiny", "general", thread_ts="1.0")


def test_guests_can_run_commands(app: TinyApp, slack: LocalSlack) -> None:
    """Slack lets guests type commands; keeping them out is the app's business."""
    assert slack.person("visitor").command("/tiny", "freelance-desk").text == "heard"


def test_an_answer_that_slack_would_not_take_is_an_error(app: TinyApp, lead: Person) -> None:
    """Blocks in an acknowledgement are checked like any others."""
    app.answer = {"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]}
    reply = lead.command("/tiny")
    assert (reply.error, reply.messages) == ("invalid_blocks", ())


def test_an_unhandled_command_is_an_error(app: TinyApp, lead: Person) -> None:
    """Slack shows that the app failed where it answers anything but 200."""
    reply = lead.command("/slow")
    assert (reply.status, reply.error) == (404, "http_error")


def test_a_response_url_works_five_times_within_half_an_hour(app: TinyApp, clock: SandboxClock, lead: Person) -> None:
    """The sixth use and a late one are refused; each use shows a private message."""
    url = lead.command("/tiny").response_url
    for number in range(5):
        assert post(url, {"text": f"more {number}"}) == (200, "ok")
    assert post(url, {"text": "sixth"}) == (404, "used_url")
    assert [one.text for one in lead.ephemerals] == ["heard", *(f"more {number}" for number in range(5))]
    late = lead.command("/tiny").response_url
    clock.move(timedelta(minutes=31))
    assert post(late, {"text": "late"}) == (404, "expired_url")


def test_a_button_can_replace_and_delete_what_it_stands_on(app: TinyApp, lead: Person) -> None:
    """`replace_original` changes the private message, `delete_original` takes it away."""
    app.answer = {"text": "first", "blocks": buttons("Answer")}
    reply = lead.command("/tiny")
    app.answer = {"text": "second", "blocks": buttons("Answer"), "replace_original": True}
    assert lead.press("answer", in_=reply).text == "second"
    assert [one.text for one in lead.ephemerals] == ["second"]
    app.answer = {"text": "", "delete_original": True}
    lead.press("Answer", in_=reply)
    assert lead.ephemerals == []


def test_one_can_wait_for_what_the_app_does_later(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """A wait ends with the change, or says that it did not come."""
    later = threading.Timer(0.05, lambda: app.client.chat_postMessage(channel=lead.id, text="later"))
    later.start()
    assert slack.wait_until(lambda: [one.text for one in lead.direct()] == ["later"])
    later.join()
    assert not slack.wait_until(lambda: False, timeout_s=0.01)


def test_there_is_nothing_to_press_but_what_is_there(app: TinyApp, lead: Person) -> None:
    """A press that finds no such element is refused and names what there is."""
    app.answer = {"text": "x", "blocks": buttons("Answer")}
    reply = lead.command("/tiny")
    with pytest.raises(RefusedError, match="there are: answer"):
        lead.press("other", in_=reply)
