"""The reviews of approvals that come due: how near each is (RV-5), whether it is the first, and what is ready."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from crm import clock, fields
from crm.actor import Actor
from crm.journey.events import HouseholdApproved
from crm.journey.reviews import near
from crm.people import review_lines
from crm.people.review_tables import ReviewLine
from crm.reads import held, look, review_voices
from crm.reads.filters import Filters
from crm.reads.fostering import Fostering, fostering
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of

RULE = "RV-1"
STATES = ("overdue", "due_30", "due_60", "due_90", "later", "silent")
SPOKEN_OF = STATES[:4]
ALL = "all"
FIRST, LATER = "first", "later"
MOST_EXPORTED = 5000  # reviews a file


@dataclass(frozen=True, slots=True)
class Review:
    """A review that is to come: how many are `asked` for their views, as its page shows them (RV-2), how many of
    these came (`views`), and the day of its report."""

    home: Fostering
    due_on: date
    since: date  # the approval, or the review before
    first: bool  # which goes to panel (RV-4)
    state: str
    asked: int
    views: int
    report_on: date | None


@dataclass(frozen=True, slots=True)
class Reviews(Paged):
    """A page of them, how many there are of each state, and whether of several agencies."""

    rows: tuple[Review, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    late_first: int
    several: bool


@look
def listing(filters: Filters, state: str, which: str, by: Actor) -> Reviews:
    """A page of the reviews that the filters leave, the soonest first; which households were shown goes on record.

    `state` is one of STATES, ALL, or empty for what is overdue or due in 90 days; `which` is FIRST, LATER or empty.
    """
    every = [each for each in _every(filters, by) if which in ("", FIRST if each.first else LATER)]
    found = [each for each in every if _is_shown(each, state)]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.home.reference for each in rows), (each.home.agency_id for each in rows), by)
    return Reviews(
        rows=rows,
        total=len(found),
        page=page,
        pages=pages,
        counts=Counter(each.state for each in every),
        late_first=sum(each.first and each.state == "overdue" for each in every),
        several=len(by.agency_ids) > 1,
    )


@look
def export(filters: Filters, state: str, which: str, reason: str, by: Actor) -> tuple[Review, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    every = (each for each in _every(filters, by) if which in ("", FIRST if each.first else LATER))
    found = tuple(each for each in every if _is_shown(each, state))[:MOST_EXPORTED]
    note_export((each.home.reference for each in found), (each.home.agency_id for each in found), by, reason=reason)
    return found


def _is_shown(review: Review, state: str) -> bool:
    return state == ALL or (review.state == state if state else review.state in SPOKEN_OF)


def _every(filters: Filters, by: Actor) -> list[Review]:
    today = clock.today()
    homes = fostering(filters, by, today)
    lines = review_lines.of_agencies(by.agency_ids)
    there = review_voices.living(homes, by.agency_ids)
    children = fields.sees(by.role, "placed children")
    found = []
    for household_id, _agency, way, running in held.held(
        held.NOW.agency_id.in_(by.agency_ids), by.agency_ids, today, held.CLOCK.rule == RULE
    ):
        home = homes.get(household_id)
        if home is not None and running.rule == RULE and way.journey_id == home.journey_id and running.began_on:
            ready = [each for each in lines.get(household_id, ()) if _told_on(each) > running.began_on]
            law = review_voices.by_law(there[household_id], running.began_on, today, home.agency, children=children)
            told = {
                (each.kind, each.who or ""): each.received_on
                for each in ready
                if each.kind in review_lines.VOICES and (children or each.kind != review_lines.CHILD)
            }
            found.append(
                Review(
                    home=home,
                    due_on=running.due_on,
                    since=running.began_on,
                    first=running.began_by == HouseholdApproved.kind,
                    state=near(running.due_on, today, silent=running.silent),
                    asked=len({*law, *told}),
                    views=sum(each is not None for each in told.values()),
                    report_on=next((each.received_on for each in ready if each.kind == review_lines.REPORT), None),
                )
            )
    return sorted(found, key=lambda each: (each.due_on, each.home.reference))


def _told_on(line: ReviewLine) -> date:
    return line.received_on or line.asked_on or date.min
