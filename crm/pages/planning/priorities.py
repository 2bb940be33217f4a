"""Priorities of the strategy on one page: whose, by when, where each stands, and what it is measured by."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock, priority_words, target_words
from crm.actor import Role
from crm.exchange import sheets
from crm.forms.targets import ButtonForm
from crm.pages import filters, registers, report_copies
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.pages.planning.targets_beside import to_list
from crm.pages.report_tables import LIST
from crm.reads import choices
from crm.reads import priorities as reads
from crm.reads.priorities import Counted, PrioritySeen, Wanted
from crm.reads.searching import LONGEST
from crm.reports import scope as scopes

blueprint = Blueprint("priorities", __name__)

PATH = "/reports/priorities"
COLUMNS = (
    *("Number", "Council", "Priority", "Owner", "By", "Status", "Measured by", "How it stands", "Last reviewed"),
    *("Review due", "Withdrawn", "Note"),
)


@blueprint.get(PATH)
@access.allow("reports.view")
def listing() -> Answer:
    """The priorities of one's agencies; as a page, or as CSV."""
    kept, by = _kept(), access.current_actor()
    if request.args.get("format") == "csv":
        rows = reads.every(_wanted(kept), by)
        return file(sheets.as_csv([COLUMNS, *map(_cells, rows)]), "text/csv; charset=utf-8", "priorities.csv")
    return registers.page(
        "priorities",
        PATH,
        kept,
        [],
        exported="targets.set",
        found=reads.listing(_wanted(kept), page_of(request.args), by),
        asked=kept,
        today=clock.today(),
        measured=measured,
        states=list(priority_words.STATES.items()),
        statuses=choices.labels("priority_statuses", by),
        councils=[(each.slug, each.name) for each in scopes.choices(by) if not each.is_hub],
        to_csv=filters.address(PATH, kept, format="csv"),
    )


@blueprint.get(f"{PATH}/<int:priority>")
@access.allow("reports.view")
def one(priority: int) -> Answer:
    """A priority: what it says, what it is measured by, and its reviews."""
    found, by = reads.one(priority, access.current_actor()), access.current_actor()
    page = render_template(
        "pages/priorities/one.html",
        found=found,
        today=clock.today(),
        measured=measured(found),
        priority_words=priority_words,
        may_review=access.may("priorities.review")
        and (by.role is Role.MANAGER or by.user_id == found.now.owner_id)
        and not found.priority.withdrawn,
        again=ButtonForm(data={"version": found.now.id}),
    )
    return make_response(page)


def measured(found: PrioritySeen) -> dict[str, Any] | None:
    """What it is measured by: its name and page, what is counted with its list, and how it stands."""
    if (each := found.target) is not None:
        return {
            "called": target_words.named(each.target.figure, each.target.population),
            "href": f"/reports/targets/{each.target.id}",
            "value": each.actual,
            "to_list": to_list(each),
            "says": f"of {each.entry.number:,}, {each.period.label}",
            "state": target_words.STATES[each.state],
        }
    if (figure := found.counted) is not None:
        return {
            "called": target_words.named(figure.figure, figure.population),
            "href": None,
            "value": figure.value,
            "to_list": _behind(found, figure),
            "says": f"{target_words.unit_of(figure.figure, figure.value or 0)}, {figure.period.label}",
            "state": None,
        }
    return None


def _behind(found: PrioritySeen, figure: Counted) -> str | None:
    if not report_copies.may_see(figure.period):
        return None
    asked = {
        "agency": found.council.slug,
        "from": figure.period.first.isoformat(),
        "to": figure.period.last.isoformat(),
        "population": figure.population,
        "figure": figure.figure,
    }
    return filters.address(LIST, asked)


def _kept() -> dict[str, str]:
    """What the list is narrowed by; what there is not asks for all (T30)."""
    given = request.args
    found = {
        "q": " ".join(given.get("q", "").split())[:LONGEST],
        "state": given.get("state", "") if given.get("state", "") in priority_words.STATES else "",
        "status": given.get("status", "")[:40],
        "agency": given.get("agency", "")[:60],
    }
    return {name: value for name, value in found.items() if value}


def _wanted(kept: dict[str, str]) -> Wanted:
    return Wanted(**kept)


def _cells(found: PrioritySeen) -> tuple[Any, ...]:
    by = measured(found)
    stands = f"{by['value']} {by['says']}" if by and by["value"] is not None else None
    return (
        *(found.id, found.council.name, found.now.title, found.owner, found.now.due_on, found.status),
        by["called"] if by else None,
        stands,
        found.priority.reviewed_on,
        found.priority.review_due,
        "Yes" if found.priority.withdrawn else "No",
        found.now.note,
    )
