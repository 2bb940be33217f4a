"""What a program reads with a key: terms of approval on a day; and that it read goes on record (T44)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm import audit
from crm.actor import system
from crm.extensions import db
from crm.ledger.tables import HeldTerms
from crm.people.api_keys import KeyScope
from crm.people.tables import Household
from crm.reads import look
from crm.reads.ranges import HELD, as_range, holding
from crm.register.tables import Agency
from crm.reports.scope import Scope

HOME, COUNCIL = Household.__table__.c, Agency.__table__.c
NAMED = KeyScope.REFERENCES  # the keys that say whose terms they are
WHOLE = frozenset({KeyScope.COUNTED, KeyScope.REFERENCES})
READING = WHOLE | {KeyScope.PUBLISHED}


@dataclass(frozen=True, slots=True)
class Terms:
    """The households of a page, each once, by the fields of exchange/feeds; `references` are those that it says."""

    rows: tuple[Mapping[str, Any], ...]
    references: tuple[str, ...]


def approved(scope: Scope, on: date) -> int:
    """How many households were approved at the end of a day."""
    tables = HeldTerms.__table__
    wanted = select(func.count()).select_from(tables)
    return db.session.scalar(wanted.where(HELD.agency_id.in_(scope.agency_ids), holding(on))) or 0


def terms(scope: Scope, on: date, key: KeyScope, *, first: int, most: int) -> Terms:
    """The terms that households held at the end of a day, as on record now: never a name, a place or a child.

    When they were approved is told with their reference only: a day of approval says whose terms they are to
    whoever was there.
    """
    tables = HeldTerms.__table__.join(Household.__table__, HOME.id == HELD.household_id).join(Agency.__table__)
    columns: tuple[Any, ...] = (*HELD, HOME.reference, COUNCIL.slug.label("scope"))
    wanted = select(*columns).select_from(tables).where(HELD.agency_id.in_(scope.agency_ids), holding(on))
    found = db.session.execute(wanted.order_by(HELD.household_id).offset(first).limit(most)).all()
    named = key is NAMED
    rows = []
    for row in found:
        held = as_range(row)
        rows.append(
            {
                "scope": row.scope,
                "on": on,
                "reference": row.reference if named else None,
                "population": held.population.value,
                "approved_on": held.approved_on if named else None,
                "terms_since": held.since if named else None,
                "places": held.terms.places,
                "siblings_extra": held.terms.siblings_extra,
                "parent_and_child": held.terms.parent_and_child,
                "age_from": held.terms.age_from,
                "age_to": held.terms.age_to,
                "offers": held.terms.offers,
            }
        )
    return Terms(tuple(rows), tuple(row.reference for row in found) if named else ())


@look
def on_record(key_id: int, what: str, agency_ids: Collection[int], references: Iterable[str] = ()) -> None:
    """Which feed was read with a key, and whose references were told."""
    fields = sorted(references)
    by = system(*agency_ids)
    audit.record(by, "feed.list" if fields else "feed.read", about=_about(key_id, what), fields=fields)


@look
def refused(key_id: int, what: str, agency_ids: Collection[int]) -> None:
    """That a key asked for what it does not open: of another council, or more than it shows."""
    audit.record(system(*agency_ids), "feed.read", about=_about(key_id, what), outcome="refused")


def _about(key_id: int, what: str) -> str:
    return f"api key {key_id}: {what}"[:60]
