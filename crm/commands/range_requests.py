"""Answering what carers ask: offered with the support that they would need (RV-7), or declined with a reason."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, mail, ranges
from crm.errors import NotFound, Refused, Stale
from crm.holding import overtaken
from crm.ledger.cluster import load
from crm.people import folding, households, requests
from crm.people.request_tables import RangeRequest
from crm.people.requests import DECLINED, OFFERED, SENT
from crm.people.tables import Household
from crm.register import settings

LONGEST = 2000  # characters of a reason
CHANGED_SINCE = (
    "The carers have changed or withdrawn this request since you opened the page, or it was answered. "
    "Nothing was done: look at it anew."
)


@command
def offer(number: int, *, version: int, support: str, by: Actor) -> int:
    """Offer what was asked, with the statement of support: the proposal's event, which the carers then agree to.

    Stale: the request is not as it was read (T49). Refused as `ranges.propose`, and where the household is approved
    no longer or the terms are already as was asked.
    """
    home, row = _open(number, version, by)
    today = clock.today()
    cluster = load(home.agency_id, [home.id])[home.id]
    approval = cluster.fold(home.id, settings.rulebook(home.agency_id)).approval_on(today)
    if approval is None:
        raise Refused("The household is not approved today: decline it, and say why.")
    now = approval.terms_on(today)
    wish = requests.wish_of(row)
    if wish.on(now) == now:
        raise Refused("The terms are already as was asked: decline it, and say so.")
    proposal = wish.proposal(now, today)
    row.event_id = ranges.propose(home.id, approval.journey_id, proposal, support=support, by=by)
    _answered(row, home, OFFERED, by)
    return row.event_id


@command
def decline(number: int, *, version: int, because: str, by: Actor) -> None:
    """Decline what was asked, for a reason that its carers read. Stale: it is not as it was read (T49)."""
    home, row = _open(number, version, by)
    row.answer = folding.tidied_text(because, longest=LONGEST, field="because") or None
    if row.answer is None:
        raise Refused("Say why, in words that the carers will read", field="because")
    _answered(row, home, DECLINED, by)


def _open(number: int, version: int, by: Actor) -> tuple[Household, RangeRequest]:
    """A request that waits for an answer, with its household; NotFound if that is not the actor's to reach."""
    home_id = requests.home_of(number)
    if households.agency_of(home_id) not in by.agency_ids:
        raise NotFound("There is no such request")
    home = households.load(home_id, by.agency_ids)
    row = requests.load(home.id, number)
    if overtaken(row, version) or row.state != SENT:
        raise Stale(CHANGED_SINCE)
    return home, row


def _answered(row: RangeRequest, home: Household, step: str, by: Actor) -> None:
    requests.note(row, step, by.user_id, at=clock.now())
    audit.record(
        by,
        f"range_request.{step}",
        agency_id=home.agency_id,
        household_id=home.id,
        about=f"request {row.id}",
    )
    for each in requests.carers_of(home.id):
        mail.tell(each, "range_request_moved", number=str(row.id))
