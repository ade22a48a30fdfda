"""A restricted flag with its care item, and a proposal to dismiss it: what only reviewers may touch."""

from bot.domain.people import Grant, Role
from bot.domain.signs import Severity
from bot.usecases.correct_incident import DismissIncident, dismiss_incident
from bot.usecases.flag_answers import Flagged
from bot.usecases.flag_client import FlagClient, flag_client
from bot.usecases.record_incident import IncidentFacts, NewIncident
from tests.flows.stage import Stage


def restricted_flag(stage: Stage, client: str, note: str) -> tuple[str, str]:
    """The ids of the care item and of the pending proposal."""
    ports, here = stage.bot.ports, stage.slack.team_id
    new = NewIncident("mental_abuse", Severity.NORMAL, None, note, "scene:restricted", IncidentFacts(restricted=True))
    lead = Grant(here, stage.lead.id, Role.MEMBER)
    flagged = flag_client(ports, FlagClient(lead, None, client, new))
    assert isinstance(flagged, Flagged)
    partner = Grant(here, stage.partner.id, Role.REVIEWER)
    dismiss_incident(ports, DismissIncident(partner, flagged.incident, note, waives=False, receipt="scene:dismissal"))
    stage.tick()
    with ports.store.read(here) as uow:
        item, pending = uow.care.of_incident(flagged.incident), uow.dismissals.pending(flagged.incident)
    assert item is not None
    assert pending is not None
    return item.id, pending.id
