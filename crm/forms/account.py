"""One's own account: a password, a code, and a reason to ask again."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import PasswordQuestion, RadiosQuestion, TextQuestion

ADVICE = (
    "12 characters or more. Three words that have nothing to do with each other are good; "
    "common words with a number are not."
)
CODE = {"autocomplete": "one-time-code", "spellcheck": "false", "inputmode": "numeric"}


def new_password(label: str, required: str) -> PasswordQuestion:
    """A password that somebody chooses, with advice on a good one."""
    return PasswordQuestion(
        label, hint=ADVICE, most=500, required=required, attributes={"autocomplete": "new-password"}
    )


class NewPasswordForm(Form):
    """A new password, for whoever holds a link to choose one."""

    password = new_password("New password", "Enter a new password")


class PasswordForm(Form):
    """A new password in place of the current one."""

    current_password = PasswordQuestion(
        "Current password",
        most=500,
        required="Enter your current password",
        attributes={"autocomplete": "current-password"},
    )
    chosen_password = new_password("New password", "Enter a new password")


class WorkPhoneForm(Form):
    """On which number staff can be called at work."""

    work_phone = TextQuestion(
        "Work telephone number",
        hint="The carers whose worker you are read it in their portal. Leave it empty to show the service's number",
        most=40,
        classes="govuk-input--width-20",
        attributes={"type": "tel", "autocomplete": "tel"},
    )


class MorningMailForm(Form):
    """When staff have the mail that tells them how much is due."""

    morning_mail = RadiosQuestion("When do you want it?", required="Choose when you want the morning mail")


class CodeForm(Form):
    """A code of the second step."""

    code = TextQuestion(
        "Code",
        hint="The 6 digits that your phone's app shows now, or one of your recovery codes",
        most=40,
        required="Enter the code that your phone's app shows",
        classes="govuk-input--width-20",
        attributes={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


class EnrolForm(Form):
    """The first code of a phone that was just told the secret."""

    code = TextQuestion(
        "Code that the app shows",
        hint="6 digits",
        most=40,
        required="Enter the 6 digits that the app shows",
        classes="govuk-input--width-10",
        attributes=CODE,
    )
