"""The report as a paper for a committee: the numbers of its page, in its order, and what they mean at the end."""

from __future__ import annotations

from collections.abc import Iterator

from crm import words
from crm.exchange.papers import (
    Funnel,
    Paper,
    Part,
    Section,
    Table,
    Text,
    Waterfall,
)
from crm.exchange.quarterly import (
    beside,
    marks,
    paces,
    paper_followed,
    paper_grids,
    paper_targets,
    sentences,
    why_ended,
)
from crm.exchange.quarterly.paper_grids import APART, FOSTERING, grid
from crm.journey.beds import Book
from crm.journey.ranges import Population
from crm.journey.saying import said
from crm.reports.figures import Source, of_block, told_of
from crm.reports.quarterly import Quarterly
from crm.reports.small import shown

IN_EVERY_LINE = (
    "In every line, carried in and entered make advanced, withdrawn, declined and still there. What is counted are "
    "journeys: a household that comes back makes another one."
)
NO_PACE = "No journey came to first contact, a visit, panel or a decision in this period."
PACE = ("From a step to another", "Median", "90th percentile", "Journeys counted", "Inside the limit", "Left out")
ENDED = (
    "Ended without an approval",
    ("Stage", "Reason", "Whose decision", "Population", "Journeys"),
    "No journey ended without an approval in this period.",
)
LEFT = (
    "Approvals that ended",
    ("Reason", "Went to", "Started by", "Population", "Households"),
    "No approval ended in this period.",
)


def paper(report: Quarterly) -> Paper:
    """Everything that the report's page says, but for what it lets one do. Each page says which copy it is."""
    return Paper(
        title=f"{report.scope.name}: {report.period.label}",
        about=tuple(_about(report)),
        mark=marks.on_paper(report),
        sections=tuple(_sections(report)),
        wide=True,
    )


def _about(report: Quarterly) -> Iterator[tuple[str, str]]:
    """Whose figures these are, of which days, as known on which, and whether they add up."""
    yield "Report", "Quarterly report of fostering recruitment and retention"
    yield ("Hub" if report.scope.is_hub else "Agency"), report.scope.name
    if report.agencies:
        yield "Agencies of it", ", ".join(council.name for council, _ in report.agencies)
    yield "Period", f"{said(report.period.first)} to {said(report.period.last)}"
    yield "As known on", said(report.known_on.day)
    yield "Compared with", f"{report.columns[1].period.label}; {report.columns[2].period.label}"
    yield "Identities", f"{sentences.reconciliation(report.this)}."
    if report.suppressed or report.scope.narrowing:
        yield marks.title(report), marks.explained(report)


def _sections(report: Quarterly) -> Iterator[Section]:
    yield Section("What it comes to", tuple(_headline(report)))
    yield from paper_targets.targets_of(report)
    if not report.empty:
        yield from _books(report)
        yield from _through(report)
        yield from _ends(report)
        yield from paper_followed.origins_of(report)
        yield from paper_followed.caseload_of(report)
        yield from _besides(report)
    yield Section("What the figures mean", tuple(paper_grids.definitions(report)))


def _headline(report: Quarterly) -> Iterator[Part]:
    if not report.this.begun:
        yield Text(sentences.not_yet(report))
        return
    for gap in report.this.gaps:
        yield Text(f"{sentences.gap_in_words(gap)}.", warns=True)
    if ahead := sentences.partly_ahead(report):
        yield Text(ahead)
    yield Text(f"Net bed gain: {sentences.net_gain(report.this, Book.PLACES)}.")
    yield Text(f"Net households: {sentences.net_gain(report.this, Book.HOUSEHOLDS)}.")
    if report.empty:
        yield Text(f"Nothing is on record of {report.scope.name} in these periods.")


def _books(report: Quarterly) -> Iterator[Section]:
    """Activity, beds, households and the funnel: three periods side by side."""
    begun, column = report.this.begun, report.this
    activity = grid(report, "Activity in each period", of_block("activity", ""), FOSTERING)
    yield Section("Activity", (activity, *_texts(sentences.activity(report))))
    beds = grid(report, "Beds, in approved places", of_block("places"), FOSTERING, first="Places")
    chart = (_waterfall(report),) if begun else ()
    yield Section("Beds", (*chart, beds, *_texts(sentences.identity(column, Book.PLACES))))
    homes = grid(report, "Households, cause by cause", of_block("households"), FOSTERING, first="Households")
    good = sentences.permanence(column, report.permanence) if report.permanence else ""
    told = _texts(sentences.identity(column, Book.HOUSEHOLDS), good)
    yield Section("Households", (homes, *told))
    bars = (_funnel(report),) if begun else ()
    yield Section(
        "Funnel, period view", (*bars, paper_grids.funnel_grid(report), *_texts(sentences.funnel_of(column)))
    )
    yield from paper_followed.two_views(report)


def _through(report: Quarterly) -> Iterator[Section]:
    """Stage by stage, and how long it took."""
    if not report.this.begun:
        return
    gaps = [Text(f"{gap}.", warns=True) for gap in report.stages.gaps]
    yield Section("Stage by stage, period view", (*gaps, *paper_grids.stages(report), Text(IN_EVERY_LINE)))
    if not marks.tells(report, "pace"):
        return
    found = list(paces.lines(report))
    if not found:
        yield Section("Pace, period view", (Text(NO_PACE),))
        return
    rows = tuple(
        (
            each.label,
            each.median or "none",
            each.ninetieth or "none",
            shown(each.pace.counted),
            shown(each.pace.inside) + (f" ({each.share})" if each.share else ""),
            shown(each.pace.left_out),
        )
        for each in found
    )
    limits = f"The limits: {'; '.join(paces.limits_in_words(report))}."
    yield Section("Pace, period view", (Table(f"Pace in {report.period.label}", PACE, rows), Text(limits)))


def _ends(report: Quarterly) -> Iterator[Section]:
    """Why journeys and approvals ended: the parts make the total."""
    if not report.this.begun:
        return
    for block, (title, columns, none), lines in (
        ("ended", ENDED, list(why_ended.ended(report))),
        ("left", LEFT, list(why_ended.left(report))),
    ):
        if not marks.tells(report, block):
            continue
        rows = [
            (each.first, each.second, each.whose, words.POPULATIONS[each.population], each.shown) for each in lines
        ]
        total = ("All together", "", "", "", shown(why_ended.total(report, block)))
        made = Table(
            f"{title} in {report.period.label}",
            columns,
            (*rows, total),
            numbers=4,
            strong=frozenset({len(rows)}),
        )
        yield Section(f"{title}, period view", (made,) if rows else (Text(none),))


def _besides(report: Quarterly) -> Iterator[Section]:
    """What stands beside the books, reviews, supported lodgings, and the agencies of a hub one by one."""
    if found := beside.told(report):
        rows = tuple((each.label, each.homes, f"{shown(each.count)} {each.of}", each.says) for each in found)
        title = f"Beside the books on {said(report.memo.on if report.memo else report.period.last)}"
        columns = ("What", "Households", "Children or places", "How it counts")
        yield Section(title, (Table(title, columns, rows, numbers=4), Text("In none of the sums above.")))
    if told := marks.reviews(report):
        yield Section("Reviews of approvals", _texts(*(_ended(each) for each in sentences.reviews(told))))
    yield Section("Supported lodgings", tuple(_lodgings(report)))
    if report.agencies:
        yield Section(f"By agency, {report.period.label}", (paper_grids.agencies(report),))


def _lodgings(report: Quarterly) -> Iterator[Part]:
    figures = [
        figure
        for figure in of_block("activity", "households", "places")
        if any(column.value(Population.SUPPORTED_LODGINGS, figure.name) for column in report.columns)
    ]
    if not figures:
        yield Text("Nothing is on record of supported lodgings in these periods.")
        return
    yield grid(report, "Supported lodgings in each period", figures, APART)
    yield Text("Supported lodgings are counted apart: none of them is in the figures above.")


def _waterfall(report: Quarterly) -> Waterfall:
    rows = tuple(
        (
            words.figure(figure.name),
            figure.sign * (report.this.value(Population.MAINSTREAM, figure.name) or 0),
            "move" if figure.moves else "total",
        )
        for figure in of_block("places")
        if figure.source != Source.NET and told_of(figure, report.scope)
    )
    caption = f"Net {sentences.net_gain(report.this, Book.PLACES)}"
    return Waterfall(
        "waterfall", caption, "Mainstream beds from opening to closing", rows, "approved mainstream places"
    )


def _funnel(report: Quarterly) -> Funnel:
    rows = tuple(paper_grids.funnel_bars(report))
    caption = f"Mainstream: {sentences.steps_in_words(report.this)}"
    compared = ("this period", "same period last year")
    return Funnel("funnel", caption, "Mainstream funnel of the period", rows, compared)


def _texts(*told: str) -> tuple[Text, ...]:
    return tuple(Text(each) for each in told if each)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."
