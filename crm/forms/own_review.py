"""What carers are asked for their yearly review, in words that they would use."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, LongTextQuestion, RadiosQuestion

LONGEST = 4000
MORE = (("yes", "Yes"), ("perhaps", "Perhaps, let us talk about it"), ("no", "Not now"))


class OwnReviewForm(Form):
    """A carer's part of the review."""

    went = LongTextQuestion("How has the year been?", hint="For you, your family and the children", most=LONGEST)
    helped = LongTextQuestion("What has helped?", hint="People, training, breaks, anything", most=LONGEST)
    change = LongTextQuestion(
        "What should change?",
        hint="What you would rather say in person, say in person",
        most=LONGEST,
    )
    more = RadiosQuestion(
        "Could you offer more?",
        hint="Your approval stays as it is, whatever you answer here",
        choices=MORE,
        classes="govuk-radios--small",
    )
    kinds = CheckboxesQuestion(
        "Which of these could you imagine?",
        hint="Your area has the fewest homes for these today",
        classes="govuk-checkboxes--small",
    )

    def offer(self, short: tuple[str, ...], chosen: tuple[str, ...]) -> None:
        """Offer what is short today, and what was chosen when something else was."""
        every = tuple(dict.fromkeys((*short, *chosen)))
        self.kinds.choices = tuple((each, each) for each in every)
        if not every:
            del self["kinds"]
