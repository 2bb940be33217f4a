"""What a change of a setting does to what is worked out day by day: the days of clocks, and who sees what.

Looked at before the change and after it, in the transaction in which it is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from crm.actor import Actor, Role
from crm.extensions import db
from crm.people.tables import Household, User
from crm.reads import work
from crm.reads.sharing import CASELOADS, within
from crm.register.catalogue import Item

HUB = "Every hub of the council"

Watched = Mapping[str, int]  # days as their ordinals


@dataclass(frozen=True, slots=True)
class Reach:
    """How many clocks would have another day, begin or stop; who would see how many homes, and saw how many."""

    moved: int = 0
    begun: int = 0
    ended: int = 0
    seen: tuple[tuple[str, int, int], ...] = ()  # who, after, before


def watching(item: Item, by: Actor) -> Callable[[], Watched] | None:
    """What is to be looked at before and after a setting is changed; nothing where no page works it out by it."""
    looks = {"clocks": _clocks, "scope": _scope}
    return (lambda: looks[item.effect](by)) if item.effect in looks else None


def reach(item: Item, before: Watched, after: Watched) -> Reach:
    """What differs."""
    if item.effect == "scope":
        return Reach(seen=tuple((who, after[who], was) for who, was in before.items() if after[who] != was))
    kept = before.keys() & after.keys()
    moved = sum(before[each] != after[each] for each in kept)
    return Reach(moved, len(after) - len(kept), len(before) - len(kept))


def _clocks(by: Actor) -> Watched:
    """The day of each clock that asks for something, by its key."""
    found = (item for each in work.of_agencies(by, approved=True) for item in each.items)
    return {item.key: item.due_on.toordinal() for item in found if item.clock is not None}


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
