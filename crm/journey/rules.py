"""What the fold judges by: a few dated numbers, and what codes mean, as the register hands them in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Dated:
    """A number that holds from a day until the next one begins."""

    values: tuple[tuple[date, int], ...]

    def on(self, day: date) -> int:
        """The number in force on a day; before the first, the first."""
        found = self.values[0][1]
        for valid_from, value in self.values:
            if valid_from > day:
                break
            found = value
        return found


@dataclass(frozen=True, slots=True)
class Rules:
    """What the agency's dated settings say, as far as the ledgers depend on it."""

    enquiry_window_days: Dated  # ST-4: an enquiry counts if the last counted one is at least this long ago
    notice_days: Dated  # RV-8: from receipt of a resignation to the end of the approval
    most_places: Dated  # the largest number of places that terms may hold
    # What a code means never changes (see choices.toml), so these are not dated.
    staying: frozenset[str]  # destinations that are no other service: with any other it is a transfer (B-6)
    adjusting: frozenset[str]  # reasons for an ending that only puts the books right (rules section 6.4)
    # Reasons with which the service ends an approval (RV-6), and those that say that a carer died.
    terminating: frozenset[str] = frozenset()
    dying: frozenset[str] = frozenset()
    repeating: frozenset[str] = frozenset()  # reasons for closing a journey that is the same as another
    permanent: frozenset[str] = frozenset()  # reasons that end a kinship approval: its child has a home for good
    # RV-4: whether the first review of an approval goes to panel; 0 where it does not.
    first_review_panel: Dated = Dated(((date.min, 1),))
    hold_months: Dated = Dated(((date.min, 3),))  # how far ahead the day lies at most on which a hold is looked at
    # What the window was said to be before it was recorded anew: until which moment, and what. The oldest first.
    earlier_windows: tuple[tuple[datetime, Dated], ...] = ()

    def known_at(self, moment: datetime) -> Rules:
        """The rules as they were recorded at a moment: by them was counted what was known then."""
        said = next((window for until, window in self.earlier_windows if moment < until), None)
        return self if said is None else replace(self, enquiry_window_days=said)

    @property
    def changed_at(self) -> tuple[datetime, ...]:
        """The moments at which what history counts for changed without any news."""
        return tuple(until for until, _ in self.earlier_windows)
