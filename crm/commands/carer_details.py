"""A carer proposes to change what is known of them: sent, sent again when it was overtaken, and taken back.

Nothing of it holds until somebody of the service has accepted it (commands/detail_proposals.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, mail, people, profiles
from crm.commands.editing import because
from crm.commands.people import NewCarer, NewHousehold
from crm.commands.range_asking import own
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.people import carer_accounts, detail_proposals, households, profile, users
from crm.people.detail_proposals import ADDRESS, CONTACTS, FIELDS, MEMBER, REPLACED, SENT, WITHDRAWN
from crm.people.detail_tables import DetailProposal
from crm.people.history import Nature
from crm.people.profile import Value
from crm.people.tables import Household

__all__ = ["Nature", "Proposed", "again", "propose", "withdraw"]

MOST_OPEN = 20  # that wait, of a household: more is no proposal any more
SAME = "That is what is on record already. Change something, or go back."
SETTLED = "Your service has answered this already, or it was taken back."
MOVED = "This has changed since you opened the page. Nothing was done: look at it as it is now."


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a carer proposes: of which kind, about whom, the fields, and whether it changed or was wrong."""

    kind: str
    values: Mapping[str, Value]
    nature: Nature = "changed"
    since: date | None = None
    member: int | None = None


@command
def propose(proposed: Proposed, *, by: Actor) -> int:
    """Send a proposal; its number. One of the same account about the same that waits gives way to it.

    Refused, with the field, where it could not be put on record, and where it says what is on record already.
    """
    home = own(by)
    because(proposed.nature, proposed.since, by)  # a day to come is refused
    row = DetailProposal(
        agency_id=home.agency_id,
        household_id=home.id,
        kind=proposed.kind,
        carer_id=_carer(home, by) if proposed.kind == CONTACTS else None,
        member_id=_member(home, proposed) if proposed.kind == MEMBER else None,
        said={name: profile.said(value) for name, value in _tidied(proposed).items()},
        nature=proposed.nature,
        since=proposed.since,
        version=1,
        state=SENT,
        sent_at=clock.now(),
        sent_by=by.user_id,
    )
    known = detail_proposals.known(home.id, row)
    if known == detail_proposals.meant(row):
        raise Refused(SAME)
    waiting = [each for each in detail_proposals.of_household(home.id) if each.state == SENT]
    _require_new(row, waiting)
    for each in detail_proposals.replaced_by(row, waiting):
        detail_proposals.settle(each, REPLACED, by.user_id, at=clock.now())
    row.base = detail_proposals.base_of(home.id, row)
    db.session.add(row)
    db.session.flush()
    _on_record(row, home, "sent", by)
    return row.id


@command
def again(number: int, *, version: int, by: Actor) -> None:
    """Say that a proposal still holds, although what is on record was changed since it was sent."""
    home, row = _open(number, version, by)
    row.base, row.version = detail_proposals.base_of(home.id, row), row.version + 1
    if detail_proposals.known(home.id, row) in (None, detail_proposals.meant(row)):
        raise Refused("There is nothing left to change. Take it back.")
    _on_record(row, home, "sent", by)


@command
def withdraw(number: int, *, version: int, by: Actor) -> None:
    """Take a proposal back. Stale: it was answered, or sent again, since the page was opened."""
    home, row = _open(number, version, by)
    detail_proposals.settle(row, WITHDRAWN, by.user_id, at=clock.now())
    _on_record(row, home, "withdrawn", by)


def _open(number: int, version: int, by: Actor) -> tuple[Household, DetailProposal]:
    """One of the asker's own that waits; NotFound for another's, also for the other carer's."""
    home = own(by)
    row = detail_proposals.load(home.id, number)
    if row.sent_by != by.user_id:
        raise NotFound("There is no such proposal")
    if overtaken(row, version):
        raise Stale(MOVED)
    if row.state != SENT:
        raise Refused(SETTLED)
    return home, row


def _carer(home: Household, by: Actor) -> int:
    """The carer whom the account is of."""
    user = users.find(by.user_id) if by.user_id is not None else None
    carer = carer_accounts.owner(user, households.carers_of(home.id)) if user else None
    if carer is None:
        raise Refused("We do not know which of the carers you are. Your worker can help you.")
    return carer.id


def _member(home: Household, proposed: Proposed) -> int:
    there = [each.id for each in profile.members(home.id) if each.removed_at is None]
    if proposed.member not in there:
        raise NotFound("There is no such person in this household")
    return proposed.member


def _tidied(proposed: Proposed) -> dict[str, Value]:
    """The fields as they would be put on record; refused as they would be there."""
    if proposed.kind not in FIELDS:
        raise NotFound("There is nothing of the kind to propose")
    values = {name: proposed.values.get(name) for name in FIELDS[proposed.kind]}
    texts = {name: value if isinstance(value, str) else None for name, value in values.items()}
    if proposed.kind == CONTACTS:
        told = people.tidied(_people(NewCarer("", texts["email"], texts["phone"])), named=False).carers[0]
        if not told.phone and not told.email:
            raise Refused("Keep a telephone number or an e-mail address, so that we can reach you", field="phone")
        return {"phone": told.phone, "email": told.email}
    if proposed.kind == ADDRESS:
        people.require_known_postcode(texts["postcode"])
        where = people.tidied(_people(NewCarer(""), texts["lines"], texts["postcode"]), named=False)
        if not where.address or not where.postcode:
            raise Refused("Enter the address with its postcode", field="lines" if not where.address else "postcode")
        return {"lines": where.address, "postcode": where.postcode}
    tidy = profiles.tidied(values)
    if not tidy["name"]:
        raise Refused("Enter a name", field="name")
    return tidy


def _people(carer: NewCarer, lines: str | None = None, postcode: str | None = None) -> NewHousehold:
    return NewHousehold(carers=(carer,), address=lines, postcode=postcode)


def _require_new(row: DetailProposal, waiting: list[DetailProposal]) -> None:
    same = (row.kind, row.carer_id, row.member_id, row.sent_by, row.said, row.nature, row.since)
    if any(
        (each.kind, each.carer_id, each.member_id, each.sent_by, each.said, each.nature, each.since) == same
        for each in waiting
    ):
        raise Refused("You have sent this already. It waits for your service.")
    if len(waiting) >= MOST_OPEN:
        raise Refused(f"{MOST_OPEN} proposals of your household wait already. Call your worker.")


def _on_record(row: DetailProposal, home: Household, step: str, by: Actor) -> None:
    """Name the fields, and never what they say; and write to the household's worker that there is news."""
    audit.record(
        by,
        f"detail_proposal.{step}",
        agency_id=home.agency_id,
        household_id=home.id,
        fields=sorted(row.said),
        about=f"proposal {row.id}",
    )
    if home.worker_id is not None and step == "sent":
        mail.tell(home.worker_id, "details_staff", number=str(row.id))
