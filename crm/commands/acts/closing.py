"""Closing many journeys with one reason; taken back by striking the closings out, corrections like any other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crm import audit, clock
from crm.actor import Actor
from crm.commands import closable, promises, tasks
from crm.commands.acts.ways import Way, Why
from crm.commands.journeys import strike
from crm.errors import NotFound, Refused
from crm.journey.events import JourneyClosed
from crm.journey.household import Household
from crm.journey.next_steps import why_not
from crm.journey.routes import Rulebook
from crm.journey.saying import said
from crm.journey.under_way import would_be_two
from crm.ledger.cluster import load
from crm.ledger.journal import News, Writing
from crm.people.act_tables import ManyAct, ManyActItem
from crm.people.tasks import KEEP_WARM, end_all
from crm.register import settings

HELD = timedelta(0)

ONE_BY_ONE = "A refusal at Stage 1 has its own reasons and its notice in writing (S1-D1): close this one by itself."

OFF = "The call that was promised for {} is not to be made."
AGAIN = "The call that was promised for {} is to be made again."

Reason = Mapping[str, Any]  # an entry of the agency's list


def judge(asked: Mapping[str, Any], ways: Sequence[Way], by: Actor) -> dict[int, Why]:
    """Why each journey cannot be closed on the day for the reason.

    `asked` has `reason` and `happened_on`, and `again_on` where the households may be asked again from a day.
    """
    if not ways:
        return {}
    agency_id = ways[0].agency_id
    reason, day = _reason(agency_id, asked), _day(asked)
    _again_on(asked, day)
    rulebook = settings.rulebook(agency_id)
    clusters = load(agency_id, [way.household_id for way in ways])
    return {
        way.journey_id: _why(
            clusters[way.household_id].fold(way.household_id, rulebook), way, reason, day, rulebook
        )
        for way in ways
    }


def do(act: ManyAct, items: Mapping[ManyActItem, Way], by: Actor, tell: Callable[..., None]) -> None:
    """Close those that can be closed. As with one, calls that were promised end with the last that went on."""
    reason, day = _reason(act.agency_id, act.asked), _day(act.asked)
    again_on = _again_on(act.asked, day)
    turn = Writing(act.agency_id, settings.rulebook(act.agency_id), by=by.user_id, block=len(items) or 1)
    turn.load([way.household_id for way in items.values()])
    closed: dict[ManyActItem, int] = {}
    for number, (item, way) in enumerate(items.items(), 1):
        item.said = _why(turn.household(way.household_id), way, reason, day, turn.rulebook)
        if item.said is None:
            (closed[item],) = turn.append(way.household_id, [News(way.journey_id, _event(way, reason, day))])
        item.state = "refused" if item.said else "done"
        tell(number, len(items))
    turn.write()
    for item, event_id in closed.items():
        item.event_id = event_id
        off = promises.closed(item.household_id, item.journey_id, by=by)
        item.said = OFF.format(said(off[0])) if off else None
        if again_on is not None:
            tasks.add(item.household_id, kind=KEEP_WARM, due_on=again_on, by=by)
        _on_record("event.record", act, item, by)


def undo(act: ManyAct, items: Sequence[ManyActItem], by: Actor, tell: Callable[..., None]) -> None:
    """Strike out the closings that still stand. What somebody has put right since is kept, and says so.

    So is one beside which another journey was begun since: every step would be waited for twice.
    """
    turn = Writing(act.agency_id, settings.rulebook(act.agency_id), by=by.user_id, block=len(items) or 1)
    turn.load([item.household_id for item in items])
    own = {item.journey_id for item in items}
    for number, item in enumerate(items, 1):
        try:
            assert item.event_id is not None and act.undo_reason  # noqa: S101 - of what was done, and is undone
            _not_twice(turn, item, own)
            strike(turn, item.household_id, item.event_id, reason=act.undo_reason)
            item.state, item.said = "undone", None
        except Refused as refusal:
            item.state, item.said = "kept", refusal.message[:400]
        except NotFound:
            item.state, item.said = "kept", "The closing is another household's now."
        tell(number, len(items))
    turn.write()
    # A day on which to ask that was set before the closing is not this act's.
    kinds = [KEEP_WARM] if act.asked.get("again_on") else []
    for item in items:
        if item.state == "undone":
            end_all(item.household_id, kinds, "dropped", at=clock.now(), by=by.user_id, made_since=act.made_at)
            again = promises.struck_out(item.household_id, item.event_id or 0, by=by)
            item.said = AGAIN.format(said(again[0])) if again else None
            _on_record("event.correct", act, item, by)


def _not_twice(turn: Writing, item: ManyActItem, own: Collection[int]) -> None:
    household = turn.household(item.household_id)
    journey = household.journey(item.journey_id)
    if journey is not None and (no := would_be_two(household, journey, own)):
        raise Refused(f"It stays closed. {no}")


def _on_record(action: str, act: ManyAct, item: ManyActItem, by: Actor) -> None:
    kind = [JourneyClosed.kind]
    audit.record(by, action, household_id=item.household_id, agency_id=act.agency_id, fields=kind)


def _reason(agency_id: int, asked: Mapping[str, Any]) -> Reason:
    entries = settings.value("closed_reasons", agency_id, clock.today())
    found = next(
        (each for each in entries if each["code"] == asked.get("reason") and not each.get("retired")), None
    )
    if found is None:
        raise Refused("Choose the main reason", field="reason")
    reason: Reason = found
    return reason


def _day(asked: Mapping[str, Any]) -> date:
    day = date.fromisoformat(asked["happened_on"])
    if day > clock.today():
        raise Refused(f"{said(day)} is in the future: close them when it has come.", field="happened_on")
    return day


def _again_on(asked: Mapping[str, Any], closed_on: date) -> date | None:
    """The day from which they may be asked again, or None. Refused: it is not after the closing."""
    again_on = date.fromisoformat(asked["again_on"]) if asked.get("again_on") else None
    if again_on is not None and again_on <= closed_on:
        raise Refused("Choose a day after the closing", field="again_on")
    return again_on


def _event(way: Way, reason: Reason, day: date) -> JourneyClosed:
    return JourneyClosed(happened_on=day, stage=way.stage, initiator=reason["by"], reason=reason["code"])


def _why(household: Household, way: Way, reason: Reason, day: date, rulebook: Rulebook) -> Why:
    if way.stage not in reason["stages"] or way.route not in reason.get("routes", (way.route,)):
        return f"'{reason['label']}' is no reason at this stage."
    journey = household.journey(way.journey_id)
    if journey is None:
        return "It has come to its end since you looked."
    last = journey.rows[-1].event.happened_on
    if day < last:
        return f"Something happened later, on {said(last)}."
    event = _event(way, reason, day)
    if closable.refuses_stage_one(way.agency_id, journey, event):
        return ONE_BY_ONE
    if no := closable.still_placed(way.household_id, household, journey, event):
        return no
    plan = rulebook.plan(journey.route, day)
    return why_not(household, journey, event, rulebook) or closable.too_late(
        way.agency_id, way.household_id, journey, event, plan
    )
