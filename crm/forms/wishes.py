"""Whom the carers would like to look after. It binds nobody, and changes no terms."""

from __future__ import annotations

from crm.forms.people import nature_question, since_question
from crm.forms.profiles import ProfileForm
from crm.forms.questions import LongTextQuestion, WholeNumberQuestion
from crm.forms.ranges import age_question, require_in_order


class WishesForm(ProfileForm):
    """The carers' own preferences."""

    wished_places = WholeNumberQuestion("How many children", least=1, most=30)
    wished_from = age_question("Youngest age")
    wished_to = age_question("Oldest age")
    wishes = LongTextQuestion(
        "What else", hint="As they say it: who would fit best, when, and for how long", most=400
    )
    nature = nature_question()
    since = since_question()

    def validate_wished_to(self, field: WholeNumberQuestion) -> None:
        """The oldest age is not below the youngest."""
        require_in_order(self.wished_from, field)
