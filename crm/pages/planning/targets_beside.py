"""The targets whose period is that of a quarterly report, beside its figures: one of its comparators."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from crm import target_words
from crm.pages import report_copies
from crm.pages.report_tables import LIST
from crm.reports import targets
from crm.reports.quarterly import Quarterly
from crm.reports.targets import Progress
from crm.words import Label


@dataclass(frozen=True, slots=True)
class Line:
    """A target in words; `href` leads to the households that are counted, where the period has begun."""

    id: int
    called: str
    council: str
    target: str
    progress: Progress
    href: str | None
    left: str
    needs: str
    state: Label


def lines(report: Quarterly) -> list[Line]:
    """The targets of the report's period, as they stood on its known-on day."""
    return [_line(each) for each in targets.of_report(report.scope, report.period, report.known_on)]


def _line(each: Progress) -> Line:
    figure, number = each.target.figure, each.entry.number
    return Line(
        id=each.target.id,
        called=target_words.named(figure, each.target.population),
        council=each.council.name,
        target=f"{number:,} {target_words.unit_of(figure, number)}",
        progress=each,
        href=to_list(each),
        left=target_words.left_of(each),
        needs=target_words.needs(each),
        state=target_words.STATES[each.state],
    )


def to_list(each: Progress) -> str | None:
    """Where the households behind what is counted are; None where nothing is counted yet, or not for who asks."""
    if each.actual is None or not report_copies.may_see(each.period):
        return None
    asked = {
        "hub" if each.added_up else "agency": each.council.slug,
        "from": each.entry.first.isoformat(),
        "to": each.entry.last.isoformat(),
        "known_on": each.known_on.day.isoformat(),
        "population": each.target.population,
        "figure": each.target.figure,
    }
    return f"{LIST}?{urlencode(asked)}"
