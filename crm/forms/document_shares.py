"""What is asked where documents are shared with carers, signed by them, and sent by them."""

from __future__ import annotations

from crm.forms.documents import CLEANED
from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, FileQuestion, TextQuestion


class ShareForm(Form):
    """A document to be shared."""

    to_sign = CheckboxesQuestion(
        "Does it have to be signed?",
        choices=(("yes", "Ask each carer to sign it, by name"),),
        classes="govuk-checkboxes--small",
    )
    read = CheckboxesQuestion(
        "Before they see it",
        choices=(("yes", "I have read it: it holds no reference, no result of a check, and no allegation"),),
        required="Read it, and say that it holds nothing of the kind",
        classes="govuk-checkboxes--small",
    )


class SignForm(Form):
    """A carer's name under a document."""

    name = TextQuestion(
        "Type your full name to sign",
        most=100,
        required="Type your full name",
        attributes={"autocomplete": "name", "spellcheck": "false"},
    )


class OwnDocumentForm(Form):
    """A document of a carer's."""

    file = FileQuestion(
        "Your document",
        hint="A PDF, a photo, a Word document (.docx) or an Excel workbook (.xlsx). At most 10 MB. " + CLEANED,
        required="Choose your document",
    )
    name = TextQuestion(
        "What is it?",
        hint="Like ‘First aid certificate’",
        most=100,
        required="Say what it is",  # kept by the browser where the file is too large to be taken at all
    )
