"""What Derby learned too late for its committee of 9 December 2021: three corrections to one half year.

The committee was told 68 enquiries, 18 visits and 14 places gained. Afterwards an enquiry turned out to lie in the
next half year, a visit had not been written down, and one approval was for two places where one had been entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from crm.demo.diary import Diary, Written
from crm.demo.lives import Life, Lives
from crm.journey.events import EnquiryReceived, HouseholdApproved, VisitCompleted

SLUG = "derby"
STARTS, ENDS = date(2021, 4, 1), date(2021, 9, 30)

ENQUIRY_AS_TOLD, ENQUIRY_IN_TRUTH, ENQUIRY_LEARNED = date(2021, 9, 29), date(2021, 10, 4), date(2022, 1, 20)
VISIT_IN_TRUTH, VISIT_LEARNED = date(2021, 9, 16), date(2022, 1, 11)
PLACES_AS_TOLD, PLACES_IN_TRUTH, PLACES_LEARNED = 1, 2, date(2022, 2, 3)


@dataclass(frozen=True)
class Late:
    """The lives in which something is put right too late for the committee."""

    enquiry: Life
    visit: Life
    approval: Life


def enquiry_on_the_wrong_day(lives: Lives) -> Life:
    """The last enquiry of the half year, told for a day in September; they changed their mind."""
    life = max(_uncommitted(lives), key=lambda each: each.enquiry_on or STARTS)
    life.enquiry_on, life.first_contact_on = ENQUIRY_AS_TOLD, date(2021, 10, 5)
    return _closed(life, date(2021, 11, 2), "enquiry", "changed_mind")


def visit_not_written_down(lives: Lives) -> Life:
    """An enquiry of August whose visit nobody wrote down; they withdrew after it."""
    life = next(each for each in _uncommitted(lives) if each.enquiry_on and each.enquiry_on.month == 8)  # noqa: PLR2004
    return _closed(life, date(2021, 11, 10), "visit", "withdrew_after_visit")


def approval_with_too_few_places(lives: Lives) -> Life:
    """An approval of August that was entered with one place; nothing else happens to it."""
    life = next(
        each
        for each in lives.all
        if each.decision_on and date(2021, 7, 1) <= each.decision_on <= ENDS and each.places == PLACES_AS_TOLD
    )
    life.left_alone = True
    return life


def _uncommitted(lives: Lives) -> list[Life]:
    return [
        life
        for life in lives.all
        if life.enquiry_on and STARTS <= life.enquiry_on <= ENDS and not life.left_alone and life.begun_by is None
        and not any(other.begun_by is life for other in lives.all)
    ]  # fmt: skip


def _closed(life: Life, on: date, stage: str, reason: str) -> Life:
    life.closed_on, life.closed_stage, life.closed_by, life.closed_reason = on, stage, "applicant", reason
    life.left_alone = True
    return life


def learn(late: Late, enquiry: Written, visit: Written, approval: Written, diary: Diary) -> None:
    """The three corrections, each on the day on which it was learned."""
    asked = EnquiryReceived(
        happened_on=ENQUIRY_IN_TRUTH,
        source=late.enquiry.source,
        employer=late.enquiry.employer,
        campaign=late.enquiry.campaign,
    )
    diary.note(ENQUIRY_LEARNED, partial(enquiry.correct, asked, "mistyped"))
    diary.note(VISIT_LEARNED, partial(visit.go_on, VisitCompleted(happened_on=VISIT_IN_TRUTH)))
    told = late.approval
    assert told.decision_on  # noqa: S101 - as chosen above, for the type checker
    approved = HouseholdApproved(
        happened_on=told.decision_on,
        places=PLACES_IN_TRUTH,
        age_from=told.age_from,
        age_to=told.age_to,
        offers=told.offers,
    )
    diary.note(PLACES_LEARNED, partial(approval.correct, approved, "mistyped"))
