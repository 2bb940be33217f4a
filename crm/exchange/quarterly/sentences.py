"""What the figures say, in one plain sentence a block: computed from them, and never more than they hold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from crm import kinship_words, words
from crm.formatters import lower_first
from crm.journey.beds import Book
from crm.journey.ranges import Population
from crm.journey.saying import said
from crm.reports import funnel
from crm.reports.figures import ALL, Figure
from crm.reports.quarterly import Column, Gap, Quarterly
from crm.reports.small import Printed, shown

MAINSTREAM, KINSHIP = Population.MAINSTREAM, Population.KINSHIP
UNITS = {Book.HOUSEHOLDS: "households", Book.PLACES: "beds"}
MINUS = "\N{MINUS SIGN}"


def reconciliation(column: Column) -> str:
    """'Reconciles', or each gap by name."""
    if column.reconciles is None:
        return "The period had not begun: there is no figure yet"
    return "Reconciles" if column.reconciles else "Does not reconcile: " + "; ".join(map(gap_in_words, column.gaps))


def gap_in_words(gap: Gap) -> str:
    """What does not add up, in one book of one population."""
    return (
        f"{words.POPULATIONS[gap.population]} {UNITS[gap.book]} have a gap of "
        f"{signed(gap.closing - gap.opening - gap.movements)}: opening {gap.opening:,} and movements "
        f"{signed(gap.movements)} make {gap.opening + gap.movements:,}, and closing is {gap.closing:,}"
    )


def net_gain(column: Column, book: Book) -> str:
    """'+5 mainstream beds, 14 gained, 9 lost (kinship +3, all +8)': what it counts is always said with it."""
    net = {each: signed(column.value(each, f"{book}.net") or 0) for each in (MAINSTREAM, KINSHIP, ALL)}
    gained, lost = column.moved(MAINSTREAM, book) or (0, 0)
    return (
        f"{net[MAINSTREAM]} mainstream {UNITS[book]}, {gained:,} gained, {lost:,} lost "
        f"(kinship {net[KINSHIP]}, all {net[ALL]})"
    )


def activity(report: Quarterly) -> str:
    """How mainstream enquiries compare with the same period last year."""
    if report.scope.narrowing.offer:  # who enquired lately has not come to any terms yet
        return ""
    now = report.this.value(MAINSTREAM, "activity.enquiries")
    before = report.same_period_last_year.value(MAINSTREAM, "activity.enquiries")
    if now is None or before is None:
        return ""
    if not before:
        return (
            f"{_counted(now, 'mainstream enquiry', 'mainstream enquiries')}, and none in the same period last year."
        )
    if now == before:
        return f"As many mainstream enquiries as in the same period last year ({now:,})."
    change = (Decimal(abs(now - before)) * 100 / before).quantize(Decimal(1), ROUND_HALF_UP)
    way = "above" if now > before else "below"
    return f"Mainstream enquiries are {change}% {way} the same period last year ({now:,} against {before:,})."


def steps_in_words(column: Column) -> str:
    """The steps of the mainstream funnel in one line: '68 enquiries, 18 initial visits, ...'."""
    counts = ((step, step.count) for step in funnel.steps(column, MAINSTREAM))
    return ", ".join(f"{count:,} {words.figure(step.name).lower()}" for step, count in counts if count is not None)


def funnel_of(column: Column) -> str:
    """The steps against the enquiries of the period, and why that is no conversion rate."""
    enquiries, *steps = funnel.steps(column, MAINSTREAM)
    if enquiries.count is None:
        return ""
    if not enquiries.count:
        return "No mainstream enquiry is counted in the period, so there is nothing to take a share of."
    visits, applications, approvals = (step.of_enquiries.percent if step.of_enquiries else None for step in steps)
    return (
        f"Against the period's {enquiries.count:,} mainstream enquiries, visits were {visits}%, applications "
        f"{applications}% and approvals {approvals}%. These are counts of one period and not of the same "
        "households, so they are no conversion rates."
    )


def identity(column: Column, book: Book) -> str:
    """From opening to closing of the mainstream book."""
    moved = column.moved(MAINSTREAM, book)
    if moved is None:
        return ""
    opening, closing = (column.value(MAINSTREAM, f"{book}.{end}") for end in ("opening", "closing"))
    change = "did not move" if moved == (0, 0) else f"{moved[0]:,} gained and {moved[1]:,} lost"
    return f"Mainstream {UNITS[book]} went from {opening:,} to {closing:,}: {change}."


def permanence(column: Column, outcomes: Mapping[str, int]) -> str:
    """Of the kinship households that left, those whose child has a home for good: outcomes, and no carers lost."""
    left = column.value(KINSHIP, "households.deregistrations") or 0
    good = _counted(sum(outcomes.values()), "is a permanence outcome", "are permanence outcomes")
    ways = ", ".join(
        f"{lower_first(words.said(kinship_words.PERMANENCE, code))} {count:,}" for code, count in outcomes.items()
    )
    return (
        f"Of {_counted(left, 'kinship household', 'kinship households')} de-registered, {good} and no carer lost: "
        f"the child has a home for good ({ways})."
    )


def reviews(found: Mapping[str, Printed]) -> tuple[str, ...]:
    """The reviews of approvals that were held in the period, and what is overdue at its end (RV-1)."""
    lines = [
        "{}: {} held, {} of them late, {} overdue at the end".format(
            name, *(shown(found[f"{which}_{what}"]) for what in ("held", "late", "overdue"))
        )
        for name, which in (("First, by panel", "first"), ("Later", "later"))
    ]
    if found["unrecorded"]:
        more = f"{shown(found['unrecorded'])} more {'approval' if found['unrecorded'] == 1 else 'approvals'}"
        lines.append(f"Of {more} nothing was recorded for over a year after the day.")
    return tuple(lines)


def not_yet(report: Quarterly) -> str:
    """Why there are no figures: the period lies ahead of the known-on day."""
    first, known_on = said(report.period.first), said(report.known_on.day)
    return (
        f"The period begins on {first}, after {known_on}: there are no figures yet, which is not the same as none."
    )


def partly_ahead(report: Quarterly) -> str:
    """That a period is counted up to the known-on day only; empty where it is counted whole."""
    if not report.this.begun or report.period.last <= report.known_on.day:
        return ""
    return f"The period ends on {said(report.period.last)}: it is counted up to {said(report.known_on.day)}."


def printed(figure: Figure, value: int | None) -> str | None:
    """A count or a level as it is; a movement with the sign with which it enters the sum; None if there is none."""
    if value is None:
        return None
    return signed(figure.sign * value) if figure.moves else f"{value:,}"


def signed(value: int) -> str:
    """'+5', '\N{MINUS SIGN}9', '0'."""
    return f"+{value:,}" if value > 0 else f"{MINUS}{-value:,}" if value else "0"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
