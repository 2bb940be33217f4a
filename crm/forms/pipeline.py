"""What is asked in the pipeline: the name of a view."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, TextQuestion

LONGEST = 40  # letters of a view's name: it is a tab


class ViewForm(Form):
    """A name for the filters that are chosen."""

    name = TextQuestion(
        "Name of the view",
        hint="Everybody in your team sees it. Do not put anybody's name in it.",
        most=LONGEST,
        required="Enter a name for the view",
    )
    instead = CheckboxesQuestion(
        "Or put it in the place of that view",
        choices=(("yes", "Give the view of that name these filters, for everybody"),),
        classes="govuk-checkboxes--small",
    )

    def leave_out_unasked(self) -> None:
        """Ask about the place of another view only where there is one of that name."""
        if not self.instead.errors and not self.instead.data:
            del self["instead"]


class RenameForm(Form):
    """Another name for a view."""

    name = TextQuestion(
        "Name of the view",
        hint="Everybody in your team sees it. Do not put anybody's name in it.",
        most=LONGEST,
        required="Enter a name for the view",
    )


class ButtonForm(Form):
    """A button that asks nothing."""
