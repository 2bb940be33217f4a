"""What is asked for a document: the file, and what it is."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import FileQuestion, TextQuestion

CLEANED = (
    "Where and when photos were taken, and who wrote a Word or Excel file, is removed from the copy kept here. "
    "PDFs, and comments in a file, are kept as sent."
)


class DocumentForm(Form):
    """A letter, photo or certificate about a household."""

    file = FileQuestion(
        "Document",
        hint="A PDF, a photo (JPEG or PNG), a Word document (.docx) or an Excel workbook (.xlsx). At most 10 MB. "
        + CLEANED,
        required="Choose the document",
    )
    name = TextQuestion(
        "What is it?",
        hint="As colleagues will look for it, like ‘Medical report, page 2’. Not an address",
        most=100,
        required="Enter what the document is",
        attributes={"autocomplete": "off"},
    )
