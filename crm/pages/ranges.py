"""A household's range and beds on any day, and what its carers would like."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, request_words
from crm.commands import profiles
from crm.forms.wishes import WishesForm, as_asked
from crm.journey import dates
from crm.pages.filters import Problems
from crm.pages.household_head import head_of
from crm.pages.profiles import form_page, send_form, why
from crm.reads import profile, range_page
from crm.reads.profile import ProfileSeen
from crm.reads.range_page import RangeSeen

blueprint = Blueprint("ranges", __name__)

PATH = "/households/<reference>/range"
TITLE, BACK = "What they would like", "ranges.record"


@blueprint.get(PATH)
@access.allow("households.view")
def record(reference: str) -> Answer:
    """What the household is approved for, today or on another day; its beds, and how both came about."""
    problems: Problems = []
    found = range_page.range_page(reference, _day(problems), access.current_actor())
    page = render_template(
        "pages/ranges/record.html",
        found=found,
        problems=problems,
        beds=_beds(found),
        request_words=request_words,
        **head_of(found.household, "range"),
    )
    return make_response(page, 422 if problems else 200)


def _day(problems: Problems) -> date | None:
    text = request.args.get("on", "").strip()
    try:
        return dates.parse(text) if text else None
    except ValueError:
        problems.append((f"'{text[:20]}' is not a day, like 2026-03-31", "#filter-on"))
        return None


def _beds(found: RangeSeen) -> list[tuple[str, str | None]]:
    """A bar for each approved place: filled, not available and why, free; or only approved, where nobody says."""
    if found.terms is None or found.approval is None:
        return []
    if found.used is None:
        ending = found.approval.ends_on is not None
        return [
            ("unavailable" if ending else "approved", "notice running" if ending else None)
        ] * found.terms.places
    said_of = found.household.choices.said
    shut: list[tuple[str, str | None]] = [
        ("unavailable", said_of("not_available_reasons", reason))
        for reason, count in found.used.reasons
        for _ in range(count)
    ]
    filled = min(found.used.filled, found.used.places)
    return [("filled", None)] * filled + shut + [("free", None)] * found.used.free


@blueprint.get(f"{PATH}/wishes/edit")
@access.allow("households.edit")
def wishes_form(reference: str) -> Answer:
    """Whom the carers would like to look after."""
    found = profile.life(reference, access.current_actor())
    return form_page(found, _wishes(found), TITLE, back=BACK)


@blueprint.post(f"{PATH}/wishes/edit")
@access.allow("households.edit")
def send_wishes(reference: str) -> Response:
    """Change whom they would like to look after: no terms change by it."""
    found = profile.life(reference, access.current_actor())
    form = _wishes(found, request.form)

    def do(version: int) -> None:
        home, by = found.household.identity.id, access.current_actor()
        profiles.change_home(home, form.values(), **why(form), version=version, by=by)

    return send_form(found, form, TITLE, do, back=BACK)


def _wishes(found: ProfileSeen, sent: Any = None) -> WishesForm:
    """A form with what is known. Where nothing is, nothing can be wrong or have changed: that is not asked."""
    form = WishesForm(sent, data={**as_asked(found.home), "version": found.household.identity.version})
    form.wished_offers.choices = found.household.choices.pairs("offers")
    if all(found.home[name] is None for name in form.values()):
        del form["nature"], form["since"]
    return form
