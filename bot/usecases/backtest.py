"""Judging whole histories from a file, at the times that one asks for: what a policy would have said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.case_file import Case
from bot.domain.exact import plain
from bot.domain.local_time import write_moment
from bot.domain.policy import Policy
from bot.domain.rules import judge
from bot.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class BacktestRow:
    """One case's verdict at one moment."""

    case: str
    at: datetime
    verdict: Verdict

    def as_json(self) -> dict[str, object]:
        """The row as `partways backtest` prints it."""
        verdict = self.verdict
        return {
            "id": self.case,
            "at": write_moment(self.at),
            "level": verdict.level.value,
            "rules": [hit.rule for hit in verdict.rules],
            "incidents": {hit.rule: list(hit.incidents) for hit in verdict.rules},
            "points": plain(verdict.points),
            "next_change": None if verdict.next_change is None else write_moment(verdict.next_change),
        }


def backtest(cases: Iterable[Case], policy: Policy, asked: Sequence[datetime], now: datetime) -> Iterator[BacktestRow]:
    """Rows in the order of the cases, and within one in the order of its times; raises `CaseRefused`.

    The times are those asked for, else those that the case expects something of, else `now`.
    """
    for case in cases:
        merged = case.policy_upon(policy)
        entries = case.entries
        for at in asked or case.expect_at or (now,):
            yield BacktestRow(case.id, at, judge(entries, case.client.terms, merged, at))
