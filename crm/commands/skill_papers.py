"""Papers by which carers show what a level needs, or a course: the service looks at each and says what of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import clock
from crm.actor import Actor
from crm.commands import command, training
from crm.commands.carer_files import File, kept
from crm.commands.own_skills import own_carer
from crm.commands.placements import codes
from crm.commands.skill_entries import Evidence, add, levels, one, past
from crm.commands.skill_news import tell_carer, tell_worker
from crm.errors import Refused
from crm.journey import levels as rules
from crm.ledger.keys import lock
from crm.people import households, skills
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer, Household
from crm.register import schemes, settings

COURSES, REASONS = "training_courses", "paper_reasons"


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A paper that was looked into and cleaned: what it shows (the code of a course, or a need of a level), of
    which day it is, what it is called, and for a course how long that was."""

    shows: str
    on: date
    name: str
    kind: str
    content: bytes
    minutes: int | None = None


@command
def send(paper: Paper, *, by: Actor) -> int:
    """Send a paper about oneself; the number of the step. The service looks at it; until then it shows nothing.

    Refused: it shows nothing that the council asks for, and as `carer_files.kept`.
    """
    home, carer = own_carer(by)
    lock(home.agency_id)
    past(paper.on)
    if paper.shows not in {*codes(COURSES, home.agency_id), *_needs(home)}:
        raise Refused("Choose what it shows", field="shows")
    number = kept(home, paper.name, File(paper.kind, paper.content), by)
    shown = Evidence(document_id=number)
    made = add(home, carer, rules.OFFERED, paper.shows, paper.on, by, evidence=shown, minutes=paper.minutes)
    tell_worker(home)
    return made


@command
def accept(household_id: int, number: int, *, on: date, by: Actor) -> None:
    """Let a paper show what it was sent for, from a day on: a need is met, or a course attended.

    Refused: it was taken back or looked at meanwhile, or it shows something that levels need no longer.
    """
    household, carer, row = _waiting(household_id, number, by)
    if row.what in codes(COURSES, household.agency_id):
        told: dict[str, Any] = {"document_id": row.document_id, "minutes": row.minutes, "about": row.id}
        training.train(household.id, [carer.id], course=row.what, on=on, by=by, **told)
    else:
        shown = Evidence(document_id=row.document_id)
        training.show(household.id, carer.id, need=row.what, on=on, evidence=shown, by=by, about=row.id)
    tell_carer(household, carer)


@command
def decline(household_id: int, number: int, *, because: str, by: Actor) -> None:
    """Say why a paper does not show it, from the list, as the carer reads it."""
    household, carer, row = _waiting(household_id, number, by)
    if because not in codes(REASONS, household.agency_id):
        raise Refused("Choose why it does not show it", field="because")
    add(household, carer, rules.NOT_ENOUGH, row.what, clock.today(), by, because=because, about=row.id)
    tell_carer(household, carer)


def _waiting(household_id: int, number: int, by: Actor) -> tuple[Household, Carer, SkillEntry]:
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    row = skills.entry(household.id, number)
    carer = one(household, row.carer_id)
    if row.id not in rules.standing(skills.of_carer(carer.id)).offered:
        raise Refused("The carer has taken this paper back, or somebody has looked at it. Nothing was done.")
    return household, carer, row


def _needs(home: Household) -> set[str]:
    """What the levels of today's scheme need."""
    given, today = settings.of(home.agency_id), clock.today()
    return {need for level in levels(home, today) for need in schemes.needs(given, level, today)}
