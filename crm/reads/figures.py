"""Who is behind a figure: the lines of a report with the households' names. Each look goes on record."""

from __future__ import annotations

from dataclasses import dataclass

from crm.actor import Actor
from crm.reads import choices, look, merges, named_lines
from crm.reads.large_files import require_second
from crm.reads.merges import Joined
from crm.reads.named_lines import LineSeen, Named
from crm.reads.names import names_of
from crm.reads.paging import page_of
from crm.register import settings
from crm.reports import behind, copies, restated
from crm.reports.asking import Question
from crm.reports.figures import Figure
from crm.reports.lines import Line
from crm.reports.period import KnownOn
from crm.reports.quarterly import Quarterly
from crm.reports.restated import Change

PAGE = 50  # lines a page


@dataclass(frozen=True, slots=True)
class LinesSeen:
    """A page of the lines behind a figure.

    There are `count` lines, which come to `total`; `hidden` of them are of households that the asker may not see;
    a search leaves `found` of the others.
    """

    rows: tuple[LineSeen, ...]
    total: int
    count: int
    hidden: int
    found: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """News that changed what is counted: whose, by whom, and of a correction why."""

    household: Named
    change: Change
    recorded_by: str
    correction: bool
    withdrawn: bool
    by_rule: bool  # no news, but a setting that was changed, made it count otherwise
    joined: Joined | None  # nor that, but a merge or its undoing
    reason: str | None


@look
def lines(question: Question, figure: Figure, population: str, q: str, page: int, by: Actor) -> LinesSeen:
    """A page of the lines behind a figure; the references shown go on record (T44)."""
    every = _lines(question, figure, population)
    visible = named_lines.visible(every, by)
    found = named_lines.searched(visible, q, by)
    page, pages = page_of(page, len(found), PAGE)
    shown = named_lines.seen(found[(page - 1) * PAGE : page * PAGE])
    references = (row.household.reference for row in shown)
    what, asked = copies.told_of(figure.name), question.parameters | {"population": population, "q": q}
    named_lines.on_record("figure.list", question.scope, what, references, by, asked=asked)
    total, hidden = sum(line.quantity for line in every), len(every) - len(visible)
    return LinesSeen(shown, total, len(every), hidden, len(found), page, pages)


@look
def export(
    question: Question, figure: Figure, population: str, q: str, reason: str, by: Actor
) -> tuple[LineSeen, ...]:
    """Every line behind a figure; the export goes on record, with why and the references in it (T63)."""
    found = named_lines.seen(
        named_lines.searched(named_lines.visible(_lines(question, figure, population), by), q, by)
    )
    shown = [row.household.reference for row in found]
    require_second(len(set(shown)), by)
    what, asked = copies.told_of(figure.name), question.parameters | {"population": population, "q": q}
    named_lines.on_record("figure.export", question.scope, what, shown, by, reason, asked=asked)
    return found


@look
def restatement(report: Quarterly, now: KnownOn, by: Actor) -> tuple[tuple[ChangeSeen, ...], bool]:
    """What has come to count since the day on which a report is known; and whether there is more of it."""
    periods = [column.period for column in report.columns]
    every, more = restated.changes(report.scope, periods, report.known_on, now)
    changes = named_lines.visible(every, by)
    named = named_lines.named(change.household_id for change in changes)
    events = named_lines.events_of(change.because_id for change in changes)
    names = names_of(event.recorded_by for event in events.values())
    joins = merges.at_moments(change.recorded_at for change in changes if change.because_id is None)
    seen = tuple(
        ChangeSeen(
            household=named[change.household_id],
            change=change,
            recorded_by=joined.by if joined else names[event.recorded_by if event else None],
            correction=event is not None and event.corrects_id is not None,
            withdrawn=event is not None and event.kind == "withdrawn",
            by_rule=change.recorded_at in settings.rulebook(change.agency_id).rules.changed_at,
            joined=joined,
            reason=_reason(change.agency_id, event.reason) if event and event.reason else None,
        )
        for change in changes
        for event in [events.get(change.because_id or 0)]
        for joined in [joins.get((change.agency_id, change.recorded_at))]
    )
    if seen:
        references = (row.household.reference for row in seen)
        asked = report.scope.parameters | {"known_on": report.known_on.day.isoformat()}
        named_lines.on_record("figure.restated", report.scope, "restated", references, by, asked=asked)
    return seen, more or len(changes) < len(every)


def _lines(question: Question, figure: Figure, population: str) -> list[Line]:
    known_on = question.known_on
    if not known_on.begun(question.period):
        return []
    counted = known_on.counted(question.period)
    return behind.lines(question.scope, figure, population, counted, known_on.before)


def _reason(agency_id: int, code: str) -> str:
    return choices.of_agency(agency_id).said("correction_reasons", code)
