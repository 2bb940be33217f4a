"""A report by mail: which, how often, and to whom."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, WholeNumberQuestion
from crm.report_mail_words import EVERY, WHAT


class ReportMailForm(Form):
    """For oneself."""

    what = ChoiceQuestion("Which report?", choices=tuple(WHAT.items()), required="Choose which report")
    every = ChoiceQuestion("How often?", choices=tuple(EVERY.items()), required="Choose how often")
    days = WholeNumberQuestion(
        "How many days after it has ended?",
        hint="1 is the day after. Late entries are in if you wait, like 10 after a quarter",
        least=1,
        most=60,
        required="Enter how many days after it has ended",
    )


class StaffReportMailForm(ReportMailForm):
    """For somebody of the staff, or for oneself."""

    user = ChoiceQuestion("To whom?", required="Choose to whom it is sent")
