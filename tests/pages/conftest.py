"""What tests of the household's pages share: a manager at a browser, and a household with a journey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.actor import Actor, Role
from crm.audit import ASKED
from crm.audit.tables import AuditEntry
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import Later
from tests.handing import Hub

TODAY = date(2022, 1, 31)
ENQUIRED = date(2021, 5, 1)


@dataclass(frozen=True)
class Desk:
    """A browser of somebody at Derby, and who records there beside them."""

    browser: CheckingClient
    officer: Actor

    def home(self, name: str = "Rowan Example-Finch", *, enquired: bool = True) -> str:
        """A household with an enquiry on 1 May 2021; its reference."""
        made = given.household(self.officer.agency_ids[0], name)
        if enquired:
            given.journey(made, ENQUIRED, by=self.officer)
        return self.reference(made)

    def approved(self, places: int = 2, *, agreed: bool = False) -> str:
        """A household approved on 1 September 2021, its agreement signed then if that is said; its reference."""
        made = given.household(self.officer.agency_ids[0])
        given.approved(made, date(2021, 9, 1), places, by=self.officer, agreed=agreed)
        return self.reference(made)

    def reference(self, household_id: int) -> str:
        return str(self._one(select(Household.reference).where(Household.id == household_id)))

    def household_id(self, reference: str) -> int:
        found = self._one(select(Household.id).where(Household.reference == reference))
        assert isinstance(found, int)
        return found

    def events(self, reference: str) -> list[tuple[str, str]]:
        """What the ledger holds of a household, in the order of recording: kind and day."""
        rows = db.session.execute(
            text(
                "SELECT kind, happened_on FROM event JOIN household ON household.id = household_id "
                "WHERE reference = :reference ORDER BY event.id"
            ),
            {"reference": reference},
        ).all()
        db.session.rollback()
        return [(row.kind, str(row.happened_on)[:10]) for row in rows]

    def audited(self, action: str) -> list[tuple[str | None, list[str]]]:
        """The audit's rows of an action, oldest first: reason, and fields but for which list it was."""
        rows = db.session.execute(
            select(AuditEntry.reason, AuditEntry.fields).where(AuditEntry.action == action).order_by(AuditEntry.id)
        ).all()
        db.session.rollback()
        return [(row.reason, [each for each in row.fields if not each.startswith(ASKED)]) for row in rows]

    def _one(self, query: object) -> object:
        found = db.session.execute(query).scalar_one()  # type: ignore[call-overload] # any query of one value
        db.session.rollback()
        return found


@pytest.fixture
def desk(
    app: Flask, sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> Callable[..., Desk]:
    """`desk(Role.OFFICER)`: somebody of Derby signed in, on 31 January 2022; the manager, without a role."""
    clock_at(TODAY)
    derby = given.agency()

    def open_desk(role: Role = Role.MANAGER) -> Desk:
        return Desk(sign_in(role), given.officer(derby))

    return open_desk


@pytest.fixture
def hub(app: Flask, at: Later, sign_in: Callable[..., CheckingClient]) -> Hub:
    for slug in ("derby", "nottingham"):
        given.agency(slug, hub="d2n2")
    return Hub(app, sign_in(Role.MANAGER), sign_in(Role.MANAGER, at="nottingham"), sign_in(Role.HUB, at="d2n2"), at)
