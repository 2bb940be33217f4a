"""Every figure of the quarterly report: where it is read, and which entries it adds up.

A figure is named by its block and line, as the report's JSON has them: 'places.new_approvals'. Losses are shown as
positive numbers: a figure's `sign` is what its entries are multiplied with.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm.journey.beds import Book, Cause
from crm.journey.events import ApplicationReceived, EnquiryReceived, VisitCompleted
from crm.journey.flow import Part
from crm.journey.ranges import Population
from crm.register.pace import spans
from crm.reports import steps
from crm.reports.definitions import DEFINITIONS
from crm.reports.scope import Scope
from crm.reports.sums import MOVEMENTS, OFFER_GAINED, OFFER_LOST, TURNS, What

ALL = "all"
# B-2 and B-15: what each population is made of. Supported lodgings are never in the total.
MEMBERS: dict[str, tuple[Population, ...]] = {
    Population.MAINSTREAM: (Population.MAINSTREAM,),
    Population.KINSHIP: (Population.KINSHIP,),
    Population.SUPPORTED_LODGINGS: (Population.SUPPORTED_LODGINGS,),
    ALL: (Population.MAINSTREAM, Population.KINSHIP),
}


class Source(StrEnum):
    """Where a figure is read."""

    ENTRIES = "entries"  # entries effective in the period
    OPENING = "opening"  # all entries of its book effective before it
    CLOSING = "closing"  # the approvals in force at its end, from the events
    NET = "net"  # closing less opening
    STILL_ACTIVE = "still_active"  # approvals begun in the period and in force at its end
    DISTINCT = "distinct"  # households behind its entries, each once
    PACE = "pace"  # the journeys that came to the end of a span: 'pace.contact.inside'
    ENDED = "ended"  # journeys that ended in a stage for a reason: 'ended.visit~work.applicant'
    LEFT = "left"  # households that left, by reason and destination: 'left.retired~none.carer'
    COHORT = "cohort"  # enquiries of the period, followed to the known-on day: 'cohort.visit.reached'
    SOURCES = "sources"  # what happened, by source, campaign or employer: 'sources.source~website.visits'
    CASELOAD = "caseload"  # what somebody works with, or nobody, at the period's end: 'caseload.approved.nobody'
    STAGE = "stage"  # the flow through a stage of the agency's own: 'stages.visit.entered'


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report; `unit` is what it counts."""

    name: str
    source: Source
    unit: str
    book: Book
    what: tuple[What, ...] = ()
    sign: int = 1

    @property
    def block(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def line(self) -> str:
        return self.name.rpartition(".")[2]

    def unit_of(self, count: int) -> str:
        """What it counts, in the number of the count: '1 enquiry', '2 enquiries'."""
        if abs(count) == 1:
            return self.unit
        return f"{self.unit[:-1]}ies" if self.unit.endswith("ry") else f"{self.unit}s"

    @property
    def moves(self) -> bool:
        """Whether it is part of what leads from opening to closing, and is printed with its sign."""
        return self.block in UNITS and self.source not in (Source.OPENING, Source.CLOSING)

    @property
    def definition(self) -> str:
        if self.source == Source.CASELOAD:
            return DEFINITIONS[self.block]
        if self.source in (Source.ENDED, Source.LEFT):
            return DEFINITIONS[self.source]
        if self.source in (Source.STAGE, Source.PACE, Source.COHORT, Source.SOURCES):
            return DEFINITIONS[f"{self.block.partition('.')[0]}.{self.line}"]
        return DEFINITIONS[self.name]

    @property
    def about(self) -> str:
        """The name of the stage, or of the span, that it is about, if it is about one."""
        return self.block.partition(".")[2]


STAGES, PACE, COHORT, SOURCES, CASELOAD = "stages", "pace", "cohort", "sources", "caseload"
ENDED, LEFT, NOT_RECORDED = "ended", "left", "not_recorded"
PARTS_OF_PACE = ("counted", "inside", "left_out")
UNITS = {Book.HOUSEHOLDS: "household", Book.PLACES: "place"}
LINES = (
    ("new_approvals", Cause.NEW_APPROVAL, 1),
    ("transfers_in", Cause.TRANSFER_IN, 1),
    ("terms_increases", Cause.TERMS_INCREASE, 1),
    ("capital_scheme", Cause.CAPITAL_SCHEME, 1),
    ("reclassified_in", Cause.RECLASSIFIED_IN, 1),
    ("deregistrations", Cause.DEREGISTRATION, -1),
    ("transfers_out", Cause.TRANSFER_OUT, -1),
    ("terms_decreases", Cause.TERMS_DECREASE, -1),
    ("reclassified_out", Cause.RECLASSIFIED_OUT, -1),
    ("adjustments", Cause.ADJUSTMENT, 1),
)


def _staged(line: str, source: Source, kind: str, unit: str) -> Figure:
    return Figure(f"activity.{line}", source, unit, Book.STAGE, ((Book.STAGE, kind),))


def _households(line: str, causes: tuple[Cause, ...], sign: int) -> Figure:
    what = tuple((Book.HOUSEHOLDS, cause) for cause in causes)
    return Figure(f"activity.{line}", Source.ENTRIES, "household", Book.HOUSEHOLDS, what, sign)


def _identity(book: Book) -> tuple[Figure, ...]:
    """Opening, each cause that moves the book, closing and net."""
    unit = UNITS[book]
    moved = (
        Figure(f"{book}.{line}", Source.ENTRIES, unit, book, ((book, cause),), sign)
        for line, cause, sign in LINES
        if (book, cause) in MOVEMENTS
    )
    turned = (
        Figure(f"{book}.{turn}", Source.ENTRIES, unit, book, ((book, turn),), sign)
        for turn, sign in ((OFFER_GAINED, 1), (OFFER_LOST, -1))
    )
    opening, closing, net = (
        Figure(f"{book}.{end}", end, unit, book) for end in (Source.OPENING, Source.CLOSING, Source.NET)
    )
    return (opening, *moved, *turned, closing, net)


FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        _staged("enquiries", Source.ENTRIES, EnquiryReceived.kind, "enquiry"),
        _staged("enquiries_distinct", Source.DISTINCT, EnquiryReceived.kind, "household"),
        _staged("initial_visits", Source.ENTRIES, VisitCompleted.kind, "visit"),
        _staged("applications", Source.ENTRIES, ApplicationReceived.kind, "application"),
        _households("approvals", (Cause.NEW_APPROVAL, Cause.TRANSFER_IN), 1),
        _households("deregistrations", (Cause.DEREGISTRATION, Cause.TRANSFER_OUT), -1),
        *_identity(Book.HOUSEHOLDS),
        *_identity(Book.PLACES),
        Figure("approved_and_still_active", Source.STILL_ACTIVE, "household", Book.HOUSEHOLDS),
    )
}


def told_of(figure: Figure, scope: Scope) -> bool:
    """Whether a report of a scope has a figure: each household once is of a hub, and turns of terms of an offer."""
    if figure.source == Source.DISTINCT:
        return scope.is_hub
    return figure.line not in TURNS or bool(scope.narrowing.offer)


def of_stage(stage: str, part: Part) -> Figure:
    """A part of a stage's flow. The stages are the agency's, so that no list holds them all."""
    return Figure(f"{STAGES}.{stage}.{part}", Source.STAGE, "journey", Book.STAGE)


def of_pace(span: str, part: str) -> Figure:
    """A number of journeys that came to the end of a span: 'pace.contact.inside'."""
    return Figure(f"{PACE}.{span}.{part}", Source.PACE, "journey", Book.STAGE)


def of_ending(stage: str, reason: str, whose: str) -> Figure:
    """The journeys that ended in a stage for a reason, by whose decision it was."""
    return Figure(f"{ENDED}.{stage}~{reason}.{whose}", Source.ENDED, "journey", Book.STAGE)


def of_leaving(reason: str, destination: str, whose: str) -> Figure:
    """The households that left for a reason to a destination, by who started it."""
    return Figure(f"{LEFT}.{reason}~{destination}.{whose}", Source.LEFT, "household", Book.HOUSEHOLDS)


def of_cohort(step: str, part: str) -> Figure:
    """The enquiries of the period that came to a step, ended or go on there; or the places that came of them."""
    unit = "place" if part in steps.PLACES else "enquiry"
    return Figure(f"{COHORT}.{step}.{part}", Source.COHORT, unit, Book.STAGE)


def of_source(by: str, value: str, line: str) -> Figure:
    """What happened in the period of those whose enquiry names this source, campaign or employer."""
    return Figure(f"{SOURCES}.{by}~{value}.{line}", Source.SOURCES, steps.OF_SOURCES[line], Book.STAGE)


def of_caseload(what: str, whose: str) -> Figure:
    """What somebody has at the period's end, what nobody has, or what one worker has ('w12')."""
    unit = "household" if what == steps.APPROVED else "assessment"
    return Figure(f"{CASELOAD}.{what}.{whose}", Source.CASELOAD, unit, Book.STAGE)


def named(name: str) -> Figure | None:
    """The figure of this name; None if there is none."""
    first, _, rest = name.partition(".")
    stage, _, part = rest.rpartition(".")
    if first == STAGES and stage and part in list(Part):
        return of_stage(stage, Part(part))
    if first == PACE and stage in spans() and part in PARTS_OF_PACE:
        return of_pace(stage, part)
    if first == COHORT and steps.has(stage, part):
        return of_cohort(stage, part)
    whose = part in (steps.HELD, steps.NOBODY) or steps.worker_of(part) is not None
    if first == CASELOAD and stage in steps.WORK and whose:
        return of_caseload(stage, part)
    about, said, second = stage.partition("~")
    known = about in steps.BY or steps.employer_of(stage) is not None
    if first == SOURCES and known and second and part in steps.OF_SOURCES:
        return of_source(about, second, part)
    if first in (ENDED, LEFT) and said and about and second and part:
        return (of_ending if first == ENDED else of_leaving)(about, second, part)
    return FIGURES.get(name)


def of_block(*blocks: str) -> tuple[Figure, ...]:
    """The figures of these blocks, in the report's order; the block '' has what belongs to none."""
    return tuple(figure for figure in FIGURES.values() if figure.block in blocks)


def movements(book: Book) -> tuple[Figure, ...]:
    """The lines between opening and closing of a book."""
    return tuple(figure for figure in of_block(book) if figure.source == Source.ENTRIES)
