"""What was raised about a household, what was done about it, what came of it; and why somebody asks to read it."""

from __future__ import annotations

from crm import care_words
from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, DayQuestion, LongTextQuestion, RadiosQuestion, WholeNumberQuestion

SMALL = "govuk-radios--small"


class ConcernForm(Form):
    """Something was raised."""

    kind = RadiosQuestion(
        "What was raised?",
        choices=tuple(care_words.CONCERNS.items()),
        required="Choose what was raised",
        classes=SMALL,
    )
    received_on = DayQuestion("Date on which it reached the service", required="Enter the date")
    account = LongTextQuestion(
        "What was said, and by whom",
        hint="Only a manager and whoever works with the household read it, each time with a reason on record",
        most=10_000,
        rows=8,
        required="Write what was raised, and by whom",
    )
    lado_told_on = DayQuestion(
        "Date on which the LADO was told", hint="Of an allegation: the local authority designated officer. If done"
    )
    places = WholeNumberQuestion(
        "Places that cannot be used until it is settled",
        hint="Others see only that they are on hold by the service. 0 if all can be used",
        most=12,
    )


class ConcernStepForm(Form):
    """Something was done about it."""

    kind = ChoiceQuestion("What was done?", required="Choose what was done")
    on = DayQuestion("Date", required="Enter the date")
    note = LongTextQuestion("Note", hint="Read only by those who may read what was raised", most=10_000, rows=5)


class ConcernOutcomeForm(Form):
    """What came of it."""

    outcome = RadiosQuestion("What came of it?", required="Choose what came of it", classes=SMALL)
    on = DayQuestion("Date", hint="Places on hold can be used again from this day", required="Enter the date")


class ConcernReasonForm(Form):
    """Why somebody reads what was said."""

    why = ChoiceQuestion("Why do you need to read it?", required="Choose why you need to read it")


class ConcernRightForm(Form):
    """What is right of it: what was said stays as it was written."""

    kind = RadiosQuestion(
        "What was raised?",
        choices=tuple(care_words.CONCERNS.items()),
        required="Choose what was raised",
        classes=SMALL,
    )
    received_on = DayQuestion("Date on which it reached the service", required="Enter the date")
    outcome = RadiosQuestion("What came of it?", required="Choose what came of it", classes=SMALL)
    closed_on = DayQuestion("Date of that", required="Enter the date")
    because = RadiosQuestion("Why is it put right?", required="Choose why it is put right", classes=SMALL)
