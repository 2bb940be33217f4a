"""What carers say of their places in the portal: a break, its end, and that there is room now."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import DayQuestion, RadiosQuestion, WholeNumberQuestion

NUMBER = "govuk-input--width-3"


class BreakForm(Form):
    """Places that cannot be used for a while."""

    places = WholeNumberQuestion(
        "How many places can you not use?", least=1, most=12, required="Enter how many places", classes=NUMBER
    )
    from_on = DayQuestion("From", hint="Today, or a day to come", required="Enter the first day")
    to_on = DayQuestion("Can be used again from", hint="Leave it empty if you do not know yet")
    reason = RadiosQuestion("Why?", required="Choose why", classes="govuk-radios--small")


class EndBreakForm(Form):
    """The end of a break."""

    to_on = DayQuestion("From which day can the places be used again?", required="Enter the day")


class RoomForm(Form):
    """Room for a child now."""

    children = WholeNumberQuestion(
        "How many children could come now?", least=1, most=12, required="Enter how many children", classes=NUMBER
    )
    age_from = WholeNumberQuestion(
        "Youngest age", hint="For a baby, 0", least=0, most=17, required="Enter the youngest age", classes=NUMBER
    )
    age_to = WholeNumberQuestion("Oldest age", least=0, most=17, required="Enter the oldest age", classes=NUMBER)


class AgesForm(Form):
    """Only some ages for a while."""

    age_from = WholeNumberQuestion(
        "Youngest age", hint="For a baby, 0", least=0, most=17, required="Enter the youngest age", classes=NUMBER
    )
    age_to = WholeNumberQuestion("Oldest age", least=0, most=17, required="Enter the oldest age", classes=NUMBER)
    from_on = DayQuestion("From", hint="Today, or a day to come", required="Enter the first day")
    to_on = DayQuestion("All my ages again from", hint="Leave it empty if you do not know yet")
