"""What a carer reads of what is known of them in the portal, and what they have proposed to change of it.

The address is not shown, to nobody (T40); of the other carer's telephone, e-mail and proposals about themselves
nothing is told (T16).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import audit
from crm.actor import Actor
from crm.errors import NotFound
from crm.people import carer_accounts, detail_proposals, households, profile, users
from crm.people.detail_proposals import OF_ONESELF
from crm.reads import look
from crm.reads.choices import Choices
from crm.reads.own_home import own
from crm.reads.profile import age
from crm.reads.proposed_details import Proposal, proposals_of


@dataclass(frozen=True, slots=True)
class Contacts:
    """How a carer is reached."""

    name: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody else of the household."""

    id: int
    name: str | None
    relation: str
    born_on: date | None
    lives_here: bool

    @property
    def age(self) -> int | None:
        """In whole years, today."""
        return age(self.born_on)


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What is known. `contacts` is None where nobody knows which of the carers the account is of."""

    contacts: Contacts | None
    members: tuple[Member, ...]
    proposals: tuple[Proposal, ...]
    mine: frozenset[int]  # the numbers of those that the asker sent
    choices: Choices

    def member(self, number: int) -> Member:
        """One of the household; NotFound for anybody else."""
        for each in self.members:
            if each.id == number:
                return each
        raise NotFound("There is no such person in your household")

    def proposal(self, number: int) -> Proposal:
        """One of the asker's own proposals; NotFound for any other."""
        for each in self.proposals:
            if each.number == number and number in self.mine:
                return each
        raise NotFound("There is no such proposal")


@look
def own_details(by: Actor) -> OwnDetails:
    """What is known of the asker and their household. The look goes on record."""
    found = own(by)
    home = found.household.id
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=home, fields=["details"])
    user = users.find(by.user_id) if by.user_id is not None else None
    carer = carer_accounts.owner(user, households.carers_of(home)) if user else None
    rows = [
        row
        for row in detail_proposals.of_household(home)
        if row.sent_by == by.user_id or row.kind not in OF_ONESELF
    ]
    return OwnDetails(
        contacts=Contacts(carer.name, carer.phone, carer.email) if carer else None,
        members=tuple(
            Member(each.id, each.name, each.relation, each.born_on, each.lives_here)
            for each in profile.members(home)
            if each.removed_at is None
        ),
        proposals=proposals_of(rows, dict.fromkeys((row.household_id for row in rows), home)),
        mine=frozenset(row.id for row in rows if row.sent_by == by.user_id),
        choices=found.choices,
    )
