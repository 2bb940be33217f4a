"""What carers send in the portal about their skills: a request for the next level, papers; and how staff answer."""

from __future__ import annotations

from crm.forms.documents import CLEANED
from crm.forms.govuk import Form
from crm.forms.questions import (
    ChoiceQuestion,
    DayQuestion,
    FileQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)

SMALL = "govuk-radios--small"


class AskForm(Form):
    """The next level is asked for. `version` is that level: it may be another by now."""


class PaperForm(Form):
    """A paper that shows something."""

    shows = ChoiceQuestion("What does it show?", required="Choose what it shows")
    file = FileQuestion(
        "The paper, or a photo of it",
        hint="A photo (JPEG or PNG), a PDF or a Word document (.docx). At most 10 MB. " + CLEANED,
        required="Choose the file",
    )
    name = TextQuestion(
        "What is it?",
        hint="Like ‘First aid certificate’",
        most=100,
        required="Enter what it is",
    )
    hours = WholeNumberQuestion("If it was a course, for how many hours?", least=1, most=100, unit="hours")
    on = DayQuestion("Which day is on it?", hint="The day of the course, or of the paper", required="Enter the day")


class LookForm(Form):
    """What a worker found in a paper that a carer sent."""

    answer = RadiosQuestion(
        "Does it show it?",
        choices=(("yes", "Yes"), ("no", "No")),
        required="Choose whether it shows it",
        classes=SMALL,
    )
    on = DayQuestion("If yes, since which day?")
    because = ChoiceQuestion("If no, why?", hint="The carer reads this")
