"""Whose an account for the portal is, or an invitation to open one, of two households that were one (T16).

By the record that it was opened in, and by the carer whom it is of. Where two were taken for one, by the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from crm.extensions import db
from crm.people import carer_accounts, households, users
from crm.people.tables import Carer, FormerValue, Invitation, User

if TYPE_CHECKING:
    from crm.people.parted import Parted

Whose = Mapping[int, int | None]  # by number: one of the two households; None: nobody can tell


def accounts(both: Parted) -> Whose:
    """Whose each account of carers is, open or not, of either household."""
    every = carer_accounts.of_household(both.kept) + carer_accounts.of_household(both.merged)
    return {each.id: _whose(each, carer_accounts.opened_since(each, both.since), both) for each in every}


def invitations(both: Parted) -> Whose:
    """Whose each invitation is that waits."""
    every = carer_accounts.waiting(both.kept)
    return {each.id: _whose(each, each.invited_at >= both.since, both) for each in every}


def _whose(let_in: User | Invitation, since: bool, both: Parted) -> int | None:
    side = both.of_carer(let_in.carer_id) if let_in.carer_id is not None else None
    if let_in.household_id in both.behind:
        return both.merged
    if let_in.household_id != both.kept:
        return both.kept  # of another that was merged into it, and stays so
    if side is not None or not since:
        return side or both.kept
    who = carer_accounts.owner(let_in, [row for each in both.people if (row := each.there)])
    if who is None:
        return both.merged  # whoever is none of those who are there
    return both.of_carer(who.id) or _by_address(let_in.email, who, both)


def _by_address(email: str, who: Carer, both: Parted) -> int | None:
    """Two were taken for one: whose of them an address is, by what either record had before the merge.

    None: of both, as two may share a mailbox, or of neither, as one that was recorded since.
    """
    person = next((each for each in both.people if who.id in each.ids), None)
    if person is None or person.home is None:
        return both.kept  # who came since, and stays
    coming = [*households.carers_of(both.merged), db.session.get_one(Carer, person.home)]
    theirs = email in {carer_accounts.email_of(each) for each in coming}
    own = email == _before(person.rows[0], both.since)
    return None if theirs == own else both.merged if theirs else both.kept


def _before(row: Carer, moment: datetime) -> str | None:
    """The e-mail address that a carer's row had before a moment."""
    since = FormerValue.carer_id == row.id, FormerValue.field == "email", FormerValue.recorded_at >= moment
    first = db.session.scalars(select(FormerValue).where(*since).order_by(FormerValue.id).limit(1)).first()
    email = first.value if first is not None else row.email
    return users.canonical_email(email) if email else None
