"""The decision: to approve, with the terms, or not to approve."""

from __future__ import annotations

from crm.forms.questions import CheckboxesQuestion, DayQuestion, LongTextQuestion, TextQuestion, WholeNumberQuestion
from crm.forms.ranges import (
    age_question,
    children_question,
    offers_question,
    parents_question,
    places_question,
    require_in_order,
    require_parents,
    siblings_question,
)
from crm.forms.reasons import reasons_question
from crm.forms.records import RecordForm
from crm.journey.events import ApprovalRefused, HouseholdApproved
from crm.journey.ranges import Population


class ApprovalForm(RecordForm):
    """The decision maker approved, on these terms."""

    kind = HouseholdApproved
    lists = {"offers": "offers"}

    happened_on = DayQuestion(
        "Date of the decision",
        hint="The decision maker's date, not the date of panel: the places count from this day (B-3)",
        required="Enter the date of the decision",
    )
    places = places_question(required="Enter the number of places")
    siblings_extra = siblings_question()
    parent_and_child = parents_question()
    age_from = age_question("Youngest age")
    age_to = age_question("Oldest age")
    offers = offers_question()
    named_children = children_question()
    instead_of = CheckboxesQuestion(
        "They are approved as mainstream foster carers now",
        choices=((Population.MAINSTREAM, "This approval takes the place of that one on its day (B-7)"),),
        hint="It leaves the mainstream book and joins that of kinship, and counts neither as an approval nor as a "
        "de-registration. Two approvals at once are refused (DM-1)",
        classes="govuk-checkboxes--small",
    )
    transferred_from = TextQuestion(
        "Transferred from", hint="The service that they come from", most=100, attributes={"autocomplete": "off"}
    )

    left_there_on = DayQuestion(
        "The approval there ended on",
        hint="28 days after that service received the notice. The new approval begins on that day or later (DM-1)",
    )

    reasons = reasons_question(
        "Panel did not recommend approval. The decision takes that into account and may be another: say why (DM-2)",
        label="Why approve all the same?",
    )
    override = LongTextQuestion(
        "Why approve although something is missing?",
        hint="Leave it empty to wait. The reason, and what is missing, stay on record",
        most=400,
    )

    def validate_age_to(self, field: WholeNumberQuestion) -> None:
        """The oldest age is not below the youngest."""
        require_in_order(self.age_from, field)

    def validate_parent_and_child(self, field: WholeNumberQuestion) -> None:
        """The offer and the places say the same."""
        require_parents(self.offers, field)


class RefusalForm(RecordForm):
    """The decision maker decided not to approve, and that is final."""

    kind = ApprovalRefused
    happened_on = DayQuestion(
        "Date of the decision not to approve",
        hint="The day on which it became final: no representations, or after them (DM-7, DM-8)",
        required="Enter the date of the decision",
    )
    reasons = reasons_question(
        "The reasons of the proposal stay with it. Say here what is new: what was made of the representations and, "
        "if panel or the IRM now recommends approval, why the decision is another (DM-2)",
    )
