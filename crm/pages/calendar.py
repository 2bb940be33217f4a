"""Visits that come: a worker's own, or everybody's; and the secret link to one's own for another calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, contact_words
from crm.commands import feeds
from crm.exchange import calendar
from crm.pages.filters import page_of
from crm.pages.sign_in import settings
from crm.reads import visits

blueprint = Blueprint("calendar", __name__)


@blueprint.get("/visits")
@access.allow("visits.view")
def listing() -> str:
    """What is booked, and what was to take place by now and has no outcome yet."""
    whose: visits.Whose = "all" if request.args.get("whose") == "all" else "mine"
    number = page_of(request.args)
    found = visits.diary(whose, number, access.current_actor())
    return render_template("pages/visits/list.html", found=found, whose=whose)


@blueprint.post("/visits/calendar")
@access.allow("visits.calendar")
def make() -> Answer:
    """A new link to one's own calendar, shown this once; the one before it ends."""
    token = feeds.make(by=access.current_actor())
    link = settings().base_url + url_for("calendar.feed", key=token)
    return make_response(render_template("pages/visits/link.html", link=link))


@blueprint.post("/visits/calendar/end")
@access.allow("visits.calendar")
def end() -> Response:
    """End one's own link."""
    feeds.end(by=access.current_actor())
    flash("The link to your calendar has ended. A calendar that uses it is told so at its next look.", "success")
    return redirect(url_for("calendar.listing"), 303)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A visit as a calendar takes it: what for, and the household's reference."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    summary: str


@blueprint.get("/visits/calendar.ics")
@access.public
def feed() -> Response:
    """The visits behind a secret link, for a calendar that has no other way to say who asks."""
    key = request.args.get("key")
    if key is None:
        return redirect(url_for("calendar.listing"))
    found = visits.feed(key)
    shown = [
        _Shown(
            each.uid,
            each.sequence,
            each.starts_at,
            each.minutes,
            f"{contact_words.PURPOSES[each.purpose]}: {each.reference}",
        )
        for each in found.visits
    ]
    answer = make_response(calendar.feed(shown, name="Fostering visits"))
    answer.headers["Content-Type"] = calendar.TYPE
    answer.headers["Content-Disposition"] = 'inline; filename="visits.ics"'
    return answer
