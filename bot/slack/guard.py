"""What every request goes through: who asks, may they, and what are they told where something is amiss."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Protocol

from bot.domain.authority import role_may
from bot.domain.people import Denied, Grant, Role
from bot.slack import deadline
from bot.slack.acts import ACTS
from bot.slack.clients import Home
from bot.slack.entry import Ack, Asked, Entry, EntryPoints, Kind, Opened, Request, Screen, View
from bot.slack.failures import record_failure, record_refusal
from bot.slack.ids import Action, Command, Shortcut
from bot.slack.parse import BadPayload
from bot.slack.responder import Responder
from bot.slack.screens import Screens, notice_home, notice_modal
from bot.usecases.ports import StoreBusy

# (workspace, user, the user's own workspace as far as it is known) to what they are here.
Admit = Callable[[str, str, str | None], Grant | Denied]
# What opens the form that a line in the command box can do the work of.
_OPENING_THE_FLAG_FORM = frozenset({Command.FLAG_CLIENT, Shortcut.FLAG_GLOBAL, Shortcut.FLAG_MESSAGE, Action.FORM_OPEN})
# `StoreBusy.what` where waiting does not help.
_FULL = "full"


class Word(StrEnum):
    """The sentences that the guard says, by their key in the catalogue. ``FAILED`` takes a ``reference``."""

    REFUSED = "guard.refused"
    REVIEWERS_ONLY = "not_done.reviewers_only"
    NOT_CHECKED = "guard.not_checked"  # Slack did not tell who they are just now: try again
    FORM_NOT_OPENED = "guard.form_not_opened"
    FLAG_FORM_NOT_OPENED = "guard.flag_form_not_opened"  # with the one-line command to type instead
    BUSY = "guard.busy"  # nothing was saved: try again
    FULL = "guard.full"  # nothing was saved, and trying again does not help; takes a ``reference``
    FAILED = "guard.failed"
    TITLE = "guard.title"  # of a modal that says one of these; at most 24 characters
    CLOSE = "guard.close"


class Words(Protocol):
    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of that key, in the workspace's language. Must not need the database: it may be what failed."""


@dataclass(frozen=True, slots=True)
class Guard:
    """``words`` gives the sentence for a `Word`; ``loading`` the view that a form shows until it is filled."""

    home: Home
    entries: EntryPoints
    admit: Admit
    words: Words
    loading: Callable[[], View]
    screens: Screens
    responder: Responder

    def answer(self, asked: Asked[object]) -> Ack:
        """What is acknowledged. Never raises; an event that failed has the status 500, so that Slack sends it again."""
        entry = self.entries.find(asked.kind, asked.id)
        if entry is None:
            return _nothing(asked.kind)
        try:
            with deadline.answering(deadline.ANSWER_WITHIN_S):
                return self._let_in(entry, asked)
        except BadPayload:
            record_refusal("bad_payload", asked.kind, asked.id)
            return Ack(status=400)
        except Exception as error:
            return self._failed(asked, error)

    def _let_in(self, entry: Entry, asked: Asked[object]) -> Ack:
        if asked.workspace != self.home.workspace:
            return self._refuse(asked, Role.OUTSIDER)
        if not entry.is_guarded:
            return self._tracked(entry, asked, entry.handler(asked))
        if entry.opens_form_for(asked.part):
            return self._open_form(entry, asked)
        admitted = self._admitted(entry, asked)
        if isinstance(admitted, Denied):
            return self._refuse(asked, admitted.role)
        return self._tracked(entry, asked, entry.handler(_request(asked, admitted, None)))

    def _open_form(self, entry: Entry, asked: Asked[object]) -> Ack:
        """A trigger lives 3 s, so the modal opens before anybody is asked anything; all it says is that it loads."""
        opened = self.screens.open(asked, self.loading())
        if opened is None:
            record_refusal("form_not_opened", asked.kind, asked.id)
            is_to_flag = asked.id in _OPENING_THE_FLAG_FORM
            word = Word.FLAG_FORM_NOT_OPENED if is_to_flag else Word.FORM_NOT_OPENED
            return self._say(asked, self.words(word), may_open=False)
        return Ack(later=lambda: self._fill_form(entry, asked, opened))

    def _fill_form(self, entry: Entry, asked: Asked[object], opened: Opened) -> None:
        try:
            ack = self._form(entry, asked, opened)
        except Exception as error:
            ack = Ack(view=self._notice(self._words_for(asked, error)))
        if ack.view is not None and not self.screens.fill(opened, ack.view):
            record_refusal("form_not_filled", asked.kind, asked.id)
        if ack.later is not None:
            ack.later()

    def _form(self, entry: Entry, asked: Asked[object], opened: Opened) -> Ack:
        admitted = self._admitted(entry, asked)
        if isinstance(admitted, Denied):
            record_refusal(str(admitted.role), asked.kind, asked.id)
            return Ack(view=self._notice(self.words(_word_for(admitted.role))))
        return self._tracked(entry, asked, entry.handler(_request(asked, admitted, opened)))

    def _admitted(self, entry: Entry, asked: Asked[object]) -> Grant | Denied:
        """Whoever asks, let in to what they ask for. What nobody wrote down is refused to everybody."""
        if asked.user is None:
            return Denied(Role.UNKNOWN)
        admitted = self.admit(asked.workspace, asked.user, asked.user_team)
        if isinstance(admitted, Grant) and not role_may(admitted.role, ACTS.get((entry.kind, entry.id))):
            return Denied(admitted.role)
        return admitted

    def _refuse(self, asked: Asked[object], role: Role) -> Ack:
        record_refusal(str(role), asked.kind, asked.id)
        text = self.words(_word_for(role))
        if asked.kind is Kind.SUBMISSION:
            block = _first_input(asked.part)
            return _errors(block, text) if block else Ack({"response_action": "clear"})
        if asked.kind is Kind.EVENT:
            return Ack(later=self._blank_home(asked, text) if asked.id == "app_home_opened" else None)
        return self._say(asked, text)

    def _blank_home(self, asked: Asked[object], text: str) -> Callable[[], None] | None:
        user = asked.user
        if user is None or asked.workspace != self.home.workspace:
            return None

        def publish() -> None:
            self.screens.publish(user, notice_home(text))

        return publish

    def _failed(self, asked: Asked[object], error: Exception) -> Ack:
        text = self._words_for(asked, error)
        if asked.kind is Kind.EVENT:
            return Ack(status=500)
        if asked.kind is Kind.SUBMISSION:
            block = _first_input(asked.part)
            if block:
                return _errors(block, text)
            return Ack({"response_action": "update", "view": self._notice(text)})
        return self._say(asked, text)

    def _words_for(self, asked: Asked[object], error: Exception) -> str:
        if isinstance(error, StoreBusy) and error.what != _FULL:
            record_refusal(f"store_{error.what}", asked.kind, asked.id)
            return self.words(Word.BUSY)
        reference = record_failure(error, asked.kind, asked.id)
        return self.words(Word.FULL if isinstance(error, StoreBusy) else Word.FAILED, reference=reference)

    def _say(self, asked: Asked[object], text: str, *, may_open: bool = True) -> Ack:
        """Privately, by what the kind of request has: the acknowledgement, the response URL, or a small modal."""
        match asked.kind:
            case Kind.COMMAND:
                return Ack({"response_type": "ephemeral", "text": text})
            case Kind.SHORTCUT | Kind.ACTION:
                url = asked.response_url
                if url:
                    return Ack(later=lambda: self._respond(url, text))
                if may_open:
                    self.screens.open(asked, self._notice(text))
                return Ack()
            case _:
                return _nothing(asked.kind)

    def _respond(self, url: str, text: str) -> None:
        self.responder.say(url, text)

    def _notice(self, text: str) -> View:
        return notice_modal(self.words(Word.TITLE), self.words(Word.CLOSE), text)

    def _tracked(self, entry: Entry, asked: Asked[object], ack: Ack) -> Ack:
        """The same answer, whose work after the acknowledgement cannot fail without a trace."""
        later = ack.later
        if later is None:
            return ack

        def run() -> None:
            try:
                later()
            except Exception as error:
                record_failure(error, entry.kind, asked.id, doing="after the acknowledgement")

        return Ack(ack.body, run, ack.view, ack.status)


_ASKED = tuple(field.name for field in fields(Asked))


def _request(asked: Asked[object], grant: Grant, opened: Opened | None) -> Request[object]:
    known = {name: getattr(asked, name) for name in _ASKED}
    return Request(**known, grant=grant, opened=opened)


def _word_for(role: Role) -> Word:
    """A member was refused what reviewers alone may do; said before anything was looked up."""
    match role:
        case Role.UNKNOWN:
            return Word.NOT_CHECKED
        case Role.MEMBER:
            return Word.REVIEWERS_ONLY
        case _:
            return Word.REFUSED


def _nothing(kind: Kind) -> Ack:
    return Ack({"options": []}) if kind is Kind.OPTIONS else Ack()


def _errors(block: str, text: str) -> Ack:
    return Ack({"response_action": "errors", "errors": {block: text}})


def _first_input(part: object) -> str | None:
    """The ``block_id`` of the first input of a form, where an error can stand."""
    if not isinstance(part, Screen):
        return None
    drawn = (block.get("block_id") for block in part.blocks if block.get("type") == "input")
    return next((block for block in drawn if isinstance(block, str)), next(iter(part.state), None))
