"""What became of those whom an employer sent: each number leads to the households that whoever asks may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import request

from crm import access, clock
from crm.journey.saying import said
from crm.pages import filters, registers, report_copies
from crm.pages.report_tables import LIST
from crm.reads.employers import OneEmployer
from crm.report_words import OF_SOURCES
from crm.reports import employers, once
from crm.reports import scope as scopes
from crm.reports.figures import of_source
from crm.reports.period import KnownOn, Period, financial_year
from crm.reports.steps import REGISTERED

YEARS = 3  # whole financial years before this one: most who come to be carers have come by then


@dataclass(frozen=True, slots=True)
class Referrals:
    """The numbers, each with its label and where it leads; the days, and what is wrong with those asked for."""

    first: date
    last: date
    figures: tuple[tuple[str, int, str | None], ...]
    kept_of: tuple[int, int]
    problems: filters.Problems


def referrals(one: OneEmployer) -> Referrals | None:
    """They, in the days that the address names, as known today; None for whoever may not see them."""
    figure = of_source(REGISTERED, str(one.seen.number), "enquiries")
    if not report_copies.may_open(figure):
        return None
    today = clock.today()
    year = financial_year(today).first
    problems: filters.Problems = []
    first, last = registers.period(year.replace(year=year.year - YEARS), today, problems)
    if last > today:
        problems.append((f"The last day, {said(last)}, is in the future: today is {said(today)}", "#filter-to"))
        first, last = min(first, today), today
    if not request.args.get("from") and first > last:
        first = last
    scope = scopes.of_agency(one.agency_slug, access.current_actor())
    known_on = KnownOn(today)
    with once.once(known_on.before):
        counts = employers.read(scope, Period(first, last), known_on, one.seen.number) or {}
    asked = {"agency": scope.slug, "from": first.isoformat(), "to": last.isoformat(), "known_on": today.isoformat()}
    shown = tuple((label, counts[line], _address(asked, one, line)) for line, label in OF_SOURCES.items())
    return Referrals(first, last, shown, _kept(counts), problems)


def _address(asked: Mapping[str, str], one: OneEmployer, line: str) -> str | None:
    if not access.may("reports.households"):
        return None
    figure = of_source(REGISTERED, str(one.seen.number), line)
    return f"{LIST}?{urlencode({**asked, 'population': 'all', 'figure': figure.name})}"


def _kept(counts: Mapping[str, int]) -> tuple[int, int]:
    """The beds that were kept, of those that are old enough to say so."""
    return counts.get("places_kept", 0), counts.get("places_kept", 0) + counts.get("places_lost", 0)
