"""The whole way of one incident: typed, judged, held, posted, taken, answered for."""

from tests.flows.stage import GENERAL, Stage


def test_a_lie_is_flagged_posted_and_taken(stage: Stage) -> None:
    """One lie trips; the alert waits out its hold, is posted once, and belongs to whoever puts eyes on it."""
    asked = stage.lead.command("/flag-client Acme lying said the brief was signed", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    stage.tick()
    assert stage.alerts == []

    stage.hold_ends()
    (alert,) = stage.alerts
    assert "Acme" in alert.text

    stage.designer.react(alert.channel, alert.ts, "eyes")
    stage.settle()
    stage.tick()
    (alert,) = stage.alerts
    assert stage.designer.id in str(alert.blocks)

    card = stage.lead.command("/client-health acme", channel=GENERAL)
    assert "Acme" in card.text
    assert "said the brief was signed" in str(card.blocks)
