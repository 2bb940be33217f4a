"""A frozen pack as a paper to take along: for a committee as PDF, for an agenda of one's own as DOCX."""

from __future__ import annotations

from flask import Response, request

from crm import access, clock
from crm.errors import TakesTwo
from crm.exchange.papers import NOT_FOR_PUBLICATION, writing
from crm.exchange.quarterly import frozen, frozen_tables, pack_paper
from crm.exchange.quarterly.pack_paper import Told, Why
from crm.pages.reports import file
from crm.reads import changed, choices
from crm.reads.changed import DifferenceSeen
from crm.reads.choices import Pairs
from crm.reads.frozen import Opened
from crm.reads.large_files import require_second
from crm.reports.differences import Difference, Reading, differences, with_rows

MOST = 100  # differences in one paper
ROLE = "The households that explain it are not listed: your role shows figures only. A manager can list them."
# What stands on the paper of whoever sees of a pack the lines alone that every copy prints as counted.
LINES_ALONE = (
    "The lines that every copy prints as counted: reasons, pace and reviews are in the report's published copy"
)
UNASKED = (
    "The households that explain it are not listed: nobody said what this file is for. The page where it was taken "
    "asks for that."
)
MANY = (
    "The households that explain it are not listed: there are {0:,} of them, more than one person takes alone. "
    "The page of the pack has them."
)


def taken(pack: Opened, chosen: str, then: Reading, now: Reading) -> Response:
    """The paper of a pack beside what is known today, in a format. Unusable: there is no such format of it."""
    written = writing.format_named(chosen)
    told = Told(
        pack=pack.seen,
        agencies=[each.name for each in pack.scope.councils],
        view=frozen_tables.view(pack.seen, then, now),
        then=then,
        rules=frozen.rules(pack.content),
        definitions=frozen.definitions(pack.content),
        why=_why(pack, then, now),
        today=clock.today(),
    )
    mark = NOT_FOR_PUBLICATION if access.may("reports.unsuppressed") else LINES_ALONE
    name = f"pack-{pack.seen.id}-{pack.seen.scope}-beside-{told.today}.{written.suffix}"
    return file(written.write(pack_paper.paper(told, mark)), written.media_type, name)


def _why(pack: Opened, then: Reading, now: Reading) -> Why:
    """Each difference down to its households, for those who may see them; what is shown goes on record."""
    every = differences(then, now)
    some, by = list(with_rows(every[:MOST], then, now)), access.current_actor()
    unnamed = left_out(every[:MOST], then, now)
    if unnamed:
        return Why([DifferenceSeen(each, (), 0) for each in some], len(every) - len(some), unnamed)
    about = f"pack {pack.seen.id} and today, as a paper"
    return Why(changed.changed(some, about, then, now, by, reason()), len(every) - len(some), "")


def left_out(some: list[Difference], then: Reading, now: Reading) -> str:
    """Why a file of differences lists no households, in words; empty where it does. The same for every format.

    They leave, as in any export, for those who may take them, for a reason that is on record (T63), and as many as
    one person takes alone (T19).
    """
    if not (access.may("reports.households") and access.may("households.export")):
        return ROLE
    homes = {(row.agency, row.household) for each in with_rows(some, then, now) for row in (*each.gone, *each.came)}
    try:
        require_second(len(homes), access.current_actor())
    except TakesTwo:
        return MANY.format(len(homes))
    return "" if reason() or not homes else UNASKED


def reason() -> str:
    """What the file is for, as the address says; empty where it does not, or what is no reason."""
    given = request.args.get("reason", "")
    return given if given in dict(reasons()) else ""


def reasons() -> Pairs:
    """What a file with households can be for; nothing to choose from for those who may take none."""
    may = access.may("reports.households") and access.may("households.export")
    return choices.reasons("export_reasons", access.current_actor()) if may else ()
