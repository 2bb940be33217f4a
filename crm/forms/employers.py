"""What is asked of an employer, of its status, and of whom one talks to there."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)

OFF = {"autocomplete": "off"}


def _days(half: int) -> str:
    whole = f"{half // 2} and a half" if half % 2 else str(half // 2)
    return "Half a day" if half == 1 else f"{whole} {'day' if half == 2 else 'days'}"


HALVES = {half: _days(half) for half in range(1, 41)}  # of days, as people say them


class EmployerForm(Form):
    """What is known of an employer."""

    name = TextQuestion(
        "Name of the employer",
        hint="As it is called in public. Each name that it had still finds it",
        most=100,
        required="Enter the name of the employer",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )
    sector = ChoiceQuestion("Sector", required="Choose the sector")
    size = ChoiceQuestion("Size", hint="Leave it empty if you do not know")
    supplier = RadiosQuestion(
        "Does it supply the council?",
        choices=(("yes", "Yes"), ("no", "No, or not known")),
        required="Choose whether it supplies the council",
        classes="govuk-radios--inline govuk-radios--small",
    )
    contract = TextQuestion(
        "Contract that named Foster Friendly",
        hint="Its reference or title, if there is one",
        most=200,
        attributes=OFF,
    )
    is_council = CheckboxesQuestion(
        "Your own council",
        choices=(("yes", "This is the council itself: the days of leave of its staff are kept here"),),
        classes="govuk-checkboxes--small",
    )
    leave_days = WholeNumberQuestion(
        "Days of paid leave promised a year", hint="Leave it empty if none is", least=0, most=60, unit="days"
    )
    leave_for = ChoiceQuestion("Leave is for")
    leave_from = DayQuestion("Leave is promised from", hint="For example, 1 4 2026")
    leave_until = DayQuestion("Leave is promised until", hint="Leave it empty if no end is agreed")


class NewEmployerForm(EmployerForm):
    """An employer that comes to the register."""

    status = ChoiceQuestion("Status", required="Choose the status")
    since = DayQuestion(
        "Since when?", hint="For example, 30 9 2026", required="Enter since when it has this status"
    )


class StatusForm(Form):
    """A status, and since when."""

    status = ChoiceQuestion("Status", required="Choose the status")
    since = DayQuestion(
        "Since when?", hint="For example, 30 9 2026", required="Enter since when it has this status"
    )


class ContactForm(Form):
    """Somebody at an employer."""

    name = TextQuestion("Name", most=100, required="Enter the name of the contact", attributes=OFF)
    job = TextQuestion("Job", most=100, attributes=OFF)
    email = TextQuestion("E-mail address", most=254, attributes={"type": "email", "autocomplete": "off"})
    phone = TextQuestion("Telephone", most=40, attributes={"type": "tel", "autocomplete": "off"})


class LinkForm(Form):
    """For which employer a typed name stands."""

    employer = ChoiceQuestion("Which employer is it?", required="Choose an employer, or that it is none")


class MergeForm(Form):
    """Into which employer this one is merged."""

    into = ChoiceQuestion("Which employer is it really?", required="Choose an employer")


class AcceptForm(Form):
    """Which employer it is that has put itself forward."""

    employer = RadiosQuestion(
        "Which employer is it?", required="Choose which employer it is", classes="govuk-radios--small"
    )


class LeaveTakenForm(Form):
    """Leave that somebody took."""

    on = DayQuestion("First day of the leave", hint="For example, 30 9 2026", required="Enter the first day")
    days = ChoiceQuestion(
        "How many days?",
        choices=tuple((str(half), HALVES[half]) for half in range(1, 41)),
        required="Choose how many days",
    )


class ProcurementForm(Form):
    """How far the council's buyers have come with a supplier."""

    asked_on = DayQuestion("Asked on", hint="To become Foster Friendly. For example, 30 9 2026")
    answered_on = DayQuestion("Answered on", hint="Leave it empty until there is an answer")
    answer = ChoiceQuestion("Answer")
    signed_on = DayQuestion("Signed on", hint="Leave it empty until it is signed")
    contract = TextQuestion("Contract that named Foster Friendly", most=200, attributes=OFF)


class ButtonForm(Form):
    """One act, without a question."""
