"""The pipeline: a board by stage and a list, with one bar of filters that lives in the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, act_words, clock, words, work_words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey.routes import APPROVED, CLOSED
from crm.pages import filters
from crm.pages.event_forms import may_record, where
from crm.pages.work_lines import what_of
from crm.reads import choices, pipeline, views
from crm.reads.acts import MOST
from crm.reads.filters import Filters
from crm.reads.items import Item
from crm.reads.journeys import Card
from crm.reads.under_way import SORTS

blueprint = Blueprint("pipeline", __name__)

ASKED = ("q", "worker", "clock", "stage", "route", "source", "offer", "area", "agency", "reason")
FIRST = "age-desc"  # who has been where they are longest comes first
VIEWS = ("board", "list")
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "Route", "Stage", "Since", "Days there", "Enquired", "Source"),
    *("Worker", "Next thing", "Due", "Why closed"),
)


@blueprint.get("/pipeline")
@access.allow("pipeline.view")
def view() -> Answer:
    """The board or the list; for htmx only the part of it that filters change (house decision 4)."""
    by = access.current_actor()
    asked, problems = filters.read(request.args, SORTS, sort=FIRST)
    shown = request.args.get("view", "board")
    shown = shown if shown in VIEWS else "board"
    found = pipeline.board(asked, by) if shown == "board" else pipeline.listing(asked, by)
    fragment = request.headers.get("HX-Request") == "true"
    answer = make_response(
        render_template(
            f"pages/pipeline/{'_results' if fragment else 'page'}.html",
            found=found,
            shown=shown,
            filters=asked,
            problems=problems,
            move=move,
            what=what,
            today=clock.today(),
            kept=asked.asked(*ASKED),
            most=MOST,
            act_kinds=act_words.ON_THE_WAY,
            export=_export_form() if access.may("households.export") else None,
            to_file=_to_file(asked),
            **_views(asked, shown),
            **({} if fragment else _offered(asked)),
            **_addresses(asked, shown),
        ),
        422 if problems else 200,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/pipeline/export")
@access.allow("households.export")
def export() -> Answer:
    """The journeys that the filters leave, as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = filters.read(request.args, SORTS, sort=FIRST)
    form = _export_form(request.form)
    if problems or not form.validate():
        page = render_template("pages/pipeline/export.html", form=form, to_file=_to_file(asked))
        return make_response(page, 422)
    rows = pipeline.export(asked, form.reason.data, access.current_actor())
    answer = make_response(sheets.as_csv([COLUMNS, *map(_cells, rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="pipeline.csv"'
    return answer


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _to_file(asked: Filters) -> str:
    return filters.address("/pipeline/export", asked.asked(*ASKED), sort=filters.sorted_by(asked))


def _cells(card: Card) -> tuple[Any, ...]:
    return (
        card.reference,
        card.name,
        card.area,
        card.agency,
        words.said(words.ROUTES, card.route),
        words.stage(card.stage).text,
        card.since,
        card.days,
        card.enquired_on,
        card.source,
        card.next.worker,
        what(card.next.item) if card.next.item else None,
        card.next.due_on,
        card.reason,
    )


def _views(asked: Filters, shown: str) -> dict[str, Any]:
    """The team's views as tabs, the one that is shown, and where these filters can be saved as one."""
    known = views.saved(access.current_actor())
    query = urlencode(asked.asked(*ASKED))
    current = next((each for each in known if each.query == query), None)
    tabs = [("All", f"/pipeline?view={shown}", not query)]
    tabs += [(each.name, f"/pipeline?{each.query}&view={shown}", each is current) for each in known]
    return {
        "views": tabs if known else (),
        "current_view": current,
        "to_save": f"/pipeline/views/new?{query}" if query else None,
    }


def _offered(asked: Filters) -> dict[str, Any]:
    """What the bar of filters offers to choose from."""
    by = access.current_actor()
    stages = [name for name in choices.stages(by) if name not in ("notice", "left")]
    own = choices.own_agencies(by)
    return {
        "stage_choices": [(name, _stage(name)) for name in stages],
        "source_choices": choices.reasons("sources", by),
        "offer_choices": choices.reasons("offers", by),
        "worker_choices": filters.workers(by),
        "near": work_words.NEAR.items(),
        "agencies": own if len(own) > 1 else (),
        "filtered": bool(asked.asked(*ASKED)),
    }


def _stage(name: str) -> str:
    text = words.stage(name).text
    return f"{text} this quarter" if name in (APPROVED, CLOSED) else text


def what(item: Item) -> str:
    """What comes next, as a line of its own: the law's clocks are worded to stand in a sentence."""
    said = what_of(item)
    return said[:1].upper() + said[1:]


def move(card: Card) -> tuple[str, str] | None:
    """The button that takes a journey on: its words and where its form is; None where it is not one's to record."""
    if card.move is None or not may_record(card.move):
        return None
    return words.RECORD[card.move], where(card.move, card.reference, card.number)


def _addresses(asked: Filters, shown: str) -> dict[str, str]:
    """The addresses of both views with these filters, and of the list up to a stage, a page or an order."""
    kept = asked.asked(*ASKED)
    staged = {name: value for name, value in kept.items() if name not in ("stage", "reason")}
    order = filters.sorted_by(asked)
    return {
        "to_board": filters.address("/pipeline", kept, view="board"),
        "to_list": filters.address("/pipeline", kept, view="list"),
        "to_page": filters.address("/pipeline", kept, view="list", sort=order, page=""),
        "to_sort": filters.address("/pipeline", kept, view="list", sort=""),
        "to_stage": filters.address("/pipeline", staged, view="list", stage=""),
        "clear": f"/pipeline?view={shown}",
    }
