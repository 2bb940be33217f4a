"""Nobody is chased for an application whose visit ended with something other than an invitation (rules 6.2).

Visits that were recorded before their outcome ended the chase are made what those of today are.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "074"
down_revision = "073"

LONDON = ZoneInfo("Europe/London")
NATIONAL = ("invitation_chased", "invitation_chased_again")  # as the national list has them; councils add their own

_visit = sa.table(
    "visit", *map(sa.column, ("id", "household_id", "purpose", "state", "outcome")), sa.column("ended_at", Moment)
)
_home = sa.table("household", *map(sa.column, ("id", "agency_id", "merged_into_id")))
_way = sa.table("under_way", *map(sa.column, ("journey_id", "household_id")), sa.column("enquired_on", sa.Date))
_event = sa.table("event", *map(sa.column, ("journey_id", "kind")))
_setting = sa.table("setting", *map(sa.column, ("agency_id", "name")), sa.column("value", Json))
_task = sa.table(
    "task",
    *map(sa.column, ("agency_id", "household_id", "kind", "journey_id", "clock", "outcome")),
    sa.column("due_on", sa.Date),
    sa.column("made_at", Moment),
    sa.column("done_at", Moment),
)


def upgrade() -> None:
    connection = op.get_bind()
    chases = _chases(connection)
    for journey_id, visit in sorted(_last_visits(connection).items()):
        if visit.outcome in (None, "invite"):
            continue
        said = sa.select(_task.c.clock).where(_task.c.journey_id == journey_id, _task.c.kind == "clock")
        known = set(connection.execute(said).scalars())
        for name in sorted((chases[None] | chases.get(visit.agency_id, set())) - known):
            connection.execute(sa.insert(_task).values(_dropped(journey_id, name, visit)))


def _chases(connection: sa.Connection) -> dict[int | None, set[str]]:
    """The clocks that chase an application after a visit, by the agency whose own they are."""
    found: dict[int | None, set[str]] = {None: set(NATIONAL)}
    for row in connection.execute(sa.select(_setting).where(_setting.c.name == "clocks")):
        asks = (each for each in row.value if each.get("starts") == "visit_completed" and each.get("by_hand"))
        found.setdefault(row.agency_id, set()).update(each["name"] for each in asks if each.get("stops"))
    return found


def _last_visits(connection: sa.Connection) -> dict[int, Any]:
    """The last initial visit of each journey that goes on and has not come to an application."""
    stands = sa.func.coalesce(_home.c.merged_into_id, _home.c.id)
    joined = _visit.join(_home, _home.c.id == _visit.c.household_id).join(_way, _way.c.household_id == stands)
    applied = sa.select(_event.c.journey_id).where(_event.c.kind == "application_received")
    columns = (_way.c.journey_id, _way.c.enquired_on, _visit.c.outcome, _visit.c.ended_at)
    held = (_visit.c.purpose == "initial") & (_visit.c.state == "done") & _visit.c.ended_at.is_not(None)
    chosen = sa.select(*columns, _visit.c.household_id, _home.c.agency_id).select_from(joined)
    chosen = chosen.where(held, _way.c.journey_id.not_in(applied)).order_by(_visit.c.ended_at, _visit.c.id)
    rows = connection.execute(chosen).all()
    return {row.journey_id: row for row in rows if row.enquired_on is None or row.enquired_on <= _day(row)}


def _day(visit: Any) -> Any:
    return visit.ended_at.astimezone(LONDON).date()


def _dropped(journey_id: int, name: str, visit: Any) -> dict[str, Any]:
    """That a chase is not wanted any more since the outcome was recorded; nobody's name stands beside it."""
    return {
        "agency_id": visit.agency_id,
        "household_id": visit.household_id,
        "kind": "clock",
        "journey_id": journey_id,
        "clock": name,
        "outcome": "dropped",
        "due_on": _day(visit),
        "made_at": visit.ended_at,
        "done_at": visit.ended_at,
    }
