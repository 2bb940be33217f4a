"""Carers who were removed from a household, as a search finds them: by a part of the name, a number or an address.

They are few, and are compared one by one, so that no key of theirs stands among those of who is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm import clock, fields
from crm.actor import Actor
from crm.extensions import db
from crm.people import folding, keys, merging, users
from crm.people.tables import Carer, Household

MOST = 5000  # the latest: whoever was removed before them is found by the household


@dataclass(frozen=True, slots=True)
class Removed:
    """A carer who was removed from a household, and the day."""

    name: str | None
    on: date


def matching(text: str, by: Actor) -> Mapping[int, tuple[Removed, ...]]:
    """The removed carers of the asker's agencies whom a text may mean, by the household that stands for theirs.

    Whoever went with the undoing of a merge has a household of their own, and is found there.
    """
    if not fields.sees(by.role, "name") or not text.strip():
        return {}
    contact = fields.sees(by.role, "contact")
    asked = select(Carer.id, Carer.household_id, Carer.name, Carer.email, Carer.phone_folded, Carer.removed_at)
    # Without '+ 0' SQLite would go through every household of the agency, and not through the few who were removed.
    ours = (Household.agency_id + 0).in_(by.agency_ids)
    asked = asked.join(Household, Household.id == Carer.household_id).where(ours)
    gone = asked.where(Carer.removed_at.is_not(None), Carer.came_back_at.is_(None))
    rows = db.session.execute(gone.order_by(Carer.removed_at.desc()).limit(MOST)).all()
    meant = [row for row in rows if _by_name(text, row) or (contact and _by_contact(text, row))]
    elsewhere = {each: merging.went_again(each) for each in {row.household_id for row in meant}}
    stand = merging.kept([row.household_id for row in meant])
    found: defaultdict[int, tuple[Removed, ...]] = defaultdict(tuple)
    for row in meant:
        if row.id not in elsewhere[row.household_id]:
            found[stand[row.household_id]] += (Removed(row.name, clock.day_of(row.removed_at)),)
    return found


def _by_name(text: str, row: Any) -> bool:
    """Each word that was typed begins one of the name's, in any order."""
    typed, known = keys.words(text.replace("'", "")), keys.words(row.name)
    return bool(typed) and all(any(each.startswith(word) for each in known) for word in typed)


def _by_contact(text: str, row: Any) -> bool:
    if "@" in text:
        return bool(row.email == users.canonical_email(text))
    digits = folding.folded_phone(text) if set(text) <= set("0123456789+ ().-") else ""
    return len(digits) >= keys.FEWEST_DIGITS and digits in (row.phone_folded or "")
