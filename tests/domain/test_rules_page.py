import re
from pathlib import Path

from bot.domain.alerts import DECIDE_WITHIN_WORKING_DAYS, SNOOZE_MAX
from bot.domain.parting import GLAD_AFTER_DAYS, REMIND_AGAIN_AFTER_WORKING_DAYS, REMIND_EVERY_WORKING_DAYS
from bot.domain.policy import Policy
from bot.domain.settings import ALERT_CHANNEL_MAX_MEMBERS
from bot.domain.signs import Billing, Level, SignId
from bot.usecases.who_may import EDIT_WITHIN, UNDO_WITHIN

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
POLICY = Policy.default()
ROW = re.compile(r"^\| (\d+) \| `(\w+)` \| (\w+) \| (\d+) \| ([\w ]+?) \| (\d*) ?\|$", re.MULTILINE)


def test_the_page_has_every_sign_with_the_numbers_of_the_code() -> None:
    """Whoever reads the page can add up a client's points by hand."""
    rows = {sign: rest for _, sign, *rest in ROW.findall(PAGE)}
    assert list(rows) == [str(sign) for sign in SignId]
    for sign, (level, points, trips_at, days) in rows.items():
        terms = POLICY.sign(sign, Billing.FIXED)
        assert (terms.level, terms.points) == (level, int(points))
        once = "again after a warning" if sign == SignId.MENTAL_ABUSE else "once"
        assert trips_at == (str(terms.cutoff) if terms.cutoff else once)
        assert days == (str(terms.window.days) if terms.window else "")


def test_the_page_says_the_other_numbers_as_they_are() -> None:
    """Limits, windows, deadlines and rights."""
    hourly = POLICY.sign(SignId.MIND_CHANGE, Billing.HOURLY)
    said = " ".join(PAGE.split())
    for sentence in (
        f"{hourly.points} points each, and {hourly.cutoff} times in {hourly.window.days if hourly.window else 0} days",
        f"within {POLICY.grace_days} days of grace",
        f"The **points** of the last {POLICY.points_window_days} days reach {POLICY.points_limit}",
        f"minor {POLICY.severity.minor}, normal {POLICY.severity.normal}, severe {POLICY.severity.severe}",
        (
            f"within {DECIDE_WITHIN_WORKING_DAYS[Level.DECISIVE]} working days (decisive) or "
            f"{DECIDE_WITHIN_WORKING_DAYS[Level.CUMULATIVE]} (cumulative)"
        ),
        f"at most {SNOOZE_MAX[Level.CUMULATIVE].days} days, decisive {SNOOZE_MAX[Level.DECISIVE].days}",
        f"their own flags for {UNDO_WITHIN.days * 24} hours or correct them for {EDIT_WITHIN.days} days",
        f"at most {ALERT_CHANNEL_MAX_MEMBERS} members",
        f"after {REMIND_AGAIN_AFTER_WORKING_DAYS} working days again, then every {REMIND_EVERY_WORKING_DAYS}",
        f"After {GLAD_AFTER_DAYS[0]} and {GLAD_AFTER_DAYS[1]} days whoever decided is asked",
    ):
        assert sentence in said, sentence
