"""Whom the carers would like to look after. It binds nobody, and changes no terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.forms.people import nature_question, since_question
from crm.forms.profiles import ProfileForm
from crm.forms.questions import CheckboxesQuestion, LongTextQuestion, WholeNumberQuestion
from crm.forms.ranges import age_question, require_in_order

MOST_TEXT = 400  # characters


class WishesForm(ProfileForm):
    """The carers' own preferences."""

    wished_places = WholeNumberQuestion("How many children", least=1, most=30)
    wished_from = age_question("Youngest age")
    wished_to = age_question("Oldest age")
    wished_offers = CheckboxesQuestion("Kinds of care", classes="govuk-checkboxes--small")
    wishes = LongTextQuestion(
        "What else", hint="As they say it: who would fit best, when, and for how long", most=MOST_TEXT
    )
    nature = nature_question()
    since = since_question()

    def validate_wished_to(self, field: WholeNumberQuestion) -> None:
        """The oldest age is not below the youngest."""
        require_in_order(self.wished_from, field, rule="")

    def values(self) -> dict[str, Any]:
        """The answers as they are kept: codes of offers in a line."""
        return super().values() | {"wished_offers": " ".join(self.wished_offers.data or ()) or None}


def as_asked(wishes: Mapping[str, Any]) -> dict[str, Any]:
    """Wishes as they are kept, as the form takes them."""
    return {**wishes, "wished_offers": tuple((wishes["wished_offers"] or "").split())}


class OwnWishesForm(WishesForm):
    """The same, as carers are asked in their portal."""

    wished_places = WholeNumberQuestion(
        "How many children would you like to look after at once?", least=1, most=30, classes="govuk-input--width-3"
    )
    wished_from = age_question("Youngest age you would like")
    wished_to = age_question("Oldest age you would like")
    wished_offers = CheckboxesQuestion("Kinds of care you would like most", classes="govuk-checkboxes--small")
    wishes = LongTextQuestion(
        "What else would make it a good match?",
        hint="For example a child who likes animals, or weekends first. Do not name a child",
        most=MOST_TEXT,
    )
