"""What is asked of a message: its words, and of a carer's the file that goes with it."""

from __future__ import annotations

from crm.forms.contacts import ANYWAY
from crm.forms.documents import CLEANED
from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, FileQuestion, LongTextQuestion

LONGEST = 10_000
WORDS = "Write your message"


def _file(hint: str) -> FileQuestion:
    kinds = "a PDF, a photo, a Word document (.docx) or an Excel workbook (.xlsx). At most 10 MB. "
    return FileQuestion("Send a file with it", hint=f"If you like: {kinds}{CLEANED}{hint}")


class OwnMessageForm(Form):
    """A message of a carer."""

    text = LongTextQuestion("Your message", most=LONGEST, rows=6, required=WORDS)
    file = _file("")


class AnswerForm(Form):
    """A message to the carers."""

    text = LongTextQuestion("Your message", most=LONGEST, rows=6, required=WORDS)
    file = _file(" The carers can save it, and it is among the household's documents.")
    anyway = CheckboxesQuestion("It looks like an address", choices=ANYWAY, classes="govuk-checkboxes--small")

    def leave_out_unasked(self) -> None:
        """Ask about an address only where the words seem to hold one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]
