"""Whether a household may be kept in touch with: what it said last, when, and to which question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm import clock
from crm.actor import Actor
from crm.extensions import db, glance
from crm.journey.saying import said
from crm.people.tables import Household
from crm.reads import look
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.register import settings

KINDS = {"": "Not asked", "yes": "Yes to news", "no": "No to news", "never": "Nothing sent"}
WHEN = {"yes": "said on", "no": "said on", "never": "since"}
WORDING = "keep_in_touch_wording"


@dataclass(frozen=True, slots=True)
class Said:
    """What a household said: yes, no, or None where it was not asked; the question to which, and the opting out."""

    agreed: bool | None
    on: date | None
    asked: str | None
    opted_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsentSeen:
    """A household's head, what it said, and the question as it is asked today."""

    household: HouseholdSeen
    said: Said
    question: str


def in_words(told: str | None) -> str:
    """What stood of letters and news, as history keeps it (`consent_rule.Stands.told`), in words; rows of earlier
    releases hold the bare answer, or the moment of opting out."""
    kind, _, day = (told or "").partition(" ")
    if kind not in KINDS:
        kind, day = ("never", kind[:10]) if kind else ("", "")
    return f"{KINDS[kind]}, {WHEN[kind]} {said(date.fromisoformat(day))}" if day else KINDS[kind]


@look
def consent(reference: str, by: Actor) -> ConsentSeen:
    """What a household said of being kept in touch with; the look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["consent"], by)
    question = str(settings.value(WORDING, history.identity.agency_id, clock.today()))
    return ConsentSeen(seen(history), said_by(history.identity.id), question)


def want_none(household_id: int) -> bool:
    """Whether a household that the asker is known to reach wants nothing sent to it."""
    with glance():
        return said_by(household_id).opted_out_at is not None


def said_by(household_id: int) -> Said:
    """What is on record of a household that the asker is known to reach."""
    home = db.session.get_one(Household, household_id)
    wording = home.keep_in_touch_wording
    asked = str(settings.value(WORDING, home.agency_id, wording)) if wording else None
    return Said(home.keep_in_touch, home.keep_in_touch_on, asked, home.opted_out_at)
