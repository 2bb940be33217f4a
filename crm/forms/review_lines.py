"""What is gathered for a review: whose views, when they were asked for and came, and when the report was ready."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import DayQuestion, RadiosQuestion, TextQuestion

REPORT, OTHER = "report:", "authority:"


class ReviewLineForm(Form):
    """Views for a review, or its report."""

    whose = RadiosQuestion(
        "Whose views, or the report",
        required="Choose whose views they are, or the report",
        classes="govuk-radios--small",
    )
    other = TextQuestion(
        "Which other council",
        hint="Only for another council that has placed a child here in the last year (RV-2)",
        most=100,
        attributes={"autocomplete": "off"},
    )
    asked_on = DayQuestion("Date on which they were asked for")
    received_on = DayQuestion("Date on which they came, or the report was ready")
