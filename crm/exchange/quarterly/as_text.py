"""The report as text for a terminal: a section a period, a table a block, numbers in columns with their unit."""

from __future__ import annotations

from collections.abc import Iterator

from crm import words
from crm.exchange.quarterly import beside, loads, marks, origins, paces, sentences, why_ended
from crm.exchange.quarterly.sentences import printed
from crm.journey.beds import Book
from crm.journey.saying import said
from crm.report_words import STEPS
from crm.reports import funnel
from crm.reports.figures import ALL, MEMBERS, of_block, told_of
from crm.reports.quarterly import Column, Quarterly
from crm.reports.scope import Scope
from crm.reports.steps import PLACES, Step

LABEL, WIDE, NUMBER = 30, 38, 20  # widths of columns
BLOCKS = ((("activity", ""), "Activity"), (("households",), "Households"), (("places",), "Beds (approved places)"))


def write(report: Quarterly) -> bytes:
    """The report, ending with a line end."""
    return ("\n".join(_lines(report)) + "\n").encode()


def _lines(report: Quarterly) -> Iterator[str]:
    yield f"{report.scope.name}: {report.period.label}"
    yield f"As known on {said(report.known_on.day)}. {sentences.reconciliation(report.this)}."
    yield f"{marks.title(report)}. {marks.explained(report)}"
    if report.this.begun:
        yield ""
        yield f"Net bed gain: {sentences.net_gain(report.this, Book.PLACES)}"
        yield f"Net households: {sentences.net_gain(report.this, Book.HOUSEHOLDS)}"
        yield from filter(None, (sentences.activity(report), sentences.partly_ahead(report)))
        if report.permanence:
            yield sentences.permanence(report.this, report.permanence)
    this, last_year, full_year = report.columns
    yield from _section("This period", this, report.scope)
    yield from _funnel(this)
    yield from _cohort(report)
    if found_pace := list(paces.lines(report)):
        yield from ("", "Pace, of the period", *(f"{each.sentence}." for each in found_pace))
    for title, found_why in (
        ("Ended without an approval", why_ended.ended(report)),
        ("Approvals that ended", why_ended.left(report)),
    ):
        if said_why := [why_ended.sentence(each) for each in found_why]:
            yield from ("", f"{title}, of the period", *said_why)
    if came := [origins.sentence(each) for each in origins.every(report)]:
        yield from ("", "Where they came from, of the period", *came)
    if report.caseload:
        held = (each.sentence for each in loads.some(report))
        yield from ("", f"Caseload on {said(report.caseload.on)}", *held)
    if told := marks.reviews(report):
        yield from ("", "Reviews of approvals", *sentences.reviews(told))
    if found := beside.told(report):
        day = said(report.memo.on if report.memo else report.period.last)
        yield from ("", f"Beside the books on {day}", *(f"{each.sentence}." for each in found))
    yield from _section("Same period last year", last_year, report.scope)
    yield from _section("Last full year", full_year, report.scope)
    for council, column in report.agencies:
        yield from _section(council.name, column, report.scope.alone(council))
        yield f"{sentences.reconciliation(column)}."


def _section(title: str, column: Column, scope: Scope) -> Iterator[str]:
    yield from ("", heading := f"{title}: {column.period.label}", "=" * len(heading))
    for blocks, name in BLOCKS:
        yield ""
        yield _row(name, [words.POPULATIONS[each] for each in MEMBERS])
        for figure in of_block(*blocks):
            if told_of(figure, scope):
                values = (column.value(each, figure.name) for each in MEMBERS)
                yield _row(words.figure(figure.name), [printed(figure, value) or "" for value in values])


def _funnel(column: Column) -> Iterator[str]:
    yield from ("", _row("Funnel, period", ["Mainstream", "of the step before", "of enquiries"]))
    for step in funnel.steps(column, "mainstream"):
        ratios = [ratio.said if ratio else "" for ratio in (step.of_previous, step.of_enquiries)]
        yield _row(words.figure(step.name), ["" if step.count is None else f"{step.count:,}", *ratios])


def _cohort(report: Quarterly) -> Iterator[str]:
    """The enquiries of the period, followed to the known-on day, in each population that has any."""
    for population in (each for each in MEMBERS if each != ALL):
        told = funnel.followed(report, population)
        if not told or not told[0].reached:
            continue
        until = f"the period's enquiries, followed to {said(report.known_on.day)}"
        yield from ("", f"Funnel, cohort, {words.POPULATIONS[population].lower()}: {until}")
        headings = ["Came so far", "of the step before", "of enquiries", "Ended there", "Still there"]
        yield _row("", headings, wide=True)
        for each in told:
            ratios = [ratio.said if ratio else "" for ratio in (each.of_previous, each.of_enquiries)]
            counts = [f"{count:,}" for count in (each.reached, each.ended, each.there)]
            label = STEPS[each.step]
            yield _row(label, [counts[0], *ratios, *counts[1:]], wide=True)
        places, now = (funnel.part_of(report, population, Step.APPROVAL, part) for part in PLACES)
        yield f"Approved with {places:,} places; on {said(report.known_on.day)} they have {now:,}."


def _row(label: str, cells: list[str], *, wide: bool = False) -> str:
    return (label.ljust(WIDE if wide else LABEL) + "".join(cell.rjust(NUMBER) for cell in cells)).rstrip()
