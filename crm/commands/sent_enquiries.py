"""An enquiry comes in from the public form, or from another website: on record once, before anybody is thanked.

Nobody is looked up by what was typed. Whether we know them is for an officer to see, and a stranger and a carer of
twenty years are answered alike, and as soon (T03, T42).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from crm import clock
from crm.actor import Actor, Role
from crm.commands import command, enquiries, handovers
from crm.commands.drafts import TooMany
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.commands.people import require_known_postcode
from crm.errors import Gone, Refused
from crm.extensions import glance
from crm.ledger import keys
from crm.outbox import queue
from crm.people import api_keys, drafts, folding, households, sent
from crm.people import handovers as handed
from crm.people.front_tables import SentEnquiry
from crm.register import agencies, local_clocks

THANKS = "enquiries.thank"
QUICKEST = timedelta(seconds=5)  # nobody reads and answers nine pages in less
MOST_THANKS = 3  # mails a day to one address: anybody can type anybody's


class TooQuick(Refused):
    """It was sent sooner than a person can type: once more, a few seconds later, will do."""

    def __init__(self) -> None:
        super().__init__("That was very quick. Check your answers, and send them again in a few seconds.")


@dataclass(frozen=True)
class Coming:
    """An enquiry on its way in. `notice` is the version of the privacy notice that its sender was shown.

    One for a hub, `hub_id`, is handed to the council; `way` is how that was found (people/handovers.py), and
    `named` whom another website named.
    """

    agency_id: int
    people: NewHousehold
    details: Details
    notice: str
    thank: bool = True
    hub_id: int | None = None
    way: str = "choice"
    named: str | None = None


@dataclass(frozen=True)
class Taken:
    """What its sender is told."""

    reference: str
    agency_id: int
    due_on: date | None


@command
def send(token: str, coming: Coming, *, address: str) -> None:
    """Put on record what a browser has typed, and erase the draft. Sent twice, at once or later, it is one.

    Gone: the draft was erased, as nobody touched it for too long. TooQuick, TooMany: nothing is lost, and it can
    be sent again.
    """
    keys.lock(coming.agency_id)
    key, at = drafts.hashed(token), clock.now()
    if sent.under(key) is not None:
        return
    draft = drafts.find(token, at=at)
    if draft is None:
        raise Gone("Your answers are no longer here")
    if at - draft.begun_at < QUICKEST:
        raise TooQuick
    if not drafts.may_send(address, at=at):
        raise TooMany
    if drafts.erase(key):  # else another window was quicker, and asked another council
        _take(key, coming, door="form", address=address)


class Reused(Refused):
    """What was sent under a key before was another enquiry: nothing is recorded, and nothing is answered of it."""

    def __init__(self) -> None:
        super().__init__("This key was sent with another enquiry before. Use a new key for each enquiry.")


class Forgotten(Refused):
    """What was sent under a key longer ago than is kept of it: whether this is the same nobody can tell.

    To be thanked for it would be wrong where it is another, so nothing is recorded and nothing is answered of it.
    """

    def __init__(self) -> None:
        super().__init__(
            "This key was sent with an enquiry more than a day ago, and what that said is not kept. "
            "Nothing was recorded now: send it with a new key."
        )


def take(idempotency_key: str, coming: Coming, *, key_id: int) -> tuple[Taken, bool]:
    """Put on record what another website sends with a key of ours, and whether it was on record already.

    Sent again under the same idempotency key within a day it is answered alike, whatever happened to the answer.
    Reused: that key was another enquiry's. Forgotten: it was used longer ago.
    """
    try:
        return _once(idempotency_key, coming, key_id)
    except IntegrityError:  # the same key at the same moment, for another of a hub's councils
        return _once(idempotency_key, coming, key_id)


@command
def _once(idempotency_key: str, coming: Coming, key_id: int) -> tuple[Taken, bool]:
    keys.lock(coming.agency_id)
    key, at = drafts.hashed(f"api {key_id} {idempotency_key}"), clock.now()
    api_keys.touch(key_id, at=at)
    row = sent.under(key)
    if row is not None:
        if row.said_hash is None:
            raise Forgotten
        other = row.agency_id != coming.agency_id and row.handover_id is None  # a hub's turn may have moved on
        if other or row.said_hash != _said(coming):
            raise Reused
        return told(row), True
    if not drafts.may_send(None, at=at):
        raise TooMany
    require_known_postcode(coming.people.postcode)
    return told(_take(key, coming, door="api", address=None)), False


def answered(token: str) -> Taken | None:
    """What a browser is told that has sent its draft; nothing, if it has sent none."""
    with glance():
        row = sent.under(drafts.hashed(token))
        return told(row) if row else None


def told(row: SentEnquiry) -> Taken:
    """What the sender of an enquiry is told: the reference, and the day by which somebody is in touch."""
    happened = {"enquiry_received": clock.day_of(row.sent_at)}
    due = local_clocks.first_due(row.agency_id, happened, clock.today())
    return Taken(_reference(row), row.agency_id, due[1] if due else None)


def _reference(row: SentEnquiry) -> str:
    """That of the household; or, where it came to a hub, that of the handover, before it is accepted and after."""
    if row.handover_id is not None:
        return handed.numbered(row.handover_id).reference
    return households.reference_of(row.household_id or 0)


def _take(key: str, coming: Coming, *, door: str, address: str | None) -> SentEnquiry:
    at = clock.now()
    who, said = _who(coming.people), _said(coming)
    before = sent.by_the_same(who, coming.agency_id, at=at)
    home, handover = before.household_id if before else None, None
    if coming.hub_id is not None:
        if before is None or before.handover_id is None or before.said_hash != said:
            before = None  # whoever says something else is a line of their own: a council sees who they are
        handover = before.handover_id if before else _handed(coming, coming.hub_id)
        home = handed.numbered(handover).household_id if handover else None
    elif before is None or home is None or before.said_hash != said:
        home = enquiries.log_enquiry(
            coming.agency_id,
            people=coming.people,
            details=coming.details,
            received_on=clock.day_of(at),
            by=Actor(None, "", Role.PUBLIC, (coming.agency_id,)),
            household_id=home,
            anyway=True,  # whoever asks may write what they like, also where they live
        ).household_id
    row = SentEnquiry(
        key=key,
        agency_id=coming.agency_id,
        household_id=home,
        handover_id=handover,
        door=door,
        again=before is not None,
        notice=coming.notice,
        sent_at=at,
        person_hash=who,
        said_hash=said,
        from_hash=None if address is None else drafts.hashed(address),
    )
    sent.add(row)
    email = next((carer.email for carer in coming.people.carers), None)
    if before is None and email and coming.thank:
        _thank(row, email)
    return row


def _handed(coming: Coming, hub_id: int) -> int:
    """Have the hub hand them to the council; the number of the handover."""
    public = Actor(None, "", Role.PUBLIC, (coming.agency_id,))
    on = clock.today()
    found = handovers.receive(hub_id, coming.agency_id, coming.way, coming.people, coming.details, on, public)
    return found.id


def _said(coming: Coming) -> str:
    asked = [] if coming.hub_id is None else [coming.hub_id, coming.named]
    return _hashed([asdict(coming.people), asdict(coming.details), *asked])


def _who(people: NewHousehold) -> str:
    """Who somebody says to be: the names and how to reach them, however they were typed."""
    return _hashed([_folded(each) for each in people.carers])


def _folded(carer: NewCarer) -> tuple[str, str, str]:
    phone, email = carer.phone or "", carer.email or ""
    return folding.folded(carer.name), folding.folded_phone(phone), email.strip().casefold()


def _hashed(said: object) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _thank(row: SentEnquiry, email: str) -> None:
    """Have a mail sent to who enquired, unless their address was typed too often today."""
    day = f"{THANKS} {drafts.hashed(email.strip().casefold())[:32]} {clock.day_of(row.sent_at)}"
    for number in range(1, MOST_THANKS + 1):
        if not queue.was_asked(f"{day} {number}"):
            queue.add(THANKS, {"sent": row.id}, key=f"{day} {number}", agency_id=row.agency_id)
            return


@dataclass(frozen=True)
class Thanked:
    """Whom a mail of thanks is for, and what it says: nothing of what was typed, as anybody can type anything."""

    email: str
    service: str
    reference: str
    due_on: date | None


@command
def thanked(sent_id: int) -> Thanked | None:
    """Whom to thank for an enquiry; nobody, where the address was erased meanwhile."""
    row = sent.numbered(sent_id)
    email = _email(row) if row else None
    if row is None or not email:
        return None
    taken = told(row)
    return Thanked(email, agencies.numbered(row.agency_id).name, taken.reference, taken.due_on)


def _email(row: SentEnquiry) -> str | None:
    if row.household_id is None:
        waits = handed.numbered(row.handover_id or 0).people
        return handed.unpacked(waits).carers[0].email if waits else None
    carers = households.carers_of(row.household_id)
    return carers[0].email if carers else None
