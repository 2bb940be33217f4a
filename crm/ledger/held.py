"""The terms that households held, each from a day until another: what the register of any day is read from.

As `now`, it is the fold of the events, kept in the same transaction; `crm check` proves the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import Table, delete

from crm import bulk
from crm.extensions import db
from crm.journey.household import Approval, Household
from crm.ledger.tables import HeldTerms

TABLE = cast(Table, HeldTerms.__table__)
CHUNK = 500  # households a statement


def rows_of(agency_id: int, household_id: int, household: Household) -> list[dict[str, Any]]:
    """The rows of a household, in order: one for each day from which other terms held, while it was approved."""
    return [
        {"household_id": household_id, "agency_id": agency_id, **row}
        for approval in household.approvals
        for row in _of_approval(approval)
    ]


def _of_approval(approval: Approval) -> Iterator[dict[str, Any]]:
    changed = (row.event.happened_on for row in approval.changes)
    days = sorted({approval.begins_on, *changed})
    for since, until in pairwise([*(day for day in days if approval.open_on(day)), approval.ends_on]):
        assert since is not None  # noqa: S101 - only the last may be
        terms = approval.terms_on(since)
        yield {
            "journey_id": approval.journey_id,
            "since": since,
            "until": until,
            "population": approval.population,
            "approved_on": approval.begins_on,
            "ends_on": approval.ends_on,
            "places": terms.places,
            "siblings_extra": terms.siblings_extra,
            "parent_and_child": terms.parent_and_child,
            "age_from": terms.age_from,
            "age_to": terms.age_to,
            "offers": in_a_row(terms.offers),
            "named_children": in_a_row(terms.named_children),
        }


def in_a_row(each: Iterable[str]) -> str:
    """Codes between semicolons, so that each can be looked for with those around it."""
    return ";".join(("", *each, ""))


def codes(text: str) -> tuple[str, ...]:
    """The codes that `in_a_row` made a text of."""
    return tuple(each for each in text.split(";") if each)


def keep(household_ids: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """Store what these households held in place of what was there of them."""
    for start in range(0, len(household_ids), CHUNK):
        these = TABLE.c.household_id.in_(household_ids[start : start + CHUNK])
        db.session.execute(delete(TABLE).where(these))
    bulk.store(HeldTerms, rows)
