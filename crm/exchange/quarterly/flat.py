"""The report as one list of figures, each by its key, with its name in words: what packs keep and compare."""

from __future__ import annotations

from collections.abc import Iterator

from crm import kinship_words, words
from crm.exchange.quarterly import beside, loads, marks, origins, why_ended
from crm.exchange.quarterly.as_sheet import REVIEWS
from crm.exchange.quarterly.followed import followed
from crm.journey.flow import Part
from crm.reports.differences import Flat, Value
from crm.reports.figures import FIGURES, MEMBERS, named, of_pace, of_stage, told_of
from crm.reports.pace import spans
from crm.reports.quarterly import Quarterly
from crm.reports.rows import COLUMNS, THIS, Key
from crm.reports.small import Symbol

BLOCKS = {
    "activity": "Activity",
    "households": "Households",
    "places": "Beds (approved places)",
    "cohort": "Funnel, cohort view",
    "stages": "Through the stages",
    "pace": "Pace",
    "ended": "Ended without an approval",
    "left": "Approvals that ended",
    "sources": "Where they came from",
    "caseload": "Caseload",
    "reviews": "Reviews of approvals",
    "permanence": "A home for good",
    "beside": "Beside the books",
}


def flat(report: Quarterly) -> Iterator[Flat]:
    """Every figure of a report as counted, in its order; of a part of the period itself that nobody is in, none."""
    for key, label, value in told(report):
        yield Flat(key, label, None if isinstance(value, Symbol) else value)


def told(report: Quarterly) -> Iterator[tuple[Key, str, Value | Symbol]]:
    """The same of any copy: its key, its name in words, and what it says, or the symbol in the place of that."""
    for name, column in zip(COLUMNS, report.columns, strict=True):
        for population in MEMBERS:
            for figure in FIGURES.values():
                if told_of(figure, report.scope):
                    key = (name, population, figure.name)
                    yield key, words.figure(figure.name), column.value(population, figure.name)
    if report.this.begun:
        for population, figure_name, label, value in (
            *followed(report),
            *_stages(report),
            *_pace(report),
            *_why(report),
            *_origins(report),
            *loads.figures(report),
            *_beside(report),
        ):
            yield (THIS, population, figure_name), label, value


_Found = Iterator[tuple[str, str, str, Value | Symbol]]


def _stages(report: Quarterly) -> _Found:
    for population, members in MEMBERS.items():
        for stage in dict.fromkeys(stage for member in members for stage in report.stages.order[member]):
            for part in Part:
                if value := report.stages.value(members, stage, part):
                    name = of_stage(stage, part).name
                    yield population, name, words.figure(name), value


def _pace(report: Quarterly) -> _Found:
    for (population, span), found in report.pace.items():
        if found.counted or found.left_out:
            for part in ("counted", "inside", "left_out"):
                name = of_pace(span, part).name
                yield population, name, words.figure(name), getattr(found, part)
            for part, said in (("median", "median"), ("ninetieth", "90th percentile")):
                took = getattr(found, part)
                label = f"{spans()[span].label}: {said}, {spans()[span].unit}"
                yield (
                    population,
                    f"pace.{span}.{part}",
                    label,
                    took if took is None or isinstance(took, Symbol) else float(took),
                )


def _why(report: Quarterly) -> _Found:
    for each in (*why_ended.ended(report), *why_ended.left(report)):
        label = why_ended.label(each.figure, report.scope) or each.figure.name
        yield each.population, each.figure.name, label, each.count


def _origins(report: Quarterly) -> _Found:
    for each in origins.every(report):
        for line, count in each.counts.items():
            figure = each.figure(line)
            if count:
                said = origins.label(figure, report.scope, report.sources)
                yield each.population, figure.name, said or figure.name, count


def _beside(report: Quarterly) -> _Found:
    if reviews := marks.reviews(report):
        for name, label in REVIEWS.items():
            yield "all", f"reviews.{name}", label, reviews[name]
    for code, count in report.permanence.items():
        label = words.said(kinship_words.PERMANENCE, code).capitalize()
        yield "kinship", f"permanence.{code}", label, count
    for each in beside.told(report):
        for unit, number in (("households", each.households), (each.of, each.count)):
            yield "all", f"beside.{each.code}.{unit}", f"{each.label}: {unit}", number


def block_of(name: str) -> str:
    """The part of the report in which a figure stands; '' for what stands by itself."""
    first = name.partition(".")[0]
    return first if first in BLOCKS else ""


def definition(name: str) -> str | None:
    """What a figure means; None of those that have no definition of their own."""
    figure = named(name)
    return figure.definition if figure is not None else None
