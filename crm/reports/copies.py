"""Which blocks of a report are printed as counted in a published copy, and what a published copy holds besides.

One place says it of each block. A block of which nothing is said here is left out of every published copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crm.reports.endings import Ended, Left
from crm.reports.small import Printed, Rule

ALONE = "approved_and_still_active"  # the figure that is of no block
BED_BOOK = "bed book, "  # before which book of beds it is, where the audit names a list
UNKNOWN = "unknown"
HELD_BACK = "held_back"  # in the place of a reason: of so few that a reason would give a count away


class Handling(StrEnum):
    """What a published copy does with a block."""

    COUNTED = "counted"  # council-level lines of funnel and beds: as committees expect them
    SUPPRESSED = "suppressed"  # by the rule for small numbers (trust.md 5.4)
    LEFT_OUT = "left_out"


BLOCKS: Mapping[str, Handling] = {
    "activity": Handling.COUNTED,
    "households": Handling.COUNTED,
    "places": Handling.COUNTED,
    "": Handling.COUNTED,  # approved and still active, which stands by itself
    "stages": Handling.COUNTED,
    "cohort": Handling.COUNTED,  # the funnel of those who asked
    "agencies": Handling.COUNTED,
    "pace": Handling.SUPPRESSED,
    "ended": Handling.SUPPRESSED,
    "left": Handling.SUPPRESSED,
    "reviews": Handling.SUPPRESSED,
    "beside": Handling.SUPPRESSED,
    "our_carers": Handling.SUPPRESSED,  # on a page of its own, as at 31 March (reports/who_published.py)
    "areas": Handling.SUPPRESSED,
    "caseload": Handling.LEFT_OUT,  # tables of workers are for those who lead them
    "targets": Handling.LEFT_OUT,  # they tell of more than their figure: how far, and what is needed
    "sources": Handling.LEFT_OUT,  # employers and campaigns of few, three times over
    "permanence": Handling.LEFT_OUT,  # sums of the lines of 'left', which together would give them away
}


def handling(block: str) -> Handling:
    """What a published copy does with a block: what is not declared is left out."""
    return BLOCKS.get(block, Handling.LEFT_OUT)


def counted(name: str) -> bool:
    """Whether a figure is printed as counted in every copy, by its name: 'places.net', 'stages.visit.entered'."""
    block = name.partition(".")[0]
    return handling("" if name == ALONE else block or UNKNOWN) is Handling.COUNTED


def told_of(name: str) -> str:
    """What may be said of a figure to everybody: its name, or only its block where that is not printed as counted.

    The names of the others say why somebody left, or whom they work for, and would stand beside the household.
    """
    return name if counted(name) else name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What a published copy says in the place of blocks that are suppressed.

    `none`: why it says nothing of them, in words; empty where it does. `kept` are blocks that are as counted here,
    because the reader may see them so. `few`: of so few councils that there is no published copy: this one is for
    the hub's own use.
    """

    rule: Rule
    none: str = ""
    kept: frozenset[str] = frozenset()
    few: bool = False
    ended: Mapping[Ended, Printed] = field(default_factory=dict)
    left: Mapping[Left, Printed] = field(default_factory=dict)
    reviews: Mapping[str, Printed] | None = None
    beside: Mapping[str, tuple[Printed, Printed]] | None = None
    totals: Mapping[str, Printed] = field(default_factory=dict)  # of 'ended' and of 'left'
