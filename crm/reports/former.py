"""What a field of people said on a day, as known on a day: its value now, and each that was replaced since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from crm.extensions import db
from crm.people.tables import FormerValue

FORMER = FormerValue.__table__.c


@dataclass(frozen=True, slots=True)
class Replaced:
    """A value that was replaced. One that was 'changed' held until a day; one that was 'corrected' was never so."""

    value: str | None
    nature: str
    until: date
    recorded_at: datetime


def said_on(now: str | None, replaced: Sequence[Replaced], day: date, before: datetime) -> str | None:
    """The value of a day, from what was recorded before a moment. `replaced` are in the order of their recording.

    What was first learnt later holds for the days before too: that nobody had asked is no other value. What was
    taken off the record is told of no day.
    """
    found, known = now, list(replaced)
    while known and known[-1].recorded_at >= before:
        found = known.pop().value
    if found is None:
        return None
    for each in reversed(known):
        if each.nature == "changed":
            if each.until <= day:
                break
            found = each.value or found
    return found


def replaced(
    of: ColumnElement[Any], fields: Sequence[str], asked: Iterable[ColumnElement[bool]]
) -> dict[tuple[int, str], list[Replaced]]:
    """What these fields said before, in the order of recording, by a column of whose they are and the field.

    A former value that was none may be left out, if it was recorded before the moment that is asked about.
    """
    columns = of, FORMER.field, FORMER.value, FORMER.nature, FORMER.until, FORMER.recorded_at
    chosen = select(*columns).where(FORMER.field.in_(fields), *asked)
    found: defaultdict[tuple[int, str], list[Replaced]] = defaultdict(list)
    for row in db.session.execute(chosen.order_by(FORMER.id)):
        found[row[0], row.field].append(Replaced(row.value, row.nature, row.until, row.recorded_at))
    return found
