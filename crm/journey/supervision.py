"""When a supervising social worker is to visit an approved household again, and how near that is (NMS 21)."""

from __future__ import annotations

from datetime import date, timedelta

OVERDUE, PLANNED, SOON, LATER, SILENT = "overdue", "planned", "soon", "later", "silent"


def due_on(last_on: date | None, approved_on: date, weeks: int) -> date:
    """The last day for the next visit: so many weeks after the last one, or after the approval (DC-4)."""
    return (last_on or approved_on) + timedelta(weeks=weeks)


def near(due: date, today: date, *, planned_on: date | None, ahead: int, known: bool) -> str:
    """How near a visit is. `planned_on`: the day of one that is booked; in time or not, it is called planned.

    `ahead`: how many days before it is called soon. `known`: a visit is on record; without one that was ever
    recorded nobody can say that it is late, once a year has gone by.
    """
    if planned_on is not None:
        return PLANNED
    if due < today:
        return OVERDUE if known or due + timedelta(days=365) > today else SILENT
    return SOON if due <= today + timedelta(days=ahead) else LATER
