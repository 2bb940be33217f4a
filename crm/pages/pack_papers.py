"""What a file of a pack's differences is for: households are named in it for a reason that is on record (T63)."""

from __future__ import annotations

from flask import request

from crm import access
from crm.reads import choices
from crm.reads.choices import Pairs


def reason() -> str:
    """What the file is for, as the address says; empty where it does not, or what is no reason."""
    given = request.args.get("reason", "")
    return given if given in dict(reasons()) else ""


def reasons() -> Pairs:
    """What a file with households can be for; nothing to choose from for those who may take none."""
    may = access.may("reports.households") and access.may("households.export")
    return choices.reasons("export_reasons", access.current_actor()) if may else ()
