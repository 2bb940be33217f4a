"""What lists of approved households share: their tabs, and how each is shown and taken as a file."""

from __future__ import annotations

from typing import Any

from flask import Response as Answer
from flask import request

from crm import access
from crm.forms.households import ExportForm
from crm.pages import filters, registers

# Each list's label, address, and what one must be allowed to do to see it.
LISTS = (
    ("Reviews", "/carers/reviews", "reviews.view"),
    ("Supervision", "/carers/supervision", "supervision.view"),
    ("On hold", "/carers/holds", "holds.view"),
    ("Who may leave", "/carers/retention", "retention.view"),
    ("Range requests", "/carers/requests", "range_requests.view"),
    ("Details", "/carers/details", "details.view"),
    ("Who could offer more", "/carers/widening", "widening.view"),
    ("Portal accounts", "/carers/accounts", "carer_accounts.view"),
    ("Allegations and complaints", "/carers/concerns", "concerns.view"),
)


def page(path: str, kept: registers.Kept, problems: filters.Problems, **shown: Any) -> Answer:
    """One of the lists, under the tabs of those that the person may open."""
    tabs = [(label, to, request.path == to) for label, to, needs in LISTS if access.may(needs)]
    return registers.page(path.strip("/"), path, kept, problems, tabs=tabs, filtered=bool(kept), **shown)


def not_taken(path: str, kept: registers.Kept, form: ExportForm, title: str) -> Answer:
    """Ask again what the file of one of them is for."""
    return registers.not_taken("carers", path, kept, form, back=path, title=title)
