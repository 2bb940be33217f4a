"""What a carer sees first in the portal: their own household, and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.journey.ranges import Terms
from crm.people import users
from crm.reads import asked, look, messages, own_due, own_leaving, own_review
from crm.reads.asked import Asked
from crm.reads.choices import Choices
from crm.reads.own_application import Application, application_of
from crm.reads.own_documents import Shared, shared_with
from crm.reads.own_due import Next
from crm.reads.own_home import Own, own
from crm.reads.own_places import OwnPlaces, places_of
from crm.reads.own_training import OwnCourse, booked_of


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works with the household, and how to reach them: at work, or by the number of the service."""

    name: str
    email: str
    phone: str | None
    of_service: str | None


@dataclass(frozen=True)
class OwnHousehold:
    """A carer's household: what it is called, and the terms of its approval if it is approved today."""

    reference: str
    name: str
    approved_on: date | None
    ends_on: date | None
    terms: Terms | None
    places: OwnPlaces | None
    worker: Worker | None
    next: tuple[Next, ...]  # what comes next, the earliest first
    courses: tuple[OwnCourse, ...]  # on which who asks has a place or waits for one
    requests: tuple[Asked, ...]  # what its carers ask to change, the latest first
    choices: Choices
    unread: int  # messages
    shared: tuple[Shared, ...]  # documents
    review: str | None  # how one's own part of the review stands, where its time has come
    to_sign: bool  # whether the other carer has given notice, and this one is asked
    application: Application | None = None  # of who is not approved


@look
def own_household(by: Actor) -> OwnHousehold:
    """The household of a carer's account; NotFound for anyone who has none."""
    found = own(by)
    household, approval = found.household, found.approval
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=household.id)
    return OwnHousehold(
        reference=household.reference,
        name=household.name or household.reference,
        approved_on=approval.begins_on if approval else None,
        ends_on=approval.ends_on if approval else None,
        terms=found.terms,
        places=places_of(found),
        worker=_worker(found),
        next=own_due.next_of(found, by),
        courses=booked_of(found, by),
        requests=asked.of_home(household.id, found.folded),
        choices=found.choices,
        unread=messages.unread(household.id, by),
        shared=shared_with(household.id, by),
        review=own_review.state_of(found, by),
        to_sign=own_leaving.asked_to_sign(found, by),
        application=application_of(found, by),
    )


def _worker(found: Own) -> Worker | None:
    """Whose account is closed works with nobody."""
    user = users.find(found.household.worker_id) if found.household.worker_id is not None else None
    if user is None or not user.active:
        return None
    of_service = str(found.choices.settings.value("public_phone", clock.today())).strip()
    return Worker(user.name, user.email, user.work_phone, of_service or None)
