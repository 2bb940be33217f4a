"""The report as JSON, exactly as domain.md section 5 fixes it: others check the product by it.

Beside what is fixed there stand `stages`, the flow of the period through each stage, which adds up (identity 4);
`pace`, how long it took from a step to another (KP-1 to KP-6); `ended`, the journeys that ended without an
approval by stage, reason and whose decision it was, and `left`, the households that left by reason, destination and
who started it, which make what withdrew and was declined, and the de-registrations;
`cohort`, the period's enquiries followed to the known-on day: how far they came, and whether they ended there or go
on, so that in each step those who came so far are those of the next, ended and there;
`sources`, what happened in the period by source, by campaign and by employer, 'not_recorded' among them, which make
the report's totals three times over: places are kept 12 months, lost within them, or not yet so old;
`caseload`, the approved households and the open assessments at the period's end that somebody works with, with how
many workers that are, and those that nobody works with;
`reviews`, those of approvals that were held, late, and overdue at the period's end (RV-1), null where it has not
begun; `permanence`, the kinship households that left because the child has a home for good, by reason; and
`targets`, those of just this period as they stood on the known-on day, with what is counted, left and needed;
`beside`, what is in no sum at the period's end: temporary approvals, short breaks, notice (B-4, B-8, B-14). A
published copy says that it is one, under `copy`, and a symbol may stand for a number of these blocks.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from crm.exchange.quarterly import beside, loads, marks, origins, told_targets, why_ended
from crm.journey.flow import Part as Flow
from crm.reports.figures import FIGURES, MEMBERS, told_of
from crm.reports.funnel import part_of
from crm.reports.memo import Memo
from crm.reports.pace import spans
from crm.reports.quarterly import Column, Gap, Quarterly
from crm.reports.scope import Scope
from crm.reports.small import Symbol
from crm.reports.steps import STEPS, Part, has


def write(report: Quarterly) -> bytes:
    """The report, with a line end after it."""
    return (json.dumps(as_value(report), indent=1) + "\n").encode()


def as_value(report: Quarterly) -> dict[str, Any]:
    """The report as plain values; a figure that is not there yet is null."""
    compared = {
        name: {**_period(column), "populations": _populations(column, report.scope)}
        for name, column in zip(COMPARATORS, report.columns[1:], strict=True)
    }
    begun = report.this.begun
    found = {
        "report": "quarterly",
        "scope": report.scope.slug,
        **({"narrowed_to": report.scope.narrowing.parameters} if report.scope.narrowing else {}),
        **_period(report.this),
        "known_on": report.known_on.day.isoformat(),
        "reconciles": report.this.reconciles,
        "gaps": [_gap(gap) for gap in report.this.gaps],
        "populations": _populations(report.this, report.scope),
        "comparators": compared,
        "stages": _stages(report),
        "reviews": marks.reviews(report),
        "permanence": dict(report.permanence) if report.this.begun and not report.suppressed else None,
        "beside": _beside(report.memo) if report.memo else _suppressed(report),
        "pace": _pace(report) if begun and marks.tells(report, "pace") else None,
        "ended": _why(report, "ended") if begun and marks.tells(report, "ended") else None,
        "left": _why(report, "left") if begun and marks.tells(report, "left") else None,
        "sources": _sources(report) if report.sources is not None else None,
        "caseload": _caseload(report) if report.caseload is not None else None,
        "targets": _targets(report),
        "cohort": _cohort(report) if report.cohort is not None else None,
    }
    if report.suppressed or report.scope.narrowing:
        found["copy"] = {"is": marks.mark(report), "says": marks.explained(report)}
    return found


def _targets(report: Quarterly) -> list[dict[str, Any]] | None:
    """Of all journeys, and in no published copy."""
    if report.suppressed or report.scope.narrowing:
        return None
    return [told_targets.as_value(each) for each in told_targets.found(report)]


def _beside(memo: Memo) -> dict[str, Any]:
    return {
        "on": memo.on.isoformat(),
        "temporary": {"households": memo.temporary_households, "children": memo.temporary_children},
        "adopters": {"households": memo.adopter_households, "children": memo.adopter_children},
        "short_breaks": {"households": memo.short_break_households, "places": memo.short_break_places},
        "notice": {
            each.population: {"households": each.households, "places": each.places} for each in memo.leaving
        },
    }


def _suppressed(report: Quarterly) -> dict[str, Any] | None:
    if not (
        told := {each.code: {"households": each.households, each.of: each.count} for each in beside.told(report)}
    ):
        return None
    notice = {
        code.removeprefix(beside.NOTICE): each for code, each in told.items() if code.startswith(beside.NOTICE)
    }
    own = {code: each for code, each in told.items() if not code.startswith(beside.NOTICE)}
    return {"on": report.period.last.isoformat(), **own, "notice": notice}


def _why(report: Quarterly, block: str) -> list[dict[str, Any]]:
    """Each combination that there is, by the codes of the agency's lists; 'not_recorded' where nobody said."""
    found = why_ended.counts(report, block)
    names = ("population", "stage", "reason", "by") if block == "ended" else ("population", "reason", "to", "by")
    return [{**dict(zip(names, key, strict=True)), "count": count} for key, count in sorted(found.items())]


def _sources(report: Quarterly) -> list[dict[str, Any]]:
    """Each of them by code, or by the name as it is folded together, with how it is mostly written."""
    return [
        {
            "population": each.population,
            "by": each.about[0],
            "value": each.about[1],
            "name": each.name,
            **each.counts,
        }
        for each in origins.every(report)
    ]


def _caseload(report: Quarterly) -> dict[str, Any]:
    """By what it is and population: no worker is named, or told apart."""
    found: dict[str, Any] = {"on": report.caseload.on.isoformat() if report.caseload else None}
    for each in loads.loads(report):
        own = {"held": each.held, "nobody": each.nobody, "workers": each.workers}
        found.setdefault(each.what, {})[each.population] = own
    return found


def _cohort(report: Quarterly) -> dict[str, Any]:
    """By population and step; places are those of the approvals, at first and on the day."""
    found: dict[str, Any] = {"followed_to": report.known_on.day.isoformat(), "populations": {}}
    for population in MEMBERS:
        found["populations"][population] = {
            step: {part: part_of(report, population, step, part) for part in Part if has(step, part)}
            for step in STEPS
        }
    return found


def _pace(report: Quarterly) -> dict[str, Any]:
    """By population and span; how long it took in the unit that is said, null where no journey is counted."""
    found: dict[str, Any] = {population: {} for population in MEMBERS}
    for (population, name), each in report.pace.items():
        found[population][name] = {
            "unit": spans()[name].unit,
            "counted": each.counted,
            "inside": each.inside,
            "left_out": each.left_out,
            "median": _took(each.median),
            "ninetieth": _took(each.ninetieth),
        }
    return found


def _took(value: Decimal | Symbol | None) -> float | Symbol | None:
    return value if value is None or isinstance(value, Symbol) else float(value)


COMPARATORS = ("same_period_last_year", "last_full_year")


def _period(column: Column) -> dict[str, str]:
    return {"from": column.period.first.isoformat(), "to": column.period.last.isoformat()}


def _gap(gap: Gap) -> dict[str, str | int]:
    return {
        "population": gap.population,
        "book": gap.book,
        "opening": gap.opening,
        "movements": gap.movements,
        "closing": gap.closing,
    }


def _populations(column: Column, scope: Scope) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for population in MEMBERS:
        values: dict[str, Any] = {}
        for figure in FIGURES.values():
            if not told_of(figure, scope):
                continue
            block = values.setdefault(figure.block, {}) if figure.block else values
            block[figure.line] = column.value(population, figure.name)
        found[population] = values
    return found


def _stages(report: Quarterly) -> dict[str, dict[str, dict[str, int | None]]]:
    """By population and stage, in the order of the agency's plans, each part of the identity."""
    return {
        population: {
            stage: {part: report.stages.value(members, stage, part) for part in Flow}
            for stage in dict.fromkeys(stage for member in members for stage in report.stages.order[member])
        }
        for population, members in MEMBERS.items()
    }
