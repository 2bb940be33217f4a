"""Supported lodgings: who hosts young people, and where there is a room (OA-2)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, clock
from crm.pages import filters, registers
from crm.reads import lodgings as reads
from crm.reads.lodgings import Asked, Host

blueprint = Blueprint("lodgings", __name__)

PATH = "/supported-lodgings"
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "On", "Places", "Youngest age", "Oldest age", "Host since"),
    *("Until", "Filled", "Free", "Not available"),
)


@blueprint.get(PATH)
@access.allow("lodgings.view")
def listing() -> Answer:
    """The hosts of a day; for htmx only the part of it that filters change."""
    asked, problems = _read()
    return registers.page(
        "lodgings",
        PATH,
        _kept(asked),
        problems,
        found=reads.register(asked, access.current_actor()),
        asked=asked,
        filtered=bool(asked.q or asked.agency or asked.free),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The hosts as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("lodgings", PATH, _kept(asked), form)
    hosts = reads.export(asked, form.reason.data, access.current_actor())
    return registers.file("supported-lodgings", COLUMNS, (_cells(each, asked) for each in hosts))


def _read() -> tuple[Asked, filters.Problems]:
    shared, problems = filters.read(request.args, (), sort="")
    on = registers.day("on", clock.today(), problems)
    free = request.args.get("free", "") == "yes"
    return Asked(on, q=shared.q, free=free, agency=shared.agency, page=shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    free = "yes" if asked.free else ""
    given = {"q": asked.q, "on": str(asked.on), "free": free, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _cells(each: Host, asked: Asked) -> tuple[Any, ...]:
    who = (each.reference, each.name, each.area, each.agency, asked.on, each.places, each.age_from, each.age_to)
    used = (each.used.filled, each.used.free, each.used.not_available) if each.used else (None, None, None)
    return (*who, each.approved_on, each.ends_on, *used)
