"""What somebody else has put on record meanwhile, beside what was typed (T49)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm import formatters, words
from crm.forms.govuk import Form

Rows = list[tuple[str, str]]  # the question, and what is on record now


def on_record(form: Form, known: Mapping[str, Any]) -> Rows:
    """Of what is known now, by question of the form, that which was answered otherwise."""
    asked = [(form[name], value) for name, value in known.items() if name in form]
    return [
        (each.label.text, _said(each, value)) for each, value in asked if (value or None) != (each.data or None)
    ]


def _said(question: Any, value: Any) -> str:
    if value in (None, "", ()):
        return words.NOT_RECORDED
    if isinstance(value, date):
        return formatters.long_date(value)
    offered = {code: label for code, label, *_ in getattr(question, "choices", ())}
    if isinstance(value, list | tuple):
        return ", ".join(str(offered.get(each, each)) for each in value)
    return str(offered.get(value, value))
