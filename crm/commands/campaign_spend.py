"""What a campaign has cost: recorded by day and council, taken back, put back. Nothing is changed or removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.campaigns import one_of
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey.saying import said
from crm.ledger.keys import lock
from crm.people import folding
from crm.register import campaign_spend
from crm.register.campaign_spend import Spent
from crm.register.campaign_tables import CampaignSpend, CampaignSpendPart
from crm.register.campaigns import WHAT, Campaign

MOST = 100_000_000  # pence of one line: a million pounds, beyond which a point is missing


@command
def spend(number: int, pence: int, *, on: date | None, what: str, of: int | None, by: Actor) -> int:
    """Record what was spent on a campaign on a day, shared as its councils agreed, or all `of` one council; its
    number. Refused: without a day, on a day to come, nothing or too much, `of` a council without a part, or where a
    council pays of it that the actor does not work for."""
    found = one_of(number, by)
    _hold(found)
    if on is None:
        raise Refused("Enter the day on which it was spent: without one no period can count it", field="spent_on")
    if on > clock.today():
        raise Refused(f"{said(on)} is still to come. Record what was spent once it was.", field="spent_on")
    if not 0 < pence <= MOST:
        raise Refused("Enter pounds and pence between £0.01 and £1,000,000", field="amount")
    what = folding.tidied(what, longest=WHAT, field="what")
    if not what:
        raise Refused("Enter what it was spent on", field="what")
    if of is not None and of not in found.agency_ids:
        raise Refused("Choose a council that has a part in the campaign", field="of")
    parts = {of: pence} if of is not None else campaign_spend.shared(pence, found.now.shares)
    _require_own(parts, by)
    return _write(found, on, what, parts, None, "campaign.spend", by)


@command
def take_back(number: int, line: int, *, by: Actor) -> None:
    """Take back a line of spending that was recorded in error. Stale: it is taken back already."""
    _turn(number, line, by, stands=True)


@command
def put_back(number: int, line: int, *, by: Actor) -> None:
    """Let a line stand that was taken back. Stale: it stands already."""
    _turn(number, line, by, stands=False)


def _turn(number: int, line: int, by: Actor, *, stands: bool) -> None:
    found = one_of(number, by)
    _hold(found)
    row = next((each for each in campaign_spend.lines(number) if each.id == line), None)
    if row is None:
        raise NotFound("There is no such line")
    if row.stands is not stands:
        raise Stale("Somebody did so already. Look at the list as it is now.")
    _require_own(row.parts, by)
    parts = {agency: -pence if stands else pence for agency, pence in row.parts.items()}
    action = "campaign.take_back" if stands else "campaign.put_back"
    _write(found, row.spent_on, row.what, parts, row, action, by)


def _require_own(parts: Mapping[int, int], by: Actor) -> None:
    """Nobody books to another council, or takes back what it pays (decision 061)."""
    if not set(parts) <= set(by.agency_ids):
        raise Refused("Each council records what it pays itself, and the hub what its councils share", field="of")


def _hold(found: Campaign) -> None:
    for each in found.agency_ids:
        lock(each)


def _write(
    found: Campaign, on: date, what: str, parts: dict[int, int], before: Spent | None, action: str, by: Actor
) -> int:
    row = CampaignSpend(
        campaign_id=found.id,
        spent_on=on,
        what=what,
        takes_back_id=before.last_id if before else None,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(
        CampaignSpendPart(spend_id=row.id, agency_id=agency, pence=pence) for agency, pence in parts.items()
    )
    db.session.flush()
    for agency_id in sorted(parts):
        audit.record(by, action, agency_id=agency_id, about=f"campaign {found.id}")
    return row.id
