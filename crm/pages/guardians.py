"""Special guardians: whom the service supports after the order, and one household's supports and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, kinship_words
from crm.commands import guardians
from crm.commands.guardians import Support
from crm.commands.once import do_once
from crm.errors import NotFound, Refused
from crm.exchange import sheets
from crm.forms.govuk import Form
from crm.forms.guardians import JoinForm, LeaveForm, PlanForm, SupportForm
from crm.forms.households import ExportForm
from crm.pages import filters
from crm.pages.household_head import head_of
from crm.reads import choices
from crm.reads import guardians as reads
from crm.reads.guardians import Asked, KinSeen, Supported

blueprint = Blueprint("guardians", __name__)

LIST, PATH = "/kinship/guardians", "/households/<reference>/guardians"
COLUMNS = (
    *(
        "Reference",
        "Name",
        "Area",
        "Council",
        "Order",
        "Order made on",
        "Support until",
        "Next review",
        "Next contact",
    ),
    "Support groups",
)


@blueprint.get(LIST)
@access.allow("kinship.view")
def listing() -> Answer:
    """The list; for htmx only the part of it that filters change (house decision 4)."""
    asked, problems = _read()
    by = access.current_actor()
    own, kept = choices.own_agencies(by), _kept(asked)
    fragment = request.headers.get("HX-Request") == "true"
    page = render_template(
        f"pages/kinship/{'_guardians' if fragment else 'guardians'}.html",
        found=reads.listing(asked, by),
        asked=asked,
        today=clock.today(),
        problems=problems,
        words=kinship_words,
        agencies=own if len(own) > 1 else (),
        filtered=bool(asked.q or asked.agency or asked.state),
        export=_export_form() if access.may("households.export") else None,
        to_page=filters.address(LIST, kept, page=""),
        to_file=filters.address(f"{LIST}/export", kept),
    )
    answer = make_response(page, 422 if problems else 200)
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post(f"{LIST}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = _export_form(request.form)
    if problems or not form.validate():
        to_file = filters.address(f"{LIST}/export", _kept(asked))
        page = render_template("pages/kinship/guardians_export.html", form=form, to_file=to_file)
        return make_response(page, 422)
    found = reads.export(asked, form.reason.data, access.current_actor())
    answer = make_response(sheets.as_csv([COLUMNS, *map(_cells, found)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="special-guardians.csv"'
    return answer


@blueprint.get(PATH)
@access.allow("households.placements")
def record(reference: str) -> str:
    """A household's supports and support groups."""
    found = _found(reference)
    return render_template(
        "pages/households/guardians.html",
        found=found,
        words=kinship_words,
        **head_of(found.household, "guardians"),
    )


@blueprint.get(f"{PATH}/new")
@access.allow("households.record")
def form(reference: str) -> Answer:
    """The support after an order."""
    return _form(_found(reference), SupportForm(), "Record the support")


@blueprint.post(f"{PATH}/new")
@access.allow("households.record")
def send(reference: str) -> Response:
    """Record the support after an order."""
    found, asked = _found(reference), SupportForm(request.form)

    def do() -> None:
        told = Support(asked.child.data or "", asked.order_kind.data, asked.order_on.data, *_days(asked))
        guardians.support(found.household.identity.id, told, by=access.current_actor())

    return _send(found, asked, "Record the support", do, "The support is on record.")


@blueprint.get(f"{PATH}/<int:guardian>/edit")
@access.allow("households.record")
def plan_form(reference: str, guardian: int) -> Answer:
    """The days of a support."""
    found = _found(reference)
    row = next((each for each in found.supports if each.id == guardian), None) or _none()
    kept = {name: getattr(row, name) for name in ("support_until", "review_on", "contact_on", "version")}
    return _form(found, PlanForm(data=kept), "Change the support")


@blueprint.post(f"{PATH}/<int:guardian>/edit")
@access.allow("households.record")
def send_plan(reference: str, guardian: int) -> Response:
    """Change the days of a support."""
    found, asked = _found(reference), PlanForm(request.form)
    row = next((each for each in found.supports if each.id == guardian), None) or _none()
    version = asked.version.data or ""

    def do() -> None:
        told = Support(row.child, row.order_kind, row.order_on, *_days(asked))
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        guardians.change(found.household.identity.id, guardian, told, version=seen, by=access.current_actor())

    return _send(found, asked, "Change the support", do, "The support is changed.")


@blueprint.get(f"{PATH}/groups/new")
@access.allow("households.record")
def join_form(reference: str) -> Answer:
    """They join a support group."""
    found = _found(reference)
    return _form(found, _join(found), "Record a support group")


@blueprint.post(f"{PATH}/groups/new")
@access.allow("households.record")
def send_join(reference: str) -> Response:
    """Record that they joined a support group."""
    found = _found(reference)
    asked = _join(found, request.form)

    def do() -> None:
        home, by = found.household.identity.id, access.current_actor()
        guardians.join(home, asked.group.data, asked.joined_on.data, by=by)

    return _send(found, asked, "Record a support group", do, "The support group is on record.")


@blueprint.get(f"{PATH}/groups/<int:membership>/leave")
@access.allow("households.record")
def leave_form(reference: str, membership: int) -> Answer:
    """They left a support group."""
    found = _found(reference)
    _ = next((each for each in found.groups if each.id == membership), None) or _none()
    return _form(found, LeaveForm(), "Record that they left")


@blueprint.post(f"{PATH}/groups/<int:membership>/leave")
@access.allow("households.record")
def send_leave(reference: str, membership: int) -> Response:
    """Record that they left a support group."""
    found, asked = _found(reference), LeaveForm(request.form)
    _ = next((each for each in found.groups if each.id == membership), None) or _none()

    def do() -> None:
        home, by = found.household.identity.id, access.current_actor()
        guardians.leave(home, membership, asked.left_on.data, by=by)

    return _send(found, asked, "Record that they left", do, "That they left is on record.")


def _found(reference: str) -> KinSeen:
    return reads.of_household(reference, access.current_actor())


def _none() -> Any:
    raise NotFound("There is no such record")


def _days(asked: Any) -> tuple[Any, Any, Any]:
    return asked.support_until.data, asked.review_on.data, asked.contact_on.data


def _join(found: KinSeen, sent: Any = None) -> JoinForm:
    asked = JoinForm(sent)
    asked.group.choices = found.household.choices.pairs("support_groups")
    return asked


def _send(found: KinSeen, asked: Form, title: str, do: Callable[[], None], done: str) -> Response:
    if not asked.validate():
        return _form(found, asked, title, 422)

    def once() -> str:
        do()
        flash(done, "success")
        return url_for("guardians.record", reference=found.household.identity.reference)

    try:
        return redirect(do_once(asked.idempotency_key.data or "", once, by=access.current_actor()), 303)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _form(found, asked, title, 422)


def _form(found: KinSeen, asked: Form, title: str, code: int = 200) -> Answer:
    page = render_template(
        "pages/kinship/form.html", seen=found.household, form=asked, title=title, action=request.path
    )
    return make_response(page, code)


def _read() -> tuple[Asked, filters.Problems]:
    shared, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", "")
    known = state if state in kinship_words.SUPPORT_STATES else ""
    return Asked(known, q=shared.q, agency=shared.agency, page=shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    given = {"q": asked.q, "state": asked.state, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(each: Supported) -> tuple[Any, ...]:
    who = (each.reference, each.name, each.area, each.agency, kinship_words.ORDERS[each.order_kind], each.order_on)
    return (*who, each.support_until, each.review_on, each.contact_on, ", ".join(each.groups))
