"""Conversations: channels, direct messages, and how Slack tells an app of them."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.wire import Json


class ChannelKind(StrEnum):
    """The sorts of conversation; the value is the prefix of the scopes that read them."""

    PUBLIC = "channels"
    PRIVATE = "groups"
    IM = "im"


@dataclass(slots=True)
class Channel:
    """One conversation. `connected_teams` are the other workspaces that it is shared with."""

    id: str
    name: str
    kind: ChannelKind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    is_general: bool = False
    connected_teams: list[str] = field(default_factory=list)
    pending_teams: list[str] = field(default_factory=list)
    is_read_only: bool = False
    topic: str = ""
    purpose: str = ""
    previous_names: list[str] = field(default_factory=list)
    updated: int = 0

    @property
    def is_private(self) -> bool:
        """Whether only its members may see it."""
        return self.kind is not ChannelKind.PUBLIC

    @property
    def is_ext_shared(self) -> bool:
        """Whether another organisation is in it."""
        return bool(self.connected_teams)

    @property
    def command_name(self) -> str:
        """What a slash command says as `channel_name`: a private conversation keeps its name to itself."""
        names = {ChannelKind.PUBLIC: self.name, ChannelKind.PRIVATE: "privategroup", ChannelKind.IM: "directmessage"}
        return names[self.kind]

    @property
    def type_letter(self) -> str:
        """The `channel_type` of member events: C for a public channel, G for a private one."""
        return "C" if self.kind is ChannelKind.PUBLIC else "G"


def channel_json(channel: Channel, team_id: str, viewer: str, with_count: bool = False) -> Json:
    """The conversation object, as the user `viewer` sees it."""
    if channel.kind is ChannelKind.IM:
        return _im_json(channel, team_id, viewer)
    shown: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": bool(channel.pending_teams),
        "pending_shared": list(channel.pending_teams),
        "pending_connected_team_ids": list(channel.pending_teams),
        "shared_team_ids": [team_id, *channel.connected_teams],
        "internal_team_ids": [team_id],
        "context_team_id": team_id,
        "creator": channel.creator,
        "is_member": viewer in channel.members,
        "is_read_only": channel.is_read_only,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": list(channel.previous_names),
        "updated": channel.updated,
        "priority": 0,
    }
    if channel.is_ext_shared:
        shown |= {"connected_team_ids": list(channel.connected_teams), "conversation_host_id": team_id}
    if with_count:
        shown["num_members"] = len(channel.members)
    return shown


def _im_json(channel: Channel, team_id: str, viewer: str) -> Json:
    others = [member for member in channel.members if member != viewer]
    return {
        "id": channel.id,
        "created": channel.created,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": team_id,
        "updated": channel.updated,
        "user": others[0] if others else viewer,
        "is_user_deleted": False,
        "priority": 0,
    }
