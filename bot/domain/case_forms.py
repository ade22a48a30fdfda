"""The pydantic forms of a case file: what each place holds. `case_file` turns them into entries and back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

from bot.domain.client import ALIASES_MAX, BAR_LENGTH_MAX, BARS_MAX
from bot.domain.exact import exact
from bot.domain.history import ClientStatus, Outcome
from bot.domain.local_time import read_moment
from bot.domain.names import NameRefused, clean_name
from bot.domain.signs import Billing, Severity, Stage

# Shown in any time zone, a moment still lies within what a datetime can hold; and no team's history is older.
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 9000


def _moment(value: object) -> datetime:
    try:
        if isinstance(value, str) and _FIRST_YEAR <= (moment := read_moment(value)).year <= _LAST_YEAR:
            return moment
    except ValueError:
        pass
    raise PydanticCustomError("moment", "not a moment")


def _number(value: object) -> Decimal:
    try:
        return exact(value)
    except ValueError:
        raise PydanticCustomError("number", "not a number") from None


def _name(value: object) -> str:
    try:
        if isinstance(value, str):
            return clean_name(value)
    except NameRefused:
        pass
    raise PydanticCustomError("name", "not a name")


def _without_nul(value: str) -> str:
    """PostgreSQL stores none, and SQLite would cut the text there for whoever reads it in C."""
    if "\0" in value:
        raise PydanticCustomError("text", "NUL in a text")
    return value


def _on_one_line(value: str) -> str:
    """The form that edits a client writes one bar a line, and its dates behind a bar of another kind."""
    if not value.strip() or "|" in value or len(value.splitlines()) > 1:
        raise PydanticCustomError("bar", "not a bar")
    return value


def _bar_alone(value: object) -> object:
    return {"bar": value} if isinstance(value, str) else value


_Moment: TypeAlias = Annotated[datetime, BeforeValidator(_moment)]
_Amount: TypeAlias = Annotated[Decimal, BeforeValidator(_number), Field(ge=0)]
_Name: TypeAlias = Annotated[str, BeforeValidator(_name)]
_Word: TypeAlias = Annotated[StrictStr, Field(min_length=1, max_length=200), AfterValidator(_without_nul)]
_Text: TypeAlias = Annotated[StrictStr, Field(max_length=100_000), AfterValidator(_without_nul)]

_Bar: TypeAlias = Annotated[
    StrictStr,
    Field(min_length=1, max_length=BAR_LENGTH_MAX),
    AfterValidator(_without_nul),
    AfterValidator(_on_one_line),
]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _EntryFields(_Form):
    id: _Word | None = None
    at: _Moment
    recorded_at: _Moment | None = None
    by: _Word | None = None
    links: tuple[_Word, ...] = ()
    note: _Text | None = None
    confidential: StrictBool = False


class IncidentForm(_EntryFields):
    """One thing that a client did."""

    type: Literal["incident"] = "incident"
    sign: _Word
    severity: Severity = Severity.NORMAL
    days_late: Annotated[StrictInt, Field(ge=0, le=365_000)] | None = None
    amount: _Amount | None = None
    our_error: StrictBool = False
    after_agreement: StrictBool = False
    hours: _Amount | None = None
    expects_rescue: StrictBool = True
    stage: Stage = Stage.AGREED
    bar: _Word | None = None
    second_hand: StrictBool = False
    restricted: StrictBool = False
    about: Annotated[tuple[_Word, ...], Field(max_length=20)] = ()
    witnesses: Annotated[tuple[_Word, ...], Field(max_length=200)] = ()

    def facts_given(self) -> tuple[str, ...]:
        """The facts that say something: those that differ from what holds where nothing is said."""
        fields = type(self).model_fields
        return tuple(fact for fact in FACTS if getattr(self, fact) != fields[fact].default)


class WarningForm(_EntryFields):
    """The client was told."""

    type: Literal["warning"] = "warning"
    sign: _Word


class DecisionForm(_EntryFields):
    """What a review came to."""

    type: Literal["decision"] = "decision"
    outcome: Outcome
    until: _Moment | None = None


class VoidForm(_EntryFields):
    """An entry taken back."""

    type: Literal["void"] = "void"
    entry: _Word
    reason: _Text | None = None


class WaiverForm(_EntryFields):
    """An incident let pass."""

    type: Literal["waive"] = "waive"
    entry: _Word
    reason: _Text | None = None


EntryForm: TypeAlias = IncidentForm | WarningForm | DecisionForm | VoidForm | WaiverForm

FACTS: Final = (
    "days_late",
    "amount",
    "our_error",
    "after_agreement",
    "hours",
    "expects_rescue",
    "stage",
    "bar",
    "second_hand",
    "restricted",
)
ENTRY_FORMS: Final[Mapping[str, type[EntryForm]]] = {
    "incident": IncidentForm,
    "warning": WarningForm,
    "decision": DecisionForm,
    "void": VoidForm,
    "waive": WaiverForm,
}


class ExemptionForm(_Form):
    """A bar that does not hold for a client; in a file also the bar's name alone."""

    bar: _Bar
    since: _Moment | None = Field(default=None, alias="from")
    until: _Moment | None = None


class ClientForm(_Form):
    """The client of a case: no more than the form that edits a client holds, so that editing loses nothing."""

    name: _Name
    aliases: Annotated[tuple[_Name, ...], Field(max_length=ALIASES_MAX)] = ()
    billing: Billing = Billing.FIXED
    exempt_bars: Annotated[
        tuple[Annotated[ExemptionForm, BeforeValidator(_bar_alone)], ...], Field(max_length=BARS_MAX)
    ] = ()
    monthly_value: _Amount | None = None
    status: ClientStatus = ClientStatus.ACTIVE


class ExpectForm(_Form):
    """A moment to judge at, with what is expected then; only the moment is read."""

    at: _Moment
    level: object = None
    rules: object = None
    incidents: object = None
    points: object = None
    next_change: object = None


class CaseForm(_Form):
    """One client with its history. `policy` is checked where it is merged, and `expect` is for tests."""

    id: _Word
    title: _Text | None = None
    client: ClientForm
    policy: dict[StrictStr, object] = Field(default_factory=dict)
    history: tuple[Annotated[EntryForm, Field(discriminator="type")], ...] = ()
    expect: tuple[ExpectForm, ...] = ()


def keys_at(path: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys known where a key was refused; `path` is pydantic's location of that key."""
    form: type[_Form] = CaseForm
    match path:
        case ("client", "exempt_bars", int(), _):
            form = ExemptionForm
        case ("client", _):
            form = ClientForm
        case ("expect", int(), _):
            form = ExpectForm
        case ("history", int(), str(kind), _) if kind in ENTRY_FORMS:
            form = ENTRY_FORMS[kind]
    return tuple(field.alias or name for name, field in form.model_fields.items())
