"""The people of the workspace, and how Slack tells an app of them."""

from dataclasses import dataclass

from bot.sandbox.wire import Json


@dataclass(slots=True)
class User:
    """One member, guest, bot or outsider. `team_id` is the workspace that the account belongs to."""

    id: str
    handle: str
    name: str
    team_id: str
    is_owner: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False
    bot_id: str = ""
    app_id: str = ""
    locale: str = "en-US"
    tz: str = "Europe/London"
    updated: int = 0

    @property
    def is_guest(self) -> bool:
        """Whether this is either kind of guest."""
        return self.is_restricted or self.is_ultra_restricted


def user_json(user: User, home_team: str, with_locale: bool = False) -> Json:
    """The user object of users.info, users.list and the user events.

    People of other teams show no rights, and nothing of their locale.
    """
    is_outside = user.team_id != home_team
    shown: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.handle,
        "deleted": user.deleted,
        "color": "4bbe2e",
        "real_name": user.name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": 0,
        "profile": _profile(user),
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
        "is_stranger": user.is_stranger,
        "who_can_share_contact_card": "EVERYONE",
    }
    if not user.deleted and not is_outside:
        shown |= {
            "is_admin": user.is_admin or user.is_owner,
            "is_owner": user.is_owner,
            "is_primary_owner": user.is_owner,
            "is_restricted": user.is_guest,
            "is_ultra_restricted": user.is_ultra_restricted,
            "is_email_confirmed": not user.is_bot,
        }
        if with_locale:
            shown["locale"] = user.locale
    if not is_outside:
        del shown["is_stranger"]
    return shown


def _profile(user: User) -> Json:
    profile: Json = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.handle,
        "display_name_normalized": user.handle,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": "",
        "team": user.team_id,
    }
    if user.is_bot:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    return profile
