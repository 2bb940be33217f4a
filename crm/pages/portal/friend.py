"""Carers tell the service of a friend who may want to foster, and see how many they have told of."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import referrals as commands
from crm.commands.referrals import Friend
from crm.errors import Refused
from crm.forms.referrals import ReferralForm
from crm.pages.sent_once import sent_once
from crm.reads import own_referrals

blueprint = Blueprint("portal_friend", __name__)

PATH = "/portal/friend"
THANKS = "Thank you. Your service will contact your friend. For their privacy you are not told what comes of it."


@blueprint.get(PATH)
@access.allow("portal.view")
def form() -> Answer:
    """The form, and of how many was told before."""
    return _page(ReferralForm())


@blueprint.post(PATH)
@access.allow("portal.ask")
def send() -> Response:
    """Tell of somebody."""
    asked = ReferralForm(request.form)
    if not asked.validate():
        return _page(asked, 422)

    def do() -> str:
        told = asked.name.data or "", asked.phone.data, asked.email.data, asked.note.data or ""
        commands.refer(Friend(*told, agreed="yes" in asked.agreed.data), by=access.current_actor())
        flash(THANKS, "success")
        return url_for(".form")

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(asked, 422)


def _page(asked: ReferralForm, code: int = 200) -> Answer:
    told = own_referrals.own_referrals(access.current_actor())
    return make_response(render_template("pages/portal/friend.html", form=asked, told=told), code)
