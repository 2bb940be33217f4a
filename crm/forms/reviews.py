"""A review of an approval: its day, and what was decided."""

from __future__ import annotations

import wtforms

from crm import care_words
from crm.forms.questions import DayQuestion, RadiosQuestion
from crm.forms.records import RecordForm
from crm.journey.events import ReviewCompleted

GOES_ON = ("continue", "revise")


class ReviewForm(RecordForm):
    """The approval was reviewed."""

    kind = ReviewCompleted
    lists = {"outcome": "review_outcomes"}
    lead = "A change of terms, or an ending, that follows from the review is recorded as such."

    happened_on = DayQuestion(
        "Date of the decision",
        hint="The next review is due within a year of this day (RV-1, RV-5)",
        required="Enter the date of the decision",
    )
    outcome = RadiosQuestion("What was decided", required="Choose what was decided")
    wider = RadiosQuestion(
        "Can the range be wider?",
        choices=tuple(care_words.WIDER.items()),
        hint="Places, ages and kinds of fostering: as wide as they can do well",
        classes="govuk-radios--small",
    )

    # The page sets it: of a review on record that was held before anybody asked, it may stay unanswered.
    asks_range = True

    def validate_wider(self, field: RadiosQuestion) -> None:
        """Whoever goes on fostering is asked; of an approval that ends, or a review put off, nothing follows."""
        if self.asks_range and not field.data and self.outcome.data in GOES_ON:
            raise wtforms.validators.ValidationError("Choose whether the range can be wider")
