"""Which account, invitation or setting a row of the audit is about. Names are looked up as it is read: the audit
holds none (T44)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import ColumnElement, and_, or_, select

from crm.actor import Role
from crm.audit import ASKED
from crm.audit.tables import AuditEntry
from crm.extensions import db
from crm.people.tables import Invitation, User
from crm.register import catalogue

NUMBERED = re.compile(r"(user|invitation) ([0-9]{1,9})")
OF_PEOPLE = ("household.assign", "audit.view", "audit.export")  # about somebody, and not about their account

_ROW = AuditEntry.__table__.c


@dataclass(frozen=True, slots=True)
class About:
    """What a row is about. `text` is as the audit has it, or a setting's title; a carer's name is not for all.

    `asked`: what a list was asked with, by the names of an address; `more`: with something else that is not told.
    """

    text: str
    name: str | None = None
    account: int | None = None
    invitation: bool = False
    carer: bool = False
    asked: tuple[tuple[str, str], ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """One row: who did what and when, from where, to which household or other record, which part of it, and why.

    `day_alone`: the moment is not told.
    """

    at: datetime
    by: str
    role: str
    action: str
    reference: str | None
    about: About | None
    fields: tuple[str, ...]
    why: str | None
    outcome: str
    network: str | None
    day_alone: bool = False


Names = Mapping[str, tuple[str, bool]]


def names_in(rows: Iterable[Any], agency_id: int) -> Names:
    """Whose accounts and invitations of one agency these rows are about, and whether that is a carer."""
    named = [found.groups() for row in rows if (found := NUMBERED.fullmatch(row.about or ""))]
    return {
        f"{kind} {row.id}": (row.name, row.role == Role.CARER)
        for kind, table in (("user", User), ("invitation", Invitation))
        for row in _rows(table, {int(number) for each, number in named if each == kind}, agency_id)
    }


def about(row: Any, names: Names) -> About | None:
    """What one row is about, if it says so."""
    if row.about is None:
        return None
    if row.action == "access":  # the permission that was missing, 'staff.view': whose page it is
        return About(row.about.partition(".")[0].replace("_", " "))
    if row.action == "setting.change":
        known = catalogue.items().get(row.about)
        return About(known.title if known else row.about)
    found = NUMBERED.fullmatch(row.about)
    name, carer = names.get(row.about, (None, False))
    of_account = found is not None and found[1] == "user" and row.action not in OF_PEOPLE
    asked = row.fields[-1] if row.fields else ""
    return About(
        asked=tuple(parse_qsl(asked.removeprefix(ASKED))) if asked.startswith(ASKED) else (),
        text=row.about,
        name=name,
        account=int(found[2]) if found and of_account else None,
        invitation=found is not None and found[1] == "invitation",
        carer=carer,
    )


def by_or_on(person: int) -> ColumnElement[bool]:
    """What somebody did, and what anybody did, or tried, with their account."""
    on = and_(_ROW.about == f"user {person}", _ROW.action.not_in(OF_PEOPLE))
    return or_(_ROW.user_id == person, on)


def _rows(table: type[User] | type[Invitation], numbers: set[int], agency_id: int) -> Iterable[Any]:
    if not numbers:
        return ()
    chosen = select(table.id, table.name, table.role)
    return db.session.execute(chosen.where(table.id.in_(numbers), table.agency_id == agency_id))
