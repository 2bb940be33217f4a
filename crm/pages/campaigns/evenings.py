"""Evenings of a campaign, as staff see them: another one, who booked, who came, calling off and putting back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, current_app, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, skill_words
from crm.commands import evenings as commands
from crm.commands.evenings import Offered
from crm.exchange import qr
from crm.forms.campaigns import ButtonForm
from crm.forms.evenings import CameForm, EveningForm
from crm.forms.govuk import Form
from crm.pages.sent_once import sent_or_again
from crm.reads import campaigns, evenings
from crm.reads.evenings import GuestSeen

blueprint = Blueprint("campaign_evenings", __name__)

PATH = "/campaigns/<int:campaign>/evenings"
ONE = f"{PATH}/<int:evening>"


@blueprint.get(f"{PATH}/new")
@access.allow("campaigns.change")
def new(campaign: int) -> Answer:
    """The form for another one."""
    return _form_page(campaign, EveningForm())


@blueprint.post(f"{PATH}/new")
@access.allow("campaigns.change")
def offer(campaign: int) -> Response:
    """Offer it to everybody."""
    campaigns.one(campaign, access.current_actor())
    form = EveningForm(request.form)

    def do() -> str:
        asked = Offered(
            title=form.title.data or "",
            on_day=form.on.data,
            begins_at=form.at.data,
            minutes=form.minutes.data,
            online=form.where.data == "online",
            place=form.place.data or "",
            places=form.places.data,
        )
        number = commands.offer(campaign, asked, by=access.current_actor())
        flash("The evening is on its public page, and can be booked.", "success")
        return url_for(".record", campaign=campaign, evening=number)

    return sent_or_again(form, do, lambda code, _: _form_page(campaign, form, code))


@blueprint.get(ONE)
@access.allow("evenings.guests")
def record(campaign: int, evening: int) -> Answer:
    """One of them, with who booked."""
    return _page(campaign, evening, None)


@blueprint.post(f"{ONE}/came")
@access.allow("campaigns.change")
def came(campaign: int, evening: int) -> Response:
    """Record who came; who agreed to be called is an enquiry from then on."""
    _, guests = evenings.one(campaign, evening, access.current_actor())
    form = _came(guests, request.form)

    def do() -> str:
        made = commands.record(evening, [int(each) for each in form.came.data], by=access.current_actor())
        flash(f"Who came is on record. {made} of them stand on Today, to be called.", "success")
        return url_for(".record", campaign=campaign, evening=evening)

    return sent_or_again(form, do, lambda code, _: _page(campaign, evening, form, code))


@blueprint.get(f"{ONE}/call-off")
@access.allow("campaigns.change")
def asking(campaign: int, evening: int) -> Answer:
    """Who would be written to."""
    return _off_page(campaign, evening, ButtonForm())


@blueprint.post(f"{ONE}/call-off")
@access.allow("campaigns.change")
def call_off(campaign: int, evening: int) -> Response:
    """Call it off; whoever booked is written to."""
    return _turn(campaign, evening, commands.call_off, "It is called off, and whoever booked is written to.")


@blueprint.post(f"{ONE}/put-back")
@access.allow("campaigns.change")
def put_back(campaign: int, evening: int) -> Response:
    """Let it take place after all."""
    return _turn(
        campaign, evening, commands.put_back, "It takes place after all, and whoever booked is written to."
    )


def _turn(campaign: int, evening: int, act: Callable[..., None], said: str) -> Response:
    evenings.one(campaign, evening, access.current_actor())
    form = ButtonForm(request.form)

    def do() -> str:
        act(evening, by=access.current_actor())
        flash(said, "success")
        return url_for(".record", campaign=campaign, evening=evening)

    return sent_or_again(form, do, lambda code, _: _off_page(campaign, evening, form, code))


def _came(guests: Iterable[GuestSeen], sent: Any = None) -> CameForm:
    form = CameForm(sent)
    asked = (each for each in guests if each.state != "attended" and each.name)
    form.came.choices = tuple((str(each.number), f"{each.name}, {each.email}") for each in asked)
    return form


def _page(campaign: int, evening: int, form: Form | None, code: int = 200) -> Answer:
    seen, guests = evenings.one(campaign, evening, access.current_actor())
    address = f"{current_app.config['HEARTH'].base_url}{url_for('evenings.show', evening_key=seen.key)}"
    page = render_template(
        "pages/evenings/record.html",
        seen=seen,
        guests=guests,
        form=form,
        attendance=form or _came(guests),
        putting=ButtonForm(),
        address=address,
        square=qr.square(address, label=f"Square that leads to {address}"),
        words=skill_words,
    )
    return make_response(page, code)


def _off_page(campaign: int, evening: int, form: Form, code: int = 200) -> Answer:
    seen, _ = evenings.one(campaign, evening, access.current_actor())
    return make_response(render_template("pages/evenings/off.html", seen=seen, form=form), code)


def _form_page(campaign: int, form: EveningForm, code: int = 200) -> Answer:
    found = campaigns.one(campaign, access.current_actor())
    return make_response(render_template("pages/evenings/form.html", seen=found.seen, form=form), code)
