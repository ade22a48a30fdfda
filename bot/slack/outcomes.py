"""What an answer of Slack's means for a post: sent, certainly not sent, nowhere to send it, or unknown."""

from collections.abc import Mapping
from datetime import timedelta

from bot.slack.one_request import Answered, Broken, NotConnected
from bot.usecases.ports import Gone, MayBeSent, NotSent, Outcome, Posted

# Errors are those that Slack documents for chat.postMessage, chat.update and chat.delete.
_GONE = frozenset(
    {
        "is_archived",
        "channel_not_found",
        "not_in_channel",
        "ekm_access_denied",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "invalid_auth",
        "not_authed",
        "not_allowed_token_type",
        "missing_scope",
        "no_permission",
        "access_denied",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "user_not_found",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "is_inactive",
        # The message that is to be changed, deleted or answered is not there, or may not be touched any more.
        "message_not_found",
        "thread_not_found",
        "cant_update_message",
        "cant_delete_message",
        "edit_window_closed",
        "cannot_reply_to_message",
        "compliance_exports_prevent_deletion",
    }
)
_GONE_PREFIX = "restricted_action"
_MALFORMED = frozenset(
    {
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
        "too_many_attachments",
        "metadata_too_large",
        "metadata_must_be_sent_from_app",
        "markdown_text_conflict",
        "json_not_object",
        "missing_post_type",
        "block_mismatch",
    }
)
_NOT_SENT = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "request_timeout",
        "message_limit_exceeded",
        "accesslimited",
        "team_added_to_org",
        "update_failed",
        "deprecated_endpoint",
        "method_deprecated",
        "two_factor_setup_required",
    }
)
# `invalid_...` that say nothing of the content itself: the same message may pass later.
_INVALID_BUT_WELL_FORMED = frozenset({"invalid_thread_ts", "invalid_ts_latest", "invalid_ts_oldest"})


def outcome_of(answer: NotConnected | Broken | Answered, channel: str, ts: str | None = None) -> Outcome:
    """``ts`` is that of the message edited or deleted; None for a post, whose answer must name its own."""
    match answer:
        case NotConnected(why):
            return NotSent(why)
        case Broken(why):
            return MayBeSent(why)
        case Answered():
            return _answered(answer, channel, ts)


def _answered(answer: Answered, channel: str, ts: str | None) -> Outcome:
    if answer.status == 429:
        return NotSent("ratelimited", retry_after=_retry_after(answer))
    if answer.status >= 500:
        return MayBeSent(f"http_{answer.status}")
    if answer.body is None:
        return MayBeSent("not_json")
    if answer.body.get("ok") is True:
        return _posted(answer.body, channel, ts)
    error = answer.body.get("error")
    return _refused(error if isinstance(error, str) else "", answer)


def _posted(body: Mapping[str, object], channel: str, ts: str | None) -> Outcome:
    told_channel, told_ts = body.get("channel"), body.get("ts")
    # A post to a user id comes back with the id of the conversation, which later calls need.
    where = told_channel if isinstance(told_channel, str) and told_channel else channel
    if isinstance(told_ts, str) and told_ts:
        return Posted(where, told_ts)
    return Posted(where, ts) if ts is not None else MayBeSent("ok_without_ts")


def _refused(error: str, answer: Answered) -> Outcome:
    if error in _GONE or error.startswith(_GONE_PREFIX):
        return Gone(error)
    if error in _MALFORMED or (error.startswith("invalid_") and error not in _INVALID_BUT_WELL_FORMED):
        return NotSent(error, is_malformed=True)
    if error in _NOT_SENT or error in _INVALID_BUT_WELL_FORMED:
        return NotSent(error, retry_after=_retry_after(answer))
    # internal_error, fatal_error, service_unavailable and whatever Slack will think of: some of it may have happened.
    return MayBeSent(error or "no_error_named")


def _retry_after(answer: Answered) -> timedelta | None:
    given = answer.headers.get("retry-after", "").strip()
    return timedelta(seconds=int(given)) if given.isascii() and given.isdigit() and len(given) <= 6 else None
