"""What each way into the bot asks for. One that is not listed is refused to everybody."""

from collections.abc import Iterator, Mapping

from bot.domain.authority import Act
from bot.slack.entry import Kind
from bot.slack.ids import Action, Command, Field, Modal, Shortcut

_COMMANDS: Mapping[str, Act] = {
    Command.FLAG_CLIENT: Act.FLAG,
    Command.CLIENT_HEALTH: Act.READ_HEALTH,
    Command.CLIENT_POLICY: Act.READ_POLICY,
}
_SHORTCUTS: Mapping[str, Act] = {Shortcut.FLAG_GLOBAL: Act.FLAG, Shortcut.FLAG_MESSAGE: Act.FLAG}
_OPTIONS: Mapping[str, Act] = {
    Field.CLIENT: Act.NAME_CLIENTS,
    Field.INTO: Act.MERGE_CLIENTS,
    Field.AUDIT: Act.READ_AUDIT,
}
_SUBMISSIONS: Mapping[str, Act] = {
    Modal.FLAG_CLIENT: Act.FLAG,
    Modal.REASON: Act.GIVE_REASON,
    Modal.WARNING: Act.RECORD_WARNING,
    Modal.DECIDE: Act.DECIDE,
    Modal.PARTING_ITEM: Act.HANDLE_PARTING,
    Modal.GLAD: Act.SAY_GLAD,
    Modal.CLIENT_EDIT: Act.EDIT_CLIENT,
    Modal.CLIENT_MERGE: Act.MERGE_CLIENTS,
    Modal.CLIENTS_ADD: Act.NAME_CLIENTS,
    Modal.SETTINGS: Act.CHANGE_SETTINGS,
    Modal.PERSON_DATA: Act.HANDLE_DATA,
    Modal.PERSON_ERASE: Act.HANDLE_DATA,
    Modal.CLIENT_DATA: Act.HANDLE_DATA,
}
_EVENTS: Mapping[str, Act] = {
    "app_home_opened": Act.READ_HOME,
    "reaction_added": Act.HANDLE_ALERT,
    "reaction_removed": Act.HANDLE_ALERT,
}
# Buttons, menus and inputs, by what they ask for.
_PRESSED: Mapping[Act, tuple[Action, ...]] = {
    Act.FLAG: (
        Action.VALUE,
        Action.FORM_OPEN,
        Action.CREATE_AND_FLAG,
        Action.CREATE_ANOTHER,
        Action.PICK_CLIENT,
        Action.PICK_SIGN,
    ),
    Act.UNDO_FLAG: (Action.INCIDENT_UNDO,),
    # What is chosen in the menu asks again, each by its own rule.
    Act.CORRECT_FLAG: (Action.INCIDENT_EDIT, Action.INCIDENT_MENU),
    Act.JOIN_FLAGS: (Action.INCIDENT_SAME,),
    Act.DISMISS_FLAG: (Action.INCIDENT_VOID, Action.INCIDENT_WAIVE),
    Act.SETTLE_DISMISSAL: (Action.DISMISSAL_CONFIRM, Action.DISMISSAL_DROP),
    Act.RECORD_WARNING: (Action.WARNING_RECORD,),
    Act.HANDLE_CARE: (Action.CARE_TAKE, Action.CARE_GIVE_BACK, Action.CARE_CLOSE),
    Act.READ_HEALTH: (Action.HEALTH_OPEN, Action.HEALTH_PAGE, Action.CLIENT_MENU),
    Act.SHARE_HEALTH: (Action.HEALTH_SHARE,),
    Act.READ_POLICY: (Action.POLICY_OPEN,),
    Act.READ_REVIEW: (
        Action.ALERT_REVIEW,
        Action.REVIEW_OPEN,
        Action.REVIEW_PAGE,
        Action.REVIEW_WINDOW,
        Action.REVIEW_CHART,
    ),
    # The review has the buttons of the alert.
    Act.HANDLE_ALERT: (
        Action.ALERT_ACK,
        Action.ALERT_VOTE_KEEP,
        Action.ALERT_VOTE_PART,
        Action.REVIEW_TAKE,
        Action.REVIEW_VOTE_KEEP,
        Action.REVIEW_VOTE_PART,
    ),
    Act.SNOOZE_ALERT: (Action.ALERT_SNOOZE,),
    Act.DECIDE: (Action.REVIEW_DECIDE, Action.PARTING_BEGIN),
    Act.ANSWER_CONDITION: (Action.CONDITION_KEPT, Action.CONDITION_BROKEN),
    Act.HANDLE_PARTING: (Action.PARTING_TICK, Action.PARTING_OPEN, Action.PARTING_ITEM, Action.PARTING_ORDER),
    Act.SAY_GLAD: (Action.GLAD_YES, Action.GLAD_NO, Action.GLAD_TOO_EARLY, Action.GLAD_WHY),
    Act.TAKE_BACK_CLIENT: (Action.CLIENT_TAKE_BACK,),
    Act.LIFT_GATE: (Action.PARTING_OVERRIDE,),
    Act.STOP_PARTING: (Action.PARTING_STOP,),
    Act.NAME_CLIENTS: (Action.CLIENTS_ADD_OPEN,),
    Act.EDIT_CLIENT: (Action.CLIENT_EDIT,),
    Act.MERGE_CLIENTS: (Action.CLIENT_MERGE, Action.CLIENT_UNMERGE),
    Act.CHANGE_SETTINGS: (Action.SETTINGS_OPEN,),
    Act.READ_AUDIT: (
        Action.AUDIT_OPEN,
        Action.AUDIT_PAGE,
        Action.AUDIT_ALL,
        Action.AUDIT_CLIENT,
        Action.AUDIT_PERSON,
        Action.AUDIT_KIND,
    ),
    Act.HANDLE_DATA: (Action.PERSON_DATA_OPEN, Action.CLIENT_DATA),
}


def _all() -> Iterator[tuple[tuple[Kind, str], Act]]:
    tables = {
        Kind.COMMAND: _COMMANDS,
        Kind.SHORTCUT: _SHORTCUTS,
        Kind.OPTIONS: _OPTIONS,
        Kind.SUBMISSION: _SUBMISSIONS,
        Kind.EVENT: _EVENTS,
    }
    for kind, table in tables.items():
        yield from (((kind, str(id)), act) for id, act in table.items())
    for act, pressed in _PRESSED.items():
        yield from (((Kind.ACTION, str(id)), act) for id in pressed)


ACTS: Mapping[tuple[Kind, str], Act] = dict(_all())
