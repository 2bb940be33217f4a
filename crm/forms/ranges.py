"""The terms of an approval: places, ages, offers, named children; and the form of their change."""

from __future__ import annotations

import re
from typing import Any

import wtforms

from crm.forms.questions import (
    CheckboxesQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    WholeNumberQuestion,
)
from crm.forms.records import RecordForm
from crm.journey.events import Event, TermsChanged

OLDEST = 21  # years: young people who stay on with their carers are counted elsewhere
MOST_PLACES = 99  # what a question bears; what terms may hold is the agency's setting, judged by the journey

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]{0,59}")


class ReferencesQuestion(LongTextQuestion):
    """References, one a line. Its data is a tuple; a line with a space in it is refused, for it may be a name."""

    def process_data(self, value: Any) -> None:
        self.data = tuple(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        lines = re.split(r"[\n;]", str(valuelist[0]).replace("\r", "")) if valuelist else []
        found = [line.strip() for line in lines if line.strip()]
        self.data = tuple(dict.fromkeys(found))
        for line in found:
            if not _REFERENCE.fullmatch(line):
                raise ValueError(
                    f"'{line[:40]}' is not a reference: write one a line, like C-1042, and never a child's name"
                )

    def as_typed(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or ())


def places_question(required: str = "") -> WholeNumberQuestion:
    """How many children at once."""
    return WholeNumberQuestion(
        "Places", hint="How many children at once", least=1, most=MOST_PLACES, required=required
    )


def age_question(label: str) -> WholeNumberQuestion:
    """An age at one end of the range, in years."""
    return WholeNumberQuestion(label, least=0, most=OLDEST, unit="years")


def offers_question() -> CheckboxesQuestion:
    """The kinds of care that the approval allows."""
    return CheckboxesQuestion("What they offer", classes="govuk-checkboxes--small hearth-choices")


def children_question() -> ReferencesQuestion:
    """The children for whom alone the approval is."""
    return ReferencesQuestion(
        "Named children",
        hint="Only if the approval is for certain children. One reference a line, like C-1042, never a name",
        most=1000,
    )


def require_in_order(youngest: WholeNumberQuestion, oldest: WholeNumberQuestion) -> None:
    """Refuse an oldest age below the youngest."""
    low, high = youngest.data, oldest.data
    if low is not None and high is not None and low > high:
        raise wtforms.validators.ValidationError(f"Oldest age must be {low} or more, because the youngest is {low}")


class TermsChangeForm(RecordForm):
    """The terms changed. What is left empty stays as it was."""

    kind = TermsChanged
    lists = {"offers": "offers", "cause": "terms_causes"}
    lead = "Fill in what changes. What you leave empty stays as it is."

    happened_on = DayQuestion(
        "Date of the change",
        hint="The decision maker's date, or the day of the carer's written agreement (RV-7)",
        required="Enter the date of the change",
    )
    cause = RadiosQuestion("Why the terms change", required="Choose why the terms change")
    places = places_question()
    age_from = age_question("Youngest age")
    age_to = age_question("Oldest age")
    offers = offers_question()
    named_children = children_question()

    def validate_age_to(self, field: WholeNumberQuestion) -> None:
        """The oldest age is not below the youngest."""
        require_in_order(self.age_from, field)

    def validate(self, extra_validators: object = None) -> bool:
        """As any form; and something must change."""
        sound = super().validate()
        changes = (self.places, self.age_from, self.age_to, self.offers, self.named_children)
        if sound and all(each.data in (None, ()) for each in changes):
            self.refuse("Fill in what changes: places, ages, offers or named children", "places")
            return False
        return bool(sound)

    def event(self) -> Event:
        """The change: what was left empty is no part of it."""
        return TermsChanged(
            happened_on=self.happened_on.data,
            cause=self.cause.data,
            places=self.places.data,
            age_from=self.age_from.data,
            age_to=self.age_to.data,
            offers=self.offers.data or None,
            named_children=self.named_children.data or None,
        )
