"""What is known of a carer, and what they propose to change of it. Nothing holds before the service accepts it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, detail_words
from crm.commands import carer_details as commands
from crm.commands.carer_details import Nature, Proposed
from crm.errors import Refused
from crm.forms.imports import ButtonForm
from crm.forms.own_details import ContactsForm, OwnAddressForm, OwnMemberForm, ProposalForm
from crm.pages.profiles import number_of
from crm.pages.sent_once import once_for, sent_once
from crm.reads import own_details
from crm.reads.own_details import Member, OwnDetails

blueprint = Blueprint("portal_details", __name__)

PATH = "/portal/details"
SENT = "It is sent. Your service looks at it before anything changes, and writes to you."


@blueprint.get(PATH)
@access.allow("portal.view")
def record() -> Answer:
    """What is known, and what was proposed."""
    return _page(_found(), "")


@blueprint.get(f"{PATH}/contacts")
@access.allow("portal.view")
def contacts() -> Response:
    """One's own telephone and e-mail; the page before says why, where nobody knows whose the account is."""
    found = _found()
    form = _contacts(found)
    return _asked(found, form, "contacts") if form else redirect(url_for(".record"))


@blueprint.post(f"{PATH}/contacts")
@access.allow("portal.ask")
def send_contacts() -> Response:
    """Propose others."""
    found = _found()
    form = _contacts(found, request.form)
    return _send(found, form, "contacts") if form else redirect(url_for(".record"), 303)


@blueprint.get(f"{PATH}/address")
@access.allow("portal.view")
def address() -> Answer:
    """Where they live now; what is on record is not shown."""
    return _asked(_found(), OwnAddressForm(), "address")


@blueprint.post(f"{PATH}/address")
@access.allow("portal.ask")
def send_address() -> Response:
    """Propose another address."""
    return _send(_found(), OwnAddressForm(request.form), "address")


@blueprint.get(f"{PATH}/members/new")
@access.allow("portal.view")
def new() -> Answer:
    """Somebody new in the household."""
    found = _found()
    return _asked(found, _member(found), "new_member")


@blueprint.post(f"{PATH}/members/new")
@access.allow("portal.ask")
def send_new() -> Response:
    """Tell of them."""
    found = _found()
    return _send(found, _member(found, None, request.form), "new_member")


@blueprint.get(f"{PATH}/members/<int:member>")
@access.allow("portal.view")
def one(member: int) -> Answer:
    """Somebody who is on record."""
    found = _found()
    return _asked(found, _member(found, found.member(member)), "member", member)


@blueprint.post(f"{PATH}/members/<int:member>")
@access.allow("portal.ask")
def send_one(member: int) -> Response:
    """Propose to change what is known of them."""
    found = _found()
    return _send(found, _member(found, found.member(member), request.form), "member", member)


@blueprint.post(f"{PATH}/proposals/<int:proposal>/withdraw")
@access.allow("portal.ask")
def withdraw(proposal: int) -> Response:
    """Take it back."""
    return _press(proposal, commands.withdraw, "It is taken back. What is on record stays as it is.")


@blueprint.post(f"{PATH}/proposals/<int:proposal>/again")
@access.allow("portal.ask")
def again(proposal: int) -> Response:
    """Say that it still holds, although what is on record was changed since."""
    return _press(proposal, commands.again, SENT)


def _found() -> OwnDetails:
    return own_details.own_details(access.current_actor())


def _contacts(found: OwnDetails, sent: Any = None) -> ContactsForm | None:
    if found.contacts is None:
        return None
    return ContactsForm(sent, data={"phone": found.contacts.phone, "email": found.contacts.email})


def _member(found: OwnDetails, one: Member | None = None, sent: Any = None) -> OwnMemberForm:
    known: dict[str, Any] = {}
    if one is not None:
        known = {"name": one.name, "relation": one.relation, "born_on": one.born_on}
        known["lives_here"] = "yes" if one.lives_here else "no"
    form = OwnMemberForm(sent, data=known)
    form.relation.choices = found.choices.pairs("member_relations")
    if one is None:
        del form.nature
        form.since.label.text = "Since when are they there?"
    return form


def _send(found: OwnDetails, form: ProposalForm, kind: str, member: int | None = None) -> Response:
    """Send it once; refused, or sent with other words before, the form says why and keeps what was typed."""
    if not form.validate():
        return _asked(found, form, kind, member, 422)
    wrong = "nature" in form and form["nature"].data == "corrected"
    nature: Nature = "corrected" if wrong else "changed"
    proposed = Proposed(kind, form.values(), nature, form["since"].data, member)

    def do() -> str:
        commands.propose(proposed, by=access.current_actor())
        flash(SENT, "success")
        return url_for(".record")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _asked(found, form, kind, member, 422)


def _press(number: int, act: Callable[..., None], said: str) -> Response:
    """Do what a button of one of the own proposals says, once."""
    by, form = access.current_actor(), ButtonForm(request.form)
    _found().proposal(number)

    def do() -> str:
        act(number, version=number_of(form.version.data or ""), by=by)
        flash(said, "success")
        return url_for(".record")

    key = f"{request.path.rpartition('/')[2]}-{form.idempotency_key.data}"[:64]
    try:
        return redirect(once_for(key, do), 303)
    except Refused as refusal:
        return _page(_found(), refusal.message, 422)


def _asked(found: OwnDetails, form: ProposalForm, kind: str, member: int | None = None, code: int = 200) -> Answer:
    title = detail_words.OWN_KINDS[kind]
    page = render_template("pages/portal/detail_form.html", found=found, form=form, kind=kind, title=title)
    return make_response(page, code)


def _page(found: OwnDetails, refused: str, code: int = 200) -> Answer:
    form = ButtonForm()
    if refused:
        form.refuse(refused)
    page = render_template(
        "pages/portal/details.html",
        found=found,
        form=form,
        words=detail_words,
        key=form.idempotency_key.data,
    )
    return make_response(page, code)
