"""How much each worker has: households whose journey goes on, and what of it is overdue, due and without a step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people.tables import Household
from crm.reads import work
from crm.reads.items import Work
from crm.reads.workers import staff


@dataclass(frozen=True, slots=True)
class Load:
    """The households of a worker, or of nobody (no name); `stages` counts their journeys by where they are.

    `gone`: the account is closed, or does no casework any more, and its households are with nobody until they are
    handed over.
    """

    worker_id: int | None
    name: str
    gone: bool
    households: int
    overdue: int
    today: int
    lacking: int
    stages: Counter[str]


@dataclass(frozen=True, slots=True)
class Held:
    """Every household that a worker has, open or not, by number."""

    worker_id: int
    name: str
    household_ids: tuple[int, ...]


def caseload(by: Actor) -> tuple[Load, ...]:
    """The load of each worker, by name, and last what nobody ever had. Numbers only: no household is shown."""
    today, people = clock.today(), staff(by)
    every = [each for each in work.of_agencies(by, people) if each.home.is_open]
    own: dict[int | None, list[Work]] = {number: [] for number in people.holders}
    for each in every:
        own.setdefault(each.home.held_by, []).append(each)
    nobodys = own.pop(None, [])
    names = {**people.former, **people.holders}
    found = [
        _load(number, names.get(number or 0, ""), number in people.former, own[number], today) for number in own
    ]
    return (*found, _load(None, "", False, nobodys, today))


def held_by(account: int, by: Actor) -> Held:
    """What a worker of the asker's agencies has; NotFound for anybody else's."""
    people = staff(by)
    name = people.holders.get(account) or people.former.get(account)
    if name is None:
        raise NotFound("There is no such worker")
    chosen = select(Household.id).where(Household.worker_id == account, Household.agency_id.in_(by.agency_ids))
    return Held(account, name, tuple(db.session.scalars(chosen.order_by(Household.id))))


def _load(worker_id: int | None, name: str, gone: bool, own: Sequence[Work], today: date) -> Load:
    days = [item.due_on for each in own for item in each.items]
    return Load(
        worker_id=worker_id,
        name=name,
        gone=gone,
        households=len(own),
        overdue=sum(day < today for day in days),
        today=sum(day == today for day in days),
        lacking=sum(each.lacks_a_step for each in own),
        stages=Counter(way.stage for each in own for way in each.home.ways),
    )
