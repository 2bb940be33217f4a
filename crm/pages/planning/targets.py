"""Targets: the list with what is counted beside each, and one with its history."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock, target_words
from crm.exchange import sheets
from crm.forms.targets import ButtonForm
from crm.journey.saying import said
from crm.pages import filters, registers
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.pages.planning.targets_beside import to_list
from crm.reads import targets as reads
from crm.reads.searching import LONGEST
from crm.reads.targets import TargetSeen, Wanted
from crm.reports import scope as scopes
from crm.reports.figures import MEMBERS
from crm.reports.period import KnownOn
from crm.words import POPULATIONS

blueprint = Blueprint("targets", __name__)

PATH = "/reports/targets"
COLUMNS = (
    *("Number", "Council", "Figure", "Population", "Target", "Unit", "From", "To", "Known on", "Counted"),
    *("Left", "Pace needed", "State", "Set by", "Set at", "Note"),
)
AHEAD = "The known-on day, {}, is in the future: today is {}"


@blueprint.get(PATH)
@access.allow("reports.view")
def listing() -> Answer:
    """The targets as they stood on a day, beside what was counted by then; as a page, or as CSV."""
    kept, known_on, problems = _asked()
    by, wanted = access.current_actor(), _wanted(kept)
    if request.args.get("format") == "csv" and not problems:
        rows = reads.every(wanted, target_words.named, known_on, by)
        name = f"targets-known-on-{known_on.day}.csv"
        return file(sheets.as_csv([COLUMNS, *map(_cells, rows)]), "text/csv; charset=utf-8", name)
    found = reads.listing(wanted, target_words.named, known_on, page_of(request.args), by)
    return registers.page(
        "targets",
        PATH,
        kept,
        problems,
        exported="targets.set",
        found=found,
        drawn=[(each, to_list(each.progress)) for each in found.rows],
        known_on=known_on,
        asked=kept,
        target_words=target_words,
        whens=list(target_words.WHEN.items()),
        populations=[(name, POPULATIONS[name]) for name in MEMBERS],
        councils=[(each.slug, each.name) for each in scopes.choices(by) if not each.is_hub],
        to_csv=filters.address(PATH, kept, format="csv"),
    )


@blueprint.get(f"{PATH}/<int:target>")
@access.allow("reports.view")
def one(target: int) -> Answer:
    """A target: what is counted, what is left, the pace that it needs, and everything that it ever said."""
    found = reads.one(target, KnownOn(clock.today()), access.current_actor())
    page = render_template(
        "pages/targets/one.html",
        found=found,
        progress=found.progress,
        to_list=to_list(found.progress),
        target_words=target_words,
        history=list(reversed(told(found))),
        again=ButtonForm(data={"version": found.progress.entry.id}),
        over=found.progress.entry.last < clock.today(),
    )
    return make_response(page)


def told(found: TargetSeen) -> list[tuple[str, Any, str]]:
    """What was done to a target, each with its entry and who did it, the oldest first."""
    lines, before = [], None
    for entry, who in found.history:
        if before is None:
            what = "set"
        elif entry.withdrawn != before.withdrawn:
            what = "withdraw" if entry.withdrawn else "again"
        else:
            what = "change"
        lines.append((target_words.HISTORY[what], entry, who))
        before = entry
    return lines


def _asked() -> tuple[dict[str, str], KnownOn, filters.Problems]:
    """What the list is narrowed by, and the day; what there is not asks for all (T30)."""
    given = request.args
    problems: filters.Problems = []
    day = registers.day("known_on", clock.today(), problems)
    if day > clock.today():
        problems.append((AHEAD.format(said(day), said(clock.today())), "#filter-known_on"))
        day = clock.today()
    when, population = given.get("when", ""), given.get("population", "")
    found = {
        "q": " ".join(given.get("q", "").split())[:LONGEST],
        "when": when if when in target_words.WHEN else "",
        "population": population if population in MEMBERS else "",
        "agency": given.get("agency", "")[:60],
        "known_on": day.isoformat() if day != clock.today() else "",
    }
    return {name: value for name, value in found.items() if value}, KnownOn(day), problems


def _wanted(kept: dict[str, str]) -> Wanted:
    return Wanted(**{name: kept.get(name, "") for name in ("q", "when", "agency", "population")})


def _cells(found: TargetSeen) -> tuple[Any, ...]:
    each = found.progress
    return (
        found.id,
        each.council.name,
        target_words.MEASURES[each.target.figure],
        POPULATIONS[each.target.population],
        each.entry.number,
        target_words.unit_of(each.target.figure, each.entry.number),
        *(each.entry.first, each.entry.last, each.known_on.day),
        each.actual,
        target_words.left_of(each),
        target_words.needs(each),
        target_words.STATES[each.state].text,
        *(found.set_by, each.target.set_at, each.entry.note),
    )
