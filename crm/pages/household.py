"""One household: its timeline and its people. Its other parts are in modules of their nouns."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, ending_words
from crm.forms.households import AddressReasonForm
from crm.forms.pipeline import ButtonForm
from crm.pages import filters
from crm.pages.event_forms import DECISIONS, may_settle
from crm.pages.household_head import head_of
from crm.pages.shown_once import shown_once
from crm.pages.work_lines import Drawn, drawn
from crm.reads import error_claims, people, same_family, timeline, today
from crm.reads.household import HouseholdSeen
from crm.reads.people import PeopleSeen

blueprint = Blueprint("household", __name__)


@blueprint.get("/households/<reference>")
@access.allow("households.view")
def record(reference: str) -> Answer:
    """The household with its timeline; for htmx only the timeline."""
    shown = request.args.get("show", "all")
    shown = shown if shown in timeline.SHOWN else "all"
    page = filters.page_of(request.args)
    found = timeline.timeline(reference, shown, access.current_actor(), page)
    fragment = request.headers.get("HX-Request") == "true"
    name = "_timeline" if fragment else "record"
    answer = make_response(
        render_template(
            f"pages/households/{name}.html",
            found=found,
            shown=shown,
            to_do=() if fragment else _to_do(found.household),
            could_be=None if fragment else _could_be(found.household),
            claims=() if fragment else error_claims.waiting(found.household.identity, access.current_actor()),
            key=ButtonForm().idempotency_key.data,
            may_settle=may_settle,
            decisions=DECISIONS,
            ending_words=ending_words,
            **head_of(found.household, "timeline"),
        )
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


def _could_be(seen: HouseholdSeen) -> str | None:
    """Another record that may be of the same people, for whoever may compare the two."""
    if not access.may("households.duplicates"):
        return None
    return same_family.of_one(seen.identity.id, access.current_actor())


def _to_do(seen: HouseholdSeen) -> list[Drawn]:
    """What is to be done for the household, in words."""
    return drawn(today.of_household(seen.identity.id, access.current_actor()), seen.today, full=True)


@blueprint.get("/households/<reference>/people")
@access.allow("households.view")
def its_people(reference: str) -> str:
    """Who they are and how to reach them; where they live only when asked."""
    return _people(people.people(reference, access.current_actor()), AddressReasonForm())


@blueprint.get("/households/<reference>/people/address")
@access.allow("households.address")
def hidden_address(reference: str) -> Response:
    """The address is shown only where it was just asked for: back to where one can ask."""
    return redirect(url_for("household.its_people", reference=reference))


@blueprint.post("/households/<reference>/people/address")
@access.allow("households.address")
def show_address(reference: str) -> Response:
    """Where they live, this once: it is hidden again when the page is loaded again (T40)."""
    by = access.current_actor()
    return shown_once(
        reference,
        AddressReasonForm(request.form),
        lambda: people.people(reference, by),
        lambda why: people.people_with_address(reference, why, by),
        _people,
    )


def _people(found: PeopleSeen, form: AddressReasonForm) -> str:
    form.reason.choices = found.household.choices.pairs("address_reasons")
    head = head_of(found.household, "people")
    return render_template("pages/households/people.html", found=found, form=form, **head)
