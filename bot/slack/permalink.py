"""Slack's link to a message, built by hand: the bot is often not in that channel, and need not be."""


def permalink(team_domain: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """An answer in a thread is found by its thread alone; the message that began one is not an answer in it."""
    link = f"https://{team_domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return link if thread_ts in (None, ts) else f"{link}?thread_ts={thread_ts}&cid={channel}"
