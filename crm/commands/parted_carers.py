"""The portal once two merged records are two again: nobody who came with the merge sees the other household (T16).

What they did there while the two were one goes home with them (people/parted_requests.py).
"""

from __future__ import annotations

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import mail
from crm.commands.carer_accounts import revoke, shut
from crm.commands.parting import of_who_is_left
from crm.extensions import db
from crm.ledger.now import approved_journey
from crm.ledger.tables import EventRecord
from crm.people import carer_accounts, households, parted_requests, requests
from crm.people.merge_tables import HouseholdMerge
from crm.people.parted_requests import Parted
from crm.people.request_tables import RangeRequest
from crm.people.tables import Household


def let_go(kept: Household, merged: Household, made: HouseholdMerge, by: Actor) -> None:
    """Part what belongs to the portal, within the open command that has parted the two households."""
    came = [row for row, _ in made.brought["carers"]]
    own = {row[0]: row[1] for row in (*made.brought["carers"], *made.brought.get("same", []))}
    gone = _close(kept, merged, made, set(came), by)
    theirs = {each.id for each in carer_accounts.of_household(merged.id)}
    both = Parted(kept.id, merged.id, made.merged_at, own, theirs, gone)
    parted_requests.proposals(both, by=by.user_id, at=clock.now())
    parted_requests.signed(both, came)
    tied = select(EventRecord.id).where(EventRecord.journey_id.in_(made.brought["journeys"]))
    for row in parted_requests.asked(both, set(db.session.scalars(tied))):
        _hold_still(row, {kept.id: kept, merged.id: merged}[row.household_id], by)
    for household in (kept, merged):
        if approved_journey(household.id, clock.today()) is not None:
            of_who_is_left(household.id, by)


def _close(kept: Household, merged: Household, made: HouseholdMerge, came: set[int], by: Actor) -> set[int]:
    """Close what those who came with the merge have with the kept household; the accounts that are closed.

    Theirs are what was opened for the row that they had there, with the e-mail address that they brought along, or,
    since the merge, by somebody who is none of those who stay.
    """
    stays = households.carers_of(kept.id)
    theirs = {carer_accounts.email_of(each) for each in households.carers_of(merged.id)}
    theirs -= {carer_accounts.email_of(each) for each in stays}
    for given in carer_accounts.waiting(kept.id):
        if given.carer_id in came or given.email in theirs:
            revoke(given, kept, by)
    gone = set()
    for user in carer_accounts.of_household(kept.id):
        since = carer_accounts.opened_since(user, made.merged_at)
        nobody = carer_accounts.owner(user, stays) is None
        if user.active and (user.carer_id in came or (since and (user.email in theirs or nobody))):
            shut(user, kept, "left", by)
            gone.add(user.id)
    return gone


def _hold_still(row: RangeRequest, household: Household, by: Actor) -> None:
    """What was asked goes on where there are terms to change; what was agreed to, where its own carers agreed."""
    step = None
    if row.state == requests.SENT and approved_journey(household.id, clock.today()) is None:
        step = requests.WITHDRAWN
    elif row.state == requests.AHEAD and row.agreed_by not in requests.carers_of(household.id):
        requests.agreed_no_more(row)
        step = requests.AGREER_LEFT
    if step is None:
        return
    requests.note(row, step, by.user_id, at=clock.now())
    about = f"request {row.id}"
    audit.record(by, f"range_request.{step}", agency_id=row.agency_id, household_id=household.id, about=about)
    for each in requests.carers_of(household.id):
        mail.tell(each, "range_request_moved", number=str(row.id))
