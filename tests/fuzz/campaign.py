"""Sends spoiled requests through the bot's own gate and dispatch, and looks after each what came of it."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.sandbox.channels import ChannelKind
from bot.sandbox.delivery import signature
from bot.sandbox.traffic import TrafficEntry
from tests.flows.discretion import METHODS, OVERRIDES, PINGS, as_shown, texts_in
from tests.flows.requests import SECRETS, set_scene
from tests.flows.stage import Stage, staged
from tests.fuzz.mutations import encoded, mutated, spoiled_bytes
from tests.fuzz.seeds import LET_IN, Json, ids_of, seeds_of
from tests.logged import Log, caught_logs

# Requests to one workspace; then it begins anew, since forms that get through change what the next ones find.
ROUND = 2500
_SETTLE_EVERY = 25
_LOOK_EVERY = 100
# Of processor time, not of the wall's: whoever else is busy on this machine does not count.
MOST_SECONDS = 1.5
GOOD = frozenset({200, 400, 401, 413})
_NUL = re.compile(rb"%00|%5Cu0000|\\\\u0000|\x00")
_FORGED = ("unsigned", "other secret", "stale", "of another body", "odd stamp", "no headers")


class Found(AssertionError):
    """The bot did what it must not; the text has what is needed to send the same request again."""


@dataclass(slots=True)
class Tally:
    """What was sent and what came of it. ``by_kind`` counts (how it was signed, status)."""

    by_kind: Counter[tuple[str, int]] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    posts: int = 0
    calls: int = 0
    wall_s: float = 0.0
    grown_kib: int = 0

    @property
    def sent(self) -> int:
        return self.by_kind.total()

    @property
    def statuses(self) -> Counter[int]:
        found: Counter[int] = Counter()
        for (_, status), count in self.by_kind.items():
            found[status] += count
        return found


@dataclass(frozen=True, slots=True)
class Shot:
    """One request as it went out."""

    how: str
    headers: dict[str, str]
    raw: bytes

    def told(self) -> str:
        return f"{self.how}: {self.headers.get('content-type')} {self.raw[:3000]!r}"


def campaign(count: int, seed: int, database_urls: Iterator[str]) -> Tally:
    """``count`` requests, in rounds, each on a database of its own; raises `Found`."""
    tally, random = Tally(), Random(seed)
    started, before = time.monotonic(), 0
    for number, first in enumerate(range(0, count, ROUND)):
        with staged(next(database_urls)) as stage:
            _round(stage, random, min(ROUND, count - first), tally)
            # Its log was read all along, and holds what nobody chose: forged *Share here* among it.
            stage.slack.traffic.clear()
        if number == 0:
            before = resident_kib()
    tally.wall_s, tally.grown_kib = time.monotonic() - started, max(0, resident_kib() - before)
    return tally


def _round(stage: Stage, random: Random, count: int, tally: Tally) -> None:
    scene = set_scene(stage)
    seeds, ids = seeds_of(scene), ids_of(scene)
    samples = [random.choice(seeds)() for _ in range(150)]
    with _watched(stage) as watch:
        for number in range(count):
            body = mutated(random.choice(seeds)(), samples, ids, random)
            shot = _aimed(stage, random, body)
            _fire(stage, shot, watch, tally)
            if number % _SETTLE_EVERY == 0:
                stage.settle()
            if number % _LOOK_EVERY == 0:
                stage.after(seconds=random.choice((1, 40, 400)))
                watch.look(tally, shot)
        stage.settle()
        watch.look(tally, shot)


def _aimed(stage: Stage, random: Random, body: Json) -> Shot:
    """Nine in ten are signed as Slack signs; of these one in twelve is spoiled beneath its structure."""
    content_type, raw = encoded(body, random)
    if random.random() < 0.08:
        raw = spoiled_bytes(raw, random)
    if random.random() < 0.02:
        content_type = random.choice(
            ("", "text/plain", "multipart/form-data", "application/json; charset=utf-16", "\x00")
        )
    stamp = str(int(stage.clock.now().timestamp()))
    headers = {
        "content-type": content_type,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(stage.slack.signing_secret, stamp, raw),
    }
    if random.random() < 0.05:
        headers |= {
            "x-slack-retry-num": random.choice(("1", "3", "x", "9" * 400)),
            "x-slack-retry-reason": "http_error",
        }
    if random.random() < 0.9:
        return Shot("signed", headers, raw)
    how = random.choice(_FORGED)
    return Shot(how, _forged(how, headers, raw, stage, random), raw)


def _forged(how: str, headers: dict[str, str], raw: bytes, stage: Stage, random: Random) -> dict[str, str]:
    """Wrong in one thing each: all else is as Slack would have it."""
    stamp = headers["x-slack-request-timestamp"]
    match how:
        case "unsigned":
            return headers | {"x-slack-signature": random.choice(("", "v0=", "v0=" + "0" * 64, "v1=x", "é", "\udcff"))}
        case "other secret":
            return headers | {"x-slack-signature": signature("another secret", stamp, raw)}
        case "stale":
            then = str(max(0, int(stamp) + random.choice((-86_400, -301, 301, 10**9))))
            signed = signature(stage.slack.signing_secret, then, raw)
            return headers | {"x-slack-request-timestamp": then, "x-slack-signature": signed}
        case "of another body":
            return headers | {"x-slack-signature": headers["x-slack-signature"][:-1] + "g"}
        case "odd stamp":
            return headers | {
                "x-slack-request-timestamp": random.choice(("", "-1", "now", "9" * 400, "١٢٣", stamp + ".0"))
            }
        case _:
            return {}


def _fire(stage: Stage, shot: Shot, watch: "Watch", tally: Tally) -> None:
    began = time.thread_time()
    try:
        status, headers, answer = stage.bot.endpoint.handle(shot.headers, shot.raw)
    except Exception as error:
        raise Found(f"{type(error).__name__} got out of handle(): {shot.told()}") from error
    took = time.thread_time() - began
    tally.slowest_s = max(tally.slowest_s, took)
    tally.by_kind[shot.how, status] += 1
    if took > MOST_SECONDS:
        raise Found(f"{took:.2f} s for {shot.told()}")
    if status not in GOOD:
        raise Found(f"status {status} for {shot.told()}")
    if shot.how != "signed" and status not in (401, 413):
        raise Found(f"status {status} for what Slack did not sign: {shot.told()}")
    watch.answered(shot, status, headers, answer)
    watch.read_log(tally, shot)


@dataclass(slots=True)
class Watch:
    """Reads everything that goes out, and the log."""

    stage: Stage
    log: Log
    seen: int

    def answered(self, shot: Shot, status: int, headers: dict[str, str], answer: bytes) -> None:
        said = answer.decode("utf-8")
        if status != 200 and (len(said) > 60 or said.count("\n") > 1):
            raise Found(f"a refusal says too much, {said[:200]!r}: {shot.told()}")
        if not _names_somebody(shot) or status != 200:
            _assert_nothing_of_ours(said, f"the answer to {shot.told()}")
        if not said or not headers.get("content-type", "").startswith("application/json"):
            return
        told = json.loads(said)
        for text in texts_in(as_shown(told)):
            _assert_harmless(text, shot.told())
        if isinstance(told, dict) and told.get("response_type", "ephemeral") != "ephemeral":
            raise Found(f"a public answer to {shot.told()}")

    def look(self, tally: Tally, shot: Shot) -> None:
        """At what the bot asked of Slack since the last look, and at what it wrote down."""
        entries = self.stage.slack.traffic.since(self.seen)
        self.seen = self.stage.slack.traffic.last
        for entry in entries:
            if entry.kind in ("api", "response_url"):
                tally.calls += 1
                self._sent(entry, tally)
        self.read_log(tally, shot)

    def _sent(self, entry: TrafficEntry, tally: Tally) -> None:
        where = f"{entry.kind} {entry.name}"
        for text in texts_in(as_shown(entry.request)):
            _assert_harmless(text, where)
        if entry.kind == "response_url":
            if entry.request.get("response_type", "ephemeral") != "ephemeral":
                raise Found("a response_url was used to post")
            return
        if entry.name not in METHODS:
            raise Found(f"the bot called {entry.name}")
        problems = (entry.response.get("response_metadata") or {}).get("messages")
        if problems:
            raise Found(f"Slack refuses what {entry.name} drew: {problems} in {entry.request}")
        if entry.name == "chat.postMessage" and entry.response.get("ok"):
            tally.posts += 1
            self._assert_may_stand(entry.request)
        if entry.name == "views.publish":
            self._assert_may_read(entry.request["user_id"], entry.request)

    def _assert_may_stand(self, call: Json) -> None:
        """Read off Slack's own state: nobody from outside and no guest may read what was posted."""
        workspace = self.stage.slack.workspace
        channel = workspace.channels[call["channel"]]
        if channel.is_ext_shared or channel.pending_teams or channel.is_archived:
            raise Found(f"a post to {channel.name}: {call}")
        for member in set(channel.members) - {self.stage.slack.bot_user_id}:
            user = workspace.users.get(member)
            is_direct = channel.kind is ChannelKind.IM
            if user is not None and (user.is_guest or user.team_id != workspace.team_id or (user.is_bot and is_direct)):
                raise Found(f"{user.handle} reads a post to {channel.name or channel.id}: {call}")

    def _assert_may_read(self, user_id: str, call: Json) -> None:
        if user_id not in LET_IN:
            _assert_nothing_of_ours(json.dumps(call, ensure_ascii=False), f"the home of {user_id}")

    def read_log(self, tally: Tally, shot: Shot) -> None:
        text = self.log.text
        if not text:
            return
        self.log.stream.seek(0)
        self.log.stream.truncate()
        _assert_nothing_of_ours(text, "the log")
        for secret in (self.stage.slack.bot_token, self.stage.slack.signing_secret):
            if secret in text:
                raise Found("a secret in the log")
        for line in map(json.loads, text.splitlines()):
            tally.refusals[str(line.get("reason", line["event"]))] += 1
            # A call to a forged address fails, and the library says so: the bot goes on.
            if line["event"] == "request_failed" or (line["level"] in ("error", "critical") and not _is_call(line)):
                raise Found(f"it failed: {line}, at the latest at {shot.told()}")


@contextmanager
def _watched(stage: Stage) -> Iterator[Watch]:
    with caught_logs() as log:
        yield Watch(stage, log, stage.slack.traffic.last)


def _is_call(line: Json) -> bool:
    return line["event"] == "library_said" and str(line.get("at")).startswith("client._perform_http_request")


def _names_somebody(shot: Shot) -> bool:
    """A request that names nobody who is let in was sent by nobody who is."""
    # The gate takes NUL out, so an id that is torn by one is whole again behind it.
    raw = _NUL.sub(b"", shot.raw)
    return any(user.encode() in raw for user in LET_IN)


def _assert_nothing_of_ours(said: str, where: str) -> None:
    """Secrets that the request itself brought along are no news to whoever sent it: only its answer counts."""
    found = [secret for secret in SECRETS if secret in said.casefold()]
    if found:
        raise Found(f"{found} in {where}: {said[:500]}")


def _assert_harmless(text: str, where: str) -> None:
    if any(ping in text for ping in PINGS) or any(char in text for char in OVERRIDES):
        raise Found(f"it pings or turns: {text[:300]!r} in {where}")


def resident_kib() -> int:
    """What this process holds in memory now."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def lines_of(tally: Tally) -> Sequence[str]:
    """For people: how many, how long, how they ended."""
    per_s = tally.sent / tally.wall_s if tally.wall_s else 0
    how: dict[str, Counter[int]] = {}
    for (kind, status), count in sorted(tally.by_kind.items()):
        how.setdefault(kind, Counter())[status] += count
    rows = [
        f"{kind}: " + ", ".join(f"{status} × {count}" for status, count in found.items()) for kind, found in how.items()
    ]
    return [
        f"{tally.sent} requests in {tally.wall_s:.0f} s ({per_s:.0f}/s)",
        *rows,
        f"{tally.calls} calls to Slack, {tally.posts} posts; slowest request {tally.slowest_s * 1000:.0f} ms of processor time",
        f"memory grew by {tally.grown_kib / 1024:.0f} MiB after the first round",
        f"refused: {dict(tally.refusals.most_common(12))}",
    ]
