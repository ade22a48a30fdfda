"""Small facts of a workspace that an answer needs before anything else is read."""

from bot.usecases.ports import Ports


def language_of(ports: Ports, workspace: str) -> str:
    with ports.store.read(workspace) as uow:
        return uow.workspace.settings().language


def team_domain_of(ports: Ports, workspace: str) -> str:
    """The part of the workspace's address before .slack.com, which permalinks need."""
    with ports.store.read(workspace) as uow:
        return uow.workspace.facts().domain
