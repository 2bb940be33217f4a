"""The published copy of who the carers are and where households live: by the rule for small numbers (trust.md 5.4).

It is of 31 March, as characteristics are in the national statistics (ST-14), and of whole financial years: two
tables of other days, with the approvals and endings between them, which are printed as counted, could tell what
neither of them says. It is made before anything is drawn or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm.reports import one_total
from crm.reports.asking import Question
from crm.reports.figures import ALL
from crm.reports.one_total import Cells, Range
from crm.reports.period import financial_year
from crm.reports.published import rule_of
from crm.reports.small import Printed, Rule
from crm.reports.who import Table, Who

MOST_CARERS = 2  # of one household (ST-9)


@dataclass(frozen=True, slots=True)
class Told:
    """A table as it is printed; without rows where they would give a count away."""

    rows: Mapping[str, Printed]
    total: Printed


@dataclass(frozen=True, slots=True)
class Published:
    """Every table as it is printed, by its name."""

    rule: Rule
    carers: Mapping[str, Told]
    areas: Mapping[str, Told]


def not_published(question: Question, population: str) -> str:
    """Why there is no published copy of a question, in words; empty where there is one."""
    if question.scope.is_hub:
        return "Who the carers are is published by each council of the hub, and not for all of them together."
    if question.period != financial_year(question.period.first):
        return "Who the carers are is published as at 31 March, with the financial year that ends on it."
    if question.period.last > question.known_on.day:
        return "Who the carers are is published once the financial year has ended."
    if not question.known_on.is_now:
        return "Who the carers are is published as it is known today, and not as known on each past day."
    if population != ALL:
        return "Who the carers are is published for mainstream and kinship households together."
    return ""


def published(found: Who) -> Published:
    """The copy for everybody of tables that can be published (`not_published`)."""
    rule = rule_of(found.question.scope)
    homes = found.areas["approved"].total
    total = rule.total([_total(found)])
    return Published(
        rule=rule,
        carers=_printed(found.carers, _known(_total(found), homes, rule), total, rule),
        areas={
            # Of these the report prints the total as counted, and a household may be in another area on each day.
            name: _printed({name: table}, (table.total, table.total), table.total, rule)[name]
            for name, table in found.areas.items()
        },
    )


def _total(found: Who) -> int:
    return max(each.total for each in found.carers.values())


def _known(total: int, homes: int, rule: Rule) -> Range:
    """How many carers there may be: by the total as it is printed, and by the households, which are as counted."""
    least, most = rule.spread(total)
    return max(least, min(homes, total)), min(most, max(MOST_CARERS * homes, total))


def _printed(tables: Mapping[str, Table], known: Range, total: Printed, rule: Rule) -> dict[str, Told]:
    cells = {name: Cells(tuple(each.counts.values()), each.special) for name, each in tables.items()}
    told = one_total.told(cells, known, rule)
    return {
        name: Told(
            {key: rule.count(count, special=each.special) for key, count in each.counts.items()}
            if name in told
            else {},
            total,
        )
        for name, each in tables.items()
    }
