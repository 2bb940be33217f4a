"""Arranging by doing: agencies, households and histories, made by the commands that users' forms call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from crm import clock
from crm.actor import Actor, Role, system
from crm.commands import checks, command, journeys, readiness, users
from crm.commands.settings import install_national_defaults
from crm.extensions import db
from crm.journey import events
from crm.journey.checks import APPLIES
from crm.journey.decision_events import AgreementSigned, MinutesReceived
from crm.journey.events import EnquiryReceived, Event
from crm.journey.household import Household
from crm.journey.ranges import Route
from crm.ledger.cluster import load
from crm.people import households
from crm.register import agencies, settings


@command
def agency(slug: str = "derby", *, hub: str | None = None) -> int:
    """An agency with the national defaults; its id."""
    install_national_defaults()
    return agencies.add(slug, slug.title(), hub_slug=hub).id


def officer(*agency_ids: int) -> Actor:
    """Someone who may record what happens in these agencies."""
    return Actor(user_id=None, label="Officer", role=Role.OFFICER, agency_ids=agency_ids)


@command
def household(
    agency_id: int, name: str = "Rowan Example-Finch", *, email: str | None = None, phone: str | None = None
) -> int:
    """A household of one carer, with no journey yet; its id."""
    new = households.NewHousehold(carers=(households.NewCarer(name, email, phone),))
    prefix = agencies.numbered(agency_id).prefix
    return households.create(agency_id, prefix, new, at=clock.now()).id


@command
def known_by_name(agency_id: int, name: str) -> int:
    """A household as a tracker brings it: with its name, and nobody in it; its id."""
    prefix = agencies.numbered(agency_id).prefix
    return households.create(agency_id, prefix, households.NewHousehold(name=name), at=clock.now()).id


def journey(household_id: int, first: Event | date, *, by: Actor, route: Route = Route.MAINSTREAM) -> int:
    """A journey with its first event (an enquiry on a day, if only the day is given); its id."""
    event = EnquiryReceived(happened_on=first) if isinstance(first, date) else first
    return journeys.begin(household_id, route=route, first=event, by=by)


STEPS: tuple[type[Event], ...] = (
    events.FirstContactMade,
    events.VisitCompleted,
    events.ApplicationReceived,
    events.StageOneCompleted,
    events.AssessmentStarted,
    events.ReportCompleted,
    events.PanelRecommended,
)


def fold(home: int) -> Household:
    """A household as its events say, now."""
    agency_id = households.agency_of(home)
    assert agency_id is not None
    folded = load(agency_id, [home])[home].fold(home, settings.rulebook(agency_id))
    db.session.rollback()
    return folded


def checked(home: int, journey_id: int, on: date) -> None:
    """Have every check of a journey in order on a day, and what may not apply not apply."""
    agency_id = households.agency_of(home)
    assert agency_id is not None
    cluster = load(agency_id, [home])[home]
    made = cluster.fold(home, settings.rulebook(agency_id)).journey(journey_id)
    assert made is not None
    by = replace(officer(agency_id), role=Role.MANAGER)
    together: dict[checks.Step, list[checks.Slot]] = {}
    for each in readiness.checklist(agency_id, home, made, clock.today()):
        step = checks.Step("received", on, outcome="in_order" if each.line.judged else None)
        if each.line.when == APPLIES and each.line.may_not_apply(made.route):
            step = checks.Step("not_needed", on)
        if not each.line.event:
            together.setdefault(step, []).append((each.line.code, each.person.key))
    for step, slots in together.items():
        checks.record(home, journey_id, slots, step, by=by)


UNCHECKED = "The checks are on paper"  # why a test's manager goes on without them


def approved(
    home: int, on: date, places: int, *, by: Actor, route: Route = Route.MAINSTREAM, agreed: bool = False
) -> tuple[int, int]:
    """A household approved on a day after every step of its route, a day apart; the journey and the approval.

    `agreed`: its foster care agreement was signed on the day, without which no child is placed (DM-6).
    """
    steps = [step for step in STEPS if route != Route.SUPPORTED_LODGINGS or step not in STEPS[3:4] + STEPS[6:]]
    start = on - timedelta(days=len(steps) + 1)
    begun = journey(home, start, by=by, route=route)
    for number, step in enumerate(steps, start=1):
        record(home, begun, step(happened_on=start + timedelta(days=number)), by=by)
    left = on if route == Route.TRANSFER_IN else None
    approval = events.HouseholdApproved(happened_on=on, places=places, left_there_on=left)
    approved_by = approve(home, begun, approval, by=by)
    if agreed:
        journeys.record(home, begun, AgreementSigned(happened_on=on), by=by)
    return begun, approved_by


def record(home: int, journey_id: int, event: Event, *, by: Actor) -> int:
    """Record a step; the end of Stage 1 for a manager's reason, where no checks are on record. Its id.

    What panel recommended is recorded as by somebody whom nobody asked who sat, a report who assessed.
    """
    if not isinstance(event, events.StageOneCompleted):
        heard, reported = (isinstance(event, each) for each in (events.PanelRecommended, events.ReportCompleted))
        return journeys.record(home, journey_id, event, by=by, at_panel=heard, assessor_said=reported)
    return journeys.record(home, journey_id, event, by=replace(by, role=Role.MANAGER), override=UNCHECKED)


def minuted(home: int, on: date, *, by: Actor) -> None:
    """The decision maker has panel's final minutes, on the journey that came last (DM-3)."""
    journeys.record(home, fold(home).journeys[-1].id, MinutesReceived(happened_on=on), by=by)


def approve(home: int, journey_id: int, approval: events.HouseholdApproved, *, by: Actor) -> int:
    """Record an approval of a household of which no checks are on record, for a manager's reason; its id."""
    manager = replace(by, role=Role.MANAGER)
    return journeys.record(home, journey_id, approval, by=manager, override=UNCHECKED)


def reviewed(home: int, journey_id: int, on: date, outcome: str = "continue", *, by: Actor) -> int:
    """Record a review that panel heard on the day before; its id."""
    heard = events.PanelRecommended(happened_on=on - timedelta(days=1), recommendation="continue")
    record(home, journey_id, heard, by=by)
    return record(home, journey_id, events.ReviewCompleted(happened_on=on, outcome=outcome), by=by)


def hub(*agency_ids: int) -> Actor:
    """Who works for a hub of these councils."""
    return Actor(None, "Hub", Role.HUB, agency_ids)


PASSWORD = "correct horse battery staple"  # of every account that a test opens


def user(role: Role, *, at: str = "derby", household_id: int | None = None) -> str:
    """An account with this role in an agency, which is made if it is new, or for role hub in a hub; its e-mail."""
    email = f"{role.value.replace('_', '.')}@{at}.example"
    if role is Role.HUB:
        if agencies.find_hub(at) is None:
            agency(f"first-of-{at}", hub=at)
        users.add_staff(email, role=role, hub=at, password=PASSWORD, by=system())
        return email
    found = agencies.find(at)
    by = system(found.id if found else agency(at))
    if role is Role.CARER:
        assert household_id is not None, "a carer's account belongs to a household"
        users.add_carer(email, household_id=household_id, name="Rowan Example-Finch", password=PASSWORD, by=by)
    else:
        users.add_staff(email, role=role, agency=at, password=PASSWORD, by=by)
    return email
