"""A frozen pack as a paper to take along: for a committee as PDF, for an agenda of one's own as DOCX."""

from __future__ import annotations

from dataclasses import replace

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound, TakesTwo
from crm.exchange.papers import NOT_FOR_PUBLICATION, writing
from crm.exchange.papers.writing import File
from crm.exchange.quarterly import frozen as formats
from crm.exchange.quarterly import frozen_tables, pack_paper
from crm.exchange.quarterly.pack_paper import Told, Why
from crm.reads import changed, frozen
from crm.reads.changed import DifferenceSeen
from crm.reads.copies_for import may, may_publish
from crm.reads.frozen import Opened
from crm.reads.large_files import require_second
from crm.reports.copies import counted
from crm.reports.differences import Difference, Reading, differences, with_rows
from crm.reports.period import KnownOn
from crm.reports.quarterly import Quarterly, quarterly

MOST = 100  # differences in one paper
ROLE = "The households that explain it are not listed: your role shows figures only. A manager can list them."
# What stands on the paper of whoever sees of a pack the lines alone that every copy prints as counted.
LINES_ALONE = (
    "The lines that every copy prints as counted: reasons, pace and reviews are in the report's published copy"
)
OF_A_HUB = "The lines that every copy prints as counted: reasons, pace and reviews are published by each council"
OF_FEW = "Not for publication: of so few councils there is no published copy"
UNASKED = (
    "The households that explain it are not listed: nobody said what this file is for. The page where it was taken "
    "asks for that."
)
MANY = (
    "The households that explain it are not listed: there are {0:,} of them, more than one person takes alone. "
    "The page of the pack has them."
)


def opened(number: int, by: Actor) -> Opened:
    """The pack of this number. NotFound: there is none, or it is not one's own to see."""
    pack = frozen.opened(number, by)
    if not may(by, "reports.hubs") and not may_publish(pack.scope):
        raise NotFound("There is no such pack")
    return pack


def readable(reading: Reading, by: Actor) -> Reading:
    """What somebody may see of a pack or report: all of it, or what every copy prints as counted."""
    if may(by, "reports.unsuppressed"):
        return reading
    figures = {key: each for key, each in reading.figures.items() if counted(key[2])}
    return replace(reading, figures=figures)


def today(pack: Opened) -> Quarterly:
    """The same report as it is known now."""
    return quarterly(pack.scope, pack.seen.period, KnownOn(clock.today()))


def sides(pack: Opened, by: Actor) -> tuple[Reading, Reading]:
    """A pack as it was frozen, and as the report is known now: what somebody may see of each."""
    then, now = formats.read(pack.content, pack.behind), formats.reading(today(pack))
    return readable(then, by), readable(now, by)


def written(pack: Opened, chosen: str, by: Actor, reason: str = "") -> File:
    """The paper of a pack beside what is known today, in a format. Unusable: there is no such format of it.

    `reason`: what it is for, without which it names no household (T63).
    """
    as_ = writing.format_named(chosen)
    then, now = sides(pack, by)
    told = Told(
        pack=pack.seen,
        agencies=[each.name for each in pack.scope.councils],
        view=frozen_tables.view(pack.seen, then, now),
        then=then,
        rules=formats.rules(pack.content),
        definitions=formats.definitions(pack.content),
        targets=formats.targets(pack.content),
        why=_why(pack, then, now, by, reason),
        today=clock.today(),
    )
    name = f"pack-{pack.seen.id}-{pack.seen.scope}-beside-{told.today}.{as_.suffix}"
    return File(as_.write(pack_paper.paper(told, _mark(pack, by))), as_.media_type, name)


def _mark(pack: Opened, by: Actor) -> str:
    if may(by, "reports.unsuppressed"):
        return NOT_FOR_PUBLICATION
    if not may_publish(pack.scope):
        return OF_FEW
    return OF_A_HUB if pack.seen.is_hub else LINES_ALONE


def _why(pack: Opened, then: Reading, now: Reading, by: Actor, reason: str) -> Why:
    """Each difference down to its households, for those who may see them; what is shown goes on record."""
    every = differences(then, now)
    some = list(with_rows(every[:MOST], then, now))
    unnamed = left_out(every[:MOST], then, now, by, reason)
    if unnamed:
        return Why([DifferenceSeen(each, (), 0) for each in some], len(every) - len(some), unnamed)
    about = f"pack {pack.seen.id} and today, as a paper"
    return Why(changed.changed(some, about, then, now, by, reason), len(every) - len(some), "")


def left_out(some: list[Difference], then: Reading, now: Reading, by: Actor, reason: str) -> str:
    """Why a file of differences lists no households, in words; empty where it does. The same for every format.

    They leave, as in any export, for those who may take them, for a reason that is on record (T63), and as many as
    one person takes alone (T19).
    """
    if not (may(by, "reports.households") and may(by, "households.export")):
        return ROLE
    homes = {(row.agency, row.household) for each in with_rows(some, then, now) for row in (*each.gone, *each.came)}
    try:
        require_second(len(homes), by)
    except TakesTwo:
        return MANY.format(len(homes))
    return "" if reason or not homes else UNASKED
