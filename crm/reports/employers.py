"""What came of those whom an employer sent, by the same counting as the sources of the report.

An enquiry is an employer's by what was typed in it, and by whose name that is on the register today: to link a name
is to say what was meant all along, and so it holds for past days too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from crm.register import employers
from crm.reports import sources
from crm.reports.figures import MEMBERS, Figure
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.sources import About
from crm.reports.steps import OF_SOURCES, REGISTERED, employer_of

EVERYBODY = MEMBERS["all"]


def read(scope: Scope, period: Period, known_on: KnownOn, number: int) -> Mapping[str, int] | None:
    """Each line for an employer of this council; None where nothing of the period can be known yet."""
    found = sources.read(scope, period, known_on)
    if found is None:
        return None
    mine = abouts(scope, f"{REGISTERED}~{number}")
    return {line: sum(found.value(EVERYBODY, about, line) for about in mine) for line in OF_SOURCES}


def value(scope: Scope, period: Period, known_on: KnownOn, figure: Figure, members: Collection[str]) -> int | None:
    """One of these numbers, of some populations; None where nothing of the period can be known yet."""
    found = sources.read(scope, period, known_on)
    if found is None:
        return None
    return sum(found.value(members, about, figure.line) for about in abouts(scope, figure.about))


def abouts(scope: Scope, about: str) -> frozenset[About]:
    """What stands in enquiries for what a figure is about: of an employer on the register, all its spellings."""
    number = employer_of(about)
    if number is None:
        by, _, text = about.partition("~")
        return frozenset({(by, text)})
    typed = (each for agency_id in scope.agency_ids for each in employers.typed_for(number, agency_id))
    return frozenset(("employer", each) for each in typed)
