"""Log an enquiry, while somebody is on the telephone: one page, one button, and whom they may be beside it.

The page, the hints and the part that says who they are share one address (house decision 4): htmx names the part
that it fills. What is typed is sent as a form is, and never stands in an address (T38). Without script the hints
come when the form is sent, once.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, formatters
from crm.actor import Actor, Role
from crm.commands import enquiries, handovers
from crm.commands.enquiries import Details, Logged, NewCarer, NewHousehold
from crm.commands.once import SentBefore
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.commands.people import half_postcode, strange_postcode
from crm.errors import Refused
from crm.forms.enquiries import JourneyForm, NewEnquiryForm
from crm.journey.ranges import Route
from crm.pages import promise_words
from crm.pages.sent_once import led, once_for
from crm.reads import choices, hints, people
from crm.reads.hints import Hint, Typed
from crm.reads.people import PeopleSeen

blueprint = Blueprint("log_enquiry", __name__)

LONGEST = 400  # letters of each answer by which households are looked for
TEXTS = ("channel", "source", "employer", "campaign", "referred_by", "service", "best_time", "language", "note")


@blueprint.get("/enquiries/new")
@access.allow("households.create")
def form() -> Answer:
    """The page, of a household that is known or of nobody yet."""
    known = _known(request.args.get("known"))
    return _page(_asked(None, known), known, ())


@blueprint.post("/enquiries/new")
@access.allow("households.create")
def send() -> Response:
    """Put the enquiry on record; or go on with the household that was chosen; for htmx whom they may be."""
    chosen = request.form.get("choose")
    known = _known(request.form.get("known") if chosen is None else chosen)
    asked = _asked(request.form, known)
    if request.headers.get("HX-Request") == "true":
        found = () if known else hints.likely(_typed(asked), access.current_actor())
        return _page(asked, known, found, part="_who" if request.headers.get("HX-Target") == "who" else "_hints")
    if chosen is not None:
        return _page(asked, known, ())
    if not asked.validate():
        return _page(asked, known, (), 422)
    try:
        if (before := _sent_before(asked)) is not None:
            return before
    except SentBefore as other:
        asked.refuse(other.message)
        return _page(asked, known, (), 422)
    found = () if known else hints.likely(_typed(asked), access.current_actor())
    shown = set(" ".join(request.form.getlist("shown")).split())
    if any(hint.reference not in shown for hint in found):
        if (before := _sent_before(asked)) is not None:  # by the other click, since it was looked for
            return before
        asked.refuse("This could be somebody who is on record: see 'Could this be...?'. Nothing is lost.")
        return _page(asked, known, found, 422)
    return _log(asked, known, found)


def _sent_before(asked: NewEnquiryForm) -> Response | None:
    """Where this very form has led; else whoever sends it twice would be asked whether they are themselves."""
    where = led(asked)
    if where is None:
        return None
    flash("This enquiry was on record already. Nothing was added.", "success")
    return redirect(where, 303)


def _log(asked: NewEnquiryForm, known: PeopleSeen | None, found: tuple[Hint, ...]) -> Response:
    by = access.current_actor()
    identity = known.household.identity if known else None
    done: list[Logged] = []
    told: list[str] = []
    calls = promise_words.standing(identity.reference, by) if identity else {}

    def do() -> str:
        agency = asked.agency.data if "agency" in asked else None
        if by.role is Role.HUB and identity is None:  # one council accepts them, and counts them
            return _hand_over(asked, choices.agency_id(agency, by), by)
        logged = enquiries.log_enquiry(
            identity.agency_id if identity else choices.agency_id(agency, by),
            people=_people(asked),
            details=_details(asked),
            received_on=asked.happened_on.data,
            by=by,
            household_id=identity.id if identity else None,
            anyway=bool(asked.anyway.data),
        )
        done.append(logged)
        if asked.spoke.data and identity is not None:
            told.append(promise_words.became(calls, promise_words.standing(logged.reference, by)))
        return url_for("household.record", reference=logged.reference)

    try:
        where = once_for(asked.idempotency_key.data or "", do)
    except Refused as refusal:
        refuse(asked, refusal)
        return _page(asked, known, found, 422)
    for text, kind in said_of(done) if done or by.role is not Role.HUB else ():
        flash(text, kind)
    for text in filter(None, told):
        flash(text.strip(), "success")
    for text in _said_of_postcode(asked.postcode.data, new=known is None):
        flash(text, "warning")
    return redirect(where, 303)


def _hand_over(asked: NewEnquiryForm, agency_id: int, by: Actor) -> str:
    said = _people(asked), _details(asked), asked.happened_on.data
    reference = handovers.log(agency_id, *said, by=by, anyway=bool(asked.anyway.data))
    flash(f"{reference} is handed over. The council accepts them or passes them back.", "success")
    return url_for("handovers.one", handover=reference)


def _said_of_postcode(given: str | None, *, new: bool) -> list[str]:
    """What is to be done about a postcode that no place has, or of which half was said: the area of a new one."""
    strange, half = strange_postcode(given), half_postcode(given) if new else None
    said = [f"{strange} It is kept as it was typed."] if strange else []
    area = f"{half} is kept as their area. Ask for the rest of the postcode when you talk."
    return [*said, area] if half else said


def refuse(asked: NewEnquiryForm | JourneyForm, refusal: Refused) -> None:
    """Say why it was not logged, beside the question; what looks like an address may stay, if somebody says so."""
    if not isinstance(refusal, LooksLikeAddress):
        asked.refuse(refusal.message, refusal.field)
        return
    what = " and ".join(refusal.seems)
    where = "The notes seem" if refusal.field == "note" else "The best time seems"
    asked.refuse(f"{where} to hold {what}. Put it with the address, or tick this to keep it here", "anyway")


def said_of(done: list[Logged]) -> list[tuple[str, str]]:
    """What came of it, in words: nothing new, where the form had been sent before."""
    if not done:
        return [("This enquiry was on record already. Nothing was added.", "success")]
    logged = done[0]
    what = "The enquiry is on record." if logged.began else "Kept as a further contact on the journey that is open."
    parts = [what]
    if not logged.counted:
        parts.append("It is not counted: this household's last enquiry is.")
    if logged.first_clock:
        label, due_on = logged.first_clock
        parts.append(f"{label}: by {formatters.week_date(due_on)}.")
    found = [(" ".join(parts), "success")]
    if logged.differs:
        found.append(("What they gave differs from what is on record. It is kept with the enquiry.", "warning"))
    if logged.outdone:
        day = formatters.long_date(logged.outdone)
        found.append((f"What they said of letters and news on {day} stands, as it was later than this.", "warning"))
    return found


def _known(reference: str | None) -> PeopleSeen | None:
    """The household that they are of, where somebody has said so; showing it goes on record."""
    return people.people(reference, access.current_actor()) if reference else None


def _asked(sent: Any, known: PeopleSeen | None) -> NewEnquiryForm:
    by = access.current_actor()
    own = choices.own_agencies(by)
    asked = NewEnquiryForm(sent, data={"happened_on": clock.today()})
    asked.known.data = known.household.identity.reference if known else ""
    asked.offer("agency", own)
    for question, listed in asked.lists.items():
        asked.offer(question, choices.reasons(listed, by))
    asked.keep_in_touch.hint = choices.text("keep_in_touch_wording", by)
    if len(own) == 1:
        asked.leave_out("agency")
    asked.who_they_are(known is not None)
    return asked


def _typed(asked: NewEnquiryForm) -> Typed:
    """What has been typed of who they are, sound or not."""

    def texts(*names: str) -> tuple[str, ...]:
        return tuple(text[:LONGEST] for name in names if (text := asked[name].data))

    return Typed(
        names=texts("name", "second_name"),
        phones=texts("phone", "second_phone"),
        emails=texts("email", "second_email"),
        postcode=(asked.postcode.data or "")[:LONGEST],
        address=(asked.address.data or "")[:LONGEST],
    )


def _people(asked: NewEnquiryForm) -> NewHousehold:
    first = NewCarer(asked.name.data or "", asked.email.data, asked.phone.data)
    second = NewCarer(asked.second_name.data or "", asked.second_email.data, asked.second_phone.data)
    carers = tuple(each for each in (first, second) if each.name or each.email or each.phone)
    half = half_postcode(asked.postcode.data)
    whole = None if half else asked.postcode.data
    return NewHousehold(carers=carers, address=asked.address.data, postcode=whole, area=half)


def _details(asked: NewEnquiryForm) -> Details:
    agreed = {"yes": True, "no": False}
    return Details(
        route=Route(asked.route.data),
        interests=asked.interests.data,
        needs=asked.needs.data,
        spoke=bool(asked.spoke.data),
        keep_in_touch=agreed.get(asked.keep_in_touch.data or ""),
        **{name: asked[name].data for name in TEXTS},
    )


def _page(
    asked: NewEnquiryForm,
    known: PeopleSeen | None,
    found: tuple[Hint, ...],
    code: int = 200,
    *,
    part: str = "new",
) -> Answer:
    asked.settle()
    page = render_template(
        f"pages/enquiries/{part}.html", form=asked, known=known, hints=found, fragment=part != "new"
    )
    answer = make_response(page, code)
    answer.headers["Vary"] = "HX-Request"
    return answer
