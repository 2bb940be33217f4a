"""What became of approvals: which one took another's place, and whether their beds were kept for 12 months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date

from crm.journey.household import Approval
from crm.reports.standing import Standing


class Heirs:
    """Every approval by its journey. One that became another, as carers of kin do, goes on (B-7)."""

    def __init__(self, standings: Iterable[Standing]) -> None:
        self._by_journey: Mapping[int, Approval] = {each.approval.journey_id: each.approval for each in standings}

    def of(self, journey_id: int) -> Approval | None:
        """The approval of a journey, whatever became of it."""
        return self._by_journey.get(journey_id)

    def on(self, approval: Approval, day: date) -> Approval:
        """The approval that stands in its place on a day: itself, unless it has become another by then."""
        while approval.reclassified and approval.ended is not None and approval.ends_on is not None:
            heir = self._by_journey.get(approval.ended.journey_id)
            if heir is None or approval.ends_on > day or heir is approval:
                break
            approval = heir
        return approval

    def places_on(self, approval: Approval, day: date) -> int:
        """The places that it, or what took its place, holds at the end of a day; 0 where it has ended."""
        heir = self.on(approval, day)
        return heir.places_on(day) if heir.open_on(day) else 0


def year_after(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    return day.replace(year=day.year + 1, day=min(day.day, monthrange(day.year + 1, day.month)[1]))
