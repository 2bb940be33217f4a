"""Writing to a household: what the letter says, and how it goes."""

from __future__ import annotations

from crm import contact_words
from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, LongTextQuestion, RadiosQuestion, TextQuestion


class WriteForm(Form):
    """A letter to one household, as a template drafted it and somebody made it theirs."""

    channel = RadiosQuestion(
        "How it goes",
        choices=tuple(contact_words.CHANNELS.items()),
        required="Choose how it goes",
        classes="govuk-radios--small govuk-radios--inline",
    )
    subject = TextQuestion("Subject", most=150, required="Enter the subject", attributes={"autocomplete": "off"})
    text = LongTextQuestion("Text", most=4000, rows=16, required="Enter the text")
    anyway = CheckboxesQuestion(
        "It holds where they live",
        choices=(("yes", "Send it with the address all the same. That I did goes on record"),),
        classes="govuk-checkboxes--small",
    )

    def leave_out_unasked(self) -> None:
        """Ask about an address only where there is one in it."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class DecisionLetterForm(WriteForm):
    """A letter that tells of a decision: its reasons may be long."""

    text = LongTextQuestion("Text", most=12_000, rows=24, required="Enter the text")
