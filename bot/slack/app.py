"""Bolt, made explicitly: one workspace, our own threads, seven listeners."""

import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.context import BoltContext

from bot.domain.command_names import command_of
from bot.slack.clients import Home, web_client
from bot.slack.entry import EntryPoints, Kind, View
from bot.slack.executor import TrackedExecutor
from bot.slack.failures import record_failure, record_refusal
from bot.slack.guard import Admit, Guard, Words
from bot.slack.library_log import library_logger
from bot.slack.parse import BadPayload, read
from bot.slack.responder import Responder
from bot.slack.screens import Screens
from bot.slack.shape import Body, is_listened_to

BoltApp = App
_ANY = re.compile(r".*", re.DOTALL)
# Bolt reads these by itself: a client id and secret would turn on OAuth with stores in files.
_READ_BY_BOLT = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_VERIFICATION_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
)
_environment_lock = threading.Lock()


def build_app(
    home: Home,
    entries: EntryPoints,
    *,
    admit: Admit,
    words: Words,
    loading: Callable[[], View],
    executor: TrackedExecutor,
    commands: Mapping[str, str] | None = None,
) -> App:
    """A Bolt app that answers for ``entries``. It verifies no signatures: the gate in front of it does.

    ``commands`` are the slash commands that have another name here, as `domain.command_names` has them.
    """
    guard = Guard(home, entries, admit, words, loading, Screens(home), Responder(home.api_url))
    with _without_slack_environment():
        app = App(
            name="partways",
            logger=library_logger(),
            client=web_client(None, home.api_url),
            authorize=_OneWorkspace(home),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
            # Receipts of our own posts come as events of our own; `usecases` drops our own reactions.
            ignoring_self_events_enabled=False,
            token_verification_enabled=False,
            listener_executor=executor,
        )
    _listen(app, guard, executor, commands or {})
    return app


def dispatch(app: App, body: Body, headers: Mapping[str, str]) -> BoltResponse:
    """Bolt's answer to a body that the gate has read; a kind that nobody listens to is acknowledged, no more."""
    if not is_listened_to(body):
        return BoltResponse(status=200, body="")
    told = {name: value for name, value in headers.items() if name.lower().startswith("x-slack-retry-")}
    try:
        # In this mode Bolt takes the body as it was read, and does not parse it a second time.
        request = BoltRequest(body=body, headers={**told}, mode="socket_mode")
    except Exception as error:
        record_failure(error, Kind.EVENT, "unread", doing="reading")
        return BoltResponse(status=400, body="")
    response = app.dispatch(request)
    return BoltResponse(status=200, body="") if response.status == 404 else response


class _OneWorkspace(Authorize):
    """The token of the one workspace, without asking Slack: who may do what is the guard's to say."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __call__(
        self,
        *,
        context: BoltContext,  # noqa: ARG002 - Bolt passes these by name
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,  # noqa: ARG002 - as above
        actor_enterprise_id: str | None = None,  # noqa: ARG002 - as above
        actor_team_id: str | None = None,  # noqa: ARG002 - as above
        actor_user_id: str | None = None,  # noqa: ARG002 - as above
    ) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id or self._home.workspace,
            bot_user_id=self._home.bot_user,
            bot_token=self._home.bot_token,
        )


def _listen(app: App, guard: Guard, executor: TrackedExecutor, commands: Mapping[str, str]) -> None:
    """Bolt tries listeners in this order, 10 to 25 µs each: what people wait for comes first."""
    app.command(_ANY)(_listener(Kind.COMMAND, guard, executor, commands))
    app.options(_ANY)(_listener(Kind.OPTIONS, guard, executor))
    app.block_action({"action_id": _ANY})(_listener(Kind.ACTION, guard, executor))
    app.view_submission(_ANY)(_listener(Kind.SUBMISSION, guard, executor))
    app.event(_ANY)(_listener(Kind.EVENT, guard, executor))
    app.shortcut(_ANY)(_listener(Kind.SHORTCUT, guard, executor))
    app.view_closed(_ANY)(_listener(Kind.CLOSED, guard, executor))


def _listener(
    kind: Kind, guard: Guard, executor: TrackedExecutor, commands: Mapping[str, str] | None = None
) -> Callable[..., BoltResponse]:
    def listen(body: dict[str, Any], request: BoltRequest) -> BoltResponse:
        try:
            asked = read(kind, body, is_retry="x-slack-retry-num" in request.headers)
        except BadPayload as bad:
            record_refusal(f"bad_{bad}", kind, "unread")
            return BoltResponse(status=400, body="")
        if commands:
            asked = replace(asked, id=command_of(asked.id, commands))
        ack = guard.answer(asked)
        if ack.later is not None:
            executor.submit(ack.later)
        return BoltResponse(status=ack.status, body="" if ack.body is None else dict(ack.body))

    return listen


@contextmanager
def _without_slack_environment() -> Iterator[None]:
    """Hides the variables that Bolt would act on while it is made; there is no other way to tell it not to."""
    with _environment_lock:
        hidden = {name: os.environ.pop(name) for name in _READ_BY_BOLT if name in os.environ}
        try:
            yield
        finally:
            os.environ.update(hidden)
