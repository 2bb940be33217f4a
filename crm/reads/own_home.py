"""The household of a carer's account, and the record that stands for it: what reads of the portal begin with."""

from __future__ import annotations

from dataclasses import dataclass

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.household import Approval, Household
from crm.journey.ranges import Terms
from crm.ledger import cluster
from crm.ledger.now import application_on
from crm.people import carer_accounts, households, merging, tables, users
from crm.reads.choices import Choices
from crm.register import settings


@dataclass(frozen=True, slots=True)
class Own:
    """A carer's household, its history, and the approval that stands today."""

    household: tables.Household
    agency_id: int
    folded: Household
    approval: Approval | None
    choices: Choices

    @property
    def terms(self) -> Terms | None:
        """What it is approved for today."""
        return self.approval.terms_on(clock.today()) if self.approval else None


def own(by: Actor) -> Own:
    """The household of a carer's account; NotFound for anyone who has none. The caller puts the look on record."""
    agency_id = households.agency_of(by.household_id) if by.household_id is not None else None
    if by.household_id is None or agency_id is None:
        raise NotFound("There is no household of yours")
    kept = merging.kept([by.household_id])[by.household_id]
    household = households.load(kept, (agency_id,))
    folded = cluster.load(agency_id, [kept])[kept].fold(kept, settings.rulebook(agency_id))
    return Own(household, agency_id, folded, folded.approval_on(clock.today()), Choices(settings.of(agency_id)))


def own_of_carers(by: Actor) -> Own:
    """The same, in the rooms that belong to carers: NotFound for applicants too, who are not carers yet."""
    found = own(by)
    if application_on(found.folded, clock.today()):
        raise NotFound("There is no household of carers of yours")
    return found


def own_carer(found: Own, by: Actor) -> tables.Carer | None:
    """Which of the household's carers asks; None where the account is of nobody on record there now."""
    user = users.find(by.user_id) if by.user_id is not None else None
    return carer_accounts.owner(user, households.carers_of(found.household.id)) if user else None
