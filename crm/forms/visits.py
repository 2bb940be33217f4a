"""First contact, and the initial visit."""

from __future__ import annotations

from crm.forms.questions import DayQuestion
from crm.forms.records import RecordForm
from crm.journey.events import FirstContactMade, VisitCompleted


class FirstContactForm(RecordForm):
    """The service and the enquirer spoke."""

    kind = FirstContactMade
    happened_on = DayQuestion(
        "Date of first contact",
        hint="The day on which you and the household first spoke or wrote to each other, both ways",
        required="Enter the date of first contact",
    )


class VisitForm(RecordForm):
    """The initial visit took place."""

    kind = VisitCompleted
    happened_on = DayQuestion(
        "Date of the visit",
        hint="The day on which it took place, not the day on which it was booked. To say what came of it and to "
        "keep a report, enter it under ‘Book a visit’ instead",
        required="Enter the date of the visit",
    )
