"""Signing in: who, and the password."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import PasswordQuestion, TextQuestion


class SignInForm(Form):
    """The two questions of the first page."""

    email = TextQuestion(
        "E-mail address",
        most=254,
        required="Enter your e-mail address",
        attributes={"type": "email", "autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordQuestion(
        "Password", required="Enter your password", attributes={"autocomplete": "current-password"}
    )
