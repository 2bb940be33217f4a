"""What a council settles for itself: looking at it, trying a change, and making it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import settings as commands
from crm.errors import Refused, Stale
from crm.forms.settings import ChangeForm, form_for
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import reach, settings
from crm.reads.settings import SettingSeen

blueprint = Blueprint("settings", __name__)

UNSEEN = ("csrf_token", "idempotency_key", "version")  # what each form carries of its own
CHANGED = "Somebody changed this setting after you had opened it. What it says now and what you typed are below."


@blueprint.get("/settings")
@access.allow("settings.view")
def every() -> str:
    """All of them, section by section."""
    return render_template("pages/settings/list.html", sections=settings.sections(access.current_actor()))


@blueprint.get("/settings/<name>")
@access.allow("settings.view")
def one(name: str) -> str:
    """What it is, since when, and what it has been."""
    seen = settings.one(name, access.current_actor())
    return render_template("pages/settings/one.html", seen=seen, sample=settings.sample(seen.item, seen.value))


@blueprint.get("/settings/<name>/change")
@access.allow("settings.change")
def form(name: str) -> Answer:
    """The form, showing what holds now, or a value of the history that is to be used again."""
    seen = settings.one(name, access.current_actor())
    again = seen.said(request.args.get("as", type=int))
    asked = form_for(
        seen.item,
        again.value if again else seen.value,
        ever=seen.ever,
        valid_from=again.valid_from if again and again.valid_from >= seen.since else clock.today(),
        version=str(seen.latest),
    )
    return _page(seen, asked)


@blueprint.post("/settings/<name>/change")
@access.allow("settings.change")
def send(name: str) -> Response:
    """Show what the change would do; made only once that has been seen."""
    by = access.current_actor()
    seen = settings.one(name, by)
    asked = form_for(seen.item, seen.value, request.form, ever=seen.ever)
    if "confirmed" not in request.form and asked.version.data != str(seen.latest):
        return _overtaken(seen, asked)
    if not asked.validate():
        return _page(seen, asked, 422)
    asked.keep(seen.on(asked.valid_from.data))
    change = {"valid_from": asked.valid_from.data, "agency_id": seen.agency_id, "by": by}
    try:
        if "confirmed" not in request.form:
            watch = reach.watching(seen.item, asked.valid_from.data, by)
            effects = commands.what_if(name, asked.given, **change, watch=watch)
            return make_response(
                render_template(
                    "pages/settings/preview.html",
                    seen=seen,
                    form=asked,
                    effects=effects,
                    reach=_reach(seen, asked, effects),
                    today=clock.today(),
                    answers=_answers(),
                    sample=settings.sample(seen.item, asked.given),
                )
            )
        return sent_once(asked, lambda: _made(seen, asked, change))
    except Stale:
        return _overtaken(settings.one(name, by), asked)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(seen, asked, 422)


def _reach(seen: SettingSeen, asked: ChangeForm, effects: commands.Effects) -> reach.Reach | None:
    """What moves though no history does; None where nothing of it can be told."""
    return reach.reach(seen.item, asked.valid_from.data, *effects.watched) if effects.watched else None


def _overtaken(seen: SettingSeen, asked: ChangeForm) -> Answer:
    asked.refuse(CHANGED)
    asked.version.data = str(seen.latest)
    asked.take_in()
    return _page(seen, asked, 409, overtaken=True)


def _made(seen: SettingSeen, asked: ChangeForm, change: dict[str, Any]) -> str:
    commands.change(seen.item.name, asked.given, **change, seen=number_of(asked.version.data or ""))
    flash(f"{seen.item.title}: changed. What it was before stays below, and can be used again.", "success")
    return url_for("settings.one", name=seen.item.name)


def _answers() -> list[tuple[str, str]]:
    """What was typed, to be sent again with the confirmation."""
    return [pair for pair in request.form.items(multi=True) if pair[0] not in UNSEEN]


def _page(seen: SettingSeen, asked: ChangeForm, code: int = 200, *, overtaken: bool = False) -> Answer:
    page = render_template(
        "pages/settings/change.html",
        seen=seen,
        form=asked,
        problems=asked.problems(),
        overtaken=overtaken,
        fields=settings.fields_of_letters() if seen.item.kind == "letter" else (),
    )
    return make_response(page, code)
