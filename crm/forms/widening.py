"""The range becomes wider, with the carer's agreement in writing: what a review said could be (RV-7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crm.forms.govuk import Question
from crm.forms.questions import DayQuestion, LongTextQuestion
from crm.forms.ranges import (
    age_question,
    offers_question,
    parents_question,
    places_question,
    require_in_order,
    require_parents,
    siblings_question,
)
from crm.forms.records import RecordForm
from crm.journey.events import RevisionProposed
from crm.journey.parent_and_child import OFFER
from crm.journey.ranges import Terms

ASKED = ("places", "siblings_extra", "parent_and_child", "age_from", "age_to", "offers")


class WideningForm(RecordForm):
    """The terms as they are now, to be made wider; only what is changed here changes."""

    kind = RevisionProposed
    lists = {"offers": "offers"}

    happened_on = DayQuestion(
        "Date of the carer’s written agreement",
        hint="The change takes effect on this day, without 28 days of waiting (RV-7)",
        required="Enter the date of the carer’s written agreement",
    )
    places = places_question(required="Enter how many places")
    siblings_extra = siblings_question()
    parent_and_child = parents_question()
    age_from = age_question("Youngest age")
    age_to = age_question("Oldest age")
    offers = offers_question()
    support = LongTextQuestion(
        "Support that the carer would need",
        hint="What they would need that they do not have now, and how it is given; or that they need none (RV-7)",
        most=2000,
        required="Say what support the carer would need, or that they need none",
    )

    @property
    def questions(self) -> tuple[Question, ...]:
        """In their order, the day last but one: the terms come first."""
        day_last = {"happened_on": 1, "support": 2}
        return tuple(sorted(super().questions, key=lambda question: day_last.get(question.name, 0)))

    @staticmethod
    def of(terms: Terms, today: date) -> dict[str, object]:
        """What the form says when it is opened: the terms as they are. No place for a parent with a child is left
        empty, which is 1 if that is offered from now on."""
        said = {name: getattr(terms, name) for name in ASKED}
        return said | {"happened_on": today, "parent_and_child": terms.parent_and_child or None}

    def validate_age_to(self, field: Question) -> None:
        """The oldest age is not below the youngest."""
        require_in_order(self.age_from, self.age_to)

    def validate_parent_and_child(self, field: Question) -> None:
        """The offer and the places say the same."""
        require_parents(self.offers, self.parent_and_child)

    def change(self, now: Terms) -> RevisionProposed | None:
        """What is proposed: what differs from the terms now in force; None where nothing does."""
        said = {name: self[name].data for name in ASKED}
        if said["parent_and_child"] is None and OFFER in (said["offers"] or ()):
            said["parent_and_child"] = now.parent_and_child  # none, and the offer: that is one place (B-13)
        said |= {name: said[name] or 0 for name in ("siblings_extra", "parent_and_child")}
        differs = {name: value for name, value in said.items() if value not in (getattr(now, name), None, ())}
        if set(differs.get("offers", ())) == set(now.offers):
            differs.pop("offers", None)
        ages = said["age_from"] is None and said["age_to"] is None
        ageless = ages and (now.age_from is not None or now.age_to is not None)
        if not differs and not ageless:
            return None
        event = RevisionProposed(happened_on=self.happened_on.data, asked_by="service", **differs)
        return replace(event, no_longer=("ages",)) if ageless else event
