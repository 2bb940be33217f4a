"""By which campaigns those of a journey were reached, and on which days: their enquiry named one, or came by a link
of it, or they asked again and named one.

An enquiry that names no campaign is a touch of none: whoever came of their own accord, and was reached by one
later, was not brought by that one first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, func, literal_column, select

from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.ledger.tables import EventRecord
from crm.people.enquiry_tables import Enquiry
from crm.register.campaigns import Campaign, folded
from crm.reports.lines import AT_ONCE, besides
from crm.reports.sources import TOLD, enquiries_of

EVENT, ASKED = (cast(Table, each.__table__).c for each in (EventRecord, Enquiry))
Names = Mapping[tuple[int, str], int]  # the campaign that a name of a council is of


@dataclass(frozen=True, slots=True)
class Touch:
    """That somebody was reached on a day; `campaign` None: by none that is on record."""

    on: date
    campaign: int | None


def names_of(campaigns: Collection[Campaign]) -> dict[tuple[int, str], int]:
    """Which campaign of a council a name means: of two its own, so that a joint one takes nothing from it."""
    found = sorted(campaigns, key=lambda each: (not each.joint, -each.id))
    return {(agency, name): each.id for each in found for agency in each.agency_ids for name in each.folded}


def written(agency_ids: Sequence[int], names: Names, campaigns: Collection[int]) -> tuple[str, ...] | None:
    """Every way in which any of these campaigns is written anywhere; None where there are too many to ask for."""
    said = select(EVENT.agency_id, campaign_said().label("campaign")).where(named(agency_ids))
    again = select(ASKED.agency_id, ASKED.campaign).where(*_again(agency_ids))
    rows = (row for chosen in (said, again) for row in db.session.execute(chosen.distinct()))
    found = {row.campaign for row in rows if names.get((row.agency_id, folded(row.campaign))) in campaigns}
    return tuple(sorted(found)) if len(found) <= AT_ONCE else None


def touched(agency_ids: Sequence[int], texts: Sequence[str] | None) -> Select[Any]:
    """The journeys of these agencies that a campaign of which these are the names may have touched; None: any."""
    again = select(ASKED.journey_id).where(*_again(agency_ids, texts))
    return select(EVENT.journey_id).where(named(agency_ids, texts)).union(again).subquery().select()


def told_singly(agency_ids: Sequence[int], before: datetime) -> Select[Any]:
    """The journeys of which more than their enquiry, as it was first recorded, has to be read."""
    again = select(ASKED.journey_id).where(*_again(agency_ids))
    # Of the kinds there are very many more, which SQLite would read.
    own = EVENT.agency_id.in_(agency_ids), (EVENT.kind + "").in_(TOLD), EVENT.recorded_at < before
    put_right = select(EVENT.journey_id).where(*own, EVENT.corrects_id.is_not(None))
    return put_right.union(again).subquery().select()


def touches(
    agency_ids: Sequence[int], names: Names, before: datetime, journeys: Sequence[int]
) -> dict[int, list[Touch]]:
    """The touches of these journeys as known before a moment, the first first."""
    found: defaultdict[int, list[Touch]] = defaultdict(list)
    later = list(_later(agency_ids, before, journeys))
    apart = told_singly(agency_ids, before).subquery()
    singly = {*db.session.scalars(select(apart.c.journey_id).where(apart.c.journey_id.in_(journeys)))}
    for journey_id, agency_id, on, name in _first(
        agency_ids, before, journeys, singly, {each[0] for each in later}
    ):
        found[journey_id].append(Touch(on, names.get((agency_id, folded(name)))))
    for journey_id, agency_id, on, name in later:
        if number := names.get((agency_id, folded(name))):
            found[journey_id].append(Touch(on, number))
    for own in found.values():
        own.sort(key=lambda each: each.on)
    return found


Said = tuple[int, int, date, str]  # journey, agency, day and the campaign as it was written


def _later(agency_ids: Sequence[int], before: datetime, journeys: Sequence[int]) -> Iterator[Said]:
    """Further contacts on a journey that was open, which named a campaign (ST-4)."""
    chosen = select(ASKED.journey_id, ASKED.agency_id, ASKED.received_on, ASKED.campaign)
    asked = *_again(agency_ids), ASKED.recorded_at < before, ASKED.journey_id.in_(journeys)
    for row in db.session.execute(chosen.where(*asked).order_by(ASKED.id)):
        yield row.journey_id, row.agency_id, row.received_on, row.campaign


def _first(
    agency_ids: Sequence[int],
    before: datetime,
    journeys: Sequence[int],
    singly: Collection[int],
    further: Collection[int],
) -> Iterator[Said]:
    """The enquiry of each journey that names a campaign, and of those `further` whatever it says, as it stood."""
    columns = EVENT.journey_id, EVENT.agency_id, EVENT.happened_on, campaign_said().label("campaign")
    theirs = besides(EVENT.agency_id, journeys).in_(agency_ids)
    asked = says(), theirs, EVENT.recorded_at < before, EVENT.journey_id.in_(journeys)
    agency_of: dict[int, int] = {}
    for row in db.session.execute(select(*columns).where(*asked)):
        agency_of[row.journey_id] = row.agency_id
        if row.journey_id not in singly:
            yield row.journey_id, row.agency_id, row.happened_on, row.campaign
    folding = agency_of.keys() & singly | {*further}
    agency_of |= _agencies(folding - agency_of.keys())
    for journey_id, own in enquiries_of(sorted(folding), before).items():
        event = next((row.event for row in own if isinstance(row.event, EnquiryReceived)), None)
        if event is not None:
            yield journey_id, agency_of[journey_id], event.happened_on, event.campaign or ""


def _agencies(journey_ids: Collection[int]) -> dict[int, int]:
    wanted, found = sorted(journey_ids), dict[int, int]()
    for start in range(0, len(wanted), AT_ONCE):
        chosen = EVENT.journey_id.in_(wanted[start : start + AT_ONCE])
        rows = db.session.execute(select(EVENT.journey_id, EVENT.agency_id).where(chosen))
        found |= {row.journey_id: row.agency_id for row in rows}
    return found


def named(agency_ids: Sequence[int], texts: Sequence[str] | None = None) -> ColumnElement[bool]:
    """An enquiry of these agencies that names a campaign, in one of these texts."""
    own = says() & EVENT.agency_id.in_(agency_ids)
    return own if texts is None else own & campaign_said().in_(texts)


def says() -> ColumnElement[bool]:
    """An enquiry that names a campaign."""
    of_kind = EVENT.kind == literal_column(f"'{EnquiryReceived.kind}'")  # written as the index of 112 has it
    return of_kind & campaign_said().is_not(None)


def campaign_said() -> ColumnElement[Any]:
    """The campaign that an event names, in the words of whoever typed it."""
    if db.session.get_bind().dialect.name == "sqlite":
        return func.json_extract(EVENT.data, literal_column("'$.campaign'"))
    return func.jsonb_extract_path_text(EVENT.data, literal_column("'campaign'"))


def _again(agency_ids: Sequence[int], texts: Sequence[str] | None = None) -> tuple[ColumnElement[bool], ...]:
    own = ASKED.event_id.is_(None), ASKED.agency_id.in_(agency_ids), ASKED.campaign.is_not(None)
    return own if texts is None else (*own, ASKED.campaign.in_(texts))
