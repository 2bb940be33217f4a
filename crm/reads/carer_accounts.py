"""Accounts of a household's carers for the portal: who has one, who is invited, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey import portal_accounts
from crm.people import carer_accounts, dormant, factors, households, links
from crm.people.tables import Carer, Invitation, User
from crm.reads import look
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.register import accounts


@dataclass(frozen=True, slots=True)
class InvitationSeen:
    """An invitation that waits, or waited too long. `state` is 'open' or 'expired'."""

    id: int
    email: str
    state: str
    invited_at: datetime
    expires_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """A carer's account. `state` is a code of staff_words.ACCOUNTS."""

    id: int
    name: str
    email: str
    state: str
    active: bool
    used_at: datetime | None
    has_phone: bool


@dataclass(frozen=True, slots=True)
class CarerLine:
    """One of the carers, with the account and the invitation that are theirs, if there are such."""

    position: int
    name: str | None
    email: str | None
    account: AccountSeen | None
    invitation: InvitationSeen | None

    @property
    def may_be_invited(self) -> bool:
        """Whether there is an address to write to, and no account that is open."""
        return bool(self.email) and not (self.account and self.account.active)


@dataclass(frozen=True, slots=True)
class AccountsSeen:
    """A household's head, its carers, and the accounts of those who were carers of it.

    `why_not`: why nobody of it can be invited, in words; None where they can.
    """

    household: HouseholdSeen
    carers: tuple[CarerLine, ...]
    others: tuple[AccountSeen, ...]
    why_not: str | None

    def one(self, number: int) -> AccountSeen:
        """One of the accounts; NotFound for any other."""
        known = [line.account for line in self.carers if line.account] + list(self.others)
        for each in known:
            if each.id == number:
                return each
        raise NotFound("There is no such account")


@look
def of_household(reference: str, by: Actor) -> AccountsSeen:
    """A household's accounts for the portal; the look goes on record. NotFound where it is not the asker's."""
    history = load_history(reference, by)
    identity = history.identity
    if identity.agency_id not in by.agency_ids:
        raise NotFound("There is no such household")
    seen_on_record(identity, ["portal accounts"], by)
    carers = households.carers_of(identity.id)
    users = carer_accounts.of_household(identity.id)
    phones = factors.enrolled([user.id for user in users])
    waiting = carer_accounts.waiting(identity.id)
    names = names_of(each.invited_by for each in waiting)
    whose = {user.id: carer_accounts.owner(user, carers) for user in users}
    seen_of = {user.id: _account(user, user.id in phones) for user in users}
    lines = []
    for carer in carers:
        # Of several, as after a merge, the one that is open.
        own = sorted((user for user in users if whose[user.id] is carer), key=lambda user: (user.active, user.id))
        invited = _invited(carer, waiting)
        lines.append(
            CarerLine(
                carer.position,
                carer.name,
                carer.email,
                seen_of[own[-1].id] if own else None,
                _invitation(invited, names[invited.invited_by]) if invited else None,
            )
        )
    shown = {line.account.id for line in lines if line.account}
    others = tuple(seen_of[user.id] for user in users if user.id not in shown)
    stands = portal_accounts.standing(history.household, accounts.invited_from(identity.agency_id), clock.today())
    why_not = None if stands.may_have_account else stands.why_not
    return AccountsSeen(seen(history), tuple(lines), others, why_not)


def _invited(carer: Carer, waiting: Sequence[Invitation]) -> Invitation | None:
    """The newest invitation of a carer: theirs by who was invited, or after a merge by the address."""
    email = carer_accounts.email_of(carer)
    return next((each for each in waiting if each.carer_id == carer.id or each.email == email), None)


def _account(user: User, has_phone: bool) -> AccountSeen:
    return AccountSeen(user.id, user.name, user.email, state_of(user), user.active, user.used_at, has_phone)


def state_of(user: User) -> str:
    """How an account stands: a code of staff_words.ACCOUNTS."""
    if not user.active:
        return user.closed_because or "left"
    return "unused" if dormant.closes_on(user, accounts.notice_days(user.agency_id)) else "open"


def _invitation(given: Invitation, by: str) -> InvitationSeen:
    state = links.state_of(given, at=clock.now())
    return InvitationSeen(given.id, given.email, state, given.invited_at, given.expires_at, by)
