"""The preview of the return to Ofsted: one row an approval with where each cell comes from, and what is to mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm.actor import Actor
from crm.journey.ranges import Population
from crm.reads import look, named_lines, places_used, registered
from crm.reads.choices import Choices, of_agency
from crm.reads.large_files import require_second
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.places_used import Used
from crm.reports import ofsted
from crm.reports.figures import NOT_RECORDED
from crm.reports.ofsted import CLOSED, Came, Line, Row, Went
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope

KINSHIP_OFFER = "family_and_friends"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose return of which year, as known on which day; and which rows of it."""

    scope: Scope
    year: Period
    known_on: KnownOn
    q: str = ""
    shown: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.shown)


@dataclass(frozen=True, slots=True)
class RowSeen:
    """A row in the return's shape. `problems` are codes of what is to mend, `offer` one of the council's list."""

    reference: str
    row: Row
    offer: str
    type: str
    reason: str
    used: Used | None
    carers: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Return(Paged):
    """A page of it; `whole` rows there are, `wrong` of them with something to mend. `lines` are its counts."""

    rows: tuple[RowSeen, ...]
    total: int
    page: int
    pages: int
    whole: int
    wrong: int
    lines: tuple[Line, ...]


@look
def preview(asked: Asked, by: Actor) -> Return:
    """A page of the return, with its counts beside the report's own. What is shown goes on record (T44)."""
    every = _every(asked)
    found = [row for row in every if _fits(row, asked)]
    page, pages = page_of(asked.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    _on_record("figure.list", asked, rows, by)
    lines = ofsted.counts((each.row for each in every), asked.scope, asked.year, asked.known_on)
    wrong = sum(bool(each.problems) for each in every)
    return Return(rows, len(found), page, pages, len(every), wrong, tuple(lines))


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[RowSeen, ...]:
    """Every row that is asked for, as a file has it; the export goes on record, with why (T63)."""
    found = tuple(row for row in _every(asked) if _fits(row, asked))
    require_second(len({each.reference for each in found}), by)
    _on_record("figure.export", asked, found, by, reason)
    return found


def _on_record(action: str, asked: Asked, rows: Iterable[RowSeen], by: Actor, reason: str | None = None) -> None:
    what = f"return to {asked.year.last}"
    given = asked.scope.parameters | {
        "known_on": asked.known_on.day.isoformat(),
        "q": asked.q,
        "shown": asked.shown,
    }
    references = (each.reference for each in rows)
    named_lines.on_record(action, asked.scope, what, references, by, reason, asked=given)


def _fits(row: RowSeen, asked: Asked) -> bool:
    fits = {
        "": True,
        "problems": bool(row.problems),
        "closing": row.row.went is Went.STAYED,
        "came": row.row.came is not Came.BEFORE,
        "left": row.row.went.value in CLOSED,
    }
    return fits[asked.shown] and asked.q.casefold() in row.reference.casefold()


def _every(asked: Asked) -> list[RowSeen]:
    rows = ofsted.rows(asked.scope, asked.year, asked.known_on)
    ids = sorted({row.household_id for row in rows})
    day = asked.year.last
    used = places_used.of_households(ids, day) if asked.known_on.is_now else {}
    carers = registered.carers_of(ids, day)
    listed = of_agency(asked.scope.agency_ids[0])
    homes, times = named_lines.named(ids), Counter(row.household_id for row in rows)
    found = []
    for row in rows:
        stays = row.went is Went.STAYED
        own = used.get(row.household_id) if stays else None
        people = len(carers.get(row.household_id, ())) if stays else 0
        offer, sort = _offer(row, listed), _type(row, listed)
        wrong = tuple(_wrong(row, offer, own, people, times[row.household_id]))
        said = listed.said("deregistered_reasons", row.reason) if row.reason not in ("", NOT_RECORDED) else ""
        seen = RowSeen(homes[row.household_id].reference, row, offer, sort, said, own, people, wrong)
        found.append(seen)
    return found


def _offer(row: Row, listed: Choices) -> str:
    """The primary offer: of several the first in the council's own list, as the terms put none before another."""
    if row.population is Population.KINSHIP:
        return KINSHIP_OFFER
    return next((each["code"] for each in listed.every("offers") if each["code"] in row.terms.offers), "")


def _type(row: Row, listed: Choices) -> str:
    if row.went is Went.STAYED:
        return ""
    if row.went is not Went.LEFT:
        return {Went.TRANSFER: "transferred", Went.RECLASSIFIED: "reclassified"}.get(row.went, "adjusted")
    if any(each.get("death") for each in listed.every("deregistered_reasons") if each["code"] == row.reason):
        return "deceased"
    if row.population is Population.KINSHIP:
        return "kinship_ended"
    return {"carer": "resigned", "service": "terminated"}.get(row.initiator, "")


def _wrong(row: Row, offer: str, used: Used | None, carers: int, times: int) -> Iterator[str]:
    if not offer:
        yield "offer"
    if row.population is Population.KINSHIP and not row.terms.named_children:
        yield "named"
    if row.went is Went.STAYED and not 1 <= carers <= 2:
        yield "too_many" if carers else "carers"
    if row.went in (Went.LEFT, Went.TRANSFER):
        if row.reason in ("", NOT_RECORDED):
            yield "reason"
        if row.went is Went.LEFT and row.initiator in ("", NOT_RECORDED):
            yield "initiator"
    if used is not None and used.over:
        yield "over"
    if times > 1:
        yield "twice"
