"""A decision is made on panel's recommendation and its final minutes (DM-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from crm.journey import events
from crm.journey.decision_events import MinutesReceived, RefusalProposed
from crm.journey.decisions import without_minutes
from crm.journey.events import Event
from tests.journey.histories import History
from tests.journey.test_decisions import ANSWER_BY, SENT, answered, heard, later, proposed, reported


def test_DM3_a_decision_waits_for_the_minutes_of_the_panel_that_it_is_made_on() -> None:
    def waits(history: History, event: Event) -> bool:
        (journey,) = history.household().journeys
        return "final minutes (DM-3)" in (without_minutes(journey, event) or "")

    proposal = RefusalProposed(happened_on=SENT, answer_by=ANSWER_BY)
    approval = events.HouseholdApproved(happened_on=SENT, places=1)
    assert waits(heard(), proposal) and waits(heard(), approval)
    history = heard()
    history.tell(MinutesReceived(happened_on=SENT))
    assert not waits(history, proposal) and not waits(history, approval)
    assert waits(history, replace(approval, happened_on=SENT - timedelta(days=1)))
    assert not waits(proposed(), later(30)), "what was proposed becomes final on what was there for it"
    again = answered("representations")
    again.tell(events.PanelRecommended(happened_on=SENT + timedelta(days=20), recommendation="approve"))
    assert waits(again, later(30)) and waits(again, replace(approval, happened_on=later(30).happened_on))
    again.tell(MinutesReceived(happened_on=SENT + timedelta(days=25)))
    assert not waits(again, later(30))
    assert not waits(reported(), approval), "panel is no step, or has not met: other rules speak of that"
