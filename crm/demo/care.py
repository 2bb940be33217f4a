"""What follows an approval: it is told (DM-4), an agreement is signed (DM-6), unannounced visits, the standards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from crm.demo import days
from crm.demo.chance import drawing
from crm.demo.lives import Life
from crm.journey.deadlines import add_months
from crm.journey.decision_events import ApplicantTold
from crm.journey.event import Event
from crm.journey.events import KINDS
from crm.journey.ranges import Route

FIRST, LAST_YEAR = date(2024, 6, 3), 2040  # the day on which the council began to write them down
MONTHS = 12
NOT_DONE = 0.05
NOTICE = timedelta(days=28)


def care(life: Life) -> Iterator[Event]:
    """They are told, and sign the agreement within days; a visit some weeks before each year is over.

    The standards are evidenced within the first.

    Of a few households neither of the last two.
    """
    if not life.approved or life.decision_on is None or life.route is Route.SUPPORTED_LODGINGS:
        return
    ends = (life.deregistered_on, life.became.decision_on if life.became else None)
    until = min((end - NOTICE for end in ends if end), default=date.max)
    approved = life.decision_on
    yield ApplicantTold(happened_on=approved, how="orally")
    written = days.office_day(approved + timedelta(days=1), date.max)
    if written < until:
        yield ApplicantTold(happened_on=written, how="in_writing")
    signed = days.office_day(
        approved + timedelta(days=drawing(f"agreement of {life.reference}").randint(1, 9)), date.max
    )
    if signed < until:
        yield KINDS["agreement_signed"](happened_on=signed)
    rng = drawing(f"care of {life.reference}")
    if rng.random() < NOT_DONE:
        return
    done = days.office_day(approved + timedelta(days=rng.randint(150, 340)), date.max)
    if done < until:
        yield KINDS["standards_evidenced"](happened_on=done)
    for year in range(max(FIRST.year, approved.year + 1), LAST_YEAR + 1):
        day = add_months(approved, MONTHS * (year - approved.year))
        day = days.office_day(day - timedelta(days=rng.randint(3, 60)), day)
        if FIRST <= day < until:
            yield KINDS["unannounced_visit_made"](happened_on=day)
