"""A list of many households leaves as a file when a second person has agreed; the requests for such files (T19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.errors import TakesTwo
from crm.export_words import list_named
from crm.extensions import db
from crm.people import export_requests
from crm.people.export_request_tables import ExportRequest
from crm.people.folding import folded
from crm.reads import narrowed
from crm.reads.choices import Choices
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import accounts, settings


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """One request: which list and how it was narrowed, how many households, why, by whom, and what became of it.

    `more`: it was narrowed by what whoever looks may not know of anybody.
    """

    id: int
    path: str
    address: str
    narrowed: tuple[tuple[str, str], ...]
    more: bool
    answers: dict[str, str]
    size: str
    why: str
    by: str
    asked_at: datetime
    state: str
    answered_by: str | None
    until: datetime | None  # when the file can be taken no longer
    mine: bool


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of the requests of one's agencies, the latest first."""

    rows: tuple[RequestSeen, ...]
    total: int
    page: int
    pages: int
    alone: int  # so many households leave without a second person


def require_second(households: int, by: Actor) -> None:
    """Raise TakesTwo, if a file holds more households than one person takes alone, and nobody else has agreed."""
    agency_id = by.agency_ids[0] if by.agency_ids else None
    if agency_id is None or households <= accounts.alone(agency_id):
        return
    file = export_requests.wanted.get()
    since = clock.now() - accounts.file_kept(agency_id)
    if by.user_id is None or file is None or not export_requests.granted(by.user_id, file, households, since=since):
        raise TakesTwo(households, accounts.alone(agency_id))


def listing(state: str, search: str, page: int, by: Actor) -> Listing:
    """The requests of one's agencies in one state, or all of them, which hold what is searched for."""
    shown = every(state, search, by)
    page, pages = page_of(page, len(shown))
    rows = shown[(page - 1) * PAGE : page * PAGE]
    return Listing(rows, len(shown), page, pages, accounts.alone(by.agency_ids[0]))


def every(state: str, search: str, by: Actor) -> tuple[RequestSeen, ...]:
    """All of them, the latest first."""
    chosen = select(ExportRequest).where(ExportRequest.agency_id.in_(by.agency_ids))
    rows = [
        each for each in db.session.scalars(chosen.order_by(ExportRequest.id.desc())) if state in ("", _state(each))
    ]
    names = names_of({*(each.asked_by for each in rows), *(each.settled_by for each in rows if each.settled_by)})
    seen = (_seen(each, names, by) for each in rows)
    asked = folded(search)
    return tuple(each for each in seen if asked in folded(" ".join((each.by, each.why, list_named(each.path)))))


def _state(row: ExportRequest) -> str:
    waits, kept = accounts.waits(row.agency_id), accounts.file_kept(row.agency_id)
    return export_requests.state_of(row, at=clock.now(), waits=waits, kept=kept)


def _seen(row: ExportRequest, names: Mapping[int | None, str], by: Actor) -> RequestSeen:
    path, _, query = row.address.partition("?")
    alone = f"more than {accounts.alone(row.agency_id):,}"
    kept: timedelta = accounts.file_kept(row.agency_id)
    state = _state(row)
    found = narrowed.of(path, query, by)
    return RequestSeen(
        id=row.id,
        path=path,
        address=row.address,
        narrowed=found.told,
        more=found.more,
        answers=dict(row.answers),
        size=narrowed.size(row.households, found, path, row.agency_id, by) or alone,
        why=Choices(settings.of(row.agency_id)).said("export_reasons", row.answers.get("reason", "")),
        by=names[row.asked_by],
        asked_at=row.asked_at,
        state=state,
        answered_by=names[row.settled_by] if row.settled_by else None,
        until=row.settled_at + kept if row.settled_at and state == export_requests.READY else None,
        mine=row.asked_by == by.user_id,
    )
