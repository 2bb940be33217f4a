"""What campaigns have cost: lines of spending on days, each shared between councils to the penny."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from crm.extensions import db
from crm.register.campaign_tables import CampaignSpend, CampaignSpendPart


@dataclass(frozen=True, slots=True)
class Spent:
    """A line of spending: what each council pays of it, in pence. `stands`: it was not taken back, or was put back;
    `last_id` is the row that says so."""

    id: int
    spent_on: date
    what: str
    parts: Mapping[int, int]
    recorded_at: datetime
    recorded_by: int | None
    stands: bool
    last_id: int

    @property
    def pence(self) -> int:
        """The whole of it."""
        return sum(self.parts.values())

    def of_those(self, agency_ids: Collection[int]) -> bool:
        """Whether these councils pay all of it, so that who works for them may take it back."""
        return set(self.parts) <= set(agency_ids)


def lines(campaign_id: int) -> tuple[Spent, ...]:
    """What was ever recorded as spent on a campaign, the latest day first."""
    rows = list(db.session.scalars(select(CampaignSpend).where(CampaignSpend.campaign_id == campaign_id)))
    after: dict[int | None, int] = {row.takes_back_id: row.id for row in rows if row.takes_back_id is not None}
    numbers = [row.id for row in rows if row.takes_back_id is None]
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    for each in db.session.scalars(select(CampaignSpendPart).where(CampaignSpendPart.spend_id.in_(numbers))):
        parts[each.spend_id][each.agency_id] = each.pence
    found = [_spent(row, parts[row.id], after) for row in rows if row.takes_back_id is None]
    return tuple(sorted(found, key=lambda each: (each.spent_on, each.id), reverse=True))


def _spent(row: CampaignSpend, parts: Mapping[int, int], after: Mapping[int | None, int]) -> Spent:
    last, turns = row.id, 0
    while last in after:
        last, turns = after[last], turns + 1
    return Spent(row.id, row.spent_on, row.what, parts, row.recorded_at, row.recorded_by, turns % 2 == 0, last)


def totals(
    campaign_ids: Collection[int],
    *,
    first: date | None = None,
    last: date | None = None,
    before: datetime | None = None,
) -> dict[tuple[int, int], int]:
    """What each council has paid for each campaign, in pence, by (campaign, council): on days from `first` to
    `last`, as known before a moment."""
    asked: list[ColumnElement[bool]] = [CampaignSpend.campaign_id.in_(campaign_ids)]
    asked += [CampaignSpend.spent_on >= first] if first else []
    asked += [CampaignSpend.spent_on <= last] if last else []
    asked += [CampaignSpend.recorded_at < before] if before else []
    key = CampaignSpend.campaign_id, CampaignSpendPart.agency_id
    chosen = select(*key, func.sum(CampaignSpendPart.pence)).join(
        CampaignSpendPart, CampaignSpendPart.spend_id == CampaignSpend.id
    )
    rows = db.session.execute(chosen.where(*asked).group_by(*key))
    return {(campaign_id, agency_id): int(pence) for campaign_id, agency_id, pence in rows if pence}


def shared(pence: int, shares: Mapping[int, int]) -> dict[int, int]:
    """A sum shared by whole parts, to the penny: what is left over goes to the largest remainders, a penny each."""
    whole = sum(shares.values())
    parts = {number: pence * share // whole for number, share in shares.items()}
    rest = pence - sum(parts.values())
    by_rest = sorted(shares, key=lambda number: (-(pence * shares[number] % whole), number))
    for number in by_rest[:rest]:
        parts[number] += 1
    return {number: part for number, part in parts.items() if part}
