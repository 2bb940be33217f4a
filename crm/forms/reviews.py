"""A review of an approval: its day, and what was decided."""

from __future__ import annotations

from crm.forms.questions import DayQuestion, RadiosQuestion
from crm.forms.records import RecordForm
from crm.journey.events import ReviewCompleted


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
