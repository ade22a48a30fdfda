"""How a listener answers: in the acknowledgement where Slack shows it, else through the response URL or the modal."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.slack.entry import Ack, Action, Request, Screen, View
from bot.slack.ids import Field
from bot.slack.messages.outcomes import done, not_done, refusal_text
from bot.slack.modals.answers import note_view
from bot.slack.rendered import Rendered
from bot.slack.responder import Responder
from bot.slack.screens import Screens
from bot.slack.wording import Words
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone
from bot.usecases.ports import Ports


@dataclass(frozen=True, slots=True)
class Desk:
    """What every listener works with. ``forget_person`` drops what the guard remembers of somebody."""

    ports: Ports
    screens: Screens
    responder: Responder
    forget_person: Callable[[str, str], None]


def say(rendered: Rendered) -> Ack:
    """The private answer to a command, inside the acknowledgement."""
    return Ack({"response_type": "ephemeral", "text": rendered.text, "blocks": rendered.blocks})


def titled_note(rendered: Rendered, language: str) -> View:
    return note_view(Words(language).plain("note.title"), rendered, language)


def answer_press(
    desk: Desk, request: Request[Action], rendered: Rendered, language: str, *, replaces: bool = False
) -> Ack:
    """The answer to a button: the modal it stands in turns into it, else a private message beneath. App Home has no
    place for one: there it opens as a small modal.

    ``replaces``: it takes the place of the private answer that the button stands in. Never of a posted message.
    """
    screen, url = request.part.screen, request.response_url
    if screen is not None and screen.is_modal:
        return Ack(later=lambda: _turn_into(desk, screen, rendered, language))
    if screen is not None and screen.is_home:
        return Ack(later=lambda: _open_note(desk, request, rendered, language))
    if url is None:
        return Ack()
    if replaces and request.part.is_ephemeral:
        return Ack(later=lambda: _replace(desk, url, rendered))
    return Ack(later=lambda: _say(desk, url, rendered))


def _turn_into(desk: Desk, screen: Screen, rendered: Rendered, language: str) -> None:
    desk.screens.update(screen.id, titled_note(rendered, language))


def _open_note(desk: Desk, request: Request[Action], rendered: Rendered, language: str) -> None:
    desk.screens.open(request, titled_note(rendered, language))


def _replace(desk: Desk, url: str, rendered: Rendered) -> None:
    desk.responder.replace(url, rendered.text, rendered.blocks)


def _say(desk: Desk, url: str, rendered: Rendered) -> None:
    desk.responder.say(url, rendered.text, rendered.blocks)


def outcome(result: Done | NotDone) -> Rendered:
    return done(result) if isinstance(result, Done) else not_done(result)


def close_with(result: Done | NotDone | FieldRefused) -> Ack:
    """The answer to a submitted form: an error at its field, or the same modal saying what was done."""
    if isinstance(result, FieldRefused):
        return Ack({"response_action": "errors", "errors": {Field(result.field).value: refusal_text(result)}})
    return Ack({"response_action": "update", "view": titled_note(outcome(result), result.language)})
