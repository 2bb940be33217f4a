"""Small histories for the rules' tests: events as they might have been recorded, counted by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from crm.journey.beds import Book, entries
from crm.journey.events import Event
from crm.journey.history import Row, standing
from crm.journey.household import Household, fold
from crm.journey.problems import problems
from crm.journey.ranges import Route
from crm.journey.rules import Dated, Rules

RULES = Rules(
    enquiry_window_days=Dated(((date(1900, 1, 1), 90),)),
    notice_days=Dated(((date(1900, 1, 1), 28),)),
    most_places=Dated(((date(1900, 1, 1), 12),)),
    staying=frozenset({"none"}),
    adjusting=frozenset({"administrative_error"}),
    dying=frozenset({"deceased"}),
)
DAWN = datetime(2021, 1, 1, 12, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass
class History:
    """Rows recorded one an hour, in the order in which they are told."""

    rows: list[Row] = field(default_factory=list)

    def tell(
        self, event: Event, *, journey: int = 1, route: Route = Route.MAINSTREAM, corrects: int | None = None
    ) -> int:
        number = len(self.rows) + 1
        self.rows.append(Row(number, journey, route, event, DAWN + timedelta(hours=number), corrects))
        return number

    def household(self, *, known_after: int | None = None) -> Household:
        """The household, as known after the row with this number, or now."""
        at = None if known_after is None else DAWN + timedelta(hours=known_after)
        return fold(standing(self.rows, at), RULES)

    def counts(self, *, known_after: int | None = None) -> dict[tuple[str, str], int]:
        """Entries by book and what they are, summed."""
        total: Counter[tuple[str, str]] = Counter()
        for entry, quantity in entries(self.household(known_after=known_after)).items():
            total[str(entry.book), str(entry.what)] += quantity
        return dict(total)

    def beds(self) -> dict[tuple[str, str], int]:
        """Places by population and cause."""
        total: Counter[tuple[str, str]] = Counter()
        for entry, quantity in entries(self.household()).items():
            if entry.book == Book.PLACES:
                total[str(entry.population), str(entry.what)] += quantity
        return dict(total)

    def problems(self) -> list[str]:
        return [problem.message for problem in problems(self.household(), RULES)]
