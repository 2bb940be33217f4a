"""How a household lives: shown, changed and put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, ending_words, household_words
from crm.commands import profiles as commands
from crm.errors import NotFound, Refused, Stale
from crm.forms.imports import ButtonForm
from crm.forms.profiles import BackgroundForm, CarerLifeForm, HomeForm, ProfileForm, SpecialReasonForm
from crm.pages.both_sides import Rows, on_record
from crm.pages.household_head import head_of
from crm.pages.sent_once import sent_once
from crm.pages.shown_once import shown_once
from crm.reads import profile as reads
from crm.reads.profile import CarerLife, ProfileSeen

blueprint = Blueprint("profiles", __name__)

Asks = TypeVar("Asks", HomeForm, CarerLifeForm, BackgroundForm)

PATH, HOME = "/households/<reference>/profile", "profiles.record"
SAVED = "The change is on record. What it said before is kept."
CHANGED = "Somebody changed this household after you had opened this page. Nothing is lost: see below."


@blueprint.get(PATH)
@access.allow("households.profile")
def record(reference: str) -> str:
    """How they live; what is special only when asked."""
    return _page(reads.life(reference, access.current_actor()), SpecialReasonForm())


@blueprint.get(f"{PATH}/special")
@access.allow("households.special")
def hidden(reference: str) -> Response:
    """It is shown only where it was just asked for: back to where one can ask."""
    return redirect(url_for("profiles.record", reference=reference))


@blueprint.post(f"{PATH}/special")
@access.allow("households.special")
def show_special(reference: str) -> Response:
    """Heritage, faith and the names of the others, this once."""
    by = access.current_actor()
    return shown_once(
        reference,
        SpecialReasonForm(request.form),
        lambda: reads.life(reference, by),
        lambda why: reads.life_with_special(reference, why, by),
        _page,
    )


@blueprint.get(f"{PATH}/house/edit")
@access.allow("households.edit")
def home_form(reference: str) -> Answer:
    """What is known of the home."""
    found = reads.life(reference, access.current_actor())
    return form_page(found, _asked(HomeForm, found, found.home), "Change the home")


@blueprint.post(f"{PATH}/house/edit")
@access.allow("households.edit")
def send_home(reference: str) -> Response:
    """Change the home."""
    found = reads.life(reference, access.current_actor())
    form = _asked(HomeForm, found, found.home, request.form)

    def do(version: int) -> None:
        commands.change_home(_id(found), form.values(), **why(form), version=version, by=access.current_actor())

    return send_form(found, form, "Change the home", do)


@blueprint.get(f"{PATH}/carers/<int:position>/edit")
@access.allow("households.edit")
def carer_form(reference: str, position: int) -> Answer:
    """What is known of a carer beside contacts."""
    found, carer = carer_of(reference, position)
    return form_page(found, _asked(CarerLifeForm, found, carer.values), _whose(carer))


@blueprint.post(f"{PATH}/carers/<int:position>/edit")
@access.allow("households.edit")
def send_carer(reference: str, position: int) -> Response:
    """Change a carer's date of birth, work and languages."""
    found, carer = carer_of(reference, position)
    form = _asked(CarerLifeForm, found, carer.values, request.form)

    def do(version: int) -> None:
        by = access.current_actor()
        commands.change_carer(_id(found), position, form.values(), **why(form), version=version, by=by)

    return send_form(found, form, _whose(carer), do)


@blueprint.get(f"{PATH}/carers/<int:position>/background/edit")
@access.allow("households.special")
def background_form(reference: str, position: int) -> Answer:
    """Heritage and faith, written anew: what is on record is not shown here."""
    found, carer = carer_of(reference, position)
    return form_page(found, _background(found, carer), "Heritage and faith")


@blueprint.post(f"{PATH}/carers/<int:position>/background/edit")
@access.allow("households.special")
def send_background(reference: str, position: int) -> Response:
    """Change heritage and faith."""
    found, carer = carer_of(reference, position)
    form = _background(found, carer, request.form)

    def do(version: int) -> None:
        by = access.current_actor()
        commands.change_background(_id(found), position, form.values(), **why(form), version=version, by=by)

    return send_form(found, form, "Heritage and faith", do)


def send_form(
    found: ProfileSeen, form: ProfileForm, what: str, change: Callable[[int], None], back: str = HOME
) -> Response:
    """Carry out a change, and go on to `back`; whoever was overtaken keeps what was typed, and decides (T49)."""
    if not form.validate():
        return form_page(found, form, what, 422, back=back)

    def do() -> str:
        change(number_of(form.version.data or ""))
        flash(SAVED, "success")
        return url_for(back, reference=found.household.identity.reference)

    try:
        return sent_once(form, do)
    except Stale:
        now = reads.life(found.household.identity.reference, access.current_actor())
        form.version.data = str(now.household.identity.version)
        form.refuse(CHANGED)
        return form_page(now, form, what, 409, back=back, now=_on_record(form))
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return form_page(found, form, what, 422, back=back)


def _on_record(form: ProfileForm) -> Rows:
    """The form was made with what is on record now, and holds what came."""
    return on_record(form, {name: form[name].object_data for name in form.values() if name not in form.unseen})


def _id(found: ProfileSeen) -> int:
    return found.household.identity.id


def why(form: Any) -> dict[str, Any]:
    """Whether the former value was wrong, and since when the new one holds."""
    if "nature" not in form:
        return {"nature": "changed"}
    return {"nature": form.nature.data, "since": form.since.data}


def _asked(kind: type[Asks], found: ProfileSeen, values: Mapping[str, Any], sent: Any = None) -> Asks:
    """A form with what is known. Where nothing is, nothing can be wrong or have changed: that is not asked."""
    form = kind(sent, data={**values, "version": found.household.identity.version})
    if all(value is None for value in values.values()):
        del form.nature
        del form.since
    return form


def _background(found: ProfileSeen, carer: CarerLife, sent: Any = None) -> BackgroundForm:
    form = _asked(BackgroundForm, found, {"known": True if carer.has_background else None}, sent)
    form.ethnicity.choices = found.household.choices.pairs("ethnicities")
    form.religion.choices = found.household.choices.pairs("religions")
    if not carer.has_background:
        del form.remove
    return form


def number_of(version: str) -> int:
    """The version that the form carries; one that nobody has, if it was tampered with."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def carer_of(reference: str, position: int) -> tuple[ProfileSeen, CarerLife]:
    """A carer of a household; NotFound where there is none at that place."""
    found = reads.life(reference, access.current_actor())
    for each in found.carers:
        if each.position == position:
            return found, each
    raise NotFound("There is no such carer")


def _whose(carer: CarerLife) -> str:
    return "Change the second carer" if carer.position == 2 else "Change the first carer"


def _page(found: ProfileSeen, form: SpecialReasonForm) -> str:
    form.reason.choices = found.household.choices.pairs("special_reasons")
    head = head_of(found.household, "profile")
    words = {
        "household_words": household_words,
        "ending_words": ending_words,
        "key": ButtonForm().idempotency_key.data,
    }
    return render_template("pages/households/profile.html", found=found, form=form, **words, **head)


def form_page(
    found: ProfileSeen,
    form: ProfileForm,
    what: str,
    code: int = 200,
    *,
    back: str = HOME,
    now: Sequence[tuple[str, str]] = (),
) -> Answer:
    """The form, with its errors and what was typed; `now` is what somebody else has put on record meanwhile."""
    page = render_template(
        "pages/profiles/form.html",
        found=found,
        seen=found.household,
        form=form,
        what=what,
        now=now,
        action=request.path,
        back=url_for(back, reference=found.household.identity.reference),
    )
    return make_response(page, code)
