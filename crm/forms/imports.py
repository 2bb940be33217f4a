"""What is asked for an import: the file."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import FileQuestion


class UploadForm(Form):
    """The spreadsheet that a team keeps."""

    file = FileQuestion(
        "Tracker file",
        hint="CSV, or an Excel workbook (.xlsx) whose first sheet is the tracker. At most 10 MB.",
        required="Choose the tracker file",
    )


class PlacementsForm(Form):
    """Children's placements, from a case system."""

    file = FileQuestion(
        "File of placements",
        hint="CSV, or an Excel workbook (.xlsx) whose first sheet it is. At most 10 MB.",
        required="Choose the file of placements",
    )


class ButtonForm(Form):
    """A button that asks nothing: load, take back, erase."""
