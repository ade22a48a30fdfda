"""What may come to App Home: every list at every length up to its longest, with names of every kind."""

from decimal import Decimal

from hypothesis import strategies as st

from bot.domain.history import ClientStatus
from bot.domain.verdict import NotCounting
from bot.usecases.health_card import Correction
from bot.usecases.home_reading import FLAGS_SHOWN, OWNED_SHOWN
from bot.usecases.home_sheet import (
    AlertLine,
    Came,
    CareWaits,
    ConditionWaits,
    Cut,
    DismissalWaits,
    FlagLine,
    HomeSheet,
    ItemWaits,
    OwnedLine,
    PartingLine,
    ProbationEnds,
    TeamDesk,
    WarningWaits,
    WithoutList,
)
from bot.usecases.records import TakenBack
from bot.usecases.show_home import ALERTS_SHOWN, LOOKS_SHOWN, PARTINGS_SHOWN, WAITS_SHOWN
from tests.slack import strategies as some
from tests.slack.strategies import maybe, several

yes_or_no = st.booleans()


def cut(lines, most):
    """The longest list as often as any other."""
    shown = st.one_of(several(lines, most), st.lists(lines, min_size=most, max_size=most).map(tuple))
    return st.builds(lambda few, more: Cut(few, len(few) + (more if few else 0)), shown, st.integers(0, 9999))


alert_lines = st.builds(AlertLine, client_name=some.names, episode=some.episodes, is_overdue=yes_or_no)
condition_waits = st.builds(ConditionWaits, client_name=some.names, condition=some.conditions, is_due=yes_or_no)
items = some.partings.map(lambda parting: parting.items[0])
waits = st.one_of(
    alert_lines,
    st.builds(WarningWaits, client=some.ids, client_name=some.names, sign=some.signs, at=some.moments),
    condition_waits,
    st.builds(CareWaits, client=some.ids, client_name=some.names, opened_at=some.moments, is_mine=yes_or_no),
    st.builds(DismissalWaits, client=some.ids, client_name=some.names, lapses_at=some.moments),
    st.builds(
        ItemWaits,
        parting=some.ids,
        client_name=some.names,
        item=items,
        is_overdue=yes_or_no,
        more=st.integers(0, 7),
    ),
)
looks = st.one_of(
    condition_waits, st.builds(ProbationEnds, client=some.ids, client_name=some.names, until=some.moments)
)
parting_lines = st.builds(
    PartingLine, client_name=some.names, parting=some.partings, next=maybe(items), is_overdue=yes_or_no
)
without_list = st.builds(WithoutList, client=some.ids, client_name=some.names)
# Nobody's list shows the archived.
listed = some.clients.filter(lambda client: client.status is not ClientStatus.ARCHIVED)
owned_lines = st.builds(
    OwnedLine, client=listed, episode=maybe(some.episodes), parting=maybe(some.partings), is_overdue=yes_or_no
)
flag_lines = st.builds(
    FlagLine,
    incident=some.ids,
    client_name=some.names,
    sign=some.signs,
    at=some.moments,
    came=st.sampled_from([came for came in Came if came not in (Came.TAKEN_BACK, Came.NOT_COUNTING)]),
    reason=st.none(),
    kept_at=some.moments,
    episode=some.episodes,
    corrections=several(st.sampled_from(Correction), 4),
) | st.one_of(
    *(
        st.builds(
            FlagLine,
            incident=some.ids,
            client_name=some.names,
            sign=some.signs,
            at=some.moments,
            came=st.just(came),
            reason=maybe(st.sampled_from(reasons)),
            kept_at=st.none(),
            episode=st.none(),
            corrections=st.just(()),
        )
        for came, reasons in ((Came.TAKEN_BACK, list(TakenBack)), (Came.NOT_COUNTING, list(NotCounting)))
    )
)
desks = st.builds(
    TeamDesk,
    alerts=cut(alert_lines, ALERTS_SHOWN),
    open_alerts=st.integers(0, 999),
    untaken=st.integers(0, 999),
    overdue=st.integers(0, 999),
    looks=cut(looks, LOOKS_SHOWN),
    partings=cut(parting_lines | without_list, PARTINGS_SHOWN),
    alert_channel=maybe(st.just("C0ALERTS001")),
    reviewers=st.integers(1, 200),
    are_chosen=yes_or_no,
    points_limit=st.just(Decimal(8)),
    points_window_days=st.integers(1, 3650),
    quorum=st.integers(0, 50),
)
home_sheets = st.builds(
    HomeSheet,
    clients=st.sampled_from([0, 1, 300]),
    hints=some.hints,
    waits=cut(waits, WAITS_SHOWN),
    owned=cut(owned_lines, OWNED_SHOWN),
    flags=several(flag_lines, FLAGS_SHOWN),
    has_older_flags=yes_or_no,
    team=maybe(desks),
    language=some.english,
    zone=some.zones,
)
