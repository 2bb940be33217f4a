"""Changing what is known of a household's people. What it said before is kept, and nobody is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.commands import people as commands
from crm.errors import NotFound, Refused, Stale
from crm.forms.govuk import Form
from crm.forms.people import AddressForm, CarerForm
from crm.pages.sent_once import sent_once
from crm.reads import people
from crm.reads.people import CarerSeen, PeopleSeen

blueprint = Blueprint("people", __name__)


@blueprint.get("/households/<reference>/people/<int:position>/edit")
@access.allow("households.edit")
def carer_form(reference: str, position: int) -> Answer:
    """What is known of a carer; of a second one who is not known yet, nothing."""
    found, carer = _carer(reference, position)
    return _page(found, _carer_asked(found, carer), _what(carer))


@blueprint.post("/households/<reference>/people/<int:position>/edit")
@access.allow("households.edit")
def send_carer(reference: str, position: int) -> Response:
    """Change a carer, or add the second."""
    found, carer = _carer(reference, position)
    asked = _carer_asked(found, carer, request.form)

    def do(version: int) -> None:
        who = {"name": asked.name.data or "", "email": asked.email.data, "phone": asked.phone.data}
        by, home = access.current_actor(), found.household.identity.id
        if carer is None:
            joined_on = asked.joined_on.data if "joined_on" in asked else None
            commands.add_carer(home, **who, joined_on=joined_on, version=version, by=by)
        else:
            why = {"nature": asked.nature.data, "since": asked.since.data}
            commands.change_carer(home, position, **who, **why, version=version, by=by)

    return _send(found, asked, _what(carer), do, position)


@blueprint.get("/households/<reference>/people/address/edit")
@access.allow("households.edit")
def address_form(reference: str) -> Answer:
    """A new address; the one on record is not shown."""
    found = people.people(reference, access.current_actor())
    return _page(found, _address_asked(found), "Change the address")


@blueprint.post("/households/<reference>/people/address/edit")
@access.allow("households.edit")
def send_address(reference: str) -> Response:
    """Change where they live."""
    found = people.people(reference, access.current_actor())
    asked = _address_asked(found, request.form)

    def do(version: int) -> None:
        commands.change_address(
            found.household.identity.id,
            address=asked.address.data,
            postcode=asked.postcode.data,
            nature=asked.nature.data,
            since=asked.since.data,
            version=version,
            by=access.current_actor(),
        )
        strange = commands.strange_postcode(asked.postcode.data)
        if strange:
            flash(f"{strange} It is kept as it was typed.", "warning")

    return _send(found, asked, "Change the address", do)


def _send(
    found: PeopleSeen,
    asked: Form,
    what: str,
    change: Callable[[int], None],
    position: int | None = None,
) -> Response:
    """Carry out a change; whoever was overtaken sees both versions, and decides (T49)."""
    if not asked.validate():
        return _page(found, asked, what, 422)
    there = url_for("household.its_people", reference=found.household.identity.reference)

    def do() -> str:
        change(_number(asked.version.data or ""))
        flash("The change is on record. What it said before is kept.", "success")
        return there

    try:
        return sent_once(asked, do)
    except Stale:
        found = people.people(found.household.identity.reference, access.current_actor())  # as the other left it
        carer = next((each for each in found.carers if each.position == position), None)
        now = _beside(asked, carer) if carer is not None and isinstance(asked, CarerForm) else []
        asked.version.data = str(found.household.identity.version)
        asked.refuse("Somebody changed this household after you had opened this page. Nothing is lost: see below.")
        return _page(found, asked, what, 409, now)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, asked, what, 422)


def _number(version: str) -> int:
    """The version that the form carries; one that nobody has, if it was tampered with."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _carer(reference: str, position: int) -> tuple[PeopleSeen, CarerSeen | None]:
    """A carer of a household; none where a second could be added. NotFound for a third."""
    found = people.people(reference, access.current_actor())
    if position not in (1, 2) or position > len(found.carers) + 1:
        raise NotFound("There is no such carer")
    return found, next((each for each in found.carers if each.position == position), None)


def _carer_asked(found: PeopleSeen, carer: CarerSeen | None, sent: Any = None) -> CarerForm:
    known: dict[str, Any] = {"joined_on": clock.today()}
    if carer is not None:
        known = {"name": carer.name, "phone": carer.phone, "email": carer.email}
    was = {f"was_{name}": known.get(name) or "" for name in words.PEOPLE_FIELDS}
    form = CarerForm(sent, data={**known, **was, "version": found.household.identity.version})
    if carer is None:
        del form.nature
        del form.since
    if carer is not None or not (found.carers and found.household.approvals):
        del form.joined_on
    return form


def _address_asked(found: PeopleSeen, sent: Any = None) -> AddressForm:
    return AddressForm(sent, data={"version": found.household.identity.version})


def _beside(asked: CarerForm, carer: CarerSeen) -> list[tuple[str, str]]:
    """What the other has changed. An answer that nobody touched here takes theirs, and says so (T49)."""
    now = []
    for name, label in words.PEOPLE_FIELDS.items():
        own, was, theirs = asked[name], asked[f"was_{name}"], getattr(carer, name)
        if (theirs or "") != (was.data or ""):
            untouched = (own.data or "") == (was.data or "")
            if untouched:
                own.data, own.raw_data = theirs, [theirs or ""]
            how = "taken over below" if untouched else "you typed something else"
            now.append((label, f"{theirs or words.NOT_RECORDED} ({how})"))
        was.data = theirs or ""
    return now


def _what(carer: CarerSeen | None) -> str:
    if carer is None:
        return "Add a carer"
    return "Change a carer"


def _page(
    found: PeopleSeen, asked: Form, what: str, code: int = 200, now: list[tuple[str, str]] | None = None
) -> Answer:
    page = render_template(
        "pages/people/form.html",
        found=found,
        seen=found.household,
        form=asked,
        what=what,
        action=request.path,
        overtaken=code == 409,
        now=now or [],
    )
    return make_response(page, code)
