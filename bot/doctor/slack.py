"""Slack as it is found: whether it answers, what the tokens are good for, and whose clock is right."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.doctor.finding import Finding, failed, ok, skipped, warning
from bot.slack.probe import TokenAnswer, Unreachable

# Slack refuses requests over HTTP that are five minutes off; the gate refuses them alike.
CLOCK_WRONG: Final = timedelta(minutes=5)
CLOCK_OFF: Final = timedelta(seconds=30)
_HISTORY: Final = frozenset({"channels:history", "groups:history"})

_UNREACHABLE: Final = {
    Unreachable.NO_SUCH_HOST: (
        "its name is not found (DNS).",
        "Check this machine's name server and SLACK_API_URL, which normally is not set.",
    ),
    Unreachable.TLS: (
        "the connection is not trusted (TLS).",
        "Check this machine's clock and its certificates; a proxy that opens connections needs its own.",
    ),
    Unreachable.TIMEOUT: (
        "no answer came within five seconds.",
        "Check the firewall and the proxy: the bot needs to reach slack.com on port 443.",
    ),
    Unreachable.REFUSED: (
        "the connection was refused.",
        "Check SLACK_API_URL, which normally is not set, and the proxy.",
    ),
    Unreachable.ODD_ANSWER: (
        "what answered did not answer as Slack does.",
        "A proxy may answer in its place, SLACK_API_URL be wrong, or Slack have trouble: see its status page.",
    ),
    Unreachable.OTHER: (
        "the connection broke.",
        "Try again; if it stays, check the network and the proxy.",
    ),
}
_NEW_TOKEN: Final = (
    'Take the Bot User OAuth Token from "OAuth & Permissions" of your app, and put it into SLACK_BOT_TOKEN.'
)
_TOKEN_TROUBLE: Final = {
    "account_inactive": "The app was removed from the workspace. Install it again; its token is then a new one.",
    "token_revoked": f"The token was revoked. {_NEW_TOKEN}",
    "token_expired": f"The token has run out. {_NEW_TOKEN}",
    "ratelimited": "Slack wants fewer calls just now. Wait a minute and run this again.",
    "not_allowed_token_type": f"That is a token of another kind. {_NEW_TOKEN}",
}


def reaching(answer: TokenAnswer | Unreachable) -> Finding:
    if isinstance(answer, Unreachable):
        what, advice = _UNREACHABLE[answer]
        return failed("slack", f"Slack cannot be reached: {what}", advice)
    return ok("slack", "Slack answers.")


def bot_token(answer: TokenAnswer | Unreachable) -> Finding:
    if isinstance(answer, Unreachable):
        return skipped("token", "Slack cannot be reached.")
    if answer.error is not None:
        return failed(
            "token",
            f"Slack does not take SLACK_BOT_TOKEN: {answer.error}.",
            _TOKEN_TROUBLE.get(answer.error, _NEW_TOKEN),
        )
    return ok("token", f"It is that of {answer.bot_user} in {answer.workspace_name} ({answer.workspace}).")


def scopes(answer: TokenAnswer | Unreachable, wanted: Collection[str], optional: Collection[str]) -> Iterator[Finding]:
    """``wanted`` are those that the manifest asks for, ``optional`` those among them that may be declined."""
    if isinstance(answer, Unreachable) or answer.error is not None:
        yield skipped("scopes", "The token is not known to Slack.")
        return
    if answer.scopes is None:
        yield warning(
            "scopes", "Slack did not say which scopes the token has.", "Run this again; else look at your app."
        )
        return
    missing = sorted(set(wanted) - set(optional) - answer.scopes)
    superfluous = sorted(answer.scopes - set(wanted))
    if missing:
        yield failed(
            "scopes",
            f"The token lacks {', '.join(missing)}.",
            "Put the current `partways manifest` into your app's settings, then install it to the workspace again.",
        )
    elif superfluous:
        yield warning(
            "scopes",
            f"The token can do more than is needed: {', '.join(superfluous)}.",
            "Take these scopes out of your app's settings. A token loses them only when it is revoked and made anew.",
        )
    else:
        yield ok("scopes", "The token has what the manifest asks for, and nothing else.")
    yield _history(answer.scopes)


def _history(granted: Collection[str]) -> Finding:
    lacking = sorted(_HISTORY - set(granted))
    if not lacking:
        return ok("history", "The bot may look in a channel for an alert whose answer was lost.")
    return warning(
        "history",
        f"Without {' and '.join(lacking)} the bot cannot look whether an alert arrived whose answer was lost.",
        "It then relies on Slack's events, and may post such an alert twice. Grant the optional scopes to avoid it.",
    )


def app_token(answer: TokenAnswer | Unreachable) -> Finding:
    if isinstance(answer, Unreachable):
        return skipped("socket", "Slack cannot be reached.")
    if answer.error is not None:
        return failed(
            "socket",
            f"Slack does not take SLACK_APP_TOKEN for Socket Mode: {answer.error}.",
            'Make one in "Basic Information", App-Level Tokens, with the scope connections:write; '
            'and turn on "Socket Mode".',
        )
    return ok("socket", "Slack opens a connection for Socket Mode.")


def signing(secrets: int) -> Finding:
    """HTTP: that there is a secret is all that can be seen from here."""
    if secrets > 1:
        return warning(
            "signing",
            "Two signing secrets are accepted.",
            "When the change is done, leave only the new one in SLACK_SIGNING_SECRET.",
        )
    return ok("signing", "A signing secret is set. Whether it is the right one shows at Slack's first request.")


def lasting(length: timedelta) -> str:
    """Cut to what matters: seconds, else minutes, else hours, else days."""
    seconds = max(0, int(length.total_seconds()))
    for most, unit_s, unit in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < most:
            return f"{seconds // unit_s} {unit}"
    return f"{seconds // 86_400} days"


def clock(slack_time: datetime | None, now: datetime) -> Finding:
    if slack_time is None:
        return skipped("clock", "Slack told no time.")
    # An answer's time is whole seconds, and it was on its way.
    return off("clock", "Slack's", now - slack_time)


def off(check: str, whose: str, ahead: timedelta) -> Finding:
    """How far our clock is before (or, below nothing, behind) another one."""
    distance = abs(ahead)
    if distance < CLOCK_OFF:
        return ok(check, f"This machine's clock agrees with {whose}.")
    side = "ahead of" if ahead > timedelta(0) else "behind"
    told = f"This machine's clock is {lasting(distance)} {side} {whose}."
    advice = "Let it be set by NTP: windows, reminders and due dates go by it."
    if distance < CLOCK_WRONG:
        return warning(check, told, advice)
    return failed(check, told, f"{advice} Over HTTP every request of Slack's is refused while it is so far off.")
