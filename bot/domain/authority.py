"""What people ask of the bot, and who may ask it: one row for each act, and what has no row nobody may.

Some acts are a person's own, or need a second one: what a row cannot say (the reporter within a day, not whoever it is
about) is asked with the record in hand, in `usecases.who_may`. Where somebody asks makes no difference: answers are
private wherever that is, and what is posted is asked about its audience by itself (`usecases.check_audience`).
"""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.people import Role


class Who(StrEnum):
    """``PARTY`` is whoever has a part in it, or a reviewer: any member may ask, and the record decides."""

    MEMBER = "member"
    PARTY = "party"
    REVIEWER = "reviewer"


class Act(StrEnum):
    """Everything that somebody can ask for, from whichever button or form."""

    FLAG = "flag"
    UNDO_FLAG = "undo_flag"
    CORRECT_FLAG = "correct_flag"
    JOIN_FLAGS = "join_flags"
    DISMISS_FLAG = "dismiss_flag"
    SETTLE_DISMISSAL = "settle_dismissal"
    GIVE_REASON = "give_reason"
    RECORD_WARNING = "record_warning"
    HANDLE_CARE = "handle_care"
    READ_HEALTH = "read_health"
    SHARE_HEALTH = "share_health"
    READ_HOME = "read_home"
    READ_POLICY = "read_policy"
    READ_REVIEW = "read_review"
    HANDLE_ALERT = "handle_alert"
    SNOOZE_ALERT = "snooze_alert"
    DECIDE = "decide"
    ANSWER_CONDITION = "answer_condition"
    HANDLE_PARTING = "handle_parting"
    SAY_GLAD = "say_glad"
    TAKE_BACK_CLIENT = "take_back_client"
    LIFT_GATE = "lift_gate"
    STOP_PARTING = "stop_parting"
    NAME_CLIENTS = "name_clients"
    EDIT_CLIENT = "edit_client"
    MERGE_CLIENTS = "merge_clients"
    CHANGE_SETTINGS = "change_settings"
    READ_AUDIT = "read_audit"
    HANDLE_DATA = "handle_data"


WHO: Mapping[Act, Who] = {
    Act.FLAG: Who.MEMBER,
    Act.UNDO_FLAG: Who.PARTY,  # its reporter, within a day
    Act.CORRECT_FLAG: Who.PARTY,  # its reporter, within a week, and any reviewer
    Act.JOIN_FLAGS: Who.PARTY,
    Act.DISMISS_FLAG: Who.REVIEWER,  # and nobody whom it is about
    Act.SETTLE_DISMISSAL: Who.REVIEWER,  # a second one
    Act.GIVE_REASON: Who.PARTY,  # of a dismissal or a snooze, which ask again who gives it
    Act.RECORD_WARNING: Who.MEMBER,
    Act.HANDLE_CARE: Who.REVIEWER,
    Act.READ_HEALTH: Who.MEMBER,
    Act.SHARE_HEALTH: Who.MEMBER,
    Act.READ_HOME: Who.MEMBER,
    Act.READ_POLICY: Who.MEMBER,
    Act.READ_REVIEW: Who.MEMBER,
    Act.HANDLE_ALERT: Who.MEMBER,
    Act.SNOOZE_ALERT: Who.PARTY,  # a decisive one is a reviewer's
    Act.DECIDE: Who.REVIEWER,
    Act.ANSWER_CONDITION: Who.MEMBER,
    Act.HANDLE_PARTING: Who.MEMBER,
    Act.SAY_GLAD: Who.MEMBER,
    Act.TAKE_BACK_CLIENT: Who.REVIEWER,
    Act.LIFT_GATE: Who.REVIEWER,
    Act.STOP_PARTING: Who.REVIEWER,
    Act.NAME_CLIENTS: Who.MEMBER,
    Act.EDIT_CLIENT: Who.MEMBER,  # exempt bars and the status are a reviewer's
    Act.MERGE_CLIENTS: Who.REVIEWER,
    Act.CHANGE_SETTINGS: Who.REVIEWER,
    Act.READ_AUDIT: Who.REVIEWER,
    Act.HANDLE_DATA: Who.REVIEWER,
}


def role_may(role: Role, act: Act | None) -> bool:
    """None stands for something that nobody wrote down: nobody may."""
    if act is None or act not in WHO or not role.may_act:
        return False
    return WHO[act] is not Who.REVIEWER or role is Role.REVIEWER
