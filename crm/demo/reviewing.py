"""What is gathered for reviews that come due: most views asked for, some of them received, a few reports ready."""

from __future__ import annotations

from datetime import date, timedelta

from crm.actor import Actor
from crm.commands import review_lines
from crm.commands.review_lines import Told
from crm.demo import days
from crm.demo.chance import drawing
from crm.people import households, placements
from crm.reads import held
from crm.reads.reviews import RULE

AHEAD = timedelta(days=60)  # from so long before its day a review is prepared
MOST = 24  # households: enough to look at
READY = 0.3


def gather(agency_id: int, by: Actor, today: date) -> None:
    """Ask for the views of carers and children where a review is near, and have some of them come."""
    rng = drawing(f"reviews {agency_id}")
    which = held.NOW.agency_id == agency_id
    due = [
        (home, running)
        for home, _agency, _way, running in held.held(which, (agency_id,), today, held.CLOCK.rule == RULE)
        if running.rule == RULE and not running.silent and running.due_on <= today + AHEAD
    ]
    for home, running in sorted(due, key=lambda each: (each[1].due_on, each[0]))[:MOST]:
        asked = days.office_day(today - timedelta(days=rng.randint(4, 25)), today)
        if running.began_on is None or asked <= running.began_on:
            continue
        voices = [("carer", str(each.position)) for each in households.carers_of(home)]
        there = placements.there(home, today)
        voices += [("child", each.child) for each in there if each.from_on < today]
        for kind, who in voices:
            came = days.office_day(asked + timedelta(days=2), today) if rng.random() < READY * 2 else None
            review_lines.tell(home, Told(kind, who, asked, came), by=by)
        if rng.random() < READY:
            review_lines.tell(home, Told("report", None, None, today), by=by)
