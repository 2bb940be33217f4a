"""Who hosts in supported lodgings is no foster carer: what is of fostering is not recorded of them (OA-2)."""

from __future__ import annotations

from crm.journey.care_events import CARE
from crm.journey.decision_events import AgreementSigned
from crm.journey.event import Event
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.saying import SAID, sentence
from crm.journey.transfer_events import TRANSFER

OF_CARERS: tuple[type[Event], ...] = (AgreementSigned, *CARE, *TRANSFER)


def refusal(journey: Journey, event: Event) -> str | None:
    """Why an event of fostering cannot be recorded of a host, in words; None if it can, or it is none."""
    if journey.route is not Route.SUPPORTED_LODGINGS or not isinstance(event, OF_CARERS):
        return None
    return f"{sentence(SAID[event.kind])} is of fostering, and supported lodgings are none (OA-2)."
