"""A form that is sent: carried out once, and never taken for another that was sent with its key (T50)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response as Answer
from flask import redirect, request
from werkzeug.wrappers import Response

from crm import access, typed
from crm.commands.once import SentBefore, answered, do_once
from crm.errors import Refused, Stale
from crm.forms.govuk import Form

Again = Callable[[int, bool], Answer]  # the page with what was typed, by its status and whether it was overtaken


def sent_once(form: Form, do: Callable[[], str]) -> Response:
    """Carry a form out and lead to where `do` says; a repeat of it is led to the same place, and does nothing.

    Refused as `do` is. SentBefore: whoever went back has typed something else; the form has another key then, so
    that it can be sent again from the page that says so.
    """
    try:
        return redirect(once_for(form.idempotency_key.data or "", do), 303)
    except SentBefore:
        form.renew_key()
        raise


def sent_or_again(form: Form, do: Callable[[], str], again: Again) -> Response:
    """The same; where it is not valid or is refused, the page says why and keeps what was typed."""
    if not form.validate():
        return again(422, False)
    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        stale = isinstance(refusal, Stale)
        return again(409 if stale else 422, stale)


def led(form: Form) -> str | None:
    """Where this very form has led, if it was carried out. SentBefore: it was with other words; its key is new."""
    try:
        return answered(form.idempotency_key.data or "", by=access.current_actor(), said=_said())
    except SentBefore:
        form.renew_key()
        raise


def once_for(key: str, do: Callable[[], str]) -> str:
    """The same for what is no form of ours but has a key: where it led. SentBefore, and as `do` is refused."""
    return do_once(key, do, by=access.current_actor(), said=_said())


def _said() -> str:
    files = [(f"file {name}", each.filename or "") for name, each in request.files.items(multi=True)]
    return typed.fingerprint([*request.form.items(multi=True), *files, ("sent to", request.path)])
