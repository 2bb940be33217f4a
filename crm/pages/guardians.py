"""Special guardians: whom the service supports after the order, and one household's supports and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, kinship_words
from crm.commands import guardians
from crm.commands.guardians import Support
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.guardians import JoinForm, LeaveForm, PlanForm, SupportForm
from crm.forms.pipeline import ButtonForm
from crm.pages import filters, registers
from crm.pages.household_head import head_of
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
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
    return registers.page(
        "guardians",
        LIST,
        _kept(asked),
        problems,
        found=reads.listing(asked, access.current_actor()),
        asked=asked,
        today=clock.today(),
        words=kinship_words,
        filtered=bool(asked.q or asked.agency or asked.state),
    )


@blueprint.post(f"{LIST}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("guardians", LIST, _kept(asked), form)
    found = reads.export(asked, form.reason.data, access.current_actor())
    return registers.file("special-guardians", COLUMNS, map(_cells, found))


@blueprint.get(PATH)
@access.allow("households.placements")
def record(reference: str) -> str:
    """A household's supports and support groups."""
    found = found_of(reference)
    return render_template(
        "pages/households/guardians.html",
        found=found,
        words=kinship_words,
        key=ButtonForm().idempotency_key.data,
        **head_of(found.household, "guardians"),
    )


@blueprint.get(f"{PATH}/new")
@access.allow("households.record")
def form(reference: str) -> Answer:
    """The support after an order."""
    return show_form(found_of(reference), SupportForm(), "Record the support")


@blueprint.post(f"{PATH}/new")
@access.allow("households.record")
def send(reference: str) -> Response:
    """Record the support after an order."""
    found, asked = found_of(reference), SupportForm(request.form)

    def do() -> None:
        told = Support(asked.child.data or "", asked.order_kind.data, asked.order_on.data, *days_of(asked))
        guardians.support(found.household.identity.id, told, by=access.current_actor())

    return send_form(found, asked, "Record the support", do, "The support is on record.")


@blueprint.get(f"{PATH}/<int:guardian>/edit")
@access.allow("households.record")
def plan_form(reference: str, guardian: int) -> Answer:
    """The days of a support."""
    found = found_of(reference)
    row = found.support(guardian)
    kept = {name: getattr(row, name) for name in ("support_until", "review_on", "contact_on", "version")}
    return show_form(found, PlanForm(data=kept), "Change the support")


@blueprint.post(f"{PATH}/<int:guardian>/edit")
@access.allow("households.record")
def send_plan(reference: str, guardian: int) -> Response:
    """Change the days of a support."""
    found, asked = found_of(reference), PlanForm(request.form)
    row = found.support(guardian)

    def do() -> None:
        told = Support(row.child, row.order_kind, row.order_on, *days_of(asked))
        seen = number_of(asked.version.data or "")
        guardians.change(found.household.identity.id, guardian, told, version=seen, by=access.current_actor())

    return send_form(found, asked, "Change the support", do, "The support is changed.")


@blueprint.get(f"{PATH}/groups/new")
@access.allow("households.record")
def join_form(reference: str) -> Answer:
    """They join a support group."""
    found = found_of(reference)
    return show_form(found, _join(found), "Record a support group")


@blueprint.post(f"{PATH}/groups/new")
@access.allow("households.record")
def send_join(reference: str) -> Response:
    """Record that they joined a support group."""
    found = found_of(reference)
    asked = _join(found, request.form)

    def do() -> None:
        home, by = found.household.identity.id, access.current_actor()
        guardians.join(home, asked.group.data, asked.joined_on.data, by=by)

    return send_form(found, asked, "Record a support group", do, "The support group is on record.")


@blueprint.get(f"{PATH}/groups/<int:membership>/leave")
@access.allow("households.record")
def leave_form(reference: str, membership: int) -> Answer:
    """They left a support group."""
    found = found_of(reference)
    found.group(membership)
    return show_form(found, LeaveForm(), "Record that they left")


@blueprint.post(f"{PATH}/groups/<int:membership>/leave")
@access.allow("households.record")
def send_leave(reference: str, membership: int) -> Response:
    """Record that they left a support group."""
    found, asked = found_of(reference), LeaveForm(request.form)
    found.group(membership)

    def do() -> None:
        home, by = found.household.identity.id, access.current_actor()
        guardians.leave(home, membership, asked.left_on.data, by=by)

    return send_form(found, asked, "Record that they left", do, "That they left is on record.")


def found_of(reference: str) -> KinSeen:
    """A household's supports; the look goes on record."""
    return reads.of_household(reference, access.current_actor())


def days_of(asked: Any) -> tuple[Any, Any, Any]:
    """The three days of a support."""
    return asked.support_until.data, asked.review_on.data, asked.contact_on.data


def _join(found: KinSeen, sent: Any = None) -> JoinForm:
    asked = JoinForm(sent)
    asked.group.choices = found.household.choices.pairs("support_groups")
    return asked


def send_form(
    found: KinSeen, asked: Form, title: str, do: Callable[[], None], done: str, *, about: str = ""
) -> Response:
    """Do what a form asks, once, and go back to the household's supports; or ask it again."""
    if not asked.validate():
        return show_form(found, asked, title, 422, about=about)

    def once() -> str:
        do()
        flash(done, "success")
        return url_for("guardians.record", reference=found.household.identity.reference)

    try:
        return sent_once(asked, once)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return show_form(found, asked, title, 422, about=about)


def show_form(found: KinSeen, asked: Form, title: str, code: int = 200, *, about: str = "") -> Answer:
    """A form about a household's supports; `about` is a sentence above it."""
    page = render_template(
        "pages/kinship/form.html", seen=found.household, form=asked, title=title, action=request.path, about=about
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


def _cells(each: Supported) -> tuple[Any, ...]:
    who = (each.reference, each.name, each.area, each.agency, kinship_words.ORDERS[each.order_kind], each.order_on)
    return (*who, each.support_until, each.review_on, each.contact_on, ", ".join(each.groups))
