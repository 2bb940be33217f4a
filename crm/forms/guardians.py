"""The support of special guardians, and support groups."""

from __future__ import annotations

from crm import kinship_words
from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, DayQuestion, RadiosQuestion, TextQuestion


class PlanForm(Form):
    """The days of a support: each may be left empty."""

    support_until = DayQuestion("Support until", hint="The last day of it, if it has one")
    review_on = DayQuestion("Next review of the support plan")
    contact_on = DayQuestion("Next contact", hint="When somebody is to ring or visit them")


class SupportForm(Form):
    """Which order they have, for which child, and the days of the support."""

    order_kind = RadiosQuestion(
        "Which order", choices=tuple(kinship_words.ORDERS.items()), required="Choose which order it is"
    )
    order_on = DayQuestion("Date of the order", required="Enter the date of the order")
    child = TextQuestion(
        "Child",
        hint="The reference of the case system, like C-1042, never a name",
        most=40,
        required="Enter the reference of the child",
        attributes={"autocomplete": "off"},
    )
    support_until = DayQuestion("Support until", hint="The last day of it, if it has one")
    review_on = DayQuestion("Next review of the support plan")
    contact_on = DayQuestion("Next contact", hint="When somebody is to ring or visit them")


class CorrectedSupportForm(SupportForm):
    """What is right of a support, and why what was said is not."""

    why = RadiosQuestion(
        "Why is it being put right?", required="Choose why it is being put right", classes="govuk-radios--small"
    )


class JoinForm(Form):
    """They join a support group."""

    group = ChoiceQuestion("Support group", required="Choose a support group")
    joined_on = DayQuestion("Since when", required="Enter the day on which they joined")


class LeaveForm(Form):
    """They left a support group."""

    left_on = DayQuestion("When they left", required="Enter the day on which they left")
