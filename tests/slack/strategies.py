"""What may come to the renderers: names and notes of every kind, in every fact that use cases hand over."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import strategies as st

from bot.domain.alerts import AlertState, Closing, Episode, News, Vote, VoteFor
from bot.domain.care import CareItem, CareState
from bot.domain.client import Client, ClientStatus, Standing
from bot.domain.conditions import Condition
from bot.domain.cost import Cost, Money, Range
from bot.domain.digest import Digest, ListedAlert, ListedParting
from bot.domain.dismissal import Dismissal, DismissalState
from bot.domain.history import Decision, Exemption, Outcome
from bot.domain.parting import GLAD_AFTER_DAYS, Glad, GladAnswer, Item, ItemState, Override, Parting, PartingState
from bot.domain.parting_order import Order, Step, plan_of
from bot.domain.policy import Policy
from bot.domain.reading import PointsLine, RuleReading, SignCount, WatchReading
from bot.domain.reminders import Hat
from bot.domain.review import Kept, Month
from bot.domain.review_window import ReviewWindow
from bot.domain.settings import Settings
from bot.domain.signs import Billing, Level, Remedy, Rule, Severity, SignId, Stage, facts_of
from bot.domain.verdict import NotCounting
from bot.usecases.client_data import ClientDataForm
from bot.usecases.flag_answers import (
    AlertOutlook,
    AskedAlike,
    ClientChoice,
    ClientUnknown,
    FieldRefused,
    Flagged,
    SameThing,
    SignMissing,
    SignUnknown,
)
from bot.usecases.forms import (
    ClientForm,
    ClientsAdded,
    DecideForm,
    Done,
    FlagForm,
    KnownParted,
    MergeForm,
    PolicyView,
    PortfolioLine,
    PortfolioPage,
    ReasonForm,
    SignOnOffer,
    WarningForm,
)
from bot.usecases.health_card import (
    CareLine,
    Correction,
    DismissedLine,
    HealthCard,
    IncidentLine,
    IncidentMark,
    PartingStory,
    ProposalLine,
)
from bot.usecases.notices import (
    AlertNotice,
    CareNotice,
    ChannelProblem,
    ConditionNotice,
    DigestNotice,
    DirectKind,
    DirectNotice,
    DismissalNotice,
    GladNotice,
    LineNotice,
    PartingNotice,
    PartingReminderNotice,
    ReminderNotice,
    ShareNotice,
    WarningNotice,
)
from bot.usecases.parting_list import GladForm, PartingItemForm, PartingList
from bot.usecases.person_data import ConfirmErasure, NameHeld, PersonHeld
from bot.usecases.records import Evidence, PolicyVersion
from bot.usecases.register_ports import Hold, Mention
from bot.usecases.review_sheet import DecisionLine, ReviewChart, ReviewSheet, WarningLine
from bot.usecases.setup_hints import Missing, SetupHint

NASTY = (
    "<!channel>",
    "<!here|hey>",
    "<@UEVIL1>",
    "<#CEVIL1|x>",
    "<http://evil.example|click>",
    "<https://evil.example>",
    "@channel @here @Everyone",
    "a\u202eb\u2066c\u2069\u2069d",
    "شركة الاختبار للتجارة",
    "חברת <!channel> לדוגמה",
    "&amp; &lt; & < >",
    "*bold* _it_ ~no~ `code` > quote",
    "```fence``` :white_check_mark: https://evil.example/x",
    "=HYPERLINK(0)",
    "Z\u0351\u036b\u0343" * 60,
    "\u200b\u200d\ufeff\u2060",
    "{client} {0} %(x)s %s",
    "\x00\x07\n\r\n\t\u2028 \ud800",
    "👩‍👩‍👧‍👦" * 30,
    "<" * 4000,
    "&" * 3000,
    "a" * 10_000,
    "",
    " ",
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=120), st.text(min_size=1, max_size=5).map(lambda t: t * 900))
names = texts.map(lambda text: text[:75])
ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40)
users = st.text("ABCDEFGHJKLMNPQRST0123456789", min_size=2, max_size=12).map(lambda tail: "U" + tail)
channels = users.map(lambda user: "C" + user[1:])
moments = st.integers(631_152_000, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
zones = st.sampled_from(("UTC", "Europe/Berlin", "Asia/Kathmandu"))
decimals = st.decimals(0, Decimal("1e30"), allow_nan=False, allow_infinity=False, places=2)
days = st.integers(1, 365_000)
own_signs = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
signs = st.one_of(st.sampled_from([sign.value for sign in SignId]), own_signs)
rules = st.one_of(st.sampled_from([rule.value for rule in Rule]), signs)
severities = st.sampled_from([severity.value for severity in Severity])


def maybe(strategy):
    return st.one_of(st.none(), strategy)


def several(strategy, most=8):
    return st.lists(strategy, max_size=most).map(tuple)


readings = st.builds(
    RuleReading,
    rule=rules,
    level=st.sampled_from(Level),
    dates=several(moments),
    incidents=several(ids),
    cutoff=maybe(st.integers(1, 50)),
    window_days=maybe(days),
    points=maybe(decimals),
    limit=maybe(decimals),
    until=maybe(moments),
)
watches = st.builds(WatchReading, kind=st.sampled_from(("points", "one_short", "untold")), sign=maybe(signs))
points_lines = st.builds(PointsLine, incident=ids, sign=signs, at=moments, points=decimals, lapses_at=moments)
sign_counts = st.builds(
    SignCount, sign=signs, counted=st.integers(0, 99), cutoff=maybe(st.integers(1, 50)), window_days=maybe(days)
)
episodes = st.builds(
    Episode,
    id=ids,
    client=ids,
    number=st.integers(1, 9),
    state=st.sampled_from(AlertState),
    level=st.sampled_from(Level),
    told_level=st.sampled_from(Level),
    rules=several(rules),
    incidents=several(ids),
    raised_at=moments,
    hold_until=moments,
    taken_by=maybe(users),
    taken_at=maybe(moments),
    decide_by=maybe(moments),
    snoozed_until=maybe(moments),
    snoozed_by=maybe(users),
    snooze_reason=maybe(texts),
    closed_at=maybe(moments),
    closing=maybe(st.sampled_from(Closing)),
)
votes = several(st.builds(Vote, user=users, choice=st.sampled_from(VoteFor)), 30)
clients = st.builds(
    Client,
    id=ids,
    name=names,
    created_at=moments,
    created_by=users,
    root=ids,
    aliases=several(names),
    owner=maybe(users),
    billing=st.sampled_from(Billing),
    monthly_value=maybe(decimals),
    exempt_bars=st.just(()),
    policy=st.just({}),
    status=st.sampled_from(ClientStatus),
    standing=st.builds(
        Standing,
        level=st.sampled_from(Level),
        points=decimals,
        incidents=st.integers(0, 9999),
        newest_at=maybe(moments),
    ),
)


def facts(sign):
    values = {
        "days_late": "30",
        "amount": "4711.5",
        "our_error": "true",
        "after_agreement": "true",
        "hours": "2.5",
        "expects_rescue": "false",
        "stage": Stage.QUOTING.value,
        "second_hand": "true",
        "restricted": "true",
    }
    known = [st.tuples(st.just(name), texts if name == "bar" else st.just(values[name])) for name in facts_of(sign)]
    return st.tuples(*known)


care_lines = st.builds(
    CareLine,
    id=ids,
    client=ids,
    client_name=names,
    incident=ids,
    opened_at=moments,
    state=st.sampled_from(CareState),
    taken_by=maybe(users),
    closed_by=maybe(users),
    closed_at=maybe(moments),
    note=texts,
    can_take=st.booleans(),
    can_give_back=st.booleans(),
)
proposals = st.builds(
    ProposalLine,
    id=ids,
    waives=st.booleans(),
    reason=texts,
    by=users,
    lapses_at=moments,
    is_own=st.booleans(),
    can_confirm=st.booleans(),
)
incident_lines = signs.flatmap(
    lambda sign: st.builds(
        IncidentLine,
        id=ids,
        sign=st.just(sign),
        severity=severities,
        at=moments,
        mark=st.sampled_from(IncidentMark),
        not_counting=maybe(st.sampled_from([reason.value for reason in NotCounting])),
        note=maybe(texts),
        reporter=maybe(users),
        is_withheld=st.booleans(),
        witnesses=st.integers(0, 9),
        permalink=maybe(st.one_of(st.just("https://example.slack.com/archives/C1/p17"), texts)),
        facts=facts(sign),
        corrections=st.lists(st.sampled_from(Correction), unique=True).map(tuple),
        reason=maybe(texts),
        about=several(users, 12),
        care=maybe(care_lines),
        proposal=maybe(proposals),
        dismissed=maybe(st.builds(DismissedLine, proposed_by=users, confirmed_by=maybe(users))),
    )
)
conditions = st.builds(
    Condition,
    id=ids,
    client=ids,
    decision=ids,
    wording=texts,
    due_at=moments,
    is_kept=maybe(st.booleans()),
    answered_by=maybe(users),
    answered_at=maybe(moments),
)
items = st.sampled_from(Order).flatmap(
    lambda order: st.tuples(
        *(
            st.builds(
                Item,
                step=st.just(step),
                owner=users,
                due_at=moments,
                state=st.sampled_from(ItemState),
                settled_by=maybe(users),
                settled_at=maybe(moments),
            )
            for step in plan_of(order)
        )
    )
)
partings = st.builds(
    Parting,
    id=ids,
    client=ids,
    number=st.integers(1, 9),
    episode=maybe(ids),
    order=st.sampled_from(Order),
    signs=several(signs, 20),
    decided_by=users,
    begun_at=moments,
    items=items,
    state=st.sampled_from(PartingState),
    override=maybe(st.builds(Override, by=users, at=moments, reason=texts)),
    chosen_by=maybe(users),
    ended_by=maybe(users),
    ended_at=maybe(moments),
    stop_reason=maybe(texts),
)
stories = st.builds(
    PartingStory,
    parting=partings,
    answers=several(
        st.builds(
            GladAnswer,
            parting=ids,
            after_days=st.sampled_from(GLAD_AFTER_DAYS),
            user=users,
            answer=st.sampled_from(Glad),
            note=texts,
            at=moments,
        )
    ),
)
cards = st.builds(
    HealthCard,
    client=clients,
    level=st.sampled_from(Level),
    rules=several(readings, 18),
    watch=several(watches),
    points=decimals,
    points_limit=decimals,
    points_window_days=days,
    points_lines=several(points_lines, 20),
    signs=several(sign_counts, 18),
    next_change=maybe(moments),
    incidents=several(incident_lines, 16),
    more=st.integers(0, 10_000),
    waivers=st.integers(0, 99),
    conditions=several(conditions, 3),
    kept_before=several(moments),
    calls_for=several(st.sampled_from(Remedy)),
    episode=maybe(episodes),
    votes=votes,
    can_edit=st.booleans(),
    can_merge=st.booleans(),
    wants_warning=st.booleans(),
    at=moments,
    language=st.just("en"),
    zone=zones,
    parting=maybe(stories),
    care=several(care_lines, 6),
    wants_list=st.booleans(),
)
hints = several(st.builds(SetupHint, missing=st.sampled_from(Missing), by=several(users), you_can=st.booleans()), 4)
choices = st.builds(ClientChoice, id=ids, name=names, alias=maybe(names), is_parted=st.booleans())
english = st.just("en")
flaggeds = st.builds(
    Flagged,
    incident=ids,
    client=ids,
    client_name=names,
    is_new_client=st.booleans(),
    sign=signs,
    severity=severities,
    at=moments,
    level_before=st.sampled_from(Level),
    level=st.sampled_from(Level),
    why=several(readings),
    watch=several(watches),
    next_change=maybe(moments),
    outlook=st.sampled_from(AlertOutlook),
    hold_s=st.integers(0, 100_000),
    same_thing=maybe(st.builds(SameThing, incident=ids, at=moments)),
    is_witness_only=st.booleans(),
    is_repeat=st.booleans(),
    note_was_cut=st.booleans(),
    not_counting=maybe(st.sampled_from([reason.value for reason in NotCounting])),
    history_first=maybe(moments),
    is_parted=st.booleans(),
    parting=maybe(partings),
    can_undo=st.booleans(),
    wants_warning=st.booleans(),
    hints=hints,
    language=english,
    zone=zones,
)
asked_alike = st.builds(AskedAlike, name=names, known=choices, draft=ids, language=english)
flag_answers = st.one_of(
    asked_alike,
    flaggeds,
    st.builds(
        ClientUnknown,
        typed=texts,
        new_name=maybe(names),
        near=several(choices),
        draft=maybe(ids),
        for_flag=st.booleans(),
        language=english,
    ),
    st.builds(
        SignUnknown,
        client=choices,
        typed_sign=texts,
        near=several(signs),
        signs=several(signs, 80),
        draft=ids,
        language=english,
    ),
    st.builds(SignMissing, client=choices, language=english),
    st.builds(
        FieldRefused,
        field=st.just("note"),
        problem=st.just("name_taken"),
        values=st.fixed_dictionaries({"client": texts}),
        language=english,
    ),
)
alert_notices = st.builds(
    AlertNotice,
    client=ids,
    client_name=names,
    owner=maybe(users),
    episode=episodes,
    rules=several(readings, 18),
    calls_for=several(st.sampled_from(Remedy)),
    flagged_by=st.integers(1, 99),
    votes=votes,
    at=moments,
    language=english,
    zone=zones,
    problem=maybe(st.sampled_from(ChannelProblem)),
)
line_notices = st.builds(
    LineNotice,
    client_name=names,
    news=st.sampled_from(News),
    level=st.sampled_from(Level),
    rules=several(readings, 18),
    at=moments,
    by=maybe(users),
    until=maybe(moments),
    language=english,
    zone=zones,
)
direct_notices = st.builds(
    DirectNotice,
    kind=st.sampled_from(DirectKind),
    language=english,
    zone=zones,
    client_name=maybe(names),
    episode=maybe(ids),
    until=maybe(moments),
    channel=maybe(channels),
    problem=maybe(st.sampled_from(ChannelProblem)),
    count=st.integers(0, 5000),
    is_for_alerts=st.booleans(),
)
share_notices = st.builds(ShareNotice, card=cards, shared_by=users)
reminder_notices = st.builds(
    ReminderNotice,
    news=st.sampled_from((News.REMINDED, News.OVERDUE)),
    client_name=names,
    episode=episodes,
    hat=st.sampled_from(Hat),
    team_domain=st.just("example"),
    message=maybe(st.tuples(channels, st.just("1700000000.000100"))),
    language=english,
    zone=zones,
)
condition_notices = st.builds(
    ConditionNotice,
    client=ids,
    client_name=names,
    condition=conditions,
    is_broken=st.booleans(),
    language=english,
    zone=zones,
)
warning_notices = st.builds(
    WarningNotice, client=ids, client_name=names, sign=signs, at=moments, language=english, zone=zones
)
listed_alerts = several(st.builds(ListedAlert, client_name=names, episode=episodes), 40)
digest_notices = st.builds(
    DigestNotice,
    digest=st.builds(
        Digest,
        overdue=listed_alerts,
        untaken=listed_alerts,
        under_way=listed_alerts,
        raised=listed_alerts,
        ended=listed_alerts,
        without_alert=several(names, 40),
        quiet=several(names, 40),
        policy_changes=st.integers(0, 9),
        partings=several(st.builds(ListedParting, client_name=names, parting=partings, overdue=st.integers(0, 8)), 40),
    ),
    since=moments,
    at=moments,
    language=english,
    zone=zones,
)
parting_notices = st.builds(
    PartingNotice,
    client=ids,
    client_name=names,
    parting=partings,
    at=moments,
    language=english,
    zone=zones,
    problem=maybe(st.sampled_from(ChannelProblem)),
    may_repeat=st.booleans(),
)
parting_lists = st.builds(
    PartingList,
    client=ids,
    client_name=names,
    parting=partings,
    is_reviewer=st.booleans(),
    at=moments,
    language=english,
    zone=zones,
    said=maybe(
        st.builds(Done, what=st.just("parting_closed"), values=names.map(lambda n: (("client", n),)), language=english)
    ),
)
parting_item_forms = st.builds(
    PartingItemForm,
    parting=ids,
    client_name=names,
    step=st.sampled_from(Step),
    owner=users,
    is_owner_here=st.booleans(),
    due_on=st.dates(),
    language=english,
)
glad_forms = st.builds(
    GladForm,
    parting=ids,
    days=st.sampled_from(GLAD_AFTER_DAYS),
    client_name=names,
    sentence=texts,
    language=english,
)
parting_reminders = st.builds(
    PartingReminderNotice,
    client_name=names,
    parting=partings,
    steps=several(st.sampled_from(Step)),
    left=several(users),
    at=moments,
    language=english,
    zone=zones,
)
glad_notices = st.builds(
    GladNotice,
    client=ids,
    client_name=names,
    parting=ids,
    days=st.sampled_from(GLAD_AFTER_DAYS),
    ended_at=moments,
    language=english,
    zone=zones,
)
care_notices = st.builds(
    CareNotice,
    client=ids,
    client_name=names,
    item=st.builds(
        CareItem,
        id=ids,
        client=ids,
        incident=ids,
        opened_at=moments,
        state=st.sampled_from(CareState),
        taken_by=maybe(users),
        closed_by=maybe(users),
        closed_at=maybe(moments),
        note=texts,
    ),
    is_reminder=st.booleans(),
    language=english,
    zone=zones,
)
dismissal_notices = st.builds(
    DismissalNotice,
    client=ids,
    client_name=names,
    dismissal=st.builds(
        Dismissal,
        id=ids,
        client=ids,
        incident=ids,
        waives=st.booleans(),
        reason=texts,
        proposed_by=users,
        proposed_at=moments,
        lapses_at=moments,
        state=st.sampled_from(DismissalState),
        settled_by=maybe(users),
    ),
    sign=signs,
    at=moments,
    is_question=st.booleans(),
    language=english,
    zone=zones,
)
notices = st.one_of(
    care_notices,
    dismissal_notices,
    parting_notices,
    parting_reminders,
    glad_notices,
    alert_notices,
    line_notices,
    direct_notices,
    reminder_notices,
    digest_notices,
    warning_notices,
    condition_notices,
    share_notices,
)
evidences = st.builds(
    Evidence,
    permalink=st.one_of(st.just("https://example.slack.com/archives/C1/p17"), texts),
    channel=channels,
    ts=st.just("1700000000.000100"),
    author=maybe(users),
)
offers = st.builds(
    lambda sign, is_red: SignOnOffer(sign, sign not in tuple(SignId), is_red, facts_of(sign)), signs, st.booleans()
)
flag_forms = st.lists(offers, min_size=1, max_size=20, unique_by=lambda offer: offer.id).flatmap(
    lambda on_offer: st.builds(
        FlagForm,
        signs=st.just(tuple(on_offer)),
        client=maybe(choices),
        sign=maybe(st.one_of(st.sampled_from([offer.id for offer in on_offer]), signs)),
        severity=severities,
        occurred_at=moments,
        note=texts,
        is_confidential=st.booleans(),
        facts=several(st.tuples(st.sampled_from(("hours", "amount", "bar", "stage", "our_error", "days_late")), texts)),
        bars=several(texts),
        evidence=maybe(evidences),
        message_text=maybe(texts),
        corrects=maybe(ids),
        about=several(users, 12),
        has_clients=st.booleans(),
        language=english,
        zone=zones,
    )
)
exemptions = st.builds(Exemption, bar=names, since=maybe(moments), until=maybe(moments))
client_forms = st.builds(
    ClientForm,
    client=clients,
    bars=several(exemptions, 45),
    monthly_value=maybe(decimals),
    can_exempt=st.booleans(),
    language=english,
    statuses=st.just(tuple(ClientStatus)),
    alike=maybe(names),
)
merge_forms = st.builds(MergeForm, client=clients, merged=several(choices, 100), language=english)
PURPOSES = (
    "incident_void",
    "incident_waive",
    "alert_snooze",
    "parting_override",
    "parting_stop",
    "care_close",
)
reason_forms = st.builds(
    ReasonForm,
    purpose=st.sampled_from(
        ("incident_void", "incident_waive", "alert_snooze", "parting_override", "parting_stop", "care_close")
    ),
    subject=ids,
    client_name=names,
    sign=maybe(signs),
    at=maybe(moments),
    latest=maybe(moments),
    language=english,
    zone=zones,
)
all_settings = st.builds(
    Settings,
    alert_channel=maybe(channels),
    reviewers=several(users),
    contractors=several(users),
    timezone=zones,
    language=english,
    working_days=st.sets(st.integers(0, 6), min_size=1).map(tuple),
    work_starts=st.just(time(9)),
    work_ends=st.just(time(17, 30)),
    digest_day=st.integers(0, 6),
    digest_at=st.just(time(8, 15)),
    digest_zone=maybe(zones),
    digest_channel=maybe(channels),
    digest_only_if_something=st.booleans(),
    hourly_rate=maybe(st.sampled_from([Decimal("0.5"), Decimal(120)])),
    quorum=st.integers(0, 50),
    warn_signs=several(own_signs, 20),
)
policies = st.lists(own_signs.filter(lambda sign: sign not in {*SignId, *Rule}), max_size=20, unique=True).map(
    lambda own: Policy.default().with_changes(
        {"signs": {**{sign: {"level": "cumulative", "points": 1} for sign in own}, "lying": {"off": True}}}
    )
)
policy_views = st.builds(
    PolicyView,
    policy=policies,
    version=maybe(
        st.builds(PolicyVersion, version=st.integers(1, 99), changes=st.just({}), by=users, at=moments, reason=texts)
    ),
    settings=all_settings,
    reviewers=several(users),
    reviewers_are_chosen=st.booleans(),
    channel_problem=maybe(st.sampled_from([problem.value for problem in ChannelProblem])),
    clients=st.integers(0, 10_000),
    can_change=st.booleans(),
    language=english,
)
portfolio_pages = st.builds(
    PortfolioPage,
    lines=several(st.builds(PortfolioLine, client=clients, has_alert=st.booleans(), taken_by=maybe(users)), 45),
    page=st.integers(0, 5),
    pages=st.integers(1, 6),
    total=st.integers(0, 9999),
    language=english,
    zone=zones,
)
added = st.builds(
    ClientsAdded,
    added=several(names, 50),
    known=several(names, 50),
    refused=several(st.tuples(texts, st.sampled_from(("name_empty", "name_too_long", "name_known"))), 120),
    language=english,
    zone=zones,
    parted=several(
        st.builds(KnownParted, client=ids, client_name=names, is_former=st.booleans(), parting=maybe(partings)), 15
    ),
    can_take_back=st.booleans(),
    alike=several(asked_alike, 25),
)
ranges = st.builds(Range, decimals, decimals)
sums = st.builds(Money, decimals, st.integers(0, 999), st.integers(0, 999))
costs = st.builds(
    Cost,
    since=moments,
    months=st.one_of(st.just(Decimal(12)), decimals),
    incidents=st.integers(0, 1000),
    hours=decimals,
    hours_guessed=ranges,
    guessed=st.integers(0, 1000),
    rework=st.integers(0, 1000),
    late=sums,
    days_late=maybe(days),
    days_late_mean=maybe(decimals),
    disputed=sums,
    people=st.integers(0, 500),
    monthly_value=maybe(decimals),
    rate=maybe(ranges),
    is_rate_guessed=st.booleans(),
)
firsts = st.builds(date, st.integers(1990, 2090), st.integers(1, 12), st.just(1))
month_points = st.builds(
    Month, first=firsts, counted=decimals, settled=decimals, by_sign=st.dictionaries(signs, decimals, max_size=9)
)
years = st.lists(month_points, min_size=12, max_size=12, unique_by=lambda month: month.first).map(tuple)
decisions = st.builds(lambda name, at, until: Decision(name, at, Outcome.KEEP, until), ids, moments, maybe(moments))
keeps = st.builds(Kept, decision=decisions, signs=several(st.tuples(signs, st.integers(1, 999)), 20))
warning_lines = st.builds(
    WarningLine, sign=signs, at=moments, by=users, note=maybe(texts), is_voided=st.booleans(), void_reason=maybe(texts)
)
decision_lines = st.builds(
    DecisionLine,
    outcome=st.sampled_from(Outcome),
    at=moments,
    until=maybe(moments),
    by=users,
    reason=texts,
    is_voided=st.booleans(),
    void_reason=maybe(texts),
)
review_sheets = st.builds(
    ReviewSheet,
    client=clients,
    level=st.sampled_from(Level),
    rules=several(readings, 18),
    watch=several(watches),
    calls_for=several(st.sampled_from(Remedy)),
    points=decimals,
    points_limit=decimals,
    months=years,
    cost=costs,
    window=st.sampled_from(ReviewWindow),
    kept_before=several(keeps, 12),
    waivers=st.integers(0, 99),
    conditions=several(conditions, 3),
    lines=several(st.one_of(incident_lines, warning_lines, decision_lines), 15),
    page=st.integers(0, 9),
    pages=st.integers(1, 10),
    total=st.integers(0, 9999),
    older=st.integers(0, 9999),
    asker=users,
    episode=maybe(episodes),
    votes=votes,
    quorum=st.integers(0, 50),
    latest_decision=maybe(ids),
    can_decide=st.booleans(),
    at=moments,
    language=english,
    zone=zones,
    parting=maybe(stories),
    wants_list=st.booleans(),
)
review_charts = years.flatmap(
    lambda year: st.builds(
        ReviewChart,
        client_name=names,
        months=st.just(year),
        signs=st.just(tuple(sorted({sign for month in year for sign in month.by_sign})[:5])),
        language=english,
        zone=zones,
    )
)
decide_forms = st.builds(
    DecideForm,
    client=ids,
    client_name=names,
    outcome=st.sampled_from(Outcome),
    episode=maybe(ids),
    known_decision=maybe(ids),
    until=maybe(firsts),
    conditions=st.integers(0, 3),
    language=english,
    zone=zones,
)
warning_forms = st.builds(
    WarningForm, client=ids, client_name=names, sign=signs, at=moments, language=english, zone=zones, known=ids
)
mentions = st.builds(
    Mention,
    table=st.just("entries"),
    key=ids.map(lambda each: (("id", each),)),
    column=st.just("note"),
    client=maybe(ids),
    text=texts,
)
people_held = st.builds(
    PersonHeld,
    user=users,
    rows=several(st.tuples(st.sampled_from(("entries", "audit", "glad_answers")), days), 20),
    language=english,
)
places = st.lists(mentions, max_size=10, unique_by=lambda place: place.id).map(tuple)
names_held = st.builds(NameHeld, name=names, places=places, more=days, language=english)
erasures = st.builds(ConfirmErasure, held=st.one_of(people_held, names_held.filter(lambda held: bool(held.places))))
client_data_forms = st.builds(
    ClientDataForm,
    client=ids,
    client_name=names,
    hold=maybe(st.builds(Hold, client=ids, at=moments, by=users, reason=texts)),
    language=english,
    zone=zones,
)
