"""The report as a workbook with the lists behind its figures: a sheet a block, to be filtered by figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crm import clock, words
from crm.exchange import sheets
from crm.exchange.quarterly import as_sheet
from crm.exchange.quarterly.flat import BLOCKS, flat
from crm.exchange.sheets import Rows, Value
from crm.reads.workbook import Lists
from crm.reports.quarterly import Quarterly

COLUMNS = (
    "Figure",
    "Population",
    "Reference",
    "Name",
    "Area",
    "Council",
    "What counts",
    "On",
    "Recorded on",
    "Recorded by",
    "Quantity",
)
KEPT = "approved_and_still_active"  # a figure that stands in no block
LONGEST = 31  # letters of a sheet's name
EVERY = 500  # lines between two tellings of how far it is


def write(report: Quarterly, lists: Lists, tell: Callable[[int, int], None] | None = None) -> bytes:
    """The workbook's bytes. The lists of a figure are the rows of its sheet that bear its name and population.

    `tell` hears how many of how many lines are written.
    """
    told = _Told(tell, sum(map(len, lists.blocks.values())))
    labels = {each.key[2]: each.label for each in flat(report)}
    named = {**BLOCKS, KEPT: "Approved and still active"}
    named |= {block: block.capitalize() for block in lists.blocks if block not in named}
    found: dict[str, Rows] = as_sheet.tables(report)
    found["About"] = [*found["About"], *_about(lists)]
    for block, title in named.items():
        if block in lists.blocks:
            found[title[:LONGEST]] = _rows(block, lists, labels, told)
    return sheets.as_xlsx(found, long=True)


class _Told:
    """How far it is, told now and then: each telling takes a moment."""

    def __init__(self, tell: Callable[[int, int], None] | None, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def one_more(self) -> None:
        self.done += 1
        if self.tell and (self.done % EVERY == 0 or self.done == self.total):
            self.tell(self.done, self.total)


def _about(lists: Lists) -> Iterator[tuple[Value, ...]]:
    yield (
        "Lists",
        "A net change is the lines between opening and closing; 'all' is mainstream and kinship together",
    )
    if lists.hidden:
        yield ("Hidden", f"{lists.hidden} lines of households that their agency does not share with who took this")


def _rows(block: str, lists: Lists, labels: dict[str, str], told: _Told) -> Iterator[tuple[Value, ...]]:
    yield COLUMNS
    for behind, row in lists.seen(block):
        who = row.household
        yield (
            labels.get(behind.figure, behind.figure),
            words.POPULATIONS[behind.population],
            who.reference,
            who.name,
            who.area,
            who.agency,
            words.counted(row.what),
            row.on,
            clock.day_of(row.recorded_at),
            row.recorded_by,
            row.quantity,
        )
        told.one_more()
