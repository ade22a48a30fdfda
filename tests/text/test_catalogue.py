"""Every key that the code uses is in every catalogue with the places that the code fills, and none is left over."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

from bot.domain.alerts import AlertState, Closing, News, VoteFor
from bot.domain.client import ClientStatus
from bot.domain.dismissal import DismissalState
from bot.domain.history import Outcome
from bot.domain.parting import Glad, PartingState
from bot.domain.parting_order import TEAM_CHOICES, Order, Step
from bot.domain.reminders import Hat
from bot.domain.review_window import ReviewWindow
from bot.domain.settings import LANGUAGES
from bot.domain.signs import BIG_RED_FLAGS, SIGN_FACTS, Billing, Level, Remedy, Rule, Severity, SignId, Stage
from bot.domain.verdict import NotCounting
from bot.slack.ids import Command
from bot.slack.messages.audit import NO_PERSON
from bot.slack.messages.audit_values import FIELDS, STATES
from bot.slack.modals.parting_form import ARRANGE, DONE, NOT_NEEDED, OPEN_AGAIN
from bot.text.catalogue import Catalogue, MissingText, read_catalogue
from bot.usecases.audit_lines import KINDS, AuditKind
from bot.usecases.client_data import ClientAsk
from bot.usecases.flag_answers import AlertOutlook
from bot.usecases.health_card import Correction, IncidentMark
from bot.usecases.home_sheet import Came
from bot.usecases.notices import ChannelProblem
from bot.usecases.person_data import PersonAsk
from bot.usecases.records import TakenBack
from bot.usecases.setup_hints import Missing

SLACK = Path(__file__).parents[2] / "bot" / "slack"
SAYING = {"say": 1, "plain": 1, "rich": 1, "count": 2, "plain_count": 2, "rich_count": 2}
FACTS = {fact for facts in SIGN_FACTS.values() for fact in facts}
YES_OR_NO = {"our_error", "after_agreement", "expects_rescue", "second_hand", "restricted"}
SAID_OTHERWISE = {AlertState.SNOOZED, AlertState.ACKNOWLEDGED}
PURPOSES = {"incident_void", "incident_waive", "alert_snooze", "parting_override", "parting_stop", "care_close"}

# Keys that the code puts together: what stands before the value, and every value that there may be.
FAMILIES: Mapping[str, set[str]] = {
    "sign.{}": set(SignId),
    "sign_short.{}": set(SignId),
    "cost.{}": {"late", "disputed"},
    "cost.{}_unknown": {"late", "disputed"},
    "rule_name.{}": set(Rule),
    "level.{}": set(Level),
    "level_mark.{}": set(Level),
    "severity.{}": set(Severity),
    "stage.{}": set(Stage),
    "fact.{}": YES_OR_NO,
    "billing.{}": set(Billing),
    "status.{}": set(ClientStatus),
    "language.{}": set(LANGUAGES),
    "remedy.{}": set(Remedy),
    "not_counting.{}": set(NotCounting),
    "channel_problem.{}": set(ChannelProblem),
    "exposed.{}": {problem for problem in ChannelProblem if problem.exposes},
    "alert.closed.{}": {*Closing, "unsaid"},
    "alert.state.{}": {AlertState.IN_REVIEW, AlertState.CLOSED},
    "alert.votes.{}": set(VoteFor),
    "reminder.hat.{}": set(Hat),
    "digest.{}": {"overdue", "untaken", "under_way"},
    "line.{}": set(News) - {News.SNOOZED},
    "flagged.outlook.{}": set(AlertOutlook) - {AlertOutlook.NONE, AlertOutlook.WILL_BE_POSTED},
    "mark.{}": set(IncidentMark),
    "taken_back.{}": set(TakenBack),
    "correction.{}": set(Correction),
    "health.lead.{}": set(Level),
    "audit.by.{}": set(NO_PERSON),
    "audit.did.{}": set(KINDS),
    "audit.kind.{}": set(AuditKind),
    "audit.state.{}": set(STATES),
    "audit.order.{}": set(Order),
    "audit.closing.{}": set(Closing),
    "audit.outcome.{}": set(Outcome),
    "audit.field.{}": set(FIELDS),
    "hint.{}": set(Missing),
    "field.{}": FACTS,
    "tick.{}": YES_OR_NO,
    "help.{}": {command.removeprefix("/").replace("-", "_") for command in Command},
    "help.{}.fallback": {command.removeprefix("/").replace("-", "_") for command in Command},
    "review.window.{}": set(ReviewWindow),
    "review.choice.{}": set(Outcome),
    "review.button.{}": set(Outcome),
    "form.decide.{}": set(Outcome),
    "form.decide.{}.title": set(Outcome),
    "step.{}": set(Step),
    "parting.title.{}": set(PartingState),
    "parting.ended.{}": set(PartingState) - {PartingState.RUNNING},
    "parting.order.{}": set(Order),
    "parting.menu.{}": {DONE, NOT_NEEDED, OPEN_AGAIN, ARRANGE},
    "glad.said.{}": set(Glad),
    "form.parting.{}": set(TEAM_CHOICES),
    "portfolio.{}": {ClientStatus.PARTING, ClientStatus.FORMER},
    "home.more.{}": {"first_these", "all_clients"},
    "home.next.{}": {ClientStatus.PARTING, ClientStatus.FORMER},
    "home.came.{}": set(Came) - {Came.ALERT, Came.SETTLED},
    "dismissal.state.{}": set(DismissalState) - {DismissalState.PENDING},
    "dismissal.told.{}": set(DismissalState) - {DismissalState.PENDING},
    "person_data.{}": set(PersonAsk),
    "client_data.{}": set(ClientAsk),
    "form.reason.{}": PURPOSES,
    "form.reason.{}.title": PURPOSES,
}
# Their keys come from the use cases; what stands in the catalogue is what may be answered.
OPEN_FAMILIES = ("refused.", "done.", "not_done.")


@dataclass(frozen=True)
class Use:
    """A place in the code that says something; ``values`` is None where it passes on what it was given."""

    key: str
    values: frozenset[str] | None
    where: str


def uses() -> Iterator[Use]:
    for path in sorted(SLACK.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAYING:
                yield from _of_call(node, node.func.attr, path)


def _of_call(call: ast.Call, method: str, path: Path) -> Iterator[Use]:
    if not call.args or not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return
    if call.func.value.id != "words":
        return
    passes_on = any(keyword.arg is None for keyword in call.keywords)
    given = {keyword.arg for keyword in call.keywords if keyword.arg} | ({"n"} if SAYING[method] == 2 else set())
    for key in _keys(call.args[0]):
        yield Use(key, None if passes_on else frozenset(given), f"{path.name}:{call.lineno}")


def _keys(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.IfExp():
            return [*_keys(node.body), *_keys(node.orelse)]
        case ast.JoinedStr():
            return ["".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)]
        case _:
            return []


def expanded(use: Use) -> set[str]:
    if "{}" not in use.key:
        return {use.key}
    if use.key.startswith(OPEN_FAMILIES):
        return set()
    prefix, suffix = use.key.split("{}")
    return {f"{prefix}{member}{suffix}" for member in FAMILIES[use.key]}


def named_elsewhere() -> set[str]:
    """Keys that are chosen first and said after: any text in the code that looks like a key."""
    found = set()
    for path in SLACK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def texts(language: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for message in read_catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_key_that_the_code_says_is_in_the_catalogue():
    """A text that is missing shows here, not to a person."""
    known = set(texts("en"))
    missing = {(key, use.where) for use in uses() for key in expanded(use) if key not in known}
    assert not missing


def test_no_text_is_left_over():
    """Every text in the catalogue is said somewhere."""
    used = {key for use in uses() for key in expanded(use)} | named_elsewhere()
    assert not {key for key in texts("en") if key not in used and not key.startswith(OPEN_FAMILIES)}


def test_the_code_fills_every_place_of_a_text():
    """A text has no place that its caller does not fill."""
    known = texts("en")
    for use in uses():
        for key in expanded(use) if use.values is not None else ():
            for text in known.get(key, ()):
                assert places(text) <= (use.values or frozenset()), (key, use.where)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_keys_and_places(language: str):
    """No screen is half translated."""
    ours, english = texts(language), texts("en")
    assert ours.keys() == english.keys()
    for key, forms in ours.items():
        wanted = set().union(*(places(form) for form in english[key]))
        assert all(form and places(form) <= wanted for form in forms), key
        assert set().union(*(places(form) for form in forms)) == wanted, key


def test_places_are_plain_names():
    """A text can name a value, and reach no further into it."""
    for forms in texts("en").values():
        assert all(name.isidentifier() for form in forms for name in places(form))


def test_every_channel_problem_can_refuse_a_channel_and_a_share():
    """Whatever is wrong with a channel, there are words for it."""
    known = texts("en").keys()
    assert {f"refused.channel_{problem.value}" for problem in ChannelProblem} <= known
    assert {f"not_done.share_refused_{problem.value}" for problem in ChannelProblem} <= known


def test_a_missing_key_or_value_raises():
    """Nobody is ever shown a key or an empty place."""
    english = Catalogue("en")
    with pytest.raises(MissingText):
        english.say("no.such.key")
    with pytest.raises(MissingText):
        english.count("no.such.key", 1)
    with pytest.raises(MissingText):
        english.say("alert.title")


def test_one_and_many_differ():
    """The form follows the number."""
    english = Catalogue("en")
    assert english.count("alert.flagged_by", 1) == "Flagged by 1 person."
    assert english.count("alert.flagged_by", 3) == "Flagged by 3 people."


LABELS = (
    *("liar", "abuser", "abusive", "harasser", "offender", "culprit", "perpetrator", "predator", "accused", "guilty"),
    *("cheat", "crook", "fraud", "scammer", "thief", "bully", "monster", "toxic", "psycho", "narcissist", "creep"),
    *("bad client", "problem client", "difficult client", "nightmare", "blacklist", "deadbeat", "troublemaker"),
)


def test_people_are_not_given_names():
    """Facts, not labels: nobody is called anything, the client no more than whoever flagged or was hurt."""
    for key, forms in texts("en").items():
        said = " ".join(forms).casefold()
        assert not [label for label in LABELS if re.search(rf"\b{label}s?\b", said)], key


@pytest.mark.parametrize("sign", list(SignId))
def test_a_sign_is_called_by_what_happened(sign: SignId):
    """In the past tense, as something that somebody did."""
    known = texts("en")
    short = {f"sign_short.{sign}"} if sign in BIG_RED_FLAGS else set()
    for key in {f"sign.{sign}"} | short:
        first = known[key][0].split()[0].rstrip(",")
        assert first.endswith("ed") or first in {"Said", "Paid", "Went", "Put"}, known[key]


def test_an_unknown_language_is_refused():
    """The bot does not fall back in silence."""
    with pytest.raises(FileNotFoundError):
        Catalogue("xx")
