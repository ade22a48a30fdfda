"""Ways to spoil a request: by its structure, by its bytes and by its headers. All of it follows one `random.Random`."""

import copy
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]
Place = tuple[Any, Any]  # a dict or list, and a key or index in it

TEXTS: Sequence[str] = (
    "",
    " ",
    "\x00",
    "\x00\x01\x02\x1b[31m\x7f",
    "\r\n\t\u2028\u2029\x85",
    "\ud800",
    "\udfff\ud800",
    "\u202egnp.exe\u202c\u2066\u2069\u200f",
    "\u200b\u200c\u200d\ufeff\u2060",
    "Z\u0351\u036b\u0343" * 300,
    "\u0301" * 2000,
    "\ufdfa" * 4000,
    "👩‍👩‍👧‍👦" * 200,
    "\U0010ffff\ue000\ufffe",
    "<!channel> <!here|x> <!everyone> <!subteam^S0TEAM00001>",
    "<@U0LEAD00001> <#C0ALERTS001> <https://evil.example|Slack>",
    "@channel @here @everyone",
    "&lt;!channel&gt; &amp;lt;",
    "``` `x` *b* _i_ ~s~ > q",
    ":white_check_mark: :rotating_light:",
    "{client} {0.__class__} %s %(x)s ${x} {{7*7}}",
    "'; drop table clients; --",
    '" or 1=1 --',
    "=cmd|' /C calc'!A0",
    "../../../etc/passwd",
    "http://169.254.169.254/latest/",
    "https://hooks.slack.com.evil.example/x",
    "https://user@hooks.slack.com:443\\@evil.example/",
    "new:",
    "new:" + "x" * 500,
    "|",
    "|||||",
    "-1",
    "0",
    "999999999999999999999999",
    "9" * 5000,
    "1e400",
    "NaN",
    "١٢٣",
    "true",
    "null",
    "[]",
    "{}",
    '{"client":',
    "a" * 75,
    "a" * 3001,
    "x " * 6000,
    "long " * 20_000,
)
ODD: Sequence[Any] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    2**64 - 1,
    10**19,
    -(10**19),
    1.5,
    -0.0,
    1e308,
    5e-324,
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": ""},
    {"value": None},
    {"id": None},
    {"__class__": "x", "__proto__": {"admin": True}},
)


def mutated(body: Json, others: Sequence[Json], ids: Sequence[str], random: Random) -> Json:
    """A copy of ``body`` with up to five things wrong with it, most often one; now and then with none."""
    spoiled = copy.deepcopy(body)
    for _ in range(random.choice((0, 1, 1, 1, 1, 2, 2, 3, 5))):
        places = [place for place in _places(spoiled) if not isinstance(place[1], str) or place[1] != "token"]
        if places:
            random.choice(_WAYS)(spoiled, random.choice(places), others, ids, random)
    return spoiled


def _places(value: Any, depth: int = 0) -> Iterator[Place]:
    if depth > 12:
        return
    items: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        items = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value[:20]))
    for key, inner in items:
        yield value, key
        yield from _places(inner, depth + 1)


def _drop(_: Json, place: Place, *__: Any) -> None:
    holder, key = place
    del holder[key]


def _retype(_: Json, place: Place, __: Any, ___: Any, random: Random) -> None:
    holder, key = place
    holder[key] = copy.deepcopy(random.choice(ODD))


def _text(_: Json, place: Place, __: Any, ___: Any, random: Random) -> None:
    holder, key = place
    holder[key] = random.choice(TEXTS)


def _text_within(body: Json, place: Place, others: Any, ids: Any, random: Random) -> None:
    """Part of a text stays, so that it still means something."""
    holder, key = place
    held = holder[key]
    if not isinstance(held, str):
        return _text(body, place, others, ids, random)
    at = random.randint(0, len(held))
    holder[key] = held[:at] + random.choice(TEXTS) + held[at:]
    return None


def _rename(_: Json, place: Place, __: Any, ___: Any, random: Random) -> None:
    holder, key = place
    if isinstance(holder, dict):
        held = holder.pop(key)
        holder[random.choice((key.upper(), key + "s", "x" + key, "", "type", "id", "value", "\x00"))] = held


_MEANT = frozenset(
    [
        "value",
        "text",
        "private_metadata",
        "selected_option",
        "selected_options",
        "selected_users",
        "selected_date",
        "selected_date_time",
        "selected_time",
        "selected_user",
        "selected_conversation",
        "values",
        "action_id",
        "command",
        "block_id",
        "callback_id",
        "reaction",
        "metadata",
        "user",
        "channel",
        "hash",
        "response_url",
        "trigger_id",
        "tab",
    ]
)


def _where_it_is_read(body: Json, place: Place, others: Any, ids: Sequence[str], random: Random) -> None:
    """At what the bot itself reads, not at what Slack sends along."""
    meant = [(holder, key) for holder, key in _places(body) if key in _MEANT]
    holder, key = random.choice(meant) if meant else place
    held = holder[key]
    if isinstance(held, str) and random.random() < 0.5:
        holder[key] = random.choice((*TEXTS, *(f"{one}|{text}" for one in held.split("|") for text in TEXTS[-30:])))
    else:
        holder[key] = copy.deepcopy(random.choice((*ODD, *TEXTS, *ids)))


def _double(_: Json, place: Place, __: Any, ___: Any, random: Random) -> None:
    holder, key = place
    if isinstance(holder, list):
        holder.extend(copy.deepcopy([holder[key]]) * random.choice((1, 2, 200)))
    else:
        holder[f"{key}_2"] = copy.deepcopy(holder[key])


def _swap(body: Json, place: Place, _: Any, __: Any, random: Random) -> None:
    (holder, key), (other, its) = place, random.choice(list(_places(body)))
    holder[key] = copy.deepcopy(other[its])


def _other_id(body: Json, place: Place, _: Any, ids: Sequence[str], random: Random) -> None:
    """An id of the workspace, or of another one, where an id stands."""
    named = [
        (holder, key)
        for holder, key in _places(body)
        if isinstance(holder[key], str) and any(word in str(key) for word in ("id", "user", "channel", "team", "value"))
    ]
    holder, key = random.choice(named) if named else place
    holder[key] = random.choice(ids)


def _graft(_: Json, place: Place, others: Sequence[Json], ids: Any, random: Random) -> None:
    """A part of another request."""
    holder, key = place
    donor, its = random.choice(list(_places(random.choice(others))))
    holder[key] = copy.deepcopy(donor[its])


def _same_key_of_another(body: Json, _: Place, others: Sequence[Json], ids: Any, random: Random) -> None:
    other = random.choice(others)
    shared = sorted(body.keys() & other.keys())
    if shared:
        key = random.choice(shared)
        body[key] = copy.deepcopy(other[key])


def _deepen(_: Json, place: Place, __: Any, ___: Any, random: Random) -> None:
    holder, key = place
    held = holder[key]
    for _level in range(random.choice((1, 2, 40, 70))):
        held = [held] if random.random() < 0.5 else {"value": held}
    holder[key] = held


def _metadata(body: Json, place: Place, others: Any, ids: Sequence[str], random: Random) -> None:
    """What a form carries along, forged."""
    view = body.get("view")
    if not isinstance(view, dict):
        return _other_id(body, place, others, ids, random)
    try:
        held = json.loads(view.get("private_metadata") or "{}")
    except (ValueError, TypeError):
        held = {}
    if not isinstance(held, dict) or not held:
        view["private_metadata"] = random.choice(TEXTS)
        return None
    held[random.choice(sorted(held))] = random.choice((*ids, *TEXTS[:20], None, 7, [], {}))
    view["private_metadata"] = json.dumps(held)
    return None


Way = Callable[[Json, Place, Sequence[Json], Sequence[str], Random], None]
_WAYS: Sequence[Way] = (
    _drop,
    _retype,
    _retype,
    _text,
    _text_within,
    _text_within,
    _rename,
    _double,
    _swap,
    _other_id,
    _other_id,
    _graft,
    _same_key_of_another,
    _deepen,
    _metadata,
    _where_it_is_read,
    _where_it_is_read,
    _where_it_is_read,
    _where_it_is_read,
)


def encoded(body: Json, random: Random) -> tuple[str, bytes]:
    """The content type and bytes, most often those that Slack would use."""
    text = _dumped(body, random)
    if "command" in body and random.random() < 0.95:
        flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in body.items()}
        return "application/x-www-form-urlencoded", urlencode(flat, errors="surrogatepass").encode()
    if "event" in body or random.random() < 0.03:
        return "application/json", text.encode("utf-8", "surrogatepass")
    form = urlencode({"payload": text}, errors="surrogatepass")
    return "application/x-www-form-urlencoded", form.encode()


def _dumped(body: Json, random: Random) -> str:
    text = json.dumps(body, ensure_ascii=random.random() < 0.5)
    chance = random.random()
    if chance < 0.01:
        return text.replace(": null", ": NaN", 1)
    if chance < 0.02:
        return text.replace(": null", ": 1e999", 1)
    if chance < 0.03:
        return text.replace(": null", ": -Infinity", 1)
    if chance < 0.04:
        return text.replace(": null", ": " + "9" * random.choice((20, 21, 5000)), 1)
    if chance < 0.05:
        depth = random.choice((100, 5000, 60_000))
        return text.replace(": null", ": " + "[" * depth + random.choice(("", "]" * depth)), 1)
    if chance < 0.06:
        # One key twice: the later one counts, for whoever checks and for whoever acts.
        return text[:-1] + ', "type": "event_callback", "user": {"id": "U0PARTNER01"}}'
    return text


def spoiled_bytes(raw: bytes, random: Random) -> bytes:
    """Broken beneath the structure: cut off, flipped, doubled, packed, or nothing but noise."""
    match random.randrange(7):
        case 0:
            return raw[: random.randint(0, len(raw))]
        case 1:
            changed = bytearray(raw or b"x")
            for _ in range(random.choice((1, 3, 30))):
                changed[random.randrange(len(changed))] = random.randrange(256)
            return bytes(changed)
        case 2:
            return raw + b"&" + raw
        case 3:
            return gzip.compress(raw, 1)
        case 4:
            return random.randbytes(random.choice((0, 1, 64, 4096)))
        case 5:
            return raw[: random.randint(0, len(raw))] + random.randbytes(3) + raw[random.randint(0, len(raw)) :]
        case _:
            return raw * random.choice((2, 3)) if len(raw) > 100_000 else raw + b" " * (256 * 1024)
