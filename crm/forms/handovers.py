"""What is asked of a council that a hub hands somebody to, and of the hub."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import RadiosQuestion


class AcceptForm(Form):
    """One act, on the version that was shown."""


class PassBackForm(Form):
    """Why not this council."""

    reason = RadiosQuestion(
        "Why do you pass them back?",
        hint="The hub reads it, and hands them to another council. None of these says whether you know them",
        required="Choose why you pass them back",
        classes="govuk-radios--small",
    )


class RouteForm(Form):
    """Which council next."""

    council = RadiosQuestion(
        "Which council takes them over?",
        hint="It sees what they said, and accepts them or passes them back",
        required="Choose a council",
        classes="govuk-radios--small",
    )


class CloseForm(Form):
    """Why no council."""

    reason = RadiosQuestion(
        "Why is nobody to have them?",
        required="Choose why nobody is to have them",
        classes="govuk-radios--small",
    )


class ReopenForm(Form):
    """One act, on the version that was shown."""
