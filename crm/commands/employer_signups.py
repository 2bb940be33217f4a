"""An employer puts itself forward on the public page; somebody accepts it onto the register, or not.

Nobody is told whether it is on the register: it is thanked alike, and staff see what it may be.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command, employer_contacts, employers
from crm.commands.drafts import TooMany
from crm.commands.employer_contacts import Contact
from crm.commands.employers import Said, coded
from crm.commands.sent_enquiries import QUICKEST, TooQuick
from crm.errors import Gone, NotFound, Refused, Stale
from crm.extensions import db, glance
from crm.holding import held
from crm.ledger.keys import lock
from crm.people import drafts, folding
from crm.register import employer_names, employer_signups, settings
from crm.register import employers as known
from crm.register.employer_signups import ACCEPTED, DECLINED
from crm.register.employer_tables import EmployerSignup

SETTLED = "Somebody has answered this employer meanwhile."


@dataclass(frozen=True, kw_only=True, slots=True)
class Coming:
    """What an employer says of itself, and whom to talk to."""

    agency_id: int
    name: str
    sector: str
    size: str | None
    leave_days: int | None
    contact: Contact


@command
def send(token: str, coming: Coming, *, address: str) -> None:
    """Put a sign-up on record, and erase the draft. Sent twice, at once or later, it is one.

    Gone: the draft was erased. TooQuick, TooMany: nothing is lost, and it can be sent again. Refused: a code of no
    list, or no way to reach anybody.
    """
    lock(coming.agency_id)
    key, at = drafts.hashed(token), clock.now()
    if employer_signups.under(key) is not None:
        return
    draft = drafts.find(token, at=at)
    if draft is None:
        raise Gone("Your answers are no longer here")
    if at - draft.begun_at < QUICKEST:
        raise TooQuick
    if not employer_signups.may_send(drafts.hashed(address), at=at):
        raise TooMany
    if drafts.erase(key):
        take(key, coming, from_hash=drafts.hashed(address))


@command
def take(key: str, coming: Coming, *, from_hash: str | None = None) -> int:
    """Put on record what an employer says, under a key that nothing else has; its number. Refused: as `checked`."""
    row = checked(coming)
    row.key, row.sent_at, row.from_hash = key, clock.now(), from_hash
    row.reference = f"FF-{secrets.randbelow(900_000) + 100_000}"
    db.session.add(row)
    db.session.flush()
    public = Actor(None, "", Role.PUBLIC, (row.agency_id,))
    audit.record(public, "employer.signup", agency_id=row.agency_id, about=f"employer sign-up {row.id}")
    return row.id


def checked(coming: Coming) -> EmployerSignup:
    """What an employer says, tidied. Refused: a code of no list, no name, or no way to reach anybody."""
    name = folding.tidied(coming.name, longest=100, field="name")
    if not employer_names.bare(name):
        raise Refused("Enter the name of your organisation", field="name")
    who = coming.contact
    row = EmployerSignup(
        agency_id=coming.agency_id,
        name=name,
        sector=coded(coming.agency_id, "employer_sectors", coming.sector, "sector"),
        size=coded(coming.agency_id, "employer_sizes", coming.size, "size", needed=False),
        leave_days=coming.leave_days,
        contact=folding.tidied(who.name, longest=100, field="contact"),
        job=folding.tidied(who.job or "", longest=100, field="job") or None,
        email=employer_contacts.email_of(who.email),
        phone=folding.tidied(who.phone or "", longest=40, field="phone") or None,
    )
    if not row.email and not row.phone:
        raise Refused("Enter a telephone number or an e-mail address, so that we can reach you", field="phone")
    return row


def answered(token: str) -> tuple[str, int] | None:
    """The reference of what a browser has sent, and the council to which; nothing, if it has sent none."""
    with glance():
        row = employer_signups.under(drafts.hashed(token))
        return (row.reference, row.agency_id) if row else None


@command
def accept(number: int, employer_id: int | None, *, by: Actor) -> int:
    """Put it on the register, or beside what is known of an employer that is there; the employer's number.

    Either is interested from now on, unless it takes part already. Stale: somebody has answered. NotFound.
    Refused: its name is another employer's, which may be it.
    """
    row = _waiting(number, by)
    today = clock.today()
    if employer_id is None:
        said = Said(name=row.name, sector=row.sector, size=row.size)
        employer_id = employers.add(row.agency_id, said, _first(row), today, by=by, shown=None)
    else:
        own = known.load(employer_id, (row.agency_id,))
        now = known.statuses([own.id]).get(own.id)
        if now is None or known.has_ended(own.agency_id, now.status):
            employers.set_status(own.id, _first(row), today, version=own.version, by=by)
    if row.contact and (row.email or row.phone):
        who = Contact(name=row.contact, job=row.job, email=row.email, phone=row.phone)
        employer_contacts.add(employer_id, who, by=by)
    row.employer_id = employer_id
    _settle(row, ACCEPTED, by)
    return employer_id


@command
def decline(number: int, *, by: Actor) -> None:
    """Leave it off the register; it can be put back. Stale: somebody has answered. NotFound."""
    _settle(_waiting(number, by), DECLINED, by)


@command
def put_back(number: int, *, by: Actor) -> None:
    """Let one that was declined wait again. Stale: it is not declined any more. NotFound."""
    row = _load(number, by)
    if row.outcome != DECLINED:
        raise Stale(SETTLED)
    row.outcome = row.settled_at = row.settled_by = None
    audit.record(by, "employer.signup_back", agency_id=row.agency_id, about=f"employer sign-up {row.id}")


@command
def sweep() -> None:
    """Empty what nobody needs any more of those that have come in."""
    employer_signups.forget(at=clock.now())


def _first(row: EmployerSignup) -> str:
    """The first status of the council's list: interested, unless it says something else."""
    listed = settings.value("employer_statuses", row.agency_id, clock.today())
    return next(str(each["code"]) for each in listed if not each.get("retired"))


def _load(number: int, by: Actor) -> EmployerSignup:
    row = held(EmployerSignup, number)
    if row is None or row.agency_id not in by.agency_ids:
        raise NotFound("There is no such sign-up")
    return row


def _waiting(number: int, by: Actor) -> EmployerSignup:
    row = _load(number, by)
    if row.outcome is not None:
        raise Stale(SETTLED)
    return row


def _settle(row: EmployerSignup, outcome: str, by: Actor) -> None:
    row.outcome, row.settled_at, row.settled_by = outcome, clock.now(), by.user_id
    audit.record(by, f"employer.signup_{outcome}", agency_id=row.agency_id, about=f"employer sign-up {row.id}")
