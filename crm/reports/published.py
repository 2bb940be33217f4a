"""The published copy of a report: council-level lines as counted, everything else by the rule for small numbers.

It is made before anything is drawn or written, so that what is not said is nowhere: in no page, chart or file.
A block that copies.py does not declare is empty in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, replace

from crm import clock
from crm.register import settings
from crm.reports import given_away, pace, reasons, reviews
from crm.reports.copies import Suppressed
from crm.reports.figures import ALL
from crm.reports.given_away import MANY, Line
from crm.reports.memo import Memo
from crm.reports.pace import Pace
from crm.reports.period import KnownOn, Period, fixed
from crm.reports.quarterly import Quarterly
from crm.reports.reasons import Year
from crm.reports.scope import Scope
from crm.reports.small import Printed, Rule, Symbol, strictest

# Those held and the late ones among them: of the quarters they make the year, which the others do not.
FLOWS = (("first_held", "first_late"), ("later_held", "later_late"))


def rule_of(scope: Scope) -> Rule:
    """The rule by which an agency publishes today; of a hub the strictest of its agencies'."""
    today = clock.today()

    def own(agency_id: int) -> Rule:
        told = settings.of(agency_id)
        return Rule(*(told.value(f"small_number_{name}", today) for name in ("below", "step", "base")))

    return strictest(own(agency_id) for agency_id in scope.agency_ids)


def too_few(scope: Scope) -> bool:
    """Whether a hub has so few councils that its total would tell one of them another's figures."""
    today = clock.today()
    least = (settings.value("small_hub_below", agency_id, today) for agency_id in scope.agency_ids)
    return scope.is_hub and len(scope.councils) < max(least)


def too_few_said(scope: Scope) -> str:
    """Why there is no published copy of a hub, in words; empty where there is one."""
    if not too_few(scope):
        return ""
    return (
        f"{scope.name} has {len(scope.councils)} councils: whoever knows the figures of one could take the other's "
        "from the total, so that there is no published copy of it. Choose one of its councils"
    )


def published(report: Quarterly, *, kept: frozenset[str] = frozenset(), of_today: bool = False) -> Quarterly:
    """The copy of a report for everybody. `kept`: blocks that the reader may see as counted.

    `of_today`: a reader who could ask again for each past day is told the suppressed blocks of today only.
    """
    rule = rule_of(report.scope)
    none = _none(report.scope, report.period, report.known_on, of_today=of_today)
    suppressed = Suppressed(rule, none, kept, too_few(report.scope)) if none else _suppressed(report, rule, kept)
    stages = report.stages if "ended" in kept else replace(report.stages, ended={})
    return Quarterly(
        scope=report.scope,
        known_on=report.known_on,
        this=report.this,
        same_period_last_year=report.same_period_last_year,
        last_full_year=report.last_full_year,
        stages=stages,
        pace={} if none else _pace(report, rule),
        left={},
        reviews=None,
        permanence={},
        memo=None,
        agencies=report.agencies,
        cohort=report.cohort,
        suppressed=suppressed,
    )


def _none(scope: Scope, period: Period, known_on: KnownOn, *, of_today: bool) -> str:
    """Why nothing of the suppressed blocks is told; empty where it is. Tables that overlap would tell together."""
    if scope.is_hub:
        return (
            "Reasons, pace and reviews are published by each council of the hub, and not for all of them together."
        )
    if not fixed(period):
        return "Reasons, pace and reviews are published for whole quarters, halves and financial years only."
    if period.last > known_on.day:
        return "Reasons, pace and reviews are published once the period has ended."
    if of_today and not known_on.is_now:
        return "Reasons, pace and reviews are published as they are known today, and not as known on each past day."
    return ""


def _suppressed(report: Quarterly, rule: Rule, kept: frozenset[str]) -> Suppressed:
    asked = report.scope, report.period, report.known_on, rule
    return Suppressed(
        rule=rule,
        kept=kept,
        ended={} if "ended" in kept else reasons.ended(*asked),
        left=reasons.left(*asked),
        reviews=_reviews(*asked),
        beside=_beside(report.memo, rule) if report.memo else None,
        totals={"ended": rule.total(report.stages.ended.values()), "left": rule.total(report.left.values())},
    )


def _pace(report: Quarterly, rule: Rule) -> dict[tuple[str, str], Pace]:
    """How long it took, of as many as make a middle; the share inside the limit where many were, and many were not.

    The populations together are not told: beside each of them they would tell what one of them holds back. Nor is
    how many were left out, or that all were: with the visits and the approvals, which are as counted, it would.
    """
    year = reasons.year_of(report.period, report.known_on)
    whole = Period(year.quarters[0].first, year.quarters[-1].last)
    lines: defaultdict[tuple[str, str], list[list[int]]] = defaultdict(
        lambda: [[0] * len(year.quarters) for _ in range(3)]
    )
    for case in pace.cases(report.scope, whole, report.known_on.before):
        number = reasons.number_of(year, case.end.event.happened_on)
        counts = not case.left_out, case.inside and not case.left_out, case.left_out
        for own, count in zip(lines[case.population, case.span], counts, strict=True):
            own[number] += count
    told = {}
    for key, found in report.pace.items():
        if key[0] != ALL:
            counted, part, left_out = lines[key]
            line = Line(counted, part, left_out, both_sides=True)
            told[key] = _one_pace(found, _told(line, year, report.period, rule), rule)
    return told


def _told(line: Line, year: Year, period: Period, rule: Rule) -> tuple[bool, bool]:
    """Whether a line of a period says how many count, and how many of those are of its part."""
    counted, part = given_away.published_line(line, list(year.spans.values()), rule)
    return year.spans[period] in counted, year.spans[period] in part


def _one_pace(found: Pace, told: tuple[bool, bool], rule: Rule) -> Pace:
    """One line. A middle says that many are in it: so it stands only where their number does."""
    if not found.counted and not found.left_out:
        return Pace()
    exact, within = (0 if isinstance(each, Symbol) else each for each in (found.counted, found.inside))
    counted = rule.count(exact) if told[0] and exact else Symbol.CONFIDENTIAL
    inside = rule.count(within) if told[1] and exact else Symbol.CONFIDENTIAL
    middle, ninetieth = (
        Symbol.CONFIDENTIAL
        if counted == Symbol.CONFIDENTIAL or each is None or isinstance(each, Symbol)
        else rule.middle(each, exact)
        for each in (found.median, found.ninetieth)
    )
    return Pace(counted, inside, Symbol.NOT_APPLICABLE, middle, ninetieth, rule.share(inside, counted).few)


def _reviews(scope: Scope, period: Period, known_on: KnownOn, rule: Rule) -> Mapping[str, Printed]:
    year = reasons.year_of(period, known_on)
    whole, *quarters = (asdict(each) for each in reviews.of_each(scope, [period, *year.quarters], known_on))
    told = dict.fromkeys(whole, True)
    for held, late in FLOWS:
        counts, part = ([each[name] for each in quarters] for name in (held, late))
        line = Line(counts, part, [MANY] * len(quarters))
        told[held], told[late] = _told(line, year, period, rule)
    return {name: rule.count(number) if told[name] else Symbol.CONFIDENTIAL for name, number in whole.items()}


def _beside(memo: Memo, rule: Rule) -> Mapping[str, tuple[Printed, Printed]]:
    exact = {
        "temporary": (memo.temporary_households, memo.temporary_children),
        "adopters": (memo.adopter_households, memo.adopter_children),
        "short_breaks": (memo.short_break_households, memo.short_break_places),
        **{f"notice.{each.population}": (each.households, each.places) for each in memo.leaving},
    }
    return {name: (rule.count(homes), rule.count(more)) for name, (homes, more) in exact.items()}
