import io
import threading

import pytest

from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.rendering import plain, render_blocks
from bot.sandbox.terminal import Terminal
from tests.sandbox.tiny_app import TinyApp, buttons


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def terminal(app: TinyApp, slack: LocalSlack, out: io.StringIO) -> Terminal:
    return Terminal(slack, out)


def told(terminal: Terminal, out: io.StringIO, line: str) -> str:
    before = len(out.getvalue())
    terminal.do(line)
    return out.getvalue()[before:]


def test_a_command_shows_its_answer(terminal: Terminal, out: io.StringIO, app: TinyApp) -> None:
    """The private answer stands there with its buttons, once."""
    app.answer = {"text": "heard", "blocks": [{"type": "divider"}, *buttons("Answer")]}
    shown = told(terminal, out, "/tiny hello")
    assert "only you see this" in shown
    assert "[Answer]" in shown
    assert "[Answer]" not in told(terminal, out, "people")
    app.answer = {"text": "pressed"}
    assert "pressed" in told(terminal, out, "press Answer")


def test_a_form_is_filled_and_submitted(terminal: Terminal, out: io.StringIO) -> None:
    """The form shows its fields by their ids, what is in them, and what is wrong."""
    assert "note [note]: ____" in told(terminal, out, "use open_form")
    assert "!! Please complete" in told(terminal, out, "submit")
    assert "note [note]: two words" in told(terminal, out, "fill note two words")
    assert told(terminal, out, "submit") == ""


def test_who_where_and_when_can_be_chosen(terminal: Terminal, out: io.StringIO, slack: LocalSlack) -> None:
    """Person, channel and time."""
    terminal.do("as partner")
    terminal.do("in client-alerts")
    assert terminal.prompt == "partner in #client-alerts> "
    assert "it is Tuesday 2026-03-03 09:00 UTC" in told(terminal, out, "clock +1d")
    assert "the app is in it" not in told(terminal, out, "channels").split("client-alerts")[1].split("#")[0]
    assert told(terminal, out, "invite").startswith("done")
    assert slack.bot_user_id in slack.platform.channel("client-alerts").members


def test_emoji_go_on_the_apps_newest_message(terminal: Terminal, out: io.StringIO, app: TinyApp) -> None:
    """`react` finds it; without one it says so."""
    assert "no such message" in told(terminal, out, "react eyes")
    app.client.chat_postMessage(channel="C0GENERAL01", text="alert")
    terminal.do("react eyes")
    assert ":eyes: 1" in told(terminal, out, "read")
    assert app.seen("reaction_added") != []
    terminal.do("unreact eyes")
    assert ":eyes:" not in told(terminal, out, "read")


@pytest.mark.parametrize(
    "line", ["dance", "as nobody", "in nowhere", "press x", "clock soon", "/nope", "submit", "fill a b"]
)
def test_a_mistake_is_a_sentence(terminal: Terminal, out: io.StringIO, line: str) -> None:
    """What cannot be done is said, and the terminal goes on."""
    assert told(terminal, out, line).strip() != ""


def test_it_ends_with_its_lines_or_at_quit(terminal: Terminal, out: io.StringIO) -> None:
    """`quit` ends it; so does the end of the input, unless it is to stay."""
    terminal.run(["say one", "quit", "say two"], prompts=True)
    assert "one" in out.getvalue()
    assert "two" not in out.getvalue()
    stays = threading.Event()
    stays.set()
    terminal.run([], stays=stays)


def test_every_verb_is_in_the_help(terminal: Terminal, out: io.StringIO) -> None:
    """What can be typed is written down."""
    text = told(terminal, out, "help")
    for verb in ("as", "in", "people", "channels", "say", "read", "use", "press", "fill", "submit", "close", "home"):
        assert verb in text
    for line in ("home", "close", "share", "unshare", "reset", "clock"):
        assert told(terminal, out, line) != "" or line == "close"


def test_mrkdwn_is_read_as_people_read_it() -> None:
    """Names for ids, links spelled out, entities undone."""
    text = "<@U1> in <#C1|x>: <https://example.com|here> &lt;b&gt; <!date^0^{date}|then> <!here>"
    assert plain(text, lambda one: one.lower()) == "@u1 in #c1: here (https://example.com) <b> then @here"
    cells = [[{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 1}]]
    assert render_blocks([{"type": "data_table", "block_id": "t", "rows": cells}], str) == "a | 1"
