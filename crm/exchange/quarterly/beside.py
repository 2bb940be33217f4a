"""The memo lines of the report in words: what stands beside the books at the period's end, and is in no sum."""

from __future__ import annotations

from dataclasses import dataclass

from crm import words
from crm.formatters import count
from crm.journey.ranges import Population
from crm.reports.memo import Memo
from crm.reports.quarterly import Column


@dataclass(frozen=True, slots=True)
class Line:
    """One of them: so many households, and so many children or places of theirs. `says`: why it is in no sum."""

    code: str
    label: str
    households: int
    count: int
    unit: str
    says: str

    @property
    def of(self) -> str:
        """What is counted beside the households."""
        return "children" if self.unit == "child" else "places"

    @property
    def sentence(self) -> str:
        """The line for a terminal."""
        homes, more = count(self.households, "household"), count(self.count, self.unit, self.of)
        return f"{self.label}: {homes}, {more}. {self.says}".replace("\N{NO-BREAK SPACE}", " ")


def lines(column: Column, found: Memo) -> tuple[Line, ...]:
    """Every line there is; that notice runs, only of whom it runs."""
    closing = column.value(Population.MAINSTREAM, "places.closing") or 0
    full_time = closing - found.short_break_places
    return (
        Line(
            "temporary",
            "Approved for a time (regulation 24)",
            *(found.temporary_households, found.temporary_children, "child"),
            "No bed comes of it (B-8)",
        ),
        Line(
            "adopters",
            "Adopters who foster a named child (regulation 25A)",
            *(found.adopter_households, found.adopter_children, "child"),
            "No bed comes of it (B-8)",
        ),
        Line(
            "short_breaks",
            "Mainstream, for short breaks only",
            *(found.short_break_households, found.short_break_places, "place"),
            f"Without them {full_time:,} of the {closing:,} mainstream beds are full-time (B-14)",
        ),
        *(
            Line(
                f"notice.{each.population}",
                f"Notice is running, {words.POPULATIONS[each.population].lower()}",
                *(each.households, each.places, "place"),
                "They still count in the closing, and leave on a later day (B-4)",
            )
            for each in found.leaving
        ),
    )
