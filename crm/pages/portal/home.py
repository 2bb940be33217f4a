"""Where a carer begins."""

from __future__ import annotations

from flask import Blueprint, render_template

from crm import access, application_words, clock, request_words, skill_words, words
from crm.reads import portal

blueprint = Blueprint("portal", __name__)


@blueprint.get("/portal/")
@access.allow("portal.view")
def home() -> str:
    """The carer's household, and what it is approved for."""
    own = portal.own_household(access.current_actor())
    if own.application:
        return render_template(
            "pages/portal/application.html", own=own, of=own.application, words=application_words
        )
    offers = [words.said(words.OFFERS, offer) for offer in own.terms.offers] if own.terms else []
    return render_template(
        "pages/portal/home.html",
        own=own,
        offers=words.listed(offers),
        request_words=request_words,
        skill_words=skill_words,
        today=clock.today(),
    )
