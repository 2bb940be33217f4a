"""The public references of households: 'DER-041286'. Random, so that none tells how many there are (T24)."""

from __future__ import annotations

import re
import secrets

from sqlalchemy import select

from crm.extensions import db
from crm.people.tables import Household

DIGITS = 6
_ALL = 10**DIGITS
_SHAPE = re.compile(r"[A-Z0-9]{1,6}-[0-9]{1,12}", re.ASCII)


def shaped(text: str) -> str | None:
    """What was typed as a reference is kept, in capitals; None if it cannot be one, and may be a name."""
    return text.upper() if _SHAPE.fullmatch(text.upper()) else None


def new(prefix: str, count: int) -> list[str]:
    """References that no household has yet, each the agency's prefix and six random digits.

    Two commands at once may be given the same one; the database then refuses the second.
    """
    taken = _taken(prefix) if count > 1 else set()
    if len(taken) + count > _ALL * 0.9:
        raise OverflowError(f"the references that begin with {prefix} are used up")
    given: list[str] = []
    while len(given) < count:
        reference = f"{prefix}-{secrets.randbelow(_ALL):0{DIGITS}}"
        if reference not in taken and (count > 1 or not _is_taken(reference)):
            taken.add(reference)
            given.append(reference)
    return given


def _taken(prefix: str) -> set[str]:
    return set(db.session.scalars(select(Household.reference).where(Household.reference.startswith(f"{prefix}-"))))


def _is_taken(reference: str) -> bool:
    return db.session.scalar(select(Household.id).where(Household.reference == reference)) is not None
