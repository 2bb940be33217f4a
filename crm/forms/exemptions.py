"""An exemption from the usual fostering limit: what the council wrote, and that it ended."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import DayQuestion, LongTextQuestion, TextQuestion
from crm.forms.ranges import ReferencesQuestion


class ExemptionForm(Form):
    """What the exemption says."""

    authority = TextQuestion(
        "Council that gave it",
        hint="The council where the carer lives, which need not be the one that approved them (UL-3)",
        most=100,
        required="Enter the council that gave the exemption",
        attributes={"autocomplete": "off"},
    )
    children = ReferencesQuestion(
        "Children that it names",
        hint="One reference a line, like C-1042, never a name",
        most=1000,
        required="Enter the references of the children that it names",
    )
    granted_on = DayQuestion("Date of the exemption", required="Enter the date of the exemption")
    ends_on = DayQuestion(
        "Date on which it ends", hint="Only if a condition sets one: it has no limit of time else (UL-8)"
    )
    conditions = LongTextQuestion("Conditions", hint="If it has any", most=2000)


class ExemptionEndForm(Form):
    """The exemption was cancelled or varied."""

    ends_on = DayQuestion(
        "Date from which it holds no longer", required="Enter the date from which it holds no longer"
    )
