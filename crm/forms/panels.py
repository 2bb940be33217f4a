"""The report that goes to panel, and what panel recommends."""

from __future__ import annotations

from crm import words
from crm.forms.questions import DayQuestion, RadiosQuestion
from crm.forms.records import RecordForm
from crm.journey.events import PanelRecommended, ReportCompleted


class ReportForm(RecordForm):
    """The assessment report is ready."""

    kind = ReportCompleted
    happened_on = DayQuestion(
        "Date of the report",
        hint="The day on which it was signed and the applicants had seen it",
        required="Enter the date of the report",
    )
    report = RadiosQuestion(
        "Kind of report",
        choices=tuple(words.REPORT_KINDS.items()),
        hints={"brief": "It says why the assessment should end. It can never lead to an approval (S2-8)"},
        required="Choose the kind of report",
    )


class RecommendationForm(RecordForm):
    """The fostering panel made its recommendation."""

    kind = PanelRecommended
    happened_on = DayQuestion(
        "Date of panel", hint="The day on which panel met", required="Enter the date of panel"
    )
    recommendation = RadiosQuestion(
        "What panel recommended",
        choices=tuple(words.RECOMMENDATIONS.items()),
        required="Choose what panel recommended",
    )
