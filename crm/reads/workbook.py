"""The lists behind every figure of a report, for a workbook: whose lines one may take, and that they were taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from crm.actor import Actor
from crm.reads import look, named_lines
from crm.reads.large_files import require_second
from crm.reads.named_lines import CHUNK, LineSeen
from crm.reports import rows
from crm.reports.asking import Question
from crm.reports.lines import Line
from crm.reports.quarterly import Quarterly


@dataclass(frozen=True, slots=True)
class Behind:
    """A line behind a figure, in the population in which the figure counts it."""

    population: str
    figure: str
    line: Line

    @property
    def agency_id(self) -> int:
        return self.line.agency_id

    @property
    def household_id(self) -> int:
        return self.line.household_id


@dataclass(frozen=True, slots=True)
class Lists:
    """The lines by the block of their figures, in the report's order; `hidden` more are not the taker's to see."""

    blocks: dict[str, list[Behind]]
    hidden: int

    def seen(self, block: str) -> Iterator[tuple[Behind, LineSeen]]:
        """The lines of a block with whose they are and who recorded what counts, read a part at a time."""
        found = self.blocks[block]
        for start in range(0, len(found), CHUNK):
            some = found[start : start + CHUNK]
            yield from zip(some, named_lines.seen([each.line for each in some]), strict=True)


@look
def taken(report: Quarterly, reason: str, by: Actor) -> Lists:
    """Every list behind the report. That they leave, and what for, goes on record with the references (T63).

    TakesTwo: there are so many households that a second person agrees first (T19).
    """
    found = gathered(report, by)
    homes = {each.household_id for block in found.blocks.values() for each in block}
    require_second(len(homes), by)
    references = [each.reference for each in named_lines.named(homes).values()]
    asked = Question(report.scope, report.columns[0].period, report.known_on).parameters
    named_lines.on_record("figure.export", report.scope, "every list", references, by, reason, asked=asked)
    return found


def gathered(report: Quarterly, by: Actor) -> Lists:
    """The lines that one may see, in their order; nothing leaves by this alone."""
    every = [Behind(*each) for each in rows.behind_each(report)]
    mine = named_lines.visible(every, by)
    blocks: defaultdict[str, list[Behind]] = defaultdict(list)
    for each in mine:
        blocks[each.figure.partition(".")[0]].append(each)
    for found in blocks.values():
        found.sort(key=lambda each: (each.line.on, each.line.recorded_at, each.line.event_id), reverse=True)
        found.sort(key=lambda each: (each.figure, each.population))
    return Lists(dict(blocks), len(every) - len(mine))
