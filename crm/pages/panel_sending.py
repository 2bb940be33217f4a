"""How forms about panels are sent: once, refused in words, and never over what somebody else has changed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response as Answer
from werkzeug.wrappers import Response

from crm.errors import Refused, Stale
from crm.forms.govuk import Form
from crm.pages.sent_once import sent_once


def send(form: Form, do: Callable[[], str], again: Callable[[int], Answer]) -> Response:
    """Carry out `do`, which returns where to go next; or show the page again, with what was typed and why not."""
    try:
        return sent_once(form, do)
    except Stale as overtaken:
        form.refuse(f"{overtaken.message}. Look again, and send it if it still holds")
        return again(409)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return again(422)


def version_of(form: Form) -> int:
    """The version of the record that the page showed; 0, which is nobody's, where it was not sent."""
    sent = str(form.version.data or "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def numbers_of(values: tuple[str, ...] | None) -> tuple[int, ...]:
    """The numbers of records that were chosen: each was offered, so each is a number."""
    return tuple(int(each) for each in values or ())
