"""A carer's account for the portal, what they write there, and an invitation to one, with a council's markers."""

from __future__ import annotations

from crm import clock
from crm.actor import Actor, Role
from crm.commands import carer_accounts, carer_details, document_shares, documents, messages, users
from crm.commands.carer_details import Proposed
from crm.commands.messages import File
from crm.extensions import db
from crm.people import carer_notices, households
from crm.people.notice_tables import CarerNotice
from tests import given
from tests.sample_documents import PDF

MARKED = ("PORTAL", "MESSAGE", "MOVED", "SHARED")


def account_of(home: int, mark: str, by: Actor) -> int:
    """An account of a household's carers; its number."""
    email = f"portal.{by.agency_ids[0]}@home.test"
    return users.add_carer(email, household_id=home, name=f"{mark}PORTAL", password=given.PASSWORD, by=by)


def let_in(home: int, mark: str, by: Actor) -> dict[str, int]:
    """An account and an invitation of a household's carers; their numbers."""
    account = account_of(home, mark, by)
    invited = carer_accounts.invite(home, 1, by=by)
    numbers = {"portal_account": account, "portal_invitation": invited, "message": written(account, home, mark)}
    numbers["signed"] = signed(home, by)
    return numbers | {"proposal": proposed(home, mark, account), "shared": shared(home, mark, by)}


def signed(home: int, by: Actor) -> int:
    """A notice of one carer of a household that had two; its number."""
    (carer, *_), today = households.carers_of(home), clock.today()
    what = {"agency_id": by.agency_ids[0], "household_id": home, "carer_id": carer.id, "both": False}
    row = carer_notices.add(CarerNotice(**what, ends_on=today, signed_on=today, signed_at=clock.now()))
    number = row.id
    db.session.commit()
    return number


def written(account: int, home: int, mark: str) -> int:
    """A message of a carer with a file; its number."""
    carer = Actor(account, f"{mark}PORTAL", Role.CARER, (), home)
    return messages.write(f"{mark}MESSAGE", file=File("pdf", PDF + b"M" + mark.encode()), by=carer)


def proposed(home: int, mark: str, account: int) -> int:
    """Another address that a carer of a household proposes; the number of the proposal."""
    carer = Actor(account, "Sam Sample", Role.CARER, (), home)
    where = {"lines": f"{mark}MOVED 9", "postcode": "DE1 2FS"}
    return carer_details.propose(Proposed("address", where), by=carer)


def shared(home: int, mark: str, by: Actor) -> int:
    """A document that is shared with the carers, to be signed; the number of the share."""
    document = documents.add(home, name=f"{mark}SHARED", kind="pdf", content=PDF + b"S" + mark.encode(), by=by)
    return document_shares.share(home, document, to_sign=True, by=by)
