"""The control API: act as a person, read the state, make things go wrong. Filled in by its routes."""

from starlette.routing import Route

from bot.sandbox.local_slack import LocalSlack


def control_routes(slack: LocalSlack) -> list[Route]:
    """The routes under /control/."""
    del slack
    return []
