"""What was raised by mistake is struck out, a step taken back, a wrong kind or day put right (decision 028)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm import clock
from crm.actor import Actor
from crm.commands import availability, command
from crm.commands.availability import Closed
from crm.commands.concerns import check_day, check_lado, check_received, codes, held_since, recorded
from crm.errors import NotFound, Refused, Stale
from crm.journey.saying import said
from crm.people import concerns, merging, placements
from crm.people.concern_tables import Concern, ConcernBefore
from crm.people.tables import Household
from crm.register import settings

DAY = timedelta(days=1)
LACKS_LADO = (
    "This allegation is settled, and its report to the LADO has to stand: strike out the whole record, and record "
    "it anew as it was."
)
CHANGED = "Somebody has recorded something of this since you opened the page: see what it says now."


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """What is right: the kind, the day on which it reached the service, and what came of it if it is closed."""

    kind: str
    received_on: date
    outcome: str | None = None
    closed_on: date | None = None


@command
def strike_out(concern_id: int, *, because: str, version: str, by: Actor) -> None:
    """Record that it was recorded by mistake: it counts no more, and no places were ever on hold for it.

    It stays on record with all that was said. Stale: something was recorded of it since `version`.
    """
    row = _load(concern_id, version, by)
    _check_reason(row.agency_id, because, "strike_out")
    closure = placements.as_put_right(row.closure_id) if row.closure_id else None
    if closure is not None:
        availability.strike_out(_home(row).id, closure.id, because=because, by=by)
    row.removed_at, row.removed_by, row.removed_because = clock.now(), by.user_id, because
    recorded(row, "concern.strike_out", by, reason=because)


@command
def correct(concern_id: int, right: Right, *, because: str, version: str, by: Actor) -> None:
    """Put its kind, its days or its outcome right; the places on hold for it follow. What it said stays on record.

    Refused: a day that cannot be, an allegation with an outcome of which the LADO was never told, or nothing that
    would change. Stale: something was recorded of it since `version`.
    """
    row = _load(concern_id, version, by)
    _check_reason(row.agency_id, because, "correct")
    home = _home(row)
    _check(row, home, right)
    before = {name: getattr(row, name) for name in ("kind", "received_on", "outcome", "closed_on")}
    changed = [name for name, was in before.items() if was != getattr(right, name)]
    if not changed:
        raise Refused("This is what is on record already: change what is wrong")
    _hold_as_right(row, home, right, because, by)
    for name in changed:
        was = before[name]
        _keep(row, name, str(was) if was is not None else None, because, by)
        setattr(row, name, getattr(right, name))
    recorded(row, "concern.correct", by, *changed, reason=because)


@command
def take_back(concern_id: int, step_id: int, *, because: str, version: str, by: Actor) -> None:
    """Record that a step was never done: it counts no more, and stays on record with its note.

    Refused: an allegation that is settled would be left without its report to the LADO. NotFound: no step of it.
    Stale: something was recorded of it since `version`.
    """
    row = _load(concern_id, version, by)
    _check_reason(row.agency_id, because, "strike_out")
    step = next((each for each in concerns.every_step_of([row.id]) if each.id == step_id), None)
    if step is None:
        raise NotFound("There is no such record")
    if step.removed_at is not None:
        raise Stale(CHANGED)
    step.removed_at, step.removed_by, step.removed_because = clock.now(), by.user_id, because
    if row.closed_on is not None:
        check_lado(row, row.kind, LACKS_LADO)
    recorded(row, "concern.take_back", by, reason=because)


def _load(concern_id: int, version: str, by: Actor) -> Concern:
    row = concerns.load(concern_id, by, lock=True)
    now = concerns.version(row, concerns.every_step_of([row.id]), concerns.before([row.id]))
    if row.removed_at is not None or version != now:
        raise Stale(CHANGED)
    return row


def _home(row: Concern) -> Household:
    return merging.numbered(merging.kept([row.household_id])[row.household_id])


def _check_reason(agency_id: int, because: str, act: str) -> None:
    listed = settings.value("correction_reasons", agency_id, clock.today())
    if because not in {each["code"] for each in listed if each.get("only", act) == act}:
        raise Refused("Choose from the list", field="because")


def _check(row: Concern, home: Household, right: Right) -> None:
    if right.kind not in concerns.KINDS:
        raise Refused("Choose what was raised", field="kind")
    check_received(home, right.received_on)
    first = min((each.happened_on for each in concerns.steps_of([row.id])), default=None)
    if first is not None and first < right.received_on:
        raise Refused(f"Something was done about it on {said(first)}: it was raised by then", field="received_on")
    if (row.closed_on is None) != (right.closed_on is None) or (right.outcome is None) != (row.outcome is None):
        raise Refused("Enter what came of it, and on which day", field="closed_on")
    if right.closed_on is not None:
        if right.outcome not in codes("concern_outcomes", row.agency_id) | {row.outcome}:
            raise Refused("Choose what came of it", field="outcome")
        check_day(right.received_on, right.closed_on, "closed_on")
        check_lado(row, right.kind)


def _hold_as_right(row: Concern, home: Household, right: Right, because: str, by: Actor) -> None:
    """Move the days on which places are on hold for it, where they are those that it gave."""
    closure = placements.as_put_right(row.closure_id) if row.closure_id else None
    if closure is None:
        return
    from_on, to_on = closure.from_on, closure.to_on
    if from_on in (row.received_on, held_since(home, row.received_on)):
        from_on = held_since(home, right.received_on)
    if row.closed_on and right.closed_on and to_on == max(row.closed_on, closure.from_on + DAY):
        to_on = max(right.closed_on, from_on + DAY)
    if (from_on, to_on) != (closure.from_on, closure.to_on):
        closed = Closed(places=closure.places, reason=closure.reason, from_on=from_on, to_on=to_on)
        availability.correct(home.id, closure.id, closed, because=because, by=by)


def _keep(row: Concern, name: str, was: str | None, because: str, by: Actor) -> None:
    kept = ConcernBefore(
        concern_id=row.id,
        field=name,
        value=was,
        because=because,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    concerns.add(kept)
