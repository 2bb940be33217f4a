"""Whether a household wants to hear from us: what it said, and when."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import DayQuestion, RadiosQuestion

YES, NO, NEVER = "yes", "no", "never"
ANSWERS = (
    (YES, "Yes: news and events too"),
    (NO, "No news, only what is about their own enquiry or fostering"),
    (NEVER, "Nothing at all: write to them no more"),
)


class ConsentForm(Form):
    """What they answered to the question that the hint repeats."""

    answer = RadiosQuestion("What did they say?", choices=ANSWERS, required="Choose what they said")
    on = DayQuestion("When did they say so?", hint="Leave it empty for today")
