"""From the application to the assessment: what starts and ends Stage 1, and what starts Stage 2."""

from __future__ import annotations

from crm.forms.questions import DayQuestion, LongTextQuestion
from crm.forms.records import RecordForm
from crm.journey.events import ApplicationReceived, AssessmentStarted, StageOneCompleted


class ApplicationForm(RecordForm):
    """The household applied."""

    kind = ApplicationReceived
    happened_on = DayQuestion(
        "Date of the application",
        hint="The day on which you had the signed form and decided to assess: the time to panel runs (PN-7)",
        required="Enter the date of the application",
    )


class StageOneForm(RecordForm):
    """The last of the Stage 1 information was obtained."""

    kind = StageOneCompleted
    happened_on = DayQuestion(
        "Date on which Stage 1 was completed",
        hint="The day on which the last of the information that Stage 1 needs was received",
        required="Enter the date on which Stage 1 was completed",
    )
    override = LongTextQuestion(
        "Why end Stage 1 although something is missing?",
        hint="Leave it empty to wait. The reason, and what is missing, stay on record",
        most=400,
    )


class AssessmentForm(RecordForm):
    """The Stage 2 assessment began."""

    kind = AssessmentStarted
    happened_on = DayQuestion(
        "Date on which Stage 2 started",
        hint="It may run beside Stage 1",
        required="Enter the date on which Stage 2 started",
    )
