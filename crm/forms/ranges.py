"""The terms of an approval: places, ages, offers, named children; and the form of their change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import wtforms

from crm import panel_words
from crm.forms.govuk import Question
from crm.forms.questions import (
    CheckboxesQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    WholeNumberQuestion,
)
from crm.forms.records import RecordForm
from crm.journey.events import Event, RevisionAnswered, RevisionDropped, RevisionProposed, TermsChanged
from crm.journey.parent_and_child import OFFER
from crm.journey.ranges import EMPTIED
from crm.journey.revisions import ADJUSTMENT, AGREEMENT, NOTICE, as_proposed

OLDEST = 21  # years: young people who stay on with their carers are counted elsewhere
NO_NAMES = "Named children: the approval is for any child within the terms"
MOST_PLACES = 99  # what a question bears; what terms may hold is the agency's setting, judged by the journey

_REFERENCE = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9/_.-]{0,59}")


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
                    f"'{line[:40]}' is not a reference: write one a line, with a number in it like C-1042, "
                    "and never a child's name"
                )

    def as_typed(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or ())


def places_question(required: str = "") -> WholeNumberQuestion:
    """How many children at once. How many there may be, and that none is too few, the journey judges (B-1)."""
    limits = "a whole number of 1 or more, up to what your service allows (B-1)"
    return WholeNumberQuestion(
        "Places", hint="How many children at once", most=MOST_PLACES, required=required, limits=limits
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


def require_in_order(youngest: WholeNumberQuestion, oldest: WholeNumberQuestion, rule: str = " (DM-6)") -> None:
    """Refuse an oldest age below the youngest; `rule`: that of the terms, none where somebody only wishes."""
    low, high = youngest.data, oldest.data
    if low is not None and high is not None and low > high:
        no = f"Oldest age must be {low} or more, because the youngest is {low}{rule}"
        raise wtforms.validators.ValidationError(no)


def siblings_question() -> WholeNumberQuestion:
    """How many places more there are where all are siblings (B-10)."""
    return WholeNumberQuestion(
        "More places for siblings",
        hint="1 makes '2, or 3 if siblings'. It stands beside the places and is not counted as a bed (B-10)",
        most=MOST_PLACES,
    )


def parents_question() -> WholeNumberQuestion:
    """How many of the places may be a parent's with a child (B-13)."""
    return WholeNumberQuestion(
        "Places for a parent with a child",
        hint="Of the places above: the child takes one, and so does a parent who is looked after (B-13). Left "
        "empty, it is 1 if they offer parent and child",
        most=MOST_PLACES,
    )


def require_parents(offers: CheckboxesQuestion, number: WholeNumberQuestion) -> None:
    """Refuse the offer of parent and child with no place for it (B-13)."""
    if number.data == 0 and OFFER in (offers.data or ()):
        raise wtforms.validators.ValidationError(
            "Enter 1 or more, because they offer parent and child, or take that tick away (B-13)"
        )


class RangeForm(RecordForm):
    """A change of terms. What is left empty stays as it is."""

    lists = {"offers": "offers", "cause": "terms_causes"}
    changes = ("places", "siblings_extra", "parent_and_child", "age_from", "age_to", "offers", "named_children")

    happened_on = DayQuestion("Date", required="Enter the date")
    cause = RadiosQuestion("Why the terms change", required="Choose why the terms change")
    places = places_question()
    siblings_extra = siblings_question()
    parent_and_child = parents_question()
    age_from = age_question("Youngest age")
    age_to = age_question("Oldest age")
    offers = offers_question()
    named_children = children_question()
    no_longer = CheckboxesQuestion(
        "What the terms say no longer",
        choices=(("ages", "Ages: there is no youngest and no oldest any more"), ("named_children", NO_NAMES)),
        classes="govuk-checkboxes--small",
    )

    @property
    def questions(self) -> tuple[Question, ...]:
        """In their order, the day first: it is another one in each form of a change."""
        return tuple(sorted(super().questions, key=lambda question: question.name != "happened_on"))

    def validate_age_to(self, field: WholeNumberQuestion) -> None:
        """The oldest age is not below the youngest."""
        require_in_order(self.age_from, field)

    def validate_parent_and_child(self, field: WholeNumberQuestion) -> None:
        """The offer and the places say the same."""
        require_parents(self.offers, field)

    def validate(self, extra_validators: object = None) -> bool:
        """As any form; and something must change."""
        sound = super().validate()
        if sound and not self._is_one_answer():
            return False
        if sound and all(self[each].data in (None, ()) for each in (*self.changes, "no_longer")):
            self.refuse("Fill in what changes: places, ages, offers or named children", "places")
            return False
        return bool(sound)

    def _is_one_answer(self) -> bool:
        """Whether nothing is filled in that the terms are to say no longer."""
        for name in self.no_longer.data or ():
            filled = next((each for each in EMPTIED[name] if self[each].data not in (None, ())), None)
            if filled is not None:
                self.refuse("Leave this empty, or do not tick that the terms say it no longer", filled)
                return False
        return True

    def event(self) -> Event:
        """The change: what was left empty is no part of it."""
        answered = {name: None if self[name].data == () else self[name].data for name in self.changes}
        cause = self.cause.data if "cause" in self else ADJUSTMENT
        answered |= {"no_longer": self.no_longer.data or ()}
        return self.kind(happened_on=self.happened_on.data, **answered, cause=cause)  # type: ignore[call-arg] # kinds with terms


class TermsChangeForm(RangeForm):
    """The terms changed: put right without a proposal, or as they were recorded."""

    kind = TermsChanged
    lead = (
        "Only what the books had wrong is put right here; what you leave empty stays. Any other change is proposed "
        "first, and takes effect with the carer's written agreement (RV-7) or 28 days later (RV-6)."
    )

    happened_on = DayQuestion(
        "Date of the change",
        hint="The decision maker's date, or the day of the carer's written agreement (RV-7)",
        required="Enter the date of the change",
    )
    wrong = RadiosQuestion(
        "Why did the books have it wrong?",
        hint="It stays on record with the places, which count as an adjustment and not as a gain or a loss (B-19)",
        required="Choose why the books had it wrong",
        classes="govuk-radios--small",
    )

    def event(self) -> Event:
        """The change, with why the books had it wrong, where that is asked."""
        event = super().event()
        return replace(event, wrong=self.wrong.data) if "wrong" in self else event  # type: ignore[call-arg] # of its kind


class RevisionForm(RangeForm):
    """A change of terms is proposed, with what support the carer would need."""

    kind = RevisionProposed
    lead = "Fill in what would change. What you leave empty stays as it is. Nothing changes until the next step."

    happened_on = DayQuestion(
        "Date of the proposal",
        hint="The day of the written notice to the carer: 28 days count from it (RV-6)",
        required="Enter the date of the proposal",
    )
    asked_by = RadiosQuestion(
        "Who asked for the change",
        choices=(("carer", "The carer"), ("service", "The service")),
        required="Choose who asked for the change",
    )
    support = LongTextQuestion(
        "Support that the carer would need",
        hint="What they would need that they do not have now, and how it is given; or that they need none (RV-7)",
        most=2000,
        required="Say what support the carer would need, or that they need none",
    )

    # The page sets what the rules give for a day: forms know no rule.
    answer_by: Callable[[date], date] = staticmethod(lambda sent_on: sent_on)

    def event(self) -> Event:
        """What is proposed, with the last day to answer; the support is kept apart from it."""
        proposed = super().event()
        assert isinstance(proposed, RevisionProposed)  # noqa: S101 - what `kind` says
        return replace(proposed, asked_by=self.asked_by.data, answer_by=self.answer_by(proposed.happened_on))

    def corrected(self, was: Event) -> Event:
        """The last day to answer stays as it was; or it is a later one, where the notice was given later."""
        new = super().corrected(was)
        if isinstance(new, RevisionProposed) and new.happened_on != was.happened_on:
            told = getattr(was, "answer_by", None) or date.min
            return replace(new, answer_by=max(self.answer_by(new.happened_on), told))
        return new


class SettlingForm(RecordForm):
    """What was proposed takes effect: on the carer's agreement, or after 28 days."""

    kind = TermsChanged
    proposed: RevisionProposed

    happened_on = DayQuestion(
        "Date of the change",
        hint="The day of the carer's written agreement, or of the decision after 28 days",
        required="Enter the date of the change",
    )
    basis = RadiosQuestion(
        "What the change rests on",
        choices=(
            (AGREEMENT, "The carer has agreed in writing: it takes effect at once (RV-7)"),
            (NOTICE, "28 days have passed, and no answer of the carer's is still to be considered (RV-6)"),
        ),
        required="Choose what the change rests on",
    )

    def event(self) -> Event:
        """What was proposed, from the day and on the basis that were answered."""
        return as_proposed(self.proposed, self.happened_on.data, self.basis.data)


class RevisionAnswerForm(RecordForm):
    """The carer answered what was proposed: one way or the other."""

    kind = RevisionAnswered
    lead = (
        "Until panel or the IRM has made its recommendation on it, the terms change only with the carer's written "
        "agreement (RV-6, RV-7)."
    )
    happened_on = DayQuestion(
        "Date on which the answer was received", required="Enter the date on which the answer was received"
    )
    answer = RadiosQuestion(
        "What they chose",
        choices=tuple(panel_words.ANSWERS.items()),
        hint="One or the other, never both (RV-6)",
        required="Choose what they chose",
        classes="govuk-radios--small",
    )


class DroppingForm(RecordForm):
    """What was proposed is not pursued."""

    kind = RevisionDropped
    lead = "The terms stay as they are. The proposal stays on record."

    happened_on = DayQuestion("Date on which it was dropped", required="Enter the date")
