"""One act on many journeys: begun by a person who has seen what it would do, carried out, and taken back.

What is done, and how it is taken back, each kind says in a module of its own. A few journeys are done at once, many
by a job. Either way it is one transaction: all that can be done is done, and what cannot be says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.acts import assigning, closing, news, writing
from crm.commands.acts.ways import Way, Why, homes, over, under_way
from crm.errors import NotFound, Refused
from crm.extensions import db, reading
from crm.holding import held
from crm.outbox import progress, queue
from crm.outbox.tables import Job
from crm.people.act_tables import ManyAct, ManyActItem

MOST = 500  # journeys at once
AT_ONCE = 25  # so many are done while one waits; more by a job
CARRY_OUT, UNDO = "acts.carry_out", "acts.undo"

Tell = Callable[[int, int], None]

# Each has `judge`, `do` and `undo`, and says how long it waits before it is carried out.
KINDS: Mapping[str, Any] = {"close": closing, "assign": assigning, "write": writing, "news": news}
ENDED, CAME_BACK = "It has come to its end since you looked.", "They have come back since you looked."


def what_if(kind: str, asked: Mapping[str, Any], journey_ids: Sequence[int], *, by: Actor) -> dict[int, Why]:
    """Of each of these journeys that is under way and the actor's: why it would not be done, or None.

    Refused where nothing can be done by what is asked.
    """
    return dict(KINDS[kind].judge(asked, _ways(kind, journey_ids, by), by))


def _ways(kind: str, journey_ids: Sequence[int], by: Actor) -> list[Way]:
    """The journeys that an act of a kind can be on: under way, or of those kept warm ended."""
    return over(journey_ids, by) if kind == "news" else under_way(journey_ids, by)


def gone(kind: str) -> str:
    """Why nothing is done for a journey of which an act of this kind can no longer be."""
    return CAME_BACK if kind == "news" else ENDED


@command
def begin(kind: str, asked: Mapping[str, Any], journey_ids: Sequence[int], *, by: Actor) -> int:
    """Do something to many journeys; the act's number.

    NotFound: one is not the actor's. Refused: there are too many, or none, or what is asked cannot be. A journey
    that has come to its end meanwhile is left as it is, and says so.
    """
    if len(by.agency_ids) != 1:
        raise Refused("This is done within one council")
    if not journey_ids:
        raise Refused("Choose at least one journey")
    if len(set(journey_ids)) > MOST:
        raise Refused(f"At most {MOST} can be done at once: narrow the filters")
    found = homes(journey_ids, by)
    # What nothing can be done by is refused at once.
    whys = KINDS[kind].judge(asked, _ways(kind, journey_ids, by), by)
    now = clock.now()
    act = ManyAct(
        agency_id=by.agency_ids[0],
        kind=kind,
        asked=dict(asked),
        state="waiting",
        made_at=now,
        made_by=by.user_id,
        carried_on=now + KINDS[kind].HELD,
    )
    db.session.add(act)
    db.session.flush()
    _add_items(act, found, whys)
    audit.record(by, f"act.{kind}", agency_id=act.agency_id, about=f"act {act.id}", fields=sorted(asked))
    if len(found) <= AT_ONCE and act.carried_on == now:
        _carry_out(act, by, _nobody)
    else:
        args = {"act": act.id}
        act.job_id = queue.add(CARRY_OUT, args, run_at=act.carried_on, agency_id=act.agency_id, asked_by=by.user_id)
    return act.id


def _add_items(act: ManyAct, found: Mapping[int, int], whys: Mapping[int, str | None]) -> None:
    """The journeys of an act, with their households. Where it waits, why nothing would be done as things stand.

    That is asked anew when it is carried out.
    """
    waits = act.carried_on > act.made_at
    db.session.add_all(
        ManyActItem(
            act_id=act.id,
            household_id=found[each],
            journey_id=each,
            state="waiting",
            said=whys.get(each) if waits else None,
        )
        for each in sorted(found)
    )
    db.session.flush()


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


@command
def carry_out(act_id: int, *, by: Actor, tell: Tell = _nobody) -> None:
    """Do what an act waits for; nothing, if it was taken back before."""
    act = _load(act_id, by)
    if act.state == "waiting":
        _carry_out(act, by, tell)


def _carry_out(act: ManyAct, by: Actor, tell: Tell) -> None:
    items = _items(act, "waiting")
    open_ways = {way.journey_id: way for way in _ways(act.kind, [item.journey_id for item in items], by)}
    for item in items:
        if item.journey_id not in open_ways:
            item.state, item.said = "refused", gone(act.kind)
    ways = {item: open_ways[item.journey_id] for item in items if item.state == "waiting"}
    KINDS[act.kind].do(act, ways, by, tell)
    act.state, act.done_at = "done", clock.now()


@command
def ask_undo(act_id: int, *, reason: str, by: Actor) -> None:
    """Take an act back, for a reason of the agency's list. Refused: it was taken back, or cannot be any more."""
    act = _load(act_id, by)
    if act.state in ("undoing", "undone"):
        raise Refused("This has been taken back already.")
    if not reason:
        raise Refused("Choose why it is taken back", field="why")
    act.undo_reason, act.undone_by = reason, by.user_id
    audit.record(by, "act.undo", agency_id=act.agency_id, about=f"act {act.id}", reason=reason)
    if act.state == "waiting":
        for item in _items(act, "waiting"):
            item.state = "undone"
        act.state, act.undone_at = "undone", clock.now()
        return
    if KINDS[act.kind].HELD:
        raise Refused("It is too late: the letters have gone to be sent.")
    items = _items(act, "done")
    act.state = "undoing"
    if len(items) <= AT_ONCE:
        _undo(act, items, by, _nobody)
    else:
        act.job_id = queue.add(UNDO, {"act": act.id}, agency_id=act.agency_id, asked_by=by.user_id)


@command
def undo(act_id: int, *, by: Actor, tell: Tell = _nobody) -> None:
    """Do what taking an act back waits for."""
    act = _load(act_id, by)
    if act.state == "undoing":
        _undo(act, _items(act, "done"), by, tell)


def _undo(act: ManyAct, items: Sequence[ManyActItem], by: Actor, tell: Tell) -> None:
    KINDS[act.kind].undo(act, items, by, tell)
    act.state, act.undone_at = "undone", clock.now()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the job of an act is; `problem` says in words why it was given up, where it was."""

    done: int
    total: int
    problem: str | None


def how_far(act_id: int, *, by: Actor) -> Progress | None:
    """How far the job of an act is; nothing where it needed none. NotFound: it is not the actor's."""
    with reading():
        act = db.session.get(ManyAct, act_id)
        if act is None or act.agency_id not in by.agency_ids:
            raise NotFound("There is no such act")
        job = db.session.get(Job, act.job_id) if act.job_id else None
        if job is None:
            return None
        told = progress.of(job.id)
        given_up = job.parked_at is not None or (job.done_at is not None and job.error is not None)
        return Progress(told.done if told else 0, told.total if told else 0, job.error if given_up else None)


def _load(act_id: int, by: Actor) -> ManyAct:
    found = held(ManyAct, act_id)
    if found is None or found.agency_id not in by.agency_ids:
        raise NotFound("There is no such act")
    return found


def _items(act: ManyAct, state: str) -> list[ManyActItem]:
    chosen = select(ManyActItem).where(ManyActItem.act_id == act.id, ManyActItem.state == state)
    return list(db.session.scalars(chosen.order_by(ManyActItem.id)))
