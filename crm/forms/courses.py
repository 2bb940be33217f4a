"""What is asked of a course that a council offers on a day, and of who attended it."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.moments import TimeQuestion
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)


class CourseForm(Form):
    """A course on a day."""

    course = ChoiceQuestion(
        "Which course is it?", hint="Whoever attends it has this course in their log", required="Choose a course"
    )
    title = TextQuestion("What is it called?", hint="Leave it empty to call it as the course", most=100)
    on = DayQuestion("On which day, or from which day on?", required="Enter the day")
    last = DayQuestion("Its last day", hint="Only if it lasts for several days")
    at = TimeQuestion("When does it begin?", required="Enter when it begins")
    minutes = WholeNumberQuestion(
        "How long is it, breaks left out?", least=15, most=6000, unit="minutes", required="Enter how long it is"
    )
    where = RadiosQuestion(
        "Where?",
        choices=(("place", "At a place"), ("online", "Online")),
        required="Choose where it is",
        classes="govuk-radios--small",
    )
    place = TextQuestion(
        "The place, or how one joins",
        hint="Carers read this before they book",
        most=200,
        required="Enter where it is, or how one joins",
    )
    shared = RadiosQuestion(
        "Who may book places on it?",
        hint="Names of those whom other councils send are shown to you, and you record who came",
        choices=(
            ("own", "Carers and applicants of your council"),
            ("hub", "Those of the other councils of your hub too"),
        ),
        required="Choose who may book places",
        classes="govuk-radios--small",
    )
    places = WholeNumberQuestion(
        "For how many?", least=1, most=500, unit="places", required="Enter how many places there are"
    )


class AttendanceForm(Form):
    """Who came."""

    came = CheckboxesQuestion(
        "Who came?",
        hint="It enters their training log. Whoever you leave unticked is recorded as not there",
        classes="govuk-checkboxes--small",
    )


class BookForForm(Form):
    """A carer who has asked staff is put on a course."""

    course = RadiosQuestion(
        "Which course?",
        hint="Where no place is free, they are put on the waiting list",
        required="Choose a course",
        classes="govuk-radios--small",
    )


class PlaceForm(Form):
    """A place is booked, or given up."""
