"""What a panel hears: households put on its agenda, their papers, who stands down, and what panel recommends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Select, delete, func, select

from crm import clock
from crm.actor import Actor
from crm.commands import command, contacts, journeys
from crm.commands.panels import journey_of, on_record
from crm.commands.pasted_addresses import require_no_address
from crm.commands.separation import People, assessed, had_a_hand_in
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.journey.decision_events import MinutesReceived
from crm.journey.events import PanelRecommended, ReportCompleted
from crm.journey.hearings import FIRST_REVIEW, for_panel, is_asked
from crm.journey.household import Journey
from crm.journey.quorum import Seat, Sitting, lacking
from crm.journey.saying import said
from crm.ledger import keys, ties
from crm.people import households, merging, panels, pasted
from crm.people.panel_tables import Panel, PanelConflict, PanelItem, PanelPaper
from crm.people.tables import Document
from crm.register import settings


@command
def put_on(panel_id: int, journey_id: int, *, by: Actor) -> int:
    """Put a household on the agenda of a panel that has room; the number of the item.

    Whoever stood down from it at the last panel does so at this one too, until it is said otherwise.
    Refused: its report is not ready, it is listed already, the agenda is full, or panel is no step of its route on
    that day (W-1). NotFound: a foreign panel or journey.
    """
    panel = panels.panel(panel_id, by.agency_ids)
    home = ties.household_of(journey_id)
    if home is None:
        raise NotFound("There is no such journey")
    household = households.load(home, (panel.agency_id,))
    keys.lock(panel.agency_id)  # nobody puts it on another agenda, or takes its report back, while this is judged
    journey = journey_of(panel.agency_id, household.id, journey_id)
    purpose = _heard_for(panel, journey)
    agenda = panels.agenda(panel.id)
    if len(agenda) >= panel.capacity:
        raise Refused(f"The agenda is full: panel hears {panel.capacity} on {said(panel.held_on)}.", field="panel")
    item = PanelItem(
        agency_id=panel.agency_id,
        panel_id=panel.id,
        household_id=household.id,
        journey_id=journey_id,
        purpose=purpose,
        version=1,
        added_at=clock.now(),
        added_by=by.user_id,
    )
    db.session.add(item)
    db.session.flush()
    _still_stand_down(panel, item)
    _stand_down_who_assessed(panel, item, household.worker_id, journey)
    on_record(panel, "panel.item_add", by, household.id)
    return item.id


@command
def take_off(item_id: int, *, version: int, by: Actor) -> None:
    """Take a household off the agenda; it can be put on another's. Refused: panel has heard it."""
    panel, item, home = _taken(item_id, version, by)
    item.removed_at, item.removed_by = clock.now(), by.user_id
    on_record(panel, "panel.item_remove", by, home)


@command
def prepare(item_id: int, *, summary: str, documents: Collection[int], version: int, by: Actor) -> None:
    """Say what panel is asked, and choose the documents that go with it.

    Refused: a text that seems to hold an address (members see none: T40), or a document that cannot be read there.
    """
    panel, item, home = _taken(item_id, version, by)
    text = contacts.tidied(summary, field="summary")
    seems = require_no_address(text, True, field="summary")
    if seems:
        raise Refused(f"This seems to hold {' and '.join(seems)}: panel's papers hold none", field="summary")
    offered = {row.id: row.name for row in db.session.execute(_readable(home))}
    if not set(documents) <= set(offered):
        raise Refused("Choose from the documents of the household", field="documents")
    for name in (offered[each] for each in documents):
        if pasted.found_in(name):
            raise Refused(
                f"The name of '{name}' seems to hold an address, and members read it: add it under another name",
                field="documents",
            )
    item.summary = text or None
    chosen = {paper.document_id for paper in panels.papers([item.id])}
    gone = PanelPaper.item_id == item.id, PanelPaper.document_id.in_(chosen - set(documents))
    db.session.execute(delete(PanelPaper).where(*gone))
    for document_id in sorted(set(documents) - chosen):
        added = {"added_at": clock.now(), "added_by": by.user_id}
        db.session.add(PanelPaper(item_id=item.id, document_id=document_id, **added))
    on_record(panel, "panel.item_prepare", by, home, "summary", "documents")


@command
def stand_down(item_id: int, members: Collection[int], *, version: int, by: Actor) -> None:
    """Record which members have an interest in an item: they stand down from it, and do not see its papers."""
    panel, item, home = _taken(item_id, version, by)
    if not set(members) <= {each.id for each in panels.on_list(panel.agency_id, panel.held_on)}:
        raise Refused("Choose from the members of this panel", field="members")
    asked = {seat.member_id for seat in panels.seats(panel.id)} | set(members)  # of nobody else was anything said
    gone = PanelConflict.item_id == item.id, PanelConflict.member_id.in_(asked)
    db.session.execute(delete(PanelConflict).where(*gone))
    for member_id in sorted(set(members)):
        declared = {"declared_at": clock.now(), "declared_by": by.user_id}
        db.session.add(PanelConflict(item_id=item.id, member_id=member_id, **declared))
    on_record(panel, "panel.conflicts", by, home)


@command
def recommend(
    item_id: int, *, recommendation: str, reasons: str, applicant_came: bool, version: int, by: Actor
) -> int:
    """Record what panel recommended, with its reasons (PN-4, PN-9); the event that it puts on the journey.

    Refused: nobody said who came, those who may sit for this item are no quorum (PN-3), or as `journeys.record`.
    """
    panel, item, home = _taken(item_id, version, by)
    if clock.today() < panel.held_on:
        raise Refused(f"This panel meets on {said(panel.held_on)}: record what it recommends when it has met.")
    told = Told(recommendation=recommendation, reasons=reasons, applicant_came=applicant_came)
    return heard(panel, item, home, told, by=by)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What panel recommended, why (PN-4), and whether the applicants came (PN-8)."""

    recommendation: str
    reasons: str
    applicant_came: bool


def heard(panel: Panel, item: PanelItem, household_id: int, told: Told, *, by: Actor) -> int:
    """Put on the journey what a panel recommended of an item; the event. Refused as `recommend`."""
    text = contacts.tidied(told.reasons, field="reasons")
    if not text:
        raise Refused("Enter panel's reasons (PN-4)", field="reasons")
    _require_stood_down(panel, item, journey_of(panel.agency_id, household_id, item.journey_id))
    lacks = short_of(panel, item)
    if lacks:
        raise Refused(f"Panel had no quorum for this item (PN-3): it lacked {'; '.join(lacks)}.", field="members")
    event = PanelRecommended(happened_on=panel.held_on, recommendation=told.recommendation)
    item.event_id = journeys.record(household_id, item.journey_id, event, by=by, at_panel=True)
    item.reasons, item.applicant_came = text, told.applicant_came
    _minutes_again(panel, item, household_id, by)
    on_record(panel, "panel.recommend", by, household_id)
    return item.event_id


def _minutes_again(panel: Panel, item: PanelItem, household_id: int, by: Actor) -> None:
    """Where the final minutes are there already, and were struck out with what panel recommended, they came."""
    journey = journey_of(panel.agency_id, household_id, item.journey_id)
    if panel.minutes_on is None or journey is None:
        return
    had = [row.event.happened_on for row in journey.all(MinutesReceived)]
    if panel.minutes_on not in had:
        journeys.record(household_id, item.journey_id, MinutesReceived(happened_on=panel.minutes_on), by=by)


def short_of(panel: Panel, item: PanelItem) -> tuple[str, ...]:
    """What those who came lack of a quorum for an item, less whoever stood down from it."""
    seats = panels.seats(panel.id)
    if all(seat.attended is None for seat in seats):
        raise Refused("Record who came to this panel first: it needs a quorum (PN-3).")
    down = panels.stood_down([item.id]).get(item.id, set())
    there = [seat.member_id for seat in seats if seat.attended and seat.member_id not in down]
    members = panels.stood_as(there, panel.held_on).values()
    least = settings.value("panel_quorum_joint" if panel.joint else "panel_quorum", panel.agency_id, panel.held_on)
    return lacking([Sitting(Seat(each.seat), each.social_worker, each.independent) for each in members], least)


def _still_stand_down(panel: Panel, item: PanelItem) -> None:
    """Carry over who stood down when this journey was last on an agenda, as they declared it then."""
    last = select(func.max(PanelItem.id)).where(PanelItem.journey_id == item.journey_id, PanelItem.id != item.id)
    listed = [each.id for each in panels.on_list(panel.agency_id, panel.held_on)]
    before = PanelConflict.item_id == last.scalar_subquery(), PanelConflict.member_id.in_(listed)
    for each in db.session.scalars(select(PanelConflict).where(*before)).all():
        declared = {"declared_at": each.declared_at, "declared_by": each.declared_by}
        db.session.add(PanelConflict(item_id=item.id, member_id=each.member_id, **declared))


def _stand_down_who_assessed(panel: Panel, item: PanelItem, worker_id: int | None, journey: Journey | None) -> None:
    """Whoever works with a household, assessed it or recorded its report, stands down as if they had said so."""
    took_part = _assessed_by(journey, worker_id)
    known = panels.stood_down([item.id]).get(item.id, set())
    for each in panels.on_list(panel.agency_id, panel.held_on):
        if took_part.have(each.user_id, each.name) and each.id not in known:
            db.session.add(
                PanelConflict(item_id=item.id, member_id=each.id, declared_at=clock.now(), declared_by=None)
            )
    db.session.flush()


def _assessed_by(journey: Journey | None, *besides: int | None) -> People:
    """Those who assessed a household, and the accounts of who typed the report, or works with it besides."""
    who = assessed(journey) if journey else People(frozenset(), ())
    typed = had_a_hand_in(journey.all(ReportCompleted)) if journey else set()
    return replace(who, accounts=who.accounts | {each for each in (*typed, *besides) if each is not None})


def _require_stood_down(panel: Panel, item: PanelItem, journey: Journey | None) -> None:
    """Refuse a recommendation in which somebody had a vote who assessed the household, or typed its report."""
    took_part = _assessed_by(journey)
    came = {seat.member_id for seat in panels.seats(panel.id) if seat.attended}
    voted = came - panels.stood_down([item.id]).get(item.id, set())
    for each in panels.on_list(panel.agency_id, panel.held_on):
        if each.id in voted and took_part.have(each.user_id, each.name):
            raise Refused(
                f"{each.name} assessed this household or recorded its report, and does not vote on it (DM-5): "
                "record that they stood down from this item.",
                field="stood_down",
            )


def _heard_for(panel: Panel, journey: Journey | None) -> str:
    """What panel is to hear a journey for."""
    if panel.called_off_at is not None:
        raise Refused("This panel was called off.", field="panel")
    if panel.held_on < clock.today():
        raise Refused(f"This panel met on {said(panel.held_on)}.", field="panel")
    purpose = for_panel(journey) if journey else None
    if journey is None or purpose is None:
        raise Refused("Nothing of this household is ready for panel: it needs the assessment report.")
    if not is_asked(purpose, journey.route, settings.rulebook(panel.agency_id), panel.held_on):
        if purpose == FIRST_REVIEW:
            raise Refused(f"First reviews do not go to panel on {said(panel.held_on)}: it can be decided without.")
        raise Refused(f"Panel is no step of this route on {said(panel.held_on)}: it can be decided without (W-1).")
    for _, other, day in panels.ahead([journey.id], clock.today()):
        where = "this agenda" if other == panel.id else f"the agenda of {said(day)}"
        raise Refused(f"This household is on {where} already.")
    return purpose


def _readable(household_id: int) -> Select[int, str]:
    return select(Document.id, Document.name).where(
        Document.household_id.in_(merging.together(household_id)),
        Document.removed_at.is_(None),
        Document.content.is_not(None),
        Document.kind.in_(panels.READABLE),
    )


def _taken(item_id: int, version: int, by: Actor) -> tuple[Panel, PanelItem, int]:
    """An item that panel has not heard, with its next version, its panel, and the household whose it is now."""
    item = panels.item(item_id, by.agency_ids)
    panel = panels.panel(item.panel_id, by.agency_ids)
    if item.removed_at is not None or panel.called_off_at is not None:
        raise Refused("This is not on the agenda any more.")
    if item.event_id is not None:
        raise Refused("Panel has made its recommendation: put it right on the household's timeline.")
    if overtaken(item, version):
        raise Stale("Somebody has changed this item since you opened it. Here it is as it is now")
    item.version += 1
    home = ties.household_of(item.journey_id)
    if home is None:
        raise NotFound("There is no such journey")
    return panel, item, home
