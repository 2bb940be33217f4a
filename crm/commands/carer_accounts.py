"""Accounts for the portal: a carer is invited by a worker, and loses the account on leaving the household (T16)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor, Role, system
from crm.commands import command, invitations, range_news
from crm.commands.editing import carer_of
from crm.errors import Refused
from crm.extensions import db
from crm.journey import portal_accounts
from crm.journey.portal_accounts import ENDED, FOSTERED, Standing
from crm.ledger import cluster
from crm.people import carer_accounts, detail_proposals, households, merging, sessions, users
from crm.people.tables import Carer, Household, Invitation, User
from crm.register import accounts, agencies, settings

# Why a manager closes one; who leaves the household loses it by that, and is then on record as 'left'.
CLOSED = ("ended", "asked", "wrong")
NO_EMAIL = "There is no e-mail address of this carer on record. Add it under People, then invite them."


@command
def invite(household_id: int, position: int, *, by: Actor) -> int:
    """Invite a carer to open an account, at the e-mail address on record; the number of the invitation.

    An older invitation of theirs lapses. Whoever had an account that was closed gets it back by the link.
    Refused: the household is neither approved nor has come as far as the service invites people, no address is on
    record, or the carer or the address has an account that is open. An address that has an account elsewhere is
    answered like a new one: only the mail to its owner says so (T14).
    """
    household = households.load(household_id, by.agency_ids)
    stands = _standings(household.agency_id, [household.id])[household.id]
    if not stands.may_have_account:
        raise Refused(stands.why_not)
    carer = carer_of(household.id, position)
    if not carer.email:
        raise Refused(NO_EMAIL)
    carers = households.carers_of(household.id)
    for user in carer_accounts.of_household(household.id):
        if user.active and carer_accounts.owner(user, carers) is carer:
            raise Refused(f"{carer.name or 'This carer'} has an account already.")
    address = users.require_email(carer.email)
    known = users.by_email(address)
    if known is not None and known.agency_id == household.agency_id and (known.active or known.role != Role.CARER):
        raise Refused(
            f"There is an account for {address} already, and an address can have one only: each carer needs an "
            "e-mail address of their own."
        )
    for each in carer_accounts.waiting(household.id):
        if each.carer_id == carer.id:
            each.revoked_at = clock.now()
    new = invitations.put(
        address,
        name=carer.name or "",
        role=Role.CARER,
        agency_id=household.agency_id,
        by=by,
        household_id=household.id,
        carer_id=carer.id,
    )
    invitations.send(new)
    return new.id


@command
def take_back(household_id: int, number: int, *, by: Actor) -> None:
    """Take an invitation back: its link is dead at once. Refused: it was accepted."""
    household = households.load(household_id, by.agency_ids)
    given = carer_accounts.invitation(household.id, number)
    if given.accepted_at is not None:
        raise Refused("This invitation was accepted already. Close the account instead.")
    if given.revoked_at is None:
        revoke(given, household, by)


@command
def close(household_id: int, number: int, *, reason: str, by: Actor) -> None:
    """Close a carer's account: whoever uses it is out at the next request (T06)."""
    household = households.load(household_id, by.agency_ids)
    user = carer_accounts.account(household.id, number)
    if reason not in CLOSED:
        raise Refused("Choose why the account is closed", field="reason")
    if user.active:
        shut(user, household, reason, by)


@command
def sweep() -> int:
    """Close what carers and applicants have who are so no more; how many accounts it were.

    On the day on which an approval ends, and so many days after an application came to its end as the agency has
    settled. Invitations that wait lapse with it. Whoever comes back is invited anew, which opens the account again.
    """
    return sum(_sweep(agency.id, clock.today()) for agency in agencies.every())


def _sweep(agency_id: int, today: date) -> int:
    held = carer_accounts.let_in(agency_id)
    homes = merging.kept(set(held))
    stands = _standings(agency_id, set(homes.values()))
    kept_for = timedelta(days=accounts.applicants_kept_days(agency_id))
    by, closed = system(agency_id), 0
    for number, (open_users, waiting) in held.items():
        its = stands[homes[number]]
        over = its.state == FOSTERED or (its.state == ENDED and its.since and its.since + kept_for <= today)
        if not over:
            continue
        household = db.session.get_one(Household, homes[number])
        for user in open_users:
            shut(user, household, "ended" if its.state == FOSTERED else "applied", by)
            closed += 1
        for given in waiting:
            revoke(given, household, by)
    return closed


def _standings(agency_id: int, household_ids: Collection[int]) -> dict[int, Standing]:
    """Where each of these households of an agency stands today."""
    rulebook, today = settings.rulebook(agency_id), clock.today()
    invited_from = accounts.invited_from(agency_id)
    clusters = cluster.load(agency_id, sorted(household_ids))
    return {
        number: portal_accounts.standing(clusters[number].fold(number, rulebook), invited_from, today)
        for number in household_ids
    }


def leave(household: Household, carer: Carer, by: Actor) -> None:
    """Close what a carer who leaves the household has, within an open command (T16).

    That is the account which is theirs by its carer or by its e-mail, and any that is none of those who stay: who
    leaves may have signed up with another e-mail than the one on record. What they have proposed of themselves is
    set aside.
    """
    stays = [each for each in households.carers_of(household.id) if each.id != carer.id]
    for given in carer_accounts.waiting(household.id):
        if given.carer_id == carer.id or given.email == carer_accounts.email_of(carer):
            revoke(given, household, by)
    users_of = carer_accounts.of_household(household.id)
    gone = [each for each in users_of if carer_accounts.owner(each, [carer, *stays]) not in stays]
    for user in gone:
        if user.active:
            shut(user, household, "left", by)
    range_news.who_agreed_left(household.id, {each.id for each in gone}, by)
    detail_proposals.leave(household.id, carer.id, {each.id for each in gone}, by.user_id)


def revoke(given: Invitation, household: Household, by: Actor) -> None:
    """Let an invitation be dead at once, within an open command."""
    given.revoked_at = clock.now()
    _record(by, "user.invite_revoke", household, f"invitation {given.id}")


def shut(user: User, household: Household, reason: str, by: Actor) -> None:
    """Close an account within an open command: whoever uses it is out at the next request (T06)."""
    now = clock.now()
    users.shut(user, reason, at=now)
    user.version += 1
    sessions.end_all(user.id, at=now, why="closed")
    _record(by, "user.close", household, f"user {user.id}", fields=["active"], reason=reason)


def _record(
    by: Actor,
    action: str,
    household: Household,
    about: str,
    fields: list[str] | None = None,
    reason: str | None = None,
) -> None:
    audit.record(
        by,
        action,
        agency_id=household.agency_id,
        household_id=household.id,
        about=about,
        fields=fields or [],
        reason=reason,
    )
