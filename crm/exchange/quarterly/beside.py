"""The memo lines of the report in words: what stands beside the books at the period's end, and is in no sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crm import words
from crm.journey.ranges import Population
from crm.reports.memo import Memo
from crm.reports.notice import Leaving
from crm.reports.quarterly import Column, Quarterly
from crm.reports.small import Printed, shown

NOTICE = "notice."
NO_FULL_TIME = "They are in the closing, and give no full-time bed (B-14)"


@dataclass(frozen=True, slots=True)
class Line:
    """One of them: so many households, and so many children or places of theirs. `says`: why it is in no sum."""

    code: str
    label: str
    households: Printed
    count: Printed
    unit: str
    says: str

    @property
    def of(self) -> str:
        """What is counted beside the households."""
        return "children" if self.unit == "child" else "places"

    @property
    def sentence(self) -> str:
        """The line for a terminal."""
        homes = "household" if self.households == 1 else "households"
        return f"{self.label}: {shown(self.households)} {homes}, {self.more}. {self.says}"

    @property
    def homes(self) -> str:
        """How many households."""
        return shown(self.households)

    @property
    def more(self) -> str:
        """'1 child', '12 places', 'c places'."""
        return f"{shown(self.count)} {self.unit if self.count == 1 else self.of}"


def told(report: Quarterly) -> tuple[Line, ...]:
    """The lines of a report; of a published copy by its rule, and nothing in words that would say more."""
    if report.memo:
        return lines(report.this, report.memo)
    if report.suppressed is None or report.suppressed.beside is None:
        return ()
    found, every = report.suppressed.beside, Memo(report.period.last, leaving=tuple(_leaving(report)))
    return tuple(
        replace(
            line,
            households=found[line.code][0],
            count=found[line.code][1],
            says=NO_FULL_TIME if line.code == "short_breaks" else line.says,
        )
        for line in lines(report.this, every)
    )


def _leaving(report: Quarterly) -> Iterator[Leaving]:
    codes = report.suppressed.beside if report.suppressed and report.suppressed.beside else ()
    for code in codes:
        if code.startswith(NOTICE):
            yield Leaving(Population(code.removeprefix(NOTICE)), 0, 0)


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
                f"{NOTICE}{each.population}",
                f"Notice is running, {words.POPULATIONS[each.population].lower()}",
                *(each.households, each.places, "place"),
                "They still count in the closing, and leave on a later day (B-4)",
            )
            for each in found.leaving
        ),
    )
