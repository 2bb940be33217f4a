"""All accounts for the portal: of carers and of applicants, open, invited and closed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, staff_words
from crm.clock import day_of
from crm.pages import carers, filters, registers
from crm.reads import portal_accounts
from crm.reads.filters import Filters
from crm.reads.portal_accounts import KINDS, STATES, Line

blueprint = Blueprint("portal_accounts", __name__)

PATH = "/carers/accounts"
ASKED = ("q", "agency")
COLUMNS = ("Name", "Household", "Household's name", "Council", "Who", "State", "Why closed", "Day", "Invited by")


@blueprint.get(PATH)
@access.allow("carer_accounts.view")
def listing() -> Answer:
    """By name; for htmx only the part of the page that filters change."""
    asked, kind, state, problems = _read()
    kept = _kept(asked, kind, state)
    return carers.page(
        PATH,
        kept,
        problems,
        found=portal_accounts.listing(asked, kind, state, access.current_actor()),
        filters=asked,
        kind=kind,
        state=state,
        staff_words=staff_words,
        to_state=filters.address(PATH, {**kept, "state": ""}, state=""),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    asked, kind, state, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return carers.not_taken(PATH, _kept(asked, kind, state), form, "accounts for the portal")
    rows = portal_accounts.export(asked, kind, state, form.reason.data or "", access.current_actor())
    return registers.file("portal-accounts", COLUMNS, map(_cells, rows))


def _read() -> tuple[Filters, str, str, filters.Problems]:
    asked, problems = filters.read(request.args, (), sort="")
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    return asked, kind if kind in KINDS else "", state if state in STATES else "", problems


def _kept(asked: Filters, kind: str, state: str) -> dict[str, str]:
    more = {"kind": kind, "state": state}
    return asked.asked(*ASKED) | {name: value for name, value in more.items() if value}


def _cells(row: Line) -> tuple[Any, ...]:
    why = staff_words.ACCOUNTS[row.how].text if row.how and row.state == portal_accounts.SHUT else None
    return (
        *(row.name, row.reference, row.household, row.agency, staff_words.PORTAL_KINDS[row.kind]),
        *(staff_words.PORTAL_STATES[row.state].text, why, day_of(row.at) if row.at else None, row.by),
    )
