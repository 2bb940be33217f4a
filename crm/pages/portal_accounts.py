"""All accounts for the portal: of carers and of applicants, open, invited and closed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask import Response as Answer

from crm import access, staff_words
from crm.clock import day_of
from crm.pages.carers import Listing
from crm.reads import portal_accounts
from crm.reads.portal_accounts import KINDS, STATES, Line

blueprint = Blueprint("portal_accounts", __name__)

PATH = "/carers/accounts"
COLUMNS = ("Name", "Household", "Household's name", "Council", "Who", "State", "Why closed", "Day", "Invited by")
LISTING = Listing(PATH, "accounts for the portal", COLUMNS, {"kind": KINDS, "state": STATES})


@blueprint.get(PATH)
@access.allow("carer_accounts.view")
def listing() -> Answer:
    """By name; for htmx only the part of the page that filters change."""
    asked = LISTING.read()
    return LISTING.page(asked, asked.of(portal_accounts.listing), staff_words=staff_words)


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    return LISTING.file("portal-accounts", portal_accounts.export, _cells)


def _cells(row: Line) -> tuple[Any, ...]:
    why = staff_words.ACCOUNTS[row.how].text if row.how and row.state == portal_accounts.SHUT else None
    return (
        *(row.name, row.reference, row.household, row.agency, staff_words.PORTAL_KINDS[row.kind]),
        *(staff_words.PORTAL_STATES[row.state].text, why, day_of(row.at) if row.at else None, row.by),
    )
