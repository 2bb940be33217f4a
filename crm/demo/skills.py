"""Payment for skills in the demonstration: Derby's levels A to D with invented fees, and carers on them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from crm.actor import Actor
from crm.commands import settings, skills, training
from crm.commands.skill_entries import Evidence
from crm.commands.skills import Decision
from crm.demo.chance import drawing
from crm.extensions import db
from crm.journey import rate_lines
from crm.journey.ranges import Population
from crm.journey.routes import APPROVED
from crm.ledger.tables import HouseholdNow
from crm.people.tables import Carer

BEGAN, ROSE = date(2019, 4, 1), date(2026, 4, 1)
CARERS = 40  # with a level: enough for a forecast to say something
LEVELS = """A: Skills to Foster
B: Training, support and development standards; First aid; One year of fostering
C: Attachment and trauma; Safeguarding; Evidence of therapeutic care
D: Level 3 diploma; Mentors another carer"""
FEES = """A; child; 0
B; child; 0 to 10; {0}
B; child; 11 to 17; {1}
C; child; 0 to 10; first; {2}
C; child; 0 to 10; later; {1}
C; child; 11 to 17; {2}
D; child; {3}
D; carer; 40"""
BEFORE, AFTER = ("90", "110", "155", "210"), ("95", "116", "163", "221")
ALLOWANCES = "0 to 4; 174\n5 to 10; 194\n11 to 15; 222\n16 to 17; 258"
ALLOWANCES_NOW = "0 to 4; 182\n5 to 10; 201\n11 to 15; 229\n16 to 17; 267"
COURSES = ("first_aid", "safeguarding", "attachment", "online_safety", "skills_to_foster")
STEPS = (("A", 20), ("B", 330), ("C", 900), ("D", 1500))  # a level, and how many days after the approval
LOWEST, STANDARDS_AFTER = "A", timedelta(days=300)
EVIDENCE = ("portfolio", "review", "observation")


def tell(agency_id: int, manager: Actor, worker: Actor, today: date) -> None:
    """Settle the scheme, and decide the levels of the carers whom it pays."""
    rng = drawing("skills")
    _settle(agency_id, manager)
    homes = homes_of(agency_id)
    for number, home in enumerate(homes):
        _level(home, rng, manager, worker, today, asks=number in (2, 7))


def _settle(agency_id: int, by: Actor) -> None:
    for name, kind, day, text in (
        ("skill_levels", "levels", BEGAN, LEVELS),
        ("skill_fees", "fees", BEGAN, FEES.format(*BEFORE)),
        ("skill_fees", "fees", ROSE, FEES.format(*AFTER)),
        ("allowances", "allowances", BEGAN, ALLOWANCES),
        ("allowances", "allowances", ROSE, ALLOWANCES_NOW),
    ):
        rows: Any = rate_lines.read(kind, text)
        settings.change(name, rows, valid_from=day, agency_id=agency_id, by=by)


def homes_of(agency_id: int) -> list[Any]:
    """Approved homes of foster carers whose people are on record: the first carer of each."""
    now = HouseholdNow
    chosen = select(now.household_id, now.approved_on, Carer.id.label("carer"))
    chosen = chosen.join(Carer, Carer.household_id == now.household_id)
    approved = now.agency_id == agency_id, now.stage == APPROVED
    chosen = chosen.where(*approved, now.population != Population.SUPPORTED_LODGINGS.value)
    chosen = chosen.where(Carer.position == 1, Carer.removed_at.is_(None))
    return list(db.session.execute(chosen.order_by(now.household_id).limit(CARERS)))


def _level(home: Any, rng: Random, manager: Actor, worker: Actor, today: date, *, asks: bool) -> None:
    """A carer's level: the one that they would have come to by now, and a course or two."""
    fostered = (today - home.approved_on).days
    reached = [(level, after) for level, after in STEPS if after < fostered]
    if not reached:
        return
    level, after = reached[rng.randint(0, len(reached) - 1)]
    on = max(home.approved_on + timedelta(days=after), BEGAN)
    evidence = Evidence(kind=rng.choice(EVIDENCE), on=on - timedelta(days=14))
    if level != LOWEST:  # which waits for the standards (PF-4)
        shown = home.approved_on + STANDARDS_AFTER
        training.train(home.household_id, [home.carer], course="standards", on=shown, by=worker)
    chosen = Decision(level=level, on=on, evidence=evidence)
    skills.ask(home.household_id, home.carer, level=level, on=on, by=worker)
    skills.decide(home.household_id, home.carer, chosen, anyway=True, by=manager)
    for course in rng.sample(COURSES, 2):
        attended = today - timedelta(days=rng.randint(30, 1300))
        training.train(home.household_id, [home.carer], course=course, on=attended, by=worker)
    if asks and level != "D":
        following = "ABCD"["ABCD".index(level) + 1]
        skills.ask(home.household_id, home.carer, level=following, on=today - timedelta(days=9), by=worker)
