"""Every id that travels to Slack and back: one place, so that what is drawn and what listens cannot drift apart."""

from enum import StrEnum


class Command(StrEnum):
    FLAG_CLIENT = "/flag-client"
    CLIENT_HEALTH = "/client-health"
    CLIENT_POLICY = "/client-policy"


class Shortcut(StrEnum):
    FLAG_MESSAGE = "flag_client_message"
    FLAG_GLOBAL = "flag_client_global"


class Modal(StrEnum):
    """``callback_id`` of a view."""

    FLAG_CLIENT = "flag_client"
    FLAGGED = "flagged"
    REASON = "reason"
    CLIENT_EDIT = "client_edit"
    CLIENT_MERGE = "client_merge"
    SETTINGS = "settings"
    CLIENTS_ADD = "clients_add"
    REVIEW = "review"
    WARNING = "warning"
    DECIDE = "review_decide"
    AUDIT = "audit"
    PERSON_DATA = "person_data"
    PERSON_ERASE = "person_erase"
    CLIENT_DATA = "client_data"
    LOADING = "loading"
    NOTE = "note"
    PARTING = "parting"
    PARTING_ITEM = "parting_item"
    GLAD = "glad"


class Action(StrEnum):
    """``action_id`` of a button, a menu or an input. ``value`` holds ids only, parts joined by a vertical bar."""

    VALUE = "value"  # every input element of every form
    ALERT_ACK = "alert_ack"  # episode
    ALERT_SNOOZE = "alert_snooze"  # episode
    ALERT_REVIEW = "alert_review"  # episode
    REVIEW_OPEN = "review_open"  # client
    REVIEW_PAGE = "review_page"  # client|page, from 0|window
    REVIEW_WINDOW = "review_window"  # select; its options' values are "<client>|<window>"
    REVIEW_TAKE = "review_take"  # client, as the two below: what the same button does on the alert
    REVIEW_VOTE_KEEP = "review_vote_keep"
    REVIEW_VOTE_PART = "review_vote_part"
    REVIEW_CHART = "review_chart"  # client
    REVIEW_DECIDE = "review_decide"  # client|outcome
    CONDITION_KEPT = "condition_kept"  # condition
    CONDITION_BROKEN = "condition_broken"  # condition
    ALERT_VOTE_KEEP = "alert_vote_keep"  # episode
    ALERT_VOTE_PART = "alert_vote_part"  # episode
    HEALTH_SHARE = "health_share"  # client
    HEALTH_OPEN = "health_open"  # client
    HEALTH_PAGE = "health_page"  # page, from 0
    INCIDENT_MENU = "incident_menu"  # overflow; its options' values are "<correction>|<incident>"
    INCIDENT_UNDO = "incident_undo"  # incident
    INCIDENT_EDIT = "incident_edit"  # incident
    INCIDENT_VOID = "incident_void"  # incident
    INCIDENT_WAIVE = "incident_waive"  # incident
    INCIDENT_SAME = "incident_same"  # incident|the earlier one: yes, it is the same thing
    CLIENT_MENU = "client_menu"  # overflow; its options' values are "<health_open, review_open, ...>|<client>"
    DISMISSAL_CONFIRM = "dismissal_confirm"  # dismissal
    DISMISSAL_DROP = "dismissal_drop"  # dismissal: taken back by its proposer, or the flag kept by another
    CARE_TAKE = "care_take"  # care item
    CARE_GIVE_BACK = "care_give_back"  # care item
    CARE_CLOSE = "care_close"  # care item
    CLIENT_EDIT = "client_edit"  # client
    CLIENT_MERGE = "client_merge"  # client
    CLIENT_UNMERGE = "client_unmerge"  # client to take out again
    CREATE_AND_FLAG = "create_and_flag"  # draft
    CREATE_ANOTHER = "create_another"  # draft: it is none of the clients whose name looks the same
    PICK_CLIENT = "pick_client"  # draft|client (a flag), or |client (a question)
    PICK_SIGN = "pick_sign"  # draft|sign
    FORM_OPEN = "form_open"  # draft, or empty: the flag form
    POLICY_OPEN = "policy_open"
    SETTINGS_OPEN = "settings_open"
    CLIENTS_ADD_OPEN = "clients_add_open"
    WARNING_RECORD = "warning_record"  # client|sign
    AUDIT_OPEN = "audit_open"
    AUDIT_PAGE = "audit_page"  # below|line or above|line, by number
    AUDIT_CLIENT = "audit_client"  # a select: client
    AUDIT_PERSON = "audit_person"  # a select: user
    AUDIT_KIND = "audit_kind"  # a select: kind
    AUDIT_ALL = "audit_all"
    PARTING_BEGIN = "parting_begin"  # client: the list of one who came as being parted with
    PARTING_TICK = "parting_tick"  # parting|step
    PARTING_OPEN = "parting_open"  # parting: the whole list
    PARTING_ITEM = "parting_item"  # overflow; its options' values are "<what>|<parting>|<step>"
    PARTING_ORDER = "parting_order"  # parting|order
    PARTING_OVERRIDE = "parting_override"  # parting
    PARTING_STOP = "parting_stop"  # parting
    GLAD_YES = "glad_yes"  # parting|days
    GLAD_NO = "glad_no"  # parting|days
    GLAD_TOO_EARLY = "glad_too_early"  # parting|days
    GLAD_WHY = "glad_why"  # parting|days
    CLIENT_TAKE_BACK = "client_take_back"  # client
    PERSON_DATA_OPEN = "person_data_open"
    CLIENT_DATA = "client_data"  # client
    LINK = "link"  # a link button; Slack tells of presses, nothing is to be done


class Field(StrEnum):
    """``block_id`` of an input."""

    CLIENT = "client"
    SIGN = "sign"
    SEVERITY = "severity"
    OCCURRED_AT = "occurred_at"
    NOTE = "note"
    CONFIDENTIAL = "confidential"
    DAYS_LATE = "days_late"
    AMOUNT = "amount"
    OUR_ERROR = "our_error"
    AFTER_AGREEMENT = "after_agreement"
    HOURS = "hours"
    EXPECTS_RESCUE = "expects_rescue"
    STAGE = "stage"
    BAR = "bar"
    SECOND_HAND = "second_hand"
    RESTRICTED = "restricted"
    ABOUT = "about"
    REASON = "reason"
    UNTIL = "until"
    NAME = "name"
    ALIASES = "aliases"
    ANOTHER = "another"
    OWNER = "owner"
    BILLING = "billing"
    MONTHLY_VALUE = "monthly_value"
    EXEMPT_BARS = "exempt_bars"
    STATUS = "status"
    INTO = "into"
    NAMES = "names"
    ALERT_CHANNEL = "alert_channel"
    REVIEWERS = "reviewers"
    CONTRACTORS = "contractors"
    TIMEZONE = "timezone"
    LANGUAGE = "language"
    WORKING_DAYS = "working_days"
    WORK_STARTS = "work_starts"
    WORK_ENDS = "work_ends"
    DIGEST_DAY = "digest_day"
    DIGEST_AT = "digest_at"
    DIGEST_ZONE = "digest_zone"
    DIGEST_CHANNEL = "digest_channel"
    DIGEST_ONLY_IF_SOMETHING = "digest_only_if_something"
    HOURLY_RATE = "hourly_rate"
    QUORUM = "quorum"
    WARN_SIGNS = "warn_signs"
    KEEP_MONTHS = "keep_months"
    KEEP_DECISIVE_MONTHS = "keep_decisive_months"
    KEEP_FORMER_MONTHS = "keep_former_months"
    KEEP_AUDIT_YEARS = "keep_audit_years"
    PERSON = "person"
    WHAT = "what"
    PLACES = "places"
    WITH_NOTES = "with_notes"
    CONFIRM = "confirm"
    TOLD_AT = "told_at"
    TOLD_HOW = "told_how"
    KEEP_TAKES = "keep_takes"
    PROBATION_UNTIL = "probation_until"
    CONDITION_1 = "condition_1"
    CONDITION_BY_1 = "condition_by_1"
    CONDITION_2 = "condition_2"
    CONDITION_BY_2 = "condition_by_2"
    CONDITION_3 = "condition_3"
    CONDITION_BY_3 = "condition_by_3"
    AUDIT = "audit"  # the filters of the audit trail, all in one block
    DUE_ON = "due_on"


# The option of the client select that creates one: this prefix before the name as typed.
NEW_CLIENT = "new:"
# The same where another client's name looks alike, and whoever chose it says that they are two.
ANOTHER_CLIENT = "another:"
ALERT_EVENT_TYPE = "partways_alert"
