"""Accounts of carers for the portal: why one is closed."""

from __future__ import annotations

from crm import staff_words
from crm.forms.govuk import Form
from crm.forms.questions import RadiosQuestion


class CloseAccountForm(Form):
    """Why a carer's account is closed."""

    reason = RadiosQuestion(
        "Why?",
        choices=tuple(staff_words.CLOSED_CARERS.items()),
        required="Choose why the account is closed",
        classes="govuk-radios--small",
    )
