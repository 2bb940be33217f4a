"""The removals and returns of a household's carers on its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import or_, select

from crm import clock, fields
from crm.actor import Actor
from crm.extensions import db
from crm.people import merging
from crm.people.tables import Carer
from crm.reads.names import names_of


@dataclass(frozen=True, slots=True)
class CarerLine:
    """A carer was taken out of the household, or (`back`) put back into it. `because` is the code of why, where
    somebody said it and the reader may see it."""

    template: ClassVar[str] = "_carer_line.html"
    shown: ClassVar[str] = "people"
    put_right: ClassVar[bool] = False

    happened_on: date
    recorded_at: datetime
    by: str
    name: str | None
    back: bool
    because: str | None = None
    away: bool = False  # can be put back


def lines_of(household_id: int, by: Actor) -> Iterator[CarerLine]:
    """Every removal and return of a carer, of one carer the later first.

    Whoever came and went with a merge is told of by its own lines.
    """
    ids = merging.together(household_id)
    moved = or_(Carer.removed_at.is_not(None), Carer.came_back_at.is_not(None))
    rows = db.session.scalars(select(Carer).where(Carer.household_id.in_(ids), moved).order_by(Carer.id)).all()
    told = {each for home in ids for each in merging.went_again(home)} if rows else set()
    names = names_of(who for each in rows for who in (each.removed_by, each.came_back_by))
    name, why = (fields.sees(by.role, field) for field in ("name", "removal reason"))
    for each in rows:
        shown = each.name if name else None
        if each.came_back_at is not None:
            at = each.came_back_at
            yield CarerLine(clock.day_of(at), at, names[each.came_back_by], shown, back=True)
        if each.removed_at is not None and each.id not in told:
            because = each.removed_because if why else None
            at, away = each.removed_at, each.came_back_at is None
            yield CarerLine(clock.day_of(at), at, names[each.removed_by], shown, False, because, away)
