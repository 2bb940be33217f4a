"""The few numbers by which the fold judges, as dated values that the register hands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
