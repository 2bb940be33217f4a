"""Acts on many journeys: the journeys that somebody has chosen, what has become of an act, and those of late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey import closing
from crm.journey.ranges import Route
from crm.people.act_tables import ManyAct, ManyActItem
from crm.people.tables import Household
from crm.reads import choices, look, pipeline, under_way
from crm.reads.choices import of_agency
from crm.reads.filters import Filters
from crm.reads.journeys import Card
from crm.reads.names import names_of
from crm.reads.noted import note_look
from crm.reads.paging import PAGE
from crm.reads.sharing import narrowed
from crm.register import letter_templates, settings

MOST = 500  # journeys at once
HOME, ITEM = Household.__table__.c, ManyActItem.__table__.c


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """What became of one journey of an act; `said` is why it was not done, or what became of a call."""

    reference: str
    name: str | None
    state: str
    said: str | None


@dataclass(frozen=True, slots=True)
class ActSeen:
    """An act on many journeys. `state` is waiting, working, done, undoing or undone.

    `about` says what was asked: a reason, a worker, a letter. `carried_on` is when an act that waits is carried
    out. `counts` are of its journeys, by what became of them.
    """

    id: int
    kind: str
    about: str
    on: date | None
    state: str
    made_at: datetime
    made_by: str
    carried_on: datetime
    undone_at: datetime | None
    undone_by: str
    undo_reason: str
    counts: Mapping[str, int]
    items: tuple[ItemSeen, ...] = ()

    @property
    def is_letter(self) -> bool:
        """Whether it sends letters, which wait a while."""
        return self.kind in ("write", "news")

    @property
    def working(self) -> bool:
        """Whether it is at work now, so that one may wait for it."""
        return self.state in ("working", "undoing")

    @property
    def total(self) -> int:
        """How many journeys it is on."""
        return sum(self.counts.values())

    @property
    def may_be_undone(self) -> bool:
        """Whether it can be taken back: letters only while they wait."""
        if self.is_letter:
            return self.state == "waiting"
        return self.state == "done" and self.counts.get("done", 0) > 0


@look
def selected(journey_ids: Sequence[int] | None, filters: Filters, by: Actor) -> tuple[Card, ...]:
    """The journeys under way that somebody has chosen: these, or without any all that the filters leave.

    At most MOST and one, so that too many are seen to be. The look goes on record.
    """
    found = pipeline.meant(filters, by, MOST + 1) if journey_ids is None else pipeline.named(journey_ids, by)
    pipeline.on_record(found, by)
    return found


@look
def sent(journey_ids: Sequence[int], by: Actor) -> tuple[Card, ...]:
    """The journeys that a form names, as far as they are under way; the look goes on record.

    NotFound where one is not the asker's, as if there were none: nothing is done to the others either (T12).
    """
    under_way.require_own(journey_ids, by)
    found = pipeline.named(journey_ids, by)
    pipeline.on_record(found, by)
    return found


def closed_reasons(found: Sequence[Card], by: Actor) -> dict[str, choices.Pairs]:
    """The reasons for which one or another of these can be closed with the others, by whose they are."""
    if not by.agency_ids:
        return {}
    rulebook, today = settings.rulebook(by.agency_ids[0]), clock.today()
    ways = {(Route(each.route), each.stage) for each in found}
    ends = [closing.together(rulebook.plan(route, today), stage) for route, stage in sorted(ways)]
    return choices.of_agency(by.agency_ids[0]).closed_reasons(ends)


def recent(by: Actor) -> tuple[ActSeen, ...]:
    """The latest acts of the asker's agencies, a page of them; whoever sees a caseload only sees their own acts."""
    chosen = select(ManyAct).where(ManyAct.agency_id.in_(by.agency_ids))
    if narrowed(by):
        chosen = chosen.where(ManyAct.made_by == by.user_id)
    acts = list(db.session.scalars(chosen.order_by(ManyAct.id.desc()).limit(PAGE)))
    counts = _counts([act.id for act in acts])
    names = names_of(who for act in acts for who in (act.made_by, act.undone_by, act.asked.get("worker")))
    return tuple(_seen(act, counts.get(act.id, {}), names) for act in acts)


@look
def act(act_id: int, by: Actor) -> ActSeen:
    """An act with what became of each journey; NotFound for a foreign one. The look goes on record."""
    found = db.session.get(ManyAct, act_id)
    if found is None or found.agency_id not in by.agency_ids or (narrowed(by) and found.made_by != by.user_id):
        raise NotFound("There is no such act")
    columns = (HOME.reference, HOME.name, ITEM.state, ITEM.said)
    homes = ManyActItem.__table__.join(Household.__table__, HOME.id == ITEM.household_id)
    chosen = select(*columns).select_from(homes).where(ITEM.act_id == act_id).order_by(ITEM.id)
    items = tuple(ItemSeen(*row) for row in db.session.execute(chosen))
    note_look((item.reference for item in items), [found.agency_id], by)
    names = names_of((found.made_by, found.undone_by, found.asked.get("worker")))
    return _seen(found, Counter(item.state for item in items), names, items)


def templates(by: Actor, *, news: bool = False) -> tuple[tuple[str, str], ...]:
    """The letters that can be sent to many: those that speak of no visit and no decision; `news`: only news."""
    if len(by.agency_ids) != 1:
        return ()
    offered = letter_templates.offered(by.agency_ids[0], clock.today())
    return tuple((each.code, each.label) for each in offered if not each.with_something and (each.news or not news))


def _counts(act_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    columns = (ITEM.act_id, ITEM.state)
    found: dict[int, dict[str, int]] = {}
    for act_id, state, count in db.session.execute(
        select(*columns, func.count()).where(ITEM.act_id.in_(act_ids)).group_by(*columns)
    ):
        found.setdefault(act_id, {})[state] = count
    return found


def _seen(
    found: ManyAct, counts: Mapping[str, int], names: Mapping[int | None, str], items: tuple[ItemSeen, ...] = ()
) -> ActSeen:
    on = found.asked.get("happened_on")
    return ActSeen(
        id=found.id,
        kind=found.kind,
        about=_about(found, names),
        on=date.fromisoformat(on) if on else None,
        state="working" if found.state == "waiting" and found.carried_on <= clock.now() else found.state,
        made_at=found.made_at,
        made_by=names[found.made_by],
        carried_on=found.carried_on,
        undone_at=found.undone_at,
        undone_by=names[found.undone_by],
        undo_reason=of_agency(found.agency_id).said("correction_reasons", found.undo_reason),
        counts=counts,
        items=items,
    )


def _about(found: ManyAct, names: Mapping[int | None, Any]) -> str:
    if found.kind == "close":
        return of_agency(found.agency_id).said("closed_reasons", found.asked["reason"])
    if found.kind == "assign":
        return str(names[found.asked["worker"]]) if found.asked["worker"] is not None else "Nobody"
    titles = {each.code: each.label for each in letter_templates.offered(found.agency_id, clock.today())}
    return titles.get(found.asked["template"], "A letter")
