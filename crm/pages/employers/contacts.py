"""Whom one talks to at an employer: added, changed, removed."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import employer_contacts as commands
from crm.commands.employer_contacts import Contact
from crm.errors import NotFound
from crm.forms.employers import ButtonForm, ContactForm
from crm.pages import both_sides
from crm.pages.employers.shown import ONE, found, page
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_or_again
from crm.reads.employers import OneEmployer

blueprint = Blueprint("employer_contacts", __name__)

CONTACT = f"{ONE}/contacts/<int:employer_contact>"
ASKED = ("name", "job", "email", "phone")


@blueprint.get(f"{ONE}/contacts/new")
@access.allow("employers.manage")
def new(employer: int) -> Answer:
    """The form for another one."""
    return page("contact", found(employer), ContactForm(), contact=None, on_record=())


@blueprint.post(f"{ONE}/contacts/new")
@access.allow("employers.manage")
def send(employer: int) -> Response:
    """Add them."""
    one, form = found(employer), ContactForm(request.form)

    def do() -> str:
        commands.add(employer, _said(form), by=access.current_actor())
        flash("The contact is on record.", "success")
        return url_for("employers.one", employer=employer)

    return sent_or_again(form, do, lambda code, _: page("contact", one, form, code, contact=None, on_record=()))


@blueprint.get(f"{CONTACT}/edit")
@access.allow("employers.manage")
def edit(employer: int, employer_contact: int) -> Answer:
    """The form with what is known now."""
    one = found(employer)
    return page(
        "contact", one, ContactForm(data=_known(one, employer_contact)), contact=employer_contact, on_record=()
    )


@blueprint.post(f"{CONTACT}/edit")
@access.allow("employers.manage")
def change(employer: int, employer_contact: int) -> Response:
    """Change them."""
    one, form = found(employer), ContactForm(request.form)
    _known(one, employer_contact)

    def do() -> str:
        version, by = number_of(form.version.data or "") or 0, access.current_actor()
        commands.change(employer, employer_contact, _said(form), version=version, by=by)
        flash("The contact is changed.", "success")
        return url_for("employers.one", employer=employer)

    def again(code: int, stale: bool) -> Answer:
        now = _known(found(employer), employer_contact)
        if stale:
            form.version.data = now.pop("version")
        on_record = both_sides.on_record(form, {name: now[name] for name in ASKED}) if stale else ()
        return page("contact", one, form, code, contact=employer_contact, on_record=on_record)

    return sent_or_again(form, do, again)


@blueprint.get(f"{CONTACT}/remove")
@access.allow("employers.manage")
def removing(employer: int, employer_contact: int) -> Answer:
    """Who would be erased, before they are."""
    one = found(employer)
    known = _known(one, employer_contact)
    return page(
        "remove_contact", one, ButtonForm(data={"version": known["version"]}), known=known, number=employer_contact
    )


@blueprint.post(f"{CONTACT}/remove")
@access.allow("employers.manage")
def remove(employer: int, employer_contact: int) -> Response:
    """Erase them."""
    one, form = found(employer), ButtonForm(request.form)
    known = _known(one, employer_contact)

    def do() -> str:
        version, by = number_of(form.version.data or "") or 0, access.current_actor()
        commands.remove(employer, employer_contact, version=version, by=by)
        flash("The contact is erased.", "success")
        return url_for("employers.one", employer=employer)

    def again(code: int, stale: bool) -> Answer:
        if stale:
            form.version.data = str(_known(found(employer), employer_contact)["version"])
        return page("remove_contact", one, form, code, known=known, number=employer_contact)

    return sent_or_again(form, do, again)


def _said(form: ContactForm) -> Contact:
    return Contact(name=form.name.data or "", job=form.job.data, email=form.email.data, phone=form.phone.data)


def _known(one: OneEmployer, number: int) -> dict[str, str]:
    """A contact as it is now. NotFound: there is none."""
    contact = next((each for each in one.contacts if each.id == number), None)
    if contact is None:
        raise NotFound("There is no such contact")
    return {name: getattr(contact, name) or "" for name in ASKED} | {"version": str(contact.version)}
