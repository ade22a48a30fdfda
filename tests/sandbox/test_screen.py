"""What one person sees, and the files of the page."""

import json
import urllib.error
import urllib.request

import pytest

from bot.sandbox.faults import slow
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.screen import screen_json
from bot.sandbox.server import SandboxServer
from bot.sandbox.wire import RefusedError


def test_a_screen_shows_what_that_person_may_see(slack: LocalSlack) -> None:
    """A member sees public channels and their own private ones; a guest and an outsider only where they were let in."""

    def names(who: str) -> set[str]:
        return {one["name"] for one in screen_json(slack, who)["channels"] if one["name"]}

    assert {"general", "client-alerts", "acme-shared", "freelance-desk"} <= names("lead")
    assert "client-alerts" not in names("developer")
    assert names("freelancer") == {"freelance-desk"}
    assert names("outsider") == {"acme-shared"}


def test_the_newest_page_says_that_there_is_more(slack: LocalSlack) -> None:
    """So many of the newest messages, oldest first, replies counted beneath their message and not among them."""
    lead = slack.person("lead")
    first = lead.say("general", "0")
    for number in range(1, 5):
        lead.say("general", str(number))
    lead.reply_to(first, "an answer")
    page = screen_json(slack, "lead", "general", limit=3)["page"]
    assert [one["text"] for one in page["messages"]] == ["2", "3", "4"]
    assert (page["total"], page["has_more"]) == (5, True)
    whole = screen_json(slack, "lead", "general", thread_ts=first.ts)
    assert whole["page"]["messages"][0]["reply_count"] == 1
    assert [one["text"] for one in whole["thread"]["replies"]] == ["an answer"]


def test_a_fault_that_waits_is_listed(slack: LocalSlack) -> None:
    """By method, kind and how often."""
    slack.faults.add("*", slow(1), times=0)
    slack.faults.lose_events("reaction_added", 2)
    assert screen_json(slack, "lead")["faults"] == [
        {"name": "*", "kind": "slow", "times": 0},
        {"name": "reaction_added", "kind": "lost_event", "times": 2},
    ]


def test_there_are_no_examples_where_none_were_given(slack: LocalSlack) -> None:
    """Loading them is refused; with some, they are asked for."""
    with pytest.raises(RefusedError):
        slack.load_examples()
    asked: list[str] = []
    slack.on_anew(lambda: asked.append("anew"), lambda: asked.append("examples"))
    slack.load_examples()
    slack.reset()
    assert asked == ["examples", "anew"]


def test_only_the_page_s_own_files_are_served(server: SandboxServer) -> None:
    """The page names its parts; what is not one of them, a path out of the folder too, is not found."""
    with urllib.request.urlopen(server.url, timeout=5) as answer:
        html = answer.read().decode()
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "://" not in html
    part = html.split('src="')[1].split('"')[0].lstrip("/")
    with urllib.request.urlopen(f"{server.url}{part}", timeout=5) as answer:
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]
    for name in ("page/x/..%2fserver.py", "page/x/server.py", "page/x/", "page/x/nothing.js"):
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{server.url}{name}", timeout=5)
        missing.value.close()
        assert missing.value.code == 404


def test_the_page_brings_the_first_screen(server: SandboxServer, slack: LocalSlack) -> None:
    """As data that no text in it can end, with the newest messages alone; what is asked for next has all of them."""
    for number in range(30):
        slack.person("lead").say("general", f"</script><b>{number}")
    with urllib.request.urlopen(server.url, timeout=5) as answer:
        html = answer.read().decode()
        assert answer.headers["cache-control"] == "no-store"
    data = html.split('<script type="application/json" id="first">')[1].split("</script>")[0]
    screen = json.loads(data)
    assert screen["page"]["messages"][-1]["text"] == "</script><b>29"
    assert (len(screen["page"]["messages"]), screen["page"]["has_more"]) == (20, True)


@pytest.mark.parametrize(
    ("cookie", "theme"), [("theme=dark", "dark"), ("theme=%22%3E%3Cb%3E", "system"), ("", "system")]
)
def test_the_page_comes_in_the_theme_that_was_chosen(server: SandboxServer, cookie: str, theme: str) -> None:
    """From the first paint on; what is no theme is none."""
    asked = urllib.request.Request(server.url, headers={"cookie": cookie} if cookie else {})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        assert f'<html lang="en" data-theme="{theme}">' in answer.read().decode()


def test_a_long_change_is_told_in_steps(slack: LocalSlack) -> None:
    """Whoever looks on is woken at each tenth, not at each of the messages; afterwards at everything again."""
    slack.traffic.load(0)
    seen = slack.traffic.wait_told(0, 0)
    assert screen_json(slack, "lead")["loading"] == 0
    slack.person("lead").say("general", "one of many")
    slack.traffic.load(0.05)
    assert slack.traffic.wait_told(seen, 0) == seen
    slack.traffic.load(0.1)
    step = slack.traffic.wait_told(seen, 0)
    assert step > seen
    slack.traffic.load(None)
    assert slack.traffic.wait_told(step, 0) > step
    assert screen_json(slack, "lead")["loading"] is None
    now = slack.traffic.wait_told(0, 0)
    slack.person("lead").say("general", "as ever")
    assert slack.traffic.wait_told(now, 0) > now
