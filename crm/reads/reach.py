"""What a change of a setting does to what is worked out day by day: the days of clocks, and who sees what.

Looked at before the change and after it, in the transaction in which it is tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from crm import clock
from crm.actor import Actor, Role
from crm.extensions import db
from crm.people.tables import Household, User
from crm.reads import work
from crm.reads.every_clock import every_clock
from crm.reads.filters import Filters
from crm.reads.open_checks import of_applications, of_approved
from crm.reads.sharing import CASELOADS, within
from crm.register.catalogue import Item

HUB = "Every hub of the council"

Watched = Mapping[str, int]  # days as their ordinals, or numbers of households


@dataclass(frozen=True, slots=True)
class Reach:
    """How many would have another day, begin or stop; who would see how many homes, and saw how many.

    `on` is the day that is looked at: of a change that holds from a day to come, that day.
    """

    on: date
    moved: int = 0
    begun: int = 0
    ended: int = 0
    seen: tuple[tuple[str, int, int], ...] = ()  # who, after, before


def watching(item: Item, valid_from: date, by: Actor) -> Callable[[], Watched] | None:
    """What is to be looked at before and after a setting is changed; nothing where no page works it out by it.

    Of a change to come only clocks can be told: who sees what, and what lists ask for then, is not known today. The
    stages of a route move clocks too: what a step is waited for by goes with the step.
    """
    if item.effect in ("clocks", "stages"):
        return lambda: _clocks(by, max(valid_from, clock.today()))
    looks = {"work": _work, "checks": _checks, "scope": _scope}
    if item.effect not in looks or valid_from > clock.today():
        return None
    return lambda: looks[item.effect](by)


def reach(item: Item, valid_from: date, before: Watched, after: Watched) -> Reach:
    """What differs."""
    on = max(valid_from, clock.today())
    if item.effect == "scope":
        return Reach(on, seen=tuple((who, after[who], was) for who, was in before.items() if after[who] != was))
    kept = before.keys() & after.keys()
    moved = sum(before[each] != after[each] for each in kept)
    return Reach(on, moved, len(after) - len(kept), len(before) - len(kept))


def _clocks(by: Actor, day: date) -> Watched:
    """The day of each clock that runs, whether a list shows it yet or not."""
    return _told_apart(
        (f"{way.journey_id}:{running.rule or running.name}:{running.began_on}", running.due_on)
        for _, _, way, running in every_clock(by.agency_ids, day)
    )


def _work(by: Actor) -> Watched:
    """The day of each clock that asks for something on the page of today."""
    found = (item for each in work.of_agencies(by, approved=True) for item in each.items)
    return _told_apart((item.key, item.due_on) for item in found if item.clock is not None)


def _checks(by: Actor) -> Watched:
    """The day of each check that is to be chased; of one of which nothing was asked, today."""
    found = [*of_applications(Filters(), by), *of_approved(Filters(), by)]
    return _told_apart(
        (f"{each.journey_id}:{each.standing.line.code}:{each.standing.person.key}", each.due_on or clock.today())
        for each in found
    )


def _told_apart(found: Iterable[tuple[str, date]]) -> Watched:
    """The days by key; several of one key, as two clocks of one rule are, by which of them it is."""
    number: Counter[str] = Counter()
    days = {}
    for key, day in sorted(found):
        number[key] += 1
        days[f"{key}:{number[key]}"] = day.toordinal()
    return days


def _scope(by: Actor) -> Watched:
    """How many households each caseworker sees, and a hub."""
    staff = select(User).where(User.agency_id.in_(by.agency_ids), User.active, User.role.in_(CASELOADS))
    people = [
        Actor(each.id, f"{each.name}, {each.email}", Role(each.role), by.agency_ids)
        for each in db.session.scalars(staff.order_by(User.name, User.id))
    ]
    return {each.label: _seen(each) for each in (*people, Actor(None, HUB, Role.HUB, by.agency_ids))}


def _seen(who: Actor) -> int:
    asked = select(func.count()).select_from(Household)
    own = asked.where(Household.agency_id.in_(who.agency_ids), Household.merged_into_id.is_(None), within(who))
    return int(db.session.execute(own).scalar_one())
