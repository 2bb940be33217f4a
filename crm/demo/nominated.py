"""Temporary approvals of the demonstration: decided by a nominated officer, on all of Schedule 4 (KC-1)."""

from __future__ import annotations

from dataclasses import replace

from crm.actor import Actor
from crm.commands import assessors
from crm.commands.assessors import Assessor
from crm.journey.event import Event
from crm.journey.temporary_events import TemporarilyApproved
from crm.people import caseload
from crm.register import settings

WITHOUT_ACCOUNT = "Jo Invented-Officer"


def approve(agency_id: int, household_id: int, journey_id: int, event: Event, *, by: Actor) -> None:
    """Record one as its form does, by somebody of the council who may decide it."""
    matters = tuple(each["code"] for each in settings.value("temporary_matters", agency_id, event.happened_on))
    if isinstance(event, TemporarilyApproved):
        event = replace(event, matters=matters)
    deciders = caseload.deciders(agency_id)  # some councils have no account of one
    officer = Assessor(deciders[0].id) if deciders else Assessor(None, WITHOUT_ACCOUNT)
    assessors.record(household_id, journey_id, event, officer, by=by)
