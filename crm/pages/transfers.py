"""Transfers in and out: the register of them, and the steps of one (OA-5)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask import Response as Answer

from crm import access, clock, words
from crm.pages import filters, registers
from crm.pages.event_forms import may_record, where
from crm.pages.household_head import head_of
from crm.reads import choices
from crm.reads import transfers as reads
from crm.reads.transfer_steps import OPEN
from crm.reads.transfers import Asked, Moving, TransferSeen
from crm.reports.period import financial_year

blueprint = Blueprint("transfers", __name__)

PATH = "/transfers"
WAYS = (("in", "To us"), ("out", "Away from us"))
STATES = ((OPEN, "Under way"), ("done", "Done"), ("all", "Both"))
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "To us or away", "The other service is", "Its name"),
    *("Children who move too", "Written notice", "Meeting", "Reviewing officer told", "Reference"),
    *("Notice of resignation", "State", "On"),
)


@blueprint.get(PATH)
@access.allow("transfers.view")
def listing() -> Answer:
    """The register; for htmx only the part of it that filters change."""
    asked, problems = _read()
    return registers.page(
        "transfers",
        PATH,
        _kept(asked),
        problems,
        found=reads.register(asked, access.current_actor()),
        asked=asked,
        today=clock.today(),
        ways=WAYS,
        states=STATES,
        filtered=bool(asked.q or asked.agency or asked.way or asked.state != OPEN),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The register as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("transfers", PATH, _kept(asked), form)
    found = reads.export(asked, form.reason.data, access.current_actor())
    said = dict(choices.labels("destinations", access.current_actor()))
    return registers.file("transfers", COLUMNS, (_cells(each, said) for each in found))


@blueprint.get("/households/<reference>/journeys/<int:number>/transfer")
@access.allow("transfers.view")
def one(reference: str, number: int) -> str:
    """The steps of a household's transfer, what waits and by when, and the children who move too."""
    found = reads.of_journey(reference, number, access.current_actor())
    return render_template(
        "pages/transfers/one.html", found=found, to_record=_to_record(found), **head_of(found.household, "transfer")
    )


def _to_record(found: TransferSeen) -> dict[str, str]:
    """Where each step that can be recorded now is recorded, by its kind."""
    seen = found.household
    steps = (each.kind for each in seen.numbered(found.number).steps if each.refused is None)
    return {kind: where(kind, seen.identity.reference, found.number) for kind in steps if may_record(kind)}


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for: what is under way, unless it says otherwise."""
    shared, problems = filters.read(request.args, (), sort="")
    today = clock.today()
    first, last = registers.period(financial_year(today).first, today, problems)
    way, state = request.args.get("way", ""), request.args.get("state", OPEN)
    return Asked(
        first,
        last,
        way=way if way in dict(WAYS) else "",
        state=state if state in dict(STATES) else OPEN,
        q=shared.q,
        agency=shared.agency,
        page=shared.page,
    ), problems


def _kept(asked: Asked) -> dict[str, str]:
    days = {"from": str(asked.first), "to": str(asked.last)} if asked.state != OPEN else {}
    given = {"q": asked.q, "way": asked.way, "state": asked.state, "agency": asked.agency, **days}
    return {name: value for name, value in given.items() if value}


def _cells(each: Moving, said: dict[str, str]) -> tuple[Any, ...]:
    stand = each.stand
    return (
        *(each.reference, each.name, each.area, each.agency, dict(WAYS)["out" if stand.out else "in"]),
        *(said.get(stand.elsewhere or "", stand.elsewhere), stand.service, len(stand.children)),
        *(step.on for step in stand.steps),
        *(words.TRANSFERS[stand.state].text, stand.state_on),
    )
