"""The words of employers: fields, colours of statuses, and what is told of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm import formatters
from crm.journey import dates
from crm.words import Label

# A status of a council's own has no colour of its own.
COLOURS: Mapping[str, str] = {
    "interested": "blue",
    "policy_drafted": "yellow",
    "accredited": "green",
    "lapsed": "grey",
}
YES_NO = {"yes": "Suppliers of the council", "no": "Not suppliers"}
FIELDS: Mapping[str, str] = {
    "name": "Name",
    "sector": "Sector",
    "size": "Size",
    "supplier": "Supplies the council",
    "contract": "Contract",
    "is_council": "The council itself",
    "leave_days": "Days of leave a year",
    "leave_for": "Leave is for",
    "leave_from": "Leave promised from",
    "leave_until": "Leave promised until",
    "asked_on": "Supplier asked",
    "answered_on": "Supplier answered",
    "answer": "Answer",
    "signed_on": "Signed",
}
LISTS: Mapping[str, str] = {
    "sector": "employer_sectors",
    "size": "employer_sizes",
    "leave_for": "employer_leave_for",
    "answer": "employer_answers",
}


BUYING: Mapping[str, Label] = {
    "not_asked": Label("Not asked", "grey"),
    "asked": Label("Asked", "blue"),
    "answered": Label("Answered", "yellow"),
    "signed": Label("Signed", "green"),
}


def days(half_days: int) -> str:
    """'2.5 days', of half days; below 0 what was taken too much."""
    sign, whole, half = "-" if half_days < 0 else "", abs(half_days) // 2, abs(half_days) % 2
    return f"{sign}{whole}{'.5' if half else ''} {'day' if abs(half_days) == 2 else 'days'}"


def status(code: str | None, labels: Mapping[str, str]) -> Label:
    """A status as a tag, by the labels of the council's list."""
    if code is None:
        return Label("No status", "grey")
    text = labels.get(code) or code.replace("_", " ").capitalize()
    return Label(text, COLOURS.get(code, "purple"))


def said(name: str, value: Any, labels: Mapping[str, Mapping[str, str]]) -> str:
    """What was said of a field, in words; `labels` are those of LISTS, by the name of the list."""
    if value is None or value == "":
        return "Not recorded"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name in LISTS:
        return labels[LISTS[name]].get(value) or str(value).replace("_", " ").capitalize()
    if name.endswith(("_on", "_from", "_until")):
        return formatters.long_date(dates.parse(value) if isinstance(value, str) else value)
    return str(value)


def leave(row: Any, labels: Mapping[str, Mapping[str, str]]) -> str:
    """'5 days a year for applicants and foster carers, from 1 April 2026', or that none is promised."""
    if not row.leave_days:
        return "None promised"
    days = f"{row.leave_days} {'day' if row.leave_days == 1 else 'days'} a year"
    whom = said("leave_for", row.leave_for, labels)
    until = f" until {formatters.long_date(row.leave_until)}" if row.leave_until else ""
    return f"{days} for {formatters.lower_first(whom)}, from {formatters.long_date(row.leave_from)}{until}"


def bought(row: Any, labels: Mapping[str, Mapping[str, str]]) -> str:
    """'Asked on 1 May 2026; answered on 3 June 2026: yes; signed on 1 July 2026', as far as they have come."""
    if not row.asked_on:
        return "Not yet"
    parts = [f"Asked on {formatters.long_date(row.asked_on)}"]
    if row.answered_on:
        answer = formatters.lower_first(said("answer", row.answer, labels))
        parts.append(f"answered on {formatters.long_date(row.answered_on)}: {answer}")
    if row.signed_on:
        parts.append(f"signed on {formatters.long_date(row.signed_on)}")
    return "; ".join(parts)
