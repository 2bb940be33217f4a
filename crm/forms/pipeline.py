"""What is asked in the pipeline: the name of a view."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import TextQuestion

LONGEST = 40  # letters of a view's name: it is a tab


class ViewForm(Form):
    """A name for the filters that are chosen."""

    name = TextQuestion(
        "Name of the view",
        hint="Everybody in your team sees it. Do not put anybody's name in it.",
        most=LONGEST,
        required="Enter a name for the view",
    )


class ButtonForm(Form):
    """A button that asks nothing."""
