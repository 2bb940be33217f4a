"""Accounts for the portal as a manager finds them: one that was closed, invitations that wait and that have lapsed,
a couple of whom one has given notice and the other has not answered yet, and a couple who may ask for more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import approval_days, assignments, carer_accounts, resigning, users
from crm.commands.resigning import Notice
from crm.demo.skills import homes_of
from crm.extensions import db
from crm.journey.ranges import Population
from crm.ledger.tables import HeldTerms
from crm.people import carer_accounts as stored
from crm.people import households, requests
from crm.people.tables import Carer

SIGNED = timedelta(days=2)  # ago
LAPSED = timedelta(days=6)
PLACES, AGES = 2, (5, 11)  # of the couple who may ask for more


def tell(password: str, manager: Actor) -> None:
    """Have it all done: the carers are those whose addresses are on record, and who have no account yet."""
    found = list(_without(manager.agency_ids[0]))
    alone = [carers for carers in found if len(carers) == 1][:3]
    two = next((carers for carers in found if len(carers) > 1 and all(each.email for each in carers)), None)
    if len(alone) == 3:  # noqa: PLR2004 - one for each state
        (closed,), (invited,), (lapsed,) = alone
        account = _open(closed, password, manager)
        carer_accounts.close(closed.household_id, account, reason="asked", by=manager)
        carer_accounts.invite(invited.household_id, invited.position, by=manager)
        with clock.fixed(clock.now() - LAPSED):
            carer_accounts.invite(lapsed.household_id, lapsed.position, by=manager)
    if two is not None:
        _sign(two, password, manager)


def let_in(emails: Sequence[str], password: str, worker: Actor | None, by: Actor) -> None:
    """Open the accounts of two carers of one home, by these addresses, and give them their worker."""
    for carers in _who_may_widen(by.agency_ids[0]):
        if len(carers) != len(emails):
            continue
        for carer, email in zip(carers, emails, strict=True):
            name, home = carer.name or "", carer.household_id
            users.add_carer(email, household_id=home, position=carer.position, name=name, password=password, by=by)
        if worker is not None:
            assignments.assign([carers[0].household_id], worker.user_id, by=by)
        return


def _who_may_widen(agency_id: int) -> Iterator[list[Carer]]:
    """The carers of each home for 2 children aged 5 to 11 that has no account and has asked for nothing."""
    held = HeldTerms
    terms = held.places == PLACES, held.age_from == AGES[0], held.age_to == AGES[1], held.siblings_extra == 0
    standing = held.agency_id == agency_id, held.until.is_(None), held.ends_on.is_(None)
    mainstream = held.population == Population.MAINSTREAM
    chosen = select(held.household_id).where(*terms, *standing, mainstream).order_by(held.household_id)
    for home in db.session.scalars(chosen):
        if not stored.of_household(home) and not requests.of_household(home):
            yield households.carers_of(home)


def _without(agency_id: int) -> Iterator[list[Carer]]:
    """The carers of each approved home of which nobody has an account, and the first has an address to write to."""
    for home in homes_of(agency_id):
        carers = households.carers_of(home.household_id)
        if carers and carers[0].email and not stored.of_household(home.household_id):
            yield carers


def _open(carer: Carer, password: str, by: Actor) -> int:
    return users.add_carer(
        carer.email or "",
        household_id=carer.household_id,
        position=carer.position,
        name=carer.name or "",
        password=password,
        by=by,
    )


def _sign(carers: list[Carer], password: str, by: Actor) -> None:
    """Have the first of two give notice, and say that both stop."""
    accounts = [_open(each, password, by) for each in carers]
    first = carers[0]
    with clock.fixed(clock.now() - SIGNED):
        ends_on = approval_days.notice_ends_on(by.agency_ids[0], clock.today())
        who = Actor(accounts[0], first.name or "", Role.CARER, (), first.household_id)
        resigning.resign(Notice(first.name or "", ends_on.isoformat(), reason="retired"), by=who)
