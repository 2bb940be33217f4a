"""What is hidden on a page, shown this once to whoever says why (T40): loaded again, the page hides it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from crm import access
from crm.commands.once import do_once
from crm.forms.govuk import Form
from crm.forms.households import AddressReasonForm
from crm.forms.profiles import SpecialReasonForm
from crm.reads import household

Found = TypeVar("Found")
Why = TypeVar("Why", AddressReasonForm, SpecialReasonForm)


def shown_once(
    reference: str,
    form: Why,
    plain: Callable[[], Found],
    whole: Callable[[str], Found],
    page: Callable[[Found, Why], str],
) -> Response:
    """The page of a household as it is `whole`, for the reason in the form; without one, `plain`, asked again."""
    reasons = "address_reasons" if isinstance(form, AddressReasonForm) else "special_reasons"
    form.reason.choices = household.choices_of(reference, access.current_actor()).pairs(reasons)
    if not form.validate():
        return make_response(page(plain(), form), 422)
    return sent_again(form) or make_response(page(whole(str(form.reason.data)), form))


def sent_again(form: Form) -> Response | None:
    """Where the asking leads when the browser sends it again on a reload: to the page, on which it is hidden.

    Asking has an address that only hides when it is opened; whoever needs to see it again says why again.
    """
    asked: list[str] = []
    key = f"shown-{form.idempotency_key.data}"[:64]

    def first() -> str:
        asked.append(key)
        return request.path

    do_once(key, first, by=access.current_actor(), said="shown")
    return None if asked else redirect(request.full_path.rstrip("?"), 303)
