"""Why it ended, as lines: of journeys without an approval, and of approvals. The parts make the total of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm import words
from crm.formatters import lower_first
from crm.journey.beds import Cause
from crm.journey.ranges import Population
from crm.reads.choices import Choices, of_agency
from crm.reports.copies import HELD_BACK
from crm.reports.endings import REFUSED, Ended, Left
from crm.reports.figures import NOT_RECORDED, Figure, Source, of_ending, of_leaving
from crm.reports.quarterly import Quarterly
from crm.reports.scope import Scope
from crm.reports.small import Printed, Symbol, shown

WHOSE = {**words.CLOSED_BY, **words.LEFT_BY, NOT_RECORDED: "Not recorded", HELD_BACK: "Not told"}


@dataclass(frozen=True, slots=True)
class WhyLine:
    """So many of one population: where or why, why or where to, and whose decision it was, in words."""

    population: Population
    first: str
    second: str
    whose: str
    count: Printed
    figure: Figure

    @property
    def block(self) -> str:
        """Which of the two it is a line of."""
        return self.figure.block.partition(".")[0]

    @property
    def shown(self) -> str:
        """The count, or what stands in its place in a published copy."""
        return shown(self.count)


def ended(report: Quarterly) -> Iterator[WhyLine]:
    """The journeys that ended without an approval: stage, reason, whose decision; in the order of the stages."""
    listed = _lists(report.scope)
    told = counts(report, "ended")
    for population, order in report.stages.order.items():
        own = [(key, count) for key, count in told.items() if key[0] == population]
        for (_, stage, reason, whose), count in sorted(
            own, key=lambda each: (order.index(each[0][1]), *_most(each))
        ):
            said = (words.stage(stage).text, reason_said(listed, reason), _whose(whose))
            yield WhyLine(population, *said, count, of_ending(stage, reason, whose))


def left(report: Quarterly) -> Iterator[WhyLine]:
    """The households that left: reason, destination, who started it; the most first."""
    listed = _lists(report.scope)
    told = counts(report, "left")
    for population in Population:
        own = [(key, count) for key, count in told.items() if key[0] == population and count]
        for (_, reason, destination, whose), count in sorted(own, key=_most):
            said = _of_leaving(listed, reason, destination, whose)
            yield WhyLine(population, *said, count, of_leaving(reason, destination, whose))


def counts(report: Quarterly, block: str) -> Mapping[Ended, Printed] | Mapping[Left, Printed]:
    """Each combination that there is, by the codes of the agency's lists; of a published copy by its rule."""
    if report.suppressed and block not in report.suppressed.kept:
        return report.suppressed.ended if block == "ended" else report.suppressed.left
    return report.stages.ended if block == "ended" else report.left


def total(report: Quarterly, block: str) -> Printed:
    """What all the lines of one of the two come to; of a published copy by its rule."""
    if report.suppressed and block not in report.suppressed.kept:
        return report.suppressed.totals.get(block, 0)
    return sum((report.stages.ended if block == "ended" else report.left).values())


def _most(each: tuple[Ended, Printed]) -> tuple[int, Ended]:
    """The most first, then what is not said; that keeps no order of its own, which would tell."""
    key, count = each
    return 0 if isinstance(count, Symbol) else -count, key


def sentence(line: WhyLine) -> str:
    """The line for a terminal."""
    population = words.POPULATIONS[line.population].lower()
    return f"{line.first}, {population}: {line.second}; {lower_first(line.whose)}: {line.shown}."


def label(figure: Figure, scope: Scope) -> str | None:
    """What one of these numbers is called; None of a figure that is none of them."""
    if figure.source not in (Source.ENDED, Source.LEFT):
        return None
    listed, (first, _, second) = _lists(scope), figure.about.partition("~")
    if figure.source == Source.LEFT:
        return "Left: {}; {}; {}".format(*_of_leaving(listed, first, second, figure.line))
    said = reason_said(listed, second)
    return f"Ended at {words.stage(first).text.lower()}: {said}; {_whose(figure.line).lower()}"


def reason_said(listed: Choices, code: str) -> str:
    """Why a journey ended: the agency's words, with Ofsted's code where the reason has one (AW0 to AW5)."""
    if code == NOT_RECORDED:
        return "Not recorded"
    if code == REFUSED:
        return "Not approved"
    if code == HELD_BACK:
        return "Not told by reason"
    ofsted = next((each.get("ofsted") for each in listed.every("closed_reasons") if each["code"] == code), None)
    said = listed.said("closed_reasons", code)
    return f"{said} ({ofsted})" if ofsted else said


def _of_leaving(listed: Choices, reason: str, destination: str, whose: str) -> tuple[str, str, str]:
    if reason == HELD_BACK:
        where = "To another service" if destination == Cause.TRANSFER_OUT else "To no other service"
        return "Not told by reason", where, _whose(whose)
    why, where = (
        "Not recorded" if code == NOT_RECORDED else listed.said(name, code)
        for name, code in (("deregistered_reasons", reason), ("destinations", destination))
    )
    return why, where, _whose(whose)


def _whose(code: str) -> str:
    return words.said(WHOSE, code)


def _lists(scope: Scope) -> Choices:
    """The lists of the agency, or of a hub the first one's: a code that it lacks is said in plain letters."""
    return of_agency(scope.agency_ids[0])
