"""What a campaign has cost: a line more, one taken back, one put back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, campaign_words
from crm.commands import campaign_spend as commands
from crm.errors import NotFound, Refused
from crm.forms.campaigns import ButtonForm, SpendForm
from crm.pages.sent_once import sent_once, sent_or_again
from crm.reads import campaigns as reads
from crm.reads.campaigns import OneCampaign

blueprint = Blueprint("campaign_spending", __name__)

PATH = "/campaigns/<int:campaign>/spending"
LINE = f"{PATH}/<int:campaign_line>"


@blueprint.get(f"{PATH}/new")
@access.allow("campaigns.change")
def new(campaign: int) -> Answer:
    """The form for a line."""
    found = reads.one(campaign, access.current_actor())
    return _page(found, _form(found))


@blueprint.post(f"{PATH}/new")
@access.allow("campaigns.change")
def add(campaign: int) -> Response:
    """Put it on record."""
    found = reads.one(campaign, access.current_actor())
    form = _form(found, request.form)

    def do() -> str:
        who = form.of.data if "of" in form else found.own[0]
        commands.spend(
            campaign,
            form.amount.data,
            on=form.spent_on.data,
            what=form.what.data or "",
            of=None if who == campaign_words.AGREED else int(who),
            by=access.current_actor(),
        )
        flash("The spending is on record.", "success")
        return url_for("campaigns.record", campaign=campaign)

    return sent_or_again(form, do, lambda code, _: _page(found, form, code))


@blueprint.get(f"{LINE}/take-back")
@access.allow("campaigns.change")
def asking(campaign: int, campaign_line: int) -> Answer:
    """What would be taken back."""
    found = reads.one(campaign, access.current_actor())
    line = next((each for each, _ in found.spending if each.id == campaign_line), None)
    if line is None or not line.of_those(found.own):
        raise NotFound("There is no such line")
    page = render_template(
        "pages/campaigns/take_back.html", found=found, seen=found.seen, line=line, form=ButtonForm()
    )
    return make_response(page)


@blueprint.post(f"{LINE}/take-back")
@access.allow("campaigns.change")
def take_back(campaign: int, campaign_line: int) -> Response:
    """Take it back: it stays on record, and counts no more."""
    return _turn(campaign, campaign_line, commands.take_back, "It is taken back, and counts no more.")


@blueprint.post(f"{LINE}/put-back")
@access.allow("campaigns.change")
def put_back(campaign: int, campaign_line: int) -> Response:
    """Let it count again."""
    return _turn(campaign, campaign_line, commands.put_back, "It counts again.")


def _turn(campaign: int, line: int, act: Any, said: str) -> Response:
    where = url_for("campaigns.record", campaign=campaign)

    def do() -> str:
        act(campaign, line, by=access.current_actor())
        flash(said, "success")
        return where

    try:
        return sent_once(ButtonForm(request.form), do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(where, 303)


def _form(found: OneCampaign, sent: Any = None) -> SpendForm:
    form = SpendForm(sent)
    form.offer(found.seen.councils, found.own)
    return form


def _page(found: OneCampaign, form: SpendForm, code: int = 200) -> Answer:
    page = render_template("pages/campaigns/spend.html", found=found, seen=found.seen, form=form)
    return make_response(page, code)
