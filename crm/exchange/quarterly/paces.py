"""The report's block 'pace' as lines: each span in each population in which anybody came to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from crm import words
from crm.formatters import lower_first
from crm.reports.figures import ALL
from crm.reports.pace import Pace, Span, limits, spans
from crm.reports.quarterly import Quarterly
from crm.reports.small import Symbol, shown


@dataclass(frozen=True, slots=True)
class PaceLine:
    """One span in one population."""

    span: Span
    population: str
    pace: Pace

    @property
    def label(self) -> str:
        """'Enquiry to first contact, mainstream'."""
        return f"{self.span.label}, {words.POPULATIONS[self.population].lower()}"

    @property
    def median(self) -> str:
        """How long half of them took, or less; empty where none is counted."""
        return _long(self.pace.median, self.span.unit)

    @property
    def ninetieth(self) -> str:
        """How long nine of ten took, or less."""
        return _long(self.pace.ninetieth, self.span.unit)

    @property
    def share(self) -> str:
        """'70%' of those who are counted were inside the limit; in a published copy with what makes it unsure."""
        percent = self.pace.percent
        if percent is None or isinstance(percent, Symbol):
            return ""  # the symbol that stands for the count says it
        return f"{percent}%, of few" if self.pace.few else f"{percent}%"

    @property
    def sentence(self) -> str:
        """The line for a terminal."""
        found = self.pace
        # A published copy does not say how many.
        known = found.left_out and not isinstance(found.left_out, Symbol)
        left = f"; {shown(found.left_out)} left out, recorded too late" if known else ""
        if not found.counted:
            return f"{self.label}: none counted{left}"
        return (
            f"{self.label}: median {self.median}, 90th percentile {self.ninetieth}; "
            f"{shown(found.inside)} of {shown(found.counted)} inside the limit"
            f"{f' ({self.share})' if self.share else ''}{left}"
        )


def lines(report: Quarterly) -> Iterator[PaceLine]:
    """The lines of a report, span by span; a population in which nobody came to its end has none.

    Nor has the total, where it would only repeat the one population that it has.
    """
    for name, span in spans().items():
        of_span = {population: found for (population, each), found in report.pace.items() if each == name}
        for population, found in of_span.items():
            repeats = population == ALL and found in (of_span["mainstream"], of_span["kinship"])
            if (found.counted or found.left_out) and not repeats:
                yield PaceLine(span, population, found)


def limits_in_words(report: Quarterly) -> Iterator[str]:
    """What is inside the limit, span by span, with the measure's id in the rule sheet."""
    given = limits(report.scope, report.period, report.known_on)
    for name, span in spans().items():
        if span.rule is not None:
            yield f"{lower_first(span.label)}: the day that the standard gives ({span.source})"
        elif len(given[name]) == 1:
            [most] = given[name]
            yield f"{lower_first(span.label)}: {long(Decimal(most), span.unit)} ({span.source})"
        else:
            yield f"{lower_first(span.label)}: each council's own ({span.source})"


def _long(took: Decimal | Symbol | None, unit: str) -> str:
    return str(took or "") if took is None or isinstance(took, Symbol) else long(took, unit)


def long(took: Decimal, unit: str) -> str:
    """'1 working day', '12.5 weeks': how long it took, without a nought behind the point."""
    return f"{took.normalize():f} {unit[:-1] if took == 1 else unit}"
