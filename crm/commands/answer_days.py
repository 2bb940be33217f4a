"""The days that carers and applicants have to answer a proposal; from when a change may hold (RV-6, RV-7, DM-7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from crm.commands import approval_days
from crm.errors import Refused
from crm.extensions import db
from crm.journey import proposals, revisions
from crm.journey.decision_events import RefusalProposed
from crm.journey.ending_events import TerminationProposed
from crm.journey.events import Event, RevisionProposed, TermsChanged, from_data
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.saying import said
from crm.ledger.tables import EventRecord
from crm.people import offered

RULES: Mapping[type[Event], str] = {RevisionProposed: "RV-6", TerminationProposed: "RV-6", RefusalProposed: "DM-7"}
UNTIL = "The {who} has until {last} to answer ({rule})."
NOTICED = (
    "The carer may answer until {last} (RV-6): the change takes effect after that day, or at once with their "
    "written agreement (RV-7)."
)
OFFERED = (
    "It was offered to the carers in the portal on {day}, and the 28 days begin when they are told (RV-6): enter "
    "that day or a later one."
)
AGREED = (
    "The carers agreed to it in the portal from {day} (RV-7), and to no other day: it takes effect then (B-5), and "
    "rests on that."
)

BEHIND = (
    "The terms were changed on {day}, and nobody agreed to what a change before that would come to (RV-7): enter "
    "that day or a later one, or put the change of {day} right first."
)


def with_last_day(household_id: int, event: RevisionProposed) -> RevisionProposed:
    """A proposal with the last day to answer it: 28 days from its own, on which the notice was given (RV-6, DC-2).

    Also where it is recorded late; then another person settles it (`separation`). What was offered in the portal
    since that day, was struck out and is told anew, is answered for 28 days from there.
    """
    offered_on = offered.offered_since(household_id, event.happened_on)
    days = [approval_days.answer_by(each, "RV-6") for each in (event.happened_on, offered_on) if each is not None]
    return replace(event, answer_by=max([*days, event.answer_by or date.min]))


def last_day(household_id: int, proposal: Row) -> date:
    """The last day on which carers may answer a change of terms, whatever day it has been put on since.

    28 days from its own day and from that of its offer in the portal, where nobody could have read it before; and
    never before the day that was first told.
    """
    event = proposal.event
    assert isinstance(event, RevisionProposed)  # noqa: S101 - what is asked about
    told = event.answer_by or approval_days.answer_by(event.happened_on, "RV-6")
    return max([told, *_floors(household_id, proposal, event.happened_on)])


def require(household_id: int, journey: Journey | None, event: Event, row: Row | None = None) -> None:
    """Refused where a proposal leaves less than its 28 days, or a change by notice begins within them (RV-6, DM-7).

    `row`: what the event is put in the place of; what is left as it was is borne.
    """
    if type(event) in RULES:
        _require_days(household_id, event, row)
    if journey is None:
        return
    if isinstance(event, RevisionProposed) and row is not None:
        found = proposals.find(journey, row.id)
        if found and found.change and _moved(row.event, event):
            _require_after(household_id, replace(row, event=event), found.change)
    elif isinstance(event, TermsChanged) and revisions.settles(event):
        proposal = proposals.settled_by(journey, row) if row else revisions.proposed(journey)
        if proposal is not None and (row is None or _changed(row.event, event)):
            _require_after(household_id, proposal, event)
            _require_agreed(household_id, proposal, event, row)
            _require_last(journey, event, row)


def _require_days(household_id: int, event: Event, row: Row | None) -> None:
    """Refuse a proposal that is put on record, or put right, with less than the days to answer it."""
    told = getattr(event, "answer_by", None)
    if row is not None and not _moved(row.event, event):
        return
    rule = RULES[type(event)]
    days = [approval_days.answer_by(event.happened_on, rule)]
    if row is not None and isinstance(event, RevisionProposed):
        offered_on = offered.offered_on(household_id, row)
        if offered_on is not None and event.happened_on < min(offered_on, row.event.happened_on):
            raise Refused(OFFERED.format(day=said(offered_on)), field="happened_on")
        days += _floors(household_id, row, event.happened_on)
    if (told or days[0]) < max(days):
        who = "applicant" if isinstance(event, RefusalProposed) else "carer"
        raise Refused(UNTIL.format(who=who, last=said(max(days)), rule=rule), field="happened_on")


def _require_after(household_id: int, proposal: Row, change: TermsChanged) -> None:
    """Refuse a change by notice within the days to answer what was proposed."""
    last = last_day(household_id, proposal)
    if change.basis == revisions.NOTICE and change.happened_on <= last:
        raise Refused(NOTICED.format(last=said(last)), field="happened_on")


def _require_agreed(household_id: int, proposal: Row, change: TermsChanged, row: Row | None) -> None:
    """Refuse to put what carers agreed to by name and day, in the portal, on another day, or on anything else."""
    if row is not None and offered.was_agreed(household_id, proposal):
        field = "basis" if row.event.happened_on == change.happened_on else "happened_on"
        raise Refused(AGREED.format(day=said(row.event.happened_on)), field=field)


def _require_last(journey: Journey, change: TermsChanged, row: Row | None) -> None:
    """Refuse a change by a proposal, or its move, to before a change of the terms that it was not read beside."""
    others = [each.event.happened_on for each in journey.all(TermsChanged) if row is None or each.id != row.id]
    until = row.event.happened_on if row else date.max
    later = [day for day in others if change.happened_on < day <= until]
    if later:
        raise Refused(BEHIND.format(day=said(max(later))), field="happened_on")


def _floors(household_id: int, proposal: Row, day: date) -> list[date]:
    """The last days that are later than a proposal's own 28 days: as first told, and from its offer."""
    first = db.session.get_one(EventRecord, proposal.first_id or proposal.id)
    told = from_data(first.kind, first.happened_on, first.data) if first.recorded_by is not None else None
    found = [told.answer_by] if isinstance(told, RevisionProposed) and told.answer_by else []
    offered_on = offered.offered_on(household_id, proposal)
    if offered_on is not None:
        found.append(approval_days.answer_by(offered_on, "RV-6"))
    return [each for each in found if each > approval_days.answer_by(day, "RV-6")]


def _moved(was: Event, event: Event) -> bool:
    return _days_of(was) != _days_of(event)


def _days_of(event: Event) -> tuple[date, date | None]:
    return event.happened_on, getattr(event, "answer_by", None)


def _changed(was: Event, event: TermsChanged) -> bool:
    return (was.happened_on, getattr(was, "basis", None)) != (event.happened_on, event.basis)
