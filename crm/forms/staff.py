"""Accounts of staff: whom to invite, which role, and why an account is closed or freed of a phone."""

from __future__ import annotations

from crm.forms.account import new_password
from crm.forms.govuk import Form
from crm.forms.questions import RadiosQuestion, TextQuestion


class InviteForm(Form):
    """Who is invited, and into which role."""

    name = TextQuestion("Name", most=100, required="Enter a name", attributes={"autocomplete": "off"})
    email = TextQuestion(
        "E-mail address",
        hint="The invitation goes there, and the person signs in with it",
        most=254,
        required="Enter an e-mail address",
        attributes={"type": "email", "autocomplete": "off", "spellcheck": "false"},
    )
    role = RadiosQuestion("Role", required="Choose a role")


class RoleForm(Form):
    """Another role."""

    role = RadiosQuestion("Role", required="Choose a role")


class ReasonForm(Form):
    """Why."""

    reason = RadiosQuestion("Why?", required="Choose why")


class AcceptForm(Form):
    """One's name as colleagues read it, and a password."""

    name = TextQuestion("Your name", most=100, required="Enter your name", attributes={"autocomplete": "name"})
    password = new_password("Choose a password", "Enter a password")


class ForgottenForm(Form):
    """Whose password was forgotten."""

    email = TextQuestion(
        "E-mail address",
        most=254,
        required="Enter your e-mail address",
        attributes={"type": "email", "autocomplete": "username", "spellcheck": "false"},
    )
