"""Preparation courses: who goes to which, and whether they came."""

from __future__ import annotations

from crm import check_words
from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, DayQuestion, RadiosQuestion, TextQuestion

OPEN = "open"


class CourseForm(Form):
    """An applicant's place on a course, still to come or over."""

    carer = ChoiceQuestion("Who?", required="Choose the applicant")
    starts_on = DayQuestion("First day of the course", required="Enter the first day")
    ends_on = DayQuestion("Last day of the course", required="Enter the last day")
    place = TextQuestion("Where it is held", most=100, hint="Such as the town hall, or online", attributes={})
    attended = RadiosQuestion(
        "Did they attend?",
        choices=(*check_words.ATTENDED.items(), (OPEN, "It is still to come, or not known yet")),
        required="Choose whether they attended",
        classes="govuk-radios--small",
    )


class AttendedForm(Form):
    """Whether they came to a course that was booked."""

    attended = RadiosQuestion(
        "Did they attend?",
        choices=tuple(check_words.ATTENDED.items()),
        required="Choose whether they attended",
        classes="govuk-radios--small",
    )
