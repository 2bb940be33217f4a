"""What is asked before a household's address is shown, and before a list of households leaves the system."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, ChoiceQuestion


class AddressReasonForm(Form):
    """Why somebody asks where a household lives (T40)."""

    reason = ChoiceQuestion("Why do you need the address?", required="Choose why you need the address")


class ExportForm(Form):
    """Why a list leaves the system as a file."""

    reason = ChoiceQuestion("What is the file for?", required="Choose what the file is for")


class ReturnExportForm(ExportForm):
    """The same of a return, and as which file."""

    format = ChoiceQuestion(
        "Which file?",
        choices=(("csv", "CSV"), ("xlsx", "Workbook (XLSX), with what the columns are")),
        required="Choose which file",
    )


class RegisterExportForm(Form):
    """Why the register leaves the system as a file, and whether addresses go with it (T40).

    Not `reason`: the page asks for one already, to show addresses.
    """

    purpose = ChoiceQuestion("What is the file for?", required="Choose what the file is for")
    addresses = CheckboxesQuestion(
        "Addresses", choices=(("yes", "With addresses: that you took each goes on record"),)
    )
