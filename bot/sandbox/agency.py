"""The workspace that the sandbox comes up with: an agency, its people named by their role."""

from datetime import datetime

from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.people import User
from bot.sandbox.workspace import Workspace

TEAM_ID = "T0AGENCY001"
OTHER_TEAM_ID = "T0OUTSIDE01"

LEAD = "U0LEAD00001"
DESIGNER = "U0DESIGN001"
PARTNER = "U0PARTNER01"
OFFICE = "U0OFFICE001"
DEVELOPER = "U0DEVELOP01"
FREELANCER = "U0FREELNC01"
VISITOR = "U0VISITOR01"
OUTSIDER = "U0OUTSIDE01"
FORMER = "U0FORMER001"
BUILD_BOT = "U0BUILDBT01"

GENERAL = "C0GENERAL01"
ALERTS = "C0ALERTS001"
WEBSITE = "C0WEBSITE01"
ACME_SHARED = "C0SHARED001"
FREELANCE = "C0FREELNC01"
OLD_PITCHES = "C0OLDPTCH01"

STAFF = (LEAD, DESIGNER, PARTNER, OFFICE, DEVELOPER)


def agency(at: datetime) -> Workspace:
    """A fresh agency: five members, two kinds of guest, an outsider, a former colleague, another bot.

    `client-alerts` is private and the app is in no channel yet; `acme-shared` is shared with another organisation;
    a guest is in `freelance-desk`; `old-pitches` is archived.
    """
    workspace = Workspace(TEAM_ID, "Northlight Studio", "northlight-studio")
    workspace.add_users(_people())
    workspace.add_channels(_channels(int(at.timestamp())))
    return workspace


def _people() -> list[User]:
    return [
        User(LEAD, "lead", "Account lead", TEAM_ID),
        User(DESIGNER, "designer", "Designer", TEAM_ID, tz="Europe/Berlin", locale="de-DE"),
        User(PARTNER, "partner", "Partner", TEAM_ID, is_owner=True, is_admin=True),
        User(OFFICE, "office", "Office manager", TEAM_ID, is_admin=True),
        User(DEVELOPER, "developer", "Developer", TEAM_ID),
        User(FREELANCER, "freelancer", "Freelance writer", TEAM_ID, is_restricted=True),
        User(VISITOR, "visitor", "Visiting photographer", TEAM_ID, is_restricted=True, is_ultra_restricted=True),
        User(OUTSIDER, "outsider", "Brand manager", OTHER_TEAM_ID),
        User(FORMER, "former", "Former colleague", TEAM_ID, deleted=True),
        User(BUILD_BOT, "buildbot", "Build bot", TEAM_ID, is_bot=True, bot_id="B0BUILDBT01", app_id="A0BUILDBT01"),
    ]


def _channels(created: int) -> list[Channel]:
    public, private = ChannelKind.PUBLIC, ChannelKind.PRIVATE
    return [
        Channel(GENERAL, "general", public, PARTNER, created, [*STAFF, BUILD_BOT], is_general=True),
        Channel(ALERTS, "client-alerts", private, PARTNER, created, [LEAD, DESIGNER, PARTNER, OFFICE]),
        Channel(WEBSITE, "project-website", public, LEAD, created, [LEAD, DESIGNER, DEVELOPER]),
        Channel(
            ACME_SHARED,
            "acme-shared",
            public,
            LEAD,
            created,
            [LEAD, DESIGNER, OUTSIDER],
            connected_teams=[OTHER_TEAM_ID],
        ),
        Channel(FREELANCE, "freelance-desk", private, LEAD, created, [LEAD, DESIGNER, FREELANCER, VISITOR]),
        Channel(OLD_PITCHES, "old-pitches", public, PARTNER, created, [LEAD, PARTNER], is_archived=True),
    ]
