"""How a household lives: the home, a carer's work and languages, heritage and faith, and who else is there."""

from __future__ import annotations

from typing import Any, ClassVar

from crm.forms.govuk import Form
from crm.forms.people import nature_question, since_question
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)
from crm.words import SEXES

OFF = {"autocomplete": "off"}
SPECIAL = {
    "heritage": "Heritage, in words",
    "faith": "Faith or belief, in words",
    "ethnicity": "Ethnicity",
    "religion": "Religion",
}
HERE = (("yes", "In the household"), ("no", "Somewhere else"))


class ProfileForm(Form):
    """A form about how a household lives: what it asks beside why and since when are the fields.

    `unseen` are those that it takes and does not show.
    """

    unseen: ClassVar[frozenset[str]] = frozenset()

    def values(self) -> dict[str, Any]:
        """The answers, by field."""
        apart = {"nature", "since", "idempotency_key", "version"}
        return {name: field.data for name, field in self._fields.items() if name not in apart}


class HomeForm(ProfileForm):
    """The home."""

    bedrooms = WholeNumberQuestion("Bedrooms", most=30)
    spare_bedrooms = WholeNumberQuestion("Spare bedrooms", hint="That a child could have to themselves", most=30)
    pets = LongTextQuestion("Pets", hint="Which, how many, and anything a child should know", most=400)
    languages = TextQuestion("Languages spoken at home", most=400, attributes=OFF)
    nature = nature_question()
    since = since_question()


class CarerLifeForm(ProfileForm):
    """A carer's date of birth, work and languages."""

    born_on = DayQuestion("Date of birth")
    sex = RadiosQuestion("Sex", hint="As the register of foster carers asks (RT-9)", choices=tuple(SEXES.items()))
    occupation = TextQuestion("Work", hint="What they do", most=100, attributes=OFF)
    works_for = TextQuestion("Employer", most=100, attributes=OFF)
    speaks = TextQuestion("Languages", hint="That they speak well enough to care in", most=200, attributes=OFF)
    nature = nature_question()
    since = since_question()


class BackgroundForm(ProfileForm):
    """Heritage and faith. What is on record is not shown here: what is left empty stays as it is."""

    unseen = frozenset({*SPECIAL, "remove"})
    heritage = TextQuestion(
        "Heritage", hint="In their own words. Left empty, it stays as it is", most=100, attributes=OFF
    )
    faith = TextQuestion(
        "Faith or belief", hint="In their own words. Left empty, it stays as it is", most=100, attributes=OFF
    )
    ethnicity = ChoiceQuestion(
        "Ethnicity", hint="As they choose from the list: to count by. Left empty, it stays as it is"
    )
    religion = ChoiceQuestion(
        "Religion", hint="As they choose from the list: to count by. Left empty, it stays as it is"
    )
    remove = CheckboxesQuestion(
        "They no longer want it on record",
        choices=tuple(SPECIAL.items()),
        classes="govuk-checkboxes--small",
    )
    nature = nature_question()
    since = since_question()

    def values(self) -> dict[str, Any]:
        """What was written, and what is to be taken off."""
        written = {name: self[name].data for name in SPECIAL if self[name].data}
        return written | dict.fromkeys(self.remove.data if "remove" in self else ())


class MemberForm(ProfileForm):
    """A child of the household, or an adult who does not foster."""

    unseen = frozenset({"name"})
    name = TextQuestion("Name", most=100, attributes={**OFF, "spellcheck": "false"})
    relation = ChoiceQuestion("What they are to the carers", required="Choose what they are to the carers")
    born_on = DayQuestion("Date of birth")
    lives_here = RadiosQuestion("Where they live", choices=HERE, default="yes", required="Choose where they live")
    nature = nature_question()
    since = since_question()

    def values(self) -> dict[str, Any]:
        """The answers; of somebody on record, no name leaves the name as it is."""
        found = super().values() | {"lives_here": self.lives_here.data == "yes"}
        if "nature" in self and not found["name"]:
            del found["name"]
        return found


class SpecialReasonForm(Form):
    """Why somebody asks for heritage and faith, or for the names of children."""

    reason = ChoiceQuestion("Why do you need them?", required="Choose why you need them")
