"""The views of the quarterly report that a team has saved: what each asks, and who may open it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request

from crm import access
from crm.errors import NotFound
from crm.journey.saying import said
from crm.pages import report_copies
from crm.reads import copies_for, views
from crm.reports import asking, relative
from crm.reports.asking import Question

COPY = "copy"
DAYS = ("from", "to")


def query_of(question: Question) -> str:
    """The question as a view keeps it, of the copy that the address asks for.

    Of today it asks for what is known on the day on which it is opened; of 'the last quarter' for the one that is
    the last then.
    """
    today, name = question.known_on.is_now, relative.name_in(request.args)
    left = {*(("known_on",) if today else ()), *(DAYS if name else ())}
    asked = {each: text for each, text in question.parameters.items() if each not in left}
    return urlencode({**asked, **({relative.PARAMETER: name} if name else {}), **report_copies.parameters()})


def moves(question: Question) -> str:
    """What of the question is of the day on which the view is opened, and what stays as it is, in a sentence."""
    name = relative.name_in(request.args)
    days = f"'{relative.NAMES[name].lower()}', counted from the day on which it is opened" if name else ""
    known = "that day" if name else "the day on which it is opened"
    if not question.known_on.is_now:
        known = said(question.known_on.day)
    return f"It asks for {days or question.period.label}, as known on {known}."


def shown(question: Question) -> dict[str, Any]:
    """The team's views as tabs, the one that is shown, and where this question can be saved as one."""
    by = access.current_actor()
    known = [each for each in views.saved(by, views.REPORT) if _may_open(each.query)]
    query = query_of(question)
    current = next((each for each in known if each.query == query), None)
    return {
        "views": [(each.name, each.href, each is current) for each in known],
        "current_view": current,
        "to_save": f"{views.PAGES[views.REPORT]}/views/new?{query}" if len(by.agency_ids) == 1 else None,
    }


def _may_open(query: str) -> bool:
    """Whether whoever asks would be answered: some see published copies alone, of whole quarters and years."""
    by, given = access.current_actor(), dict(parse_qsl(query))
    try:
        asked = asking.read({**given, **relative.days_in(given)}, by)
    except NotFound:
        return False
    if asked.question is None:
        return False
    return not list(copies_for.against(asked.question, by, chosen=bool(given.get(COPY))))
