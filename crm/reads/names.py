"""The names of those who recorded or looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from crm.extensions import db
from crm.people.tables import User

NOBODY = "Hearth"  # what no person did: the command line, a job


def names_of(user_ids: Iterable[int | None]) -> defaultdict[int | None, str]:
    """The name of each of these users, in one query; of no user, the product's."""
    wanted = {each for each in user_ids if each is not None}
    found: defaultdict[int | None, str] = defaultdict(lambda: NOBODY)
    if wanted:
        rows = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
        found.update({row.id: row.name for row in rows})
    return found
