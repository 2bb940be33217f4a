"""What every step of a carer's skills is made of: whose it is, what shows it, and how it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands.placements import codes
from crm.errors import NotFound, Refused
from crm.journey import levels as rules
from crm.journey.saying import said
from crm.ledger.keys import lock
from crm.people import checks, households, skills
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer, Household
from crm.register import settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What shows it: a document of the household, or a kind of paper and its day."""

    document_id: int | None = None
    kind: str | None = None
    on: date | None = None

    @property
    def there(self) -> bool:
        """Whether there is any."""
        return self.document_id is not None or (self.kind is not None and self.on is not None)


NONE = Evidence()


def carer_of(household_id: int, carer_id: int, by: Actor) -> tuple[Household, Carer]:
    """A household and one of its carers, locked. NotFound: there is none of the actor's."""
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    return household, one(household, carer_id)


def one(household: Household, carer_id: int) -> Carer:
    """One of the carers. NotFound: there is none, or they have left."""
    found = next((each for each in households.carers_of(household.id) if each.id == carer_id), None)
    if found is None:
        raise NotFound("There is no such carer")
    return found


def kept(carer: Carer) -> list[SkillEntry]:
    """A carer's steps that were not struck out."""
    entries = skills.of_carer(carer.id)
    gone = {each.about_id for each in entries if each.act == rules.STRUCK_OUT}
    return [each for each in entries if each.id not in gone]


def latest(entries: Sequence[SkillEntry]) -> int:
    """The number of the latest step: a form carries it (T49)."""
    return max((each.id for each in entries), default=0)


def levels(household: Household, day: date) -> list[str]:
    """The levels of the scheme on a day, the lowest first."""
    return [each["level"] for each in settings.value("skill_levels", household.agency_id, day)]


def past(on: date) -> None:
    """Refuse a day to come."""
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future: record it when it has happened.", field="on")


def sound(household: Household, evidence: Evidence) -> bool:
    """Whether there is evidence; Refused where it is none that the household or the list has."""
    if evidence.document_id is not None and not checks.has_document(household.id, evidence.document_id):
        raise Refused("Choose a document of this household", field="document")
    if evidence.kind is not None and evidence.kind not in codes("level_evidence", household.agency_id):
        raise Refused("Choose from the list", field="evidence")
    if evidence.on is not None and evidence.on > clock.today():
        raise Refused("The paper cannot be of a day to come", field="evidence_on")
    return evidence.there


def add(
    household: Household,
    carer: Carer,
    act: str,
    what: str,
    on: date,
    by: Actor,
    *,
    evidence: Evidence = NONE,
    minutes: int | None = None,
    because: str | None = None,
    about: int | None = None,
) -> int:
    """Keep a step, and that somebody recorded it; its number."""
    whose = {"agency_id": household.agency_id, "household_id": household.id, "carer_id": carer.id}
    row = SkillEntry(
        **whose,
        act=act,
        what=what,
        on_day=on,
        evidence=None if evidence.document_id else evidence.kind,
        evidence_on=None if evidence.document_id else evidence.on,
        document_id=evidence.document_id,
        minutes=minutes,
        because=because,
        about_id=about,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    number = skills.add(row)
    audit.record(
        by,
        f"skill.{act}",
        agency_id=household.agency_id,
        household_id=household.id,
        about=f"skill entry {number}",
        fields=[f"carer {carer.position}"],
        reason=because,
    )
    return number
