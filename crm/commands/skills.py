"""Payment for skills: a level asked for, decided, turned down; and what was recorded by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm import clock
from crm.actor import Actor, Role
from crm.commands import command, training
from crm.commands.placements import codes, folded
from crm.commands.skill_entries import Evidence, add, carer_of, kept, latest, levels, one, past, sound
from crm.commands.skill_news import tell_carer
from crm.errors import Refused, Stale
from crm.journey import levels as rules
from crm.journey.levels import Standing
from crm.journey.saying import said
from crm.journey.skills import tables_on
from crm.ledger.keys import lock
from crm.people import households, skills
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer, Household
from crm.register import schemes, settings

FURTHEST = timedelta(days=366)  # ahead; a day beyond is a slip of the keyboard
WRONG = "correction_reasons"


class UnmetNeeds(Refused):
    """What the level needs is not all there. It is decided all the same if somebody says so."""


@command
def ask(household_id: int, carer_id: int, *, level: str, on: date, by: Actor, because: str | None = None) -> int:
    """Record that a carer asks for a level, or that one is recommended for them; the number of the request, which
    another person decides (PF-3). `because` is why a lower one is recommended."""
    household, carer = carer_of(household_id, carer_id, by)
    past(on)
    found = rules.standing(skills.of_carer(carer.id))
    if level not in schemes.levels_from(settings.of(household.agency_id), on):
        raise Refused("Choose a level of the scheme", field="level")
    if found.asked is not None:
        raise Refused("A request of this carer waits for its decision already.", field="level")
    if found.last is not None and found.last[1] == level:
        raise Refused(f"This carer is on level {level} since {said(found.last[0])}.", field="level")
    if found.last is None or not rules.is_lower(levels(household, on), level, found.last[1]):
        because = None
    elif because not in codes("level_reasons", household.agency_id):
        raise Refused("A lower level needs a reason (PF-3).", field="because")
    return add(household, carer, rules.ASKED, level, on, by, because=because)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A carer's level from a day on, with what shows it; `because` is why it is a lower one."""

    level: str
    on: date
    evidence: Evidence
    because: str | None = None


@command
def decide(
    household_id: int,
    carer_id: int,
    decision: Decision,
    *,
    by: Actor,
    anyway: bool = False,
    version: int | None = None,
) -> int:
    """Decide the level that is asked for or recommended, which another person recorded (PF-3); the entry's number.

    Refused, in words, as `levels.refusal` says; without such a request, and by whoever recorded it; while the
    standards are overdue (PF-4).
    UnmetNeeds, unless `anyway`: something that the level needs is not there, or it has no fee on its day.
    Stale: `version` is not the carer's latest entry.
    """
    household, carer = carer_of(household_id, carer_id, by)
    entries = skills.of_carer(carer.id)
    if version is not None and version != latest(entries):
        raise Stale("Somebody recorded something of this carer since you opened the page. Look at it first.")
    found = rules.standing(entries)
    lower = _judged(household, found, decision)
    _as_asked(entries, found, decision.level, by)
    if not lower:
        _ready(household, carer, decision)
    lacking = list(_lacking(household, found, decision, lower=lower))
    if lacking and not anyway:
        raise UnmetNeeds(" ".join(lacking), field="anyway")
    told: dict[str, Any] = {
        "evidence": decision.evidence,
        "because": decision.because if lower else None,
        "about": found.asked,
    }
    tell_carer(household, carer)
    return add(household, carer, rules.DECIDED, decision.level, decision.on, by, **told)


def _judged(household: Household, found: Standing, asked: Decision) -> bool:
    """Whether the level is below the one before; Refused where it cannot be decided."""
    scheme = levels(household, asked.on)
    lower = rules.is_lower(scheme, asked.level, found.last[1] if found.last else None)
    no = rules.refusal(
        found,
        asked.level,
        asked.on,
        levels=scheme,
        approved=folded(household).approval_on(asked.on) is not None,
        evidence=sound(household, asked.evidence),
        lower=lower and not asked.because,
    )
    if no:
        raise Refused(no[0], field=no[1])
    if asked.on > clock.today() + FURTHEST:
        raise Refused("The day must be at most a year ahead", field="on")
    if asked.because is not None and asked.because not in codes("level_reasons", household.agency_id):
        raise Refused("Choose from the list", field="because")
    return lower


@command
def turn_down(household_id: int, request_id: int, *, because: str, by: Actor) -> int:
    """Turn a request down, with why; the entry's number. Refused: it is answered, or it is one's own."""
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    row = skills.entry(household.id, request_id)
    carer = one(household, row.carer_id)
    entries = skills.of_carer(carer.id)
    found = rules.standing(entries)
    if found.asked != row.id:
        raise Refused("This request was answered or struck out already.")
    if because not in codes("level_reasons", household.agency_id):
        raise Refused("Choose why it is turned down", field="because")
    _another(entries, found.asked, by, "You recorded the request: another person decides it (PF-3).")
    tell_carer(household, carer)
    return add(household, carer, rules.TURNED_DOWN, row.what, clock.today(), by, because=because, about=row.id)


@command
def strike_out(household_id: int, entry_id: int, *, because: str, by: Actor) -> int:
    """Record that a step was recorded by mistake: it counts no more, and stays on record; the entry's number.

    Of a level that was decided the first to say so only says it: another person, who may decide, strikes it out
    (PF-3). Refused: it is struck out already.
    """
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    row = skills.entry(household.id, entry_id)
    carer = one(household, row.carer_id)
    if because not in codes(WRONG, household.agency_id):
        raise Refused("Choose why it is struck out", field="because")
    if row.act == rules.STRUCK_OUT or row.id not in {each.id for each in kept(carer)}:
        raise Refused("This was struck out already.")
    if row.act in (rules.WITHDRAWN, rules.TAKEN_BACK):
        raise Refused("The carer took this back themselves.")
    if row.act == rules.DECIDED:
        entries = skills.of_carer(carer.id)
        said_wrong = rules.standing(entries).wrong.get(row.id)
        if said_wrong is None:
            return add(household, carer, rules.WRONG, row.what, clock.today(), by, because=because, about=row.id)
        _another(entries, said_wrong, by, "You said that it is wrong: another person strikes it out (PF-3).")
    if row.act in rules.ANSWERS and by.role not in (Role.MANAGER, Role.SYSTEM):
        raise Refused("A manager strikes out what was decided of a level.")
    made = add(household, carer, rules.STRUCK_OUT, row.what, clock.today(), by, because=because, about=row.id)
    if row.act == rules.TRAINED:
        training.struck_out(household, row, because, by)
    if row.act in rules.ANSWERS:
        tell_carer(household, carer)
    return made


def _as_asked(entries: Sequence[SkillEntry], found: Standing, level: str, by: Actor) -> None:
    """Nobody decides alone: one person records that a level is asked for or recommended, another decides (PF-3)."""
    asked = next((each for each in entries if each.id == found.asked), None)
    if asked is None:
        raise Refused(
            "A level takes two people (PF-3): somebody else records first that it is asked for or recommended.",
            field="level",
        )
    if asked.what != level:
        raise Refused(f"Level {asked.what} is asked for: decide that one, or turn it down first.", field="level")
    _another(entries, asked.id, by, "You recorded the request: another person decides it (PF-3).")


def _another(entries: Sequence[SkillEntry], first: int, by: Actor, no: str) -> None:
    """Refuse the second step to whoever took the first."""
    who = next(each.recorded_by for each in entries if each.id == first)
    if who is not None and who == by.user_id:
        raise Refused(no)


def _ready(household: Household, carer: Carer, asked: Decision) -> None:
    """Refuse a higher level while the standards are overdue (PF-4).

    The lowest is where everybody begins: it is no progression, and PF-4 holds no pay back.
    """
    given = settings.of(household.agency_id)
    if asked.level not in levels(household, asked.on)[:1] and given.value("standards_before_level", asked.on):
        # Of a day to come nobody can say yet that the standards will be late on it.
        due_on = training.overdue(household, carer, min(asked.on, clock.today()))
        if due_on is not None:
            raise Refused(
                f"The training, support and development standards were due on {said(due_on)} and are not on record "
                "(TSD-1): until they are, no higher level is decided. The pay goes on (PF-4).",
                field="level",
            )


def _lacking(household: Household, found: Standing, asked: Decision, *, lower: bool) -> Iterator[str]:
    """What is not there, a sentence each: what a higher level needs, and its fee."""
    given = settings.of(household.agency_id)
    needs = schemes.needs(given, asked.level, asked.on)
    met = rules.needs_of(found, needs, schemes.courses(given, asked.on), asked.on)
    lacking = [each.what for each in met if not each.met]
    if lacking and not lower:
        yield f"Level {asked.level} still needs: {'; '.join(lacking)}."
    # A council that has filled in no fees at all pays them elsewhere: to that one nothing is missing (PF-1).
    book = schemes.book(given)
    then = tables_on(book, asked.on)
    if any(each.rates for each in book) and (then is None or not then.pays(asked.level)):
        yield (
            f"Level {asked.level} has no weekly fee on {said(asked.on)}: "
            "what this carer is paid would not be known until a manager enters it in the settings."
        )
