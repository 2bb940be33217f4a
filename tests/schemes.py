"""A council with Payment for skills: levels, fees and allowances as its manager would type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import people, settings, skills
from crm.commands.people import NewCarer
from crm.commands.skills import Decision
from crm.extensions import db
from crm.journey import levels, rate_lines
from crm.people import skills as stored
from crm.people.tables import Carer
from tests import given

LEVELS = "A\nB: First aid; One year of fostering\nC: Level 3 diploma"
FEES = "A; child; 0\nB; child; 140\nC; child; 210"
ALLOWANCES = "0 to 4; 176\n5 to 10; 194\n11 to 15; 220\n16 to 17; 258"
SINCE = date(2020, 4, 1)


def home_of_two(approved_on: date, *, by: Actor, agreed: bool = False) -> int:
    """A household of two carers, approved on a day; with its agreement signed, if that is said."""
    carers = [NewCarer("Rowan Example-Finch"), NewCarer("Sam Example-Finch")]
    made = people.create_household(by.agency_ids[0], carers=carers, by=by)
    given.approved(made, approved_on, 2, by=by, agreed=agreed)
    return made


def carer(home: int, position: int = 1) -> int:
    chosen = select(Carer.id).where(
        Carer.household_id == home, Carer.position == position, Carer.removed_at.is_(None)
    )
    found = db.session.scalars(chosen).one()
    db.session.rollback()
    return found


def decide(home: int, carer: int, decision: Decision, *, by: Actor, anyway: bool = True) -> int:
    """A level that is recommended today, if no request waits, and decided: by two people, or by nobody known."""
    entries = stored.of_carer(carer)
    waits = levels.standing(entries).asked is not None
    db.session.rollback()
    if not waits:
        on, worker = min(decision.on, clock.today()), replace(by, user_id=None)
        skills.ask(home, carer, level=decision.level, on=on, because=decision.because, by=worker)
    return skills.decide(home, carer, decision, by=by, anyway=anyway)


def settle(by: Actor, since: date = SINCE, **tables: str) -> None:
    """Put a scheme on record for the actor's council from a day on."""
    told = {"skill_levels": LEVELS, "skill_fees": FEES, "allowances": ALLOWANCES} | tables
    kinds = {"skill_levels": "levels", "skill_fees": "fees", "minimum_allowances": "minimums"}
    for name, text in told.items():
        rows: Any = rate_lines.read(kinds.get(name, name), text)
        settings.change(name, rows, valid_from=since, agency_id=by.agency_ids[0], by=by)
