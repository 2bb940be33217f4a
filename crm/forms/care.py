"""What the standards want while a household is approved: unannounced visits, and the training standards."""

from __future__ import annotations

from crm.forms.questions import DayQuestion
from crm.forms.records import RecordForm
from crm.journey.care_events import GuardianshipNoticed, StandardsEvidenced, UnannouncedVisitMade


class UnannouncedVisitForm(RecordForm):
    """An unannounced visit was made."""

    kind = UnannouncedVisitMade
    happened_on = DayQuestion(
        "Date of the visit",
        hint="One that nobody in the household knew of before: the next is due within a year of it (RV-12)",
        required="Enter the date of the visit",
    )


class StandardsForm(RecordForm):
    """The training, support and development standards are evidenced."""

    kind = StandardsEvidenced
    happened_on = DayQuestion(
        "Date on which the standards were evidenced",
        hint="The day on which the workbook was signed off. A household may share one (TSD-2)",
        required="Enter the date on which the standards were evidenced",
    )


class GuardianshipNoticeForm(RecordForm):
    """The carers gave notice that they will apply for a special guardianship order."""

    kind = GuardianshipNoticed
    happened_on = DayQuestion(
        "Date on which the notice was received",
        hint="They may apply to the court three months later. The approval stands until the order is made (KC-12)",
        required="Enter the date on which the notice was received",
    )
