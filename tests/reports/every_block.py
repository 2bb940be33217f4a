"""Every number of a report by its figure, and what must hold between the blocks."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Select, select

from crm.journey.flow import Part
from crm.journey.ranges import Population, Route, population_of
from crm.reports import behind, figures, in_play, standing
from crm.reports.figures import FIGURES, MEMBERS, Source
from crm.reports.period import DAY, KnownOn, Period
from crm.reports.quarterly import Quarterly, columns, quarterly
from crm.reports.rows import behind_each
from crm.reports.scope import Narrowing, Scope
from crm.reports.steps import HELD, NOBODY, WORK

Numbers = Counter[tuple[str, str]]  # by population and figure


def followed(report: Quarterly) -> Iterator[tuple[str, str, int]]:
    """The numbers of the blocks beside activity, households and places, each population apart."""
    for (population, stage, part), count in (report.stages.counts or {}).items():
        yield population, figures.of_stage(stage, part).name, count
    for (population, *ended), count in report.stages.ended.items():
        yield population, figures.of_ending(*ended).name, count
    for (population, *left), count in report.left.items():
        yield population, figures.of_leaving(*left).name, count
    for (name, span), pace in report.pace.items():
        for counted in figures.PARTS_OF_PACE:
            yield name, figures.of_pace(span, counted).name, getattr(pace, counted)
    for (population, step, came), count in (report.cohort or {}).items():
        yield population, figures.of_cohort(step, came).name, count
    assert report.sources is not None and report.caseload is not None
    for (population, about, line), count in report.sources.counts.items():
        yield population, figures.of_source(*about, line).name, count
    for population in Population:
        for what in WORK:
            for whose in (HELD, NOBODY):
                held = report.caseload.value((population,), what, whose)
                yield population, figures.of_caseload(what, whose).name, held


def holds(report: Quarterly) -> None:
    """Each number has its list, and the blocks agree with each other (domain.md section 3)."""
    numbers = _every(report)
    for key in [key for key in numbers if key[1].endswith(".net")]:
        del numbers[key]  # what is between opening and closing: no list of its own
    listed: Numbers = Counter()
    for population, name, line in behind_each(report):  # what a workbook has, and a pack keeps
        if name not in FIGURES or FIGURES[name].source is not Source.DISTINCT:
            listed[population, name] += line.quantity
    assert +numbers == +listed and -numbers == -listed
    assert report.stages.gaps == () and report.this.gaps == ()
    for population in Population:
        own = {name: count for (whose, name), count in numbers.items() if whose == population}
        assert _under(own, "ended.") == sum(
            count
            for (whose, _, part), count in (report.stages.counts or {}).items()
            if whose == population and part in (Part.WITHDRAWN, Part.DECLINED)
        )
        assert _under(own, "left.") == report.this.values[population, "activity.deregistrations"]
        assert _under(own, "caseload.approved.") == report.this.values[population, "households.closing"]


def of_each_route(scope: Scope, period: Period, known_on: KnownOn) -> None:
    """Every block of a route adds up and has its lists; the routes of a population make all of its figures."""
    made: Numbers = Counter()
    for route in Route:
        report = quarterly(scope.narrowed(Narrowing(route)), period, known_on)
        holds(report)
        of_lists(report)
        found = _every(report)
        assert all(population == population_of(route) for (population, _), count in found.items() if count)
        made.update(found)
    for population in Population:
        report = quarterly(scope.narrowed(Narrowing(population=population)), period, known_on)
        own = _every(report)
        assert own == Counter({key: count for key, count in made.items() if key[0] == population})
    made.subtract(_every(quarterly(scope, period, known_on)))
    assert not any(made.values())


def of_each_offer(scope: Scope, period: Period, known_on: KnownOn) -> None:
    """The books of an offer reconcile, each of their lines has its list, and a quarter opens as the last closed."""
    for offer in ("respite", "short_term"):
        mine = scope.narrowed(Narrowing(offer=offer))
        report = quarterly(mine, period, known_on)
        holds(report)
        of_lists(report)
        open_then = [
            each.approval.terms_on(known_on.counted(period).last)
            for each in standing.approvals(scope.agency_ids, known_on.before)
            if each.approval.open_on(known_on.counted(period).last)
            if each.approval.population != Population.SUPPORTED_LODGINGS
        ]
        told = [terms.places for terms in open_then if offer in terms.offers]
        assert report.this.values["all", "households.closing"] == len(told)
        assert report.this.values["all", "places.closing"] == sum(told)
        half = Period(period.first, period.first + DAY * 90)
        if known_on.begun(rest := Period(half.last + DAY, period.last)):
            before, after = columns(mine, [half, rest], known_on)
            assert before.gaps == after.gaps == ()
            for population, book in itertools.product(MEMBERS, ("households", "places")):
                closed, opened = (population, f"{book}.closing"), (population, f"{book}.opening")
                assert before.values[closed] == after.values[opened], (offer, population, book)


def of_each_area(scope: Scope, period: Period, known_on: KnownOn) -> None:
    """Nobody's area is known in these histories: who lives nowhere that is known is everybody."""
    areas = (scope.narrowed(Narrowing(area=each)) for each in ("none", "DE22"))
    nowhere, somewhere = (quarterly(each, period, known_on) for each in areas)
    assert _every(nowhere) == _every(quarterly(scope, period, known_on))
    assert not any(_every(somewhere).values())


def of_lists(report: Quarterly) -> None:
    """The list behind each figure, read by itself, comes to what the figure says."""
    counted, before = report.known_on.counted(report.period), report.known_on.before
    for (population, name), count in _every(report).items():
        figure = figures.named(name) if count else None
        lines = behind.lines(report.scope, figure, population, counted, before) if figure else []
        assert sum(line.quantity for line in lines) == count, (report.scope.name, population, name)


def reads_enough(scope: Scope, period: Period, known_on: KnownOn) -> None:
    """The journeys that are not read, ended before the period or begun after it, count for nothing in it."""

    def all_of_them(agency_id: int, told: ColumnElement[bool], *_: object) -> Select[Any]:
        return select(in_play.EVENT.journey_id).where(in_play.EVENT.agency_id == agency_id, told)

    found = quarterly(scope, period, known_on)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(in_play, "_in_play", all_of_them)
        assert quarterly(scope, period, known_on).same_figures(found)


def _every(report: Quarterly) -> Numbers:
    """Every number of the period itself, each population apart."""
    found: Numbers = Counter()
    for (population, name), count in report.this.values.items():
        if population in list(Population) and FIGURES[name].source != Source.DISTINCT:
            found[population, name] += count
    for population, name, count in followed(report):
        if population in list(Population):
            found[population, name] += count
    return found


def _under(own: dict[str, int], start: str) -> int:
    return sum(count for name, count in own.items() if name.startswith(start))
