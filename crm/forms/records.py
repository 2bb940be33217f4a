"""What all forms that record an event share: a day, the event that the answers make, and the answers that it gives.

Each kind of event has a form in the module of its noun; `crm.forms.events` finds it by the kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, ClassVar

from crm.forms.govuk import Form, Question
from crm.forms.questions import ChoiceQuestion, Choices, RadiosQuestion
from crm.journey.events import Event
from crm.journey.saying import said


class RecordForm(Form):
    """A form that records one kind of event. Its questions are named as the event's fields are."""

    kind: ClassVar[type[Event]]
    # Which list of the agency's settings each question offers.
    lead: ClassVar[str] = ""  # what to know before answering
    lists: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def on_record(cls, event: Event) -> dict[str, Any]:
        """The answers that an event on record stands for."""
        return {each.name: getattr(event, each.name) for each in fields(event)}

    def event(self) -> Event:
        """The event that the answers make. Call it after `validate()`."""
        known = {each.name for each in fields(self.kind)}
        return self.kind(**{name: value for name, value in self.data.items() if name in known})

    def corrected(self, was: Event) -> Event:
        """The event that the answers make of one on record: what this form does not ask stays as it was."""
        asked = {*self._fields}
        kept = {each.name: getattr(was, each.name) for each in fields(was) if each.name not in asked}
        return replace(self.event(), **kept)

    def answers(self) -> list[tuple[str, str]]:
        """What was asked and what was answered, in words; what was left empty is not listed."""
        found = [(question.label.text, in_words(question)) for question in self.questions]
        return [(label, text) for label, text in found if text]

    def offer(self, name: str, choices: Choices) -> None:
        """Let a question choose from these; a question that this form does not ask is passed over."""
        question = self._fields.get(name)
        if isinstance(question, ChoiceQuestion):
            question.choices = tuple(choices)

    def leave_out(self, *names: str) -> None:
        """Do not ask these questions."""
        for name in names:
            if name in self._fields:
                del self[name]


def in_words(question: Question) -> str:
    """An answer as people read it."""
    data = question.data
    if isinstance(data, date):
        return said(data)
    labels = dict(question.choices) if isinstance(question, ChoiceQuestion) else {}
    if isinstance(data, tuple):
        return ", ".join(str(labels.get(each, each)) for each in data)
    return "" if data is None else str(labels.get(data, data))


class ReasonForm(Form):
    """Why something on record is put right. Not `reason`: an ending has one of its own, on the same page."""

    why = RadiosQuestion(
        "Why is it being put right?", required="Choose why it is being put right", classes="govuk-radios--small"
    )


def with_kept(choices: Choices, kept: Sequence[str | None]) -> Choices:
    """The choices, with those on record that the list no longer offers, so that a correction does not lose them."""
    offered = {value for value, _ in choices}
    old = [(code, code.replace("_", " ").capitalize()) for code in kept if code and code not in offered]
    return (*choices, *old)
