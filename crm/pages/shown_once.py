"""What is hidden on a page, shown this once to whoever says why (T40): loaded again, the page hides it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Response as Answer
from flask import make_response

from crm import access
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
) -> Answer:
    """The page of a household as it is `whole`, for the reason in the form; without one, `plain`, asked again."""
    reasons = "address_reasons" if isinstance(form, AddressReasonForm) else "special_reasons"
    form.reason.choices = household.choices_of(reference, access.current_actor()).pairs(reasons)
    if not form.validate():
        return make_response(page(plain(), form), 422)
    return make_response(page(whole(str(form.reason.data)), form))
