"""A carer leaves a household of two."""

from __future__ import annotations

from crm import ending_words
from crm.forms.govuk import Form
from crm.forms.questions import DayQuestion, RadiosQuestion
from crm.forms.records import RecordForm
from crm.journey.ending_events import CarerLeft


def why_question() -> RadiosQuestion:
    """Whether they part, one stops fostering, or one has died."""
    return RadiosQuestion(
        "Why they leave",
        hint="Who stops fostering and goes on living there is added to the household's members afterwards",
        choices=tuple(ending_words.LEFT.items()),
        required="Choose why they leave",
        classes="govuk-radios--small",
    )


class PartingForm(Form):
    """A carer leaves, and the household goes on with the other."""

    on = DayQuestion("Since which day?", required="Enter the day on which they left")
    why = why_question()
    own_household = RadiosQuestion(
        "A household of their own for whoever leaves?",
        hint="With their name, telephone and e-mail address, so that they can apply. Without any address",
        choices=(("yes", "Yes, make one"), ("no", "No")),
        required="Choose whether they get a household of their own",
        classes="govuk-radios--small",
    )


class CarerLeftForm(RecordForm):
    """What is on record of it, to be put right."""

    kind = CarerLeft
    happened_on = DayQuestion("Since which day?", required="Enter the day on which they left")
    why = why_question()
