"""Links of a campaign to the public form: another one, and one with its square for a phone's camera, to print."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import campaigns as commands
from crm.exchange import qr
from crm.forms.campaigns import LinkForm
from crm.pages.sent_once import sent_or_again
from crm.reads import campaigns as reads
from crm.reads import choices
from crm.reads.campaigns import OneCampaign

blueprint = Blueprint("campaign_links", __name__)

PATH = "/campaigns/<int:campaign>/links"


@blueprint.get(f"{PATH}/new")
@access.allow("campaigns.change")
def new(campaign: int) -> Answer:
    """The form for another link."""
    found = reads.one(campaign, access.current_actor())
    return _page(found, _form(found))


@blueprint.post(f"{PATH}/new")
@access.allow("campaigns.change")
def add(campaign: int) -> Response:
    """Make it."""
    found = reads.one(campaign, access.current_actor())
    form = _form(found, request.form)

    def do() -> str:
        number = commands.add_link(
            campaign, form.label.data or "", form.source.data or "", by=access.current_actor()
        )
        flash("The link is made.", "success")
        return url_for(".record", campaign=campaign, campaign_link=number)

    return sent_or_again(form, do, lambda code, _: _page(found, form, code))


@blueprint.get(f"{PATH}/<int:campaign_link>")
@access.allow("campaigns.view")
def record(campaign: int, campaign_link: int) -> Answer:
    """A link, written out and as a square: to be printed, or put on another website."""
    found, link = reads.link(campaign, campaign_link, access.current_actor())
    address = f"{current_app.config['HEARTH'].base_url}{url_for('enquire.start', campaign=link.key)}"
    square = qr.square(address, label=f"Square that leads to {address}")
    page = render_template("pages/campaigns/link.html", seen=found.seen, link=link, address=address, square=square)
    return make_response(page)


def _form(found: OneCampaign, sent: Any = None) -> LinkForm:
    form = LinkForm(sent)
    form.source.choices = choices.of_agency(found.own[0]).pairs("sources")
    return form


def _page(found: OneCampaign, form: LinkForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/campaigns/link_form.html", seen=found.seen, form=form), code)
