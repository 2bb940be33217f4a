"""What is asked of a contact: how it went, when, and what was said. Each kind has its own few questions."""

from __future__ import annotations

from crm import contact_words
from crm.forms.moments import MomentForm, TimeQuestion
from crm.forms.questions import CheckboxesQuestion, DayQuestion, LongTextQuestion, RadiosQuestion

LONGEST = 10_000
ANYWAY = (("yes", "Keep it in this text all the same. That I did goes on record"),)


class ContactForm(MomentForm):
    """A call, a mail, a text, a letter, a meeting, or a note."""

    what = RadiosQuestion("What happened?", required="Choose what happened", classes="govuk-radios--small")
    text = LongTextQuestion("What was said", most=LONGEST)
    anyway = CheckboxesQuestion("It looks like an address", choices=ANYWAY, classes="govuk-checkboxes--small")
    on = DayQuestion("Day", required="Enter the day")
    at = TimeQuestion("Time", hint="Like 14:30 or 2:30pm. Blank is now, or noon on an earlier day")

    again_on = DayQuestion("Call them again on", hint="Blank if no call is planned. It stands on Today on that day")

    promised = CheckboxesQuestion(
        "A call is promised", choices=(), hint="It stands unless you tick this", classes="govuk-checkboxes--small"
    )

    def ask_about(self, kind: str, promised: str = "") -> None:
        """Ask only what a contact of this kind needs; `promised` is the day of a call that lies ahead."""
        self.promised.choices = (("over", f"They need no call on {promised} any more"),)
        if kind == "note" or not promised:
            del self["promised"]
        self.what.choices = tuple(contact_words.CONTACT_WAYS[kind].items())
        if len(self.what.choices) == 1:
            del self["what"]
        self.text.label.text = contact_words.CONTACT_TEXTS[kind]
        if kind != "call":
            del self["again_on"]
        if kind == "note":
            self.text.required = "Enter the note"

    def leave_out_unasked(self) -> None:
        """Take out what is asked only when there is cause."""
        if "which" in self._fields and not self.asks_which:
            del self["which"]
        if "anyway" in self._fields and not self.anyway.errors and not self.anyway.data:
            del self["anyway"]
