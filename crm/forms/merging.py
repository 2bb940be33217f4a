"""Two records that may be one household: which they are, who is who, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm.forms.govuk import Form
from crm.forms.questions import RadiosQuestion, TextQuestion

ROW, STAYS, GOES = "row_", "stays", "goes"
NEW = "Choose which of the two this is about: it was recorded since you opened the page"
SOMEBODY_ELSE = ("0", "Somebody else: a second carer of the household")


class WhichForm(Form):
    """The other record."""

    other = TextQuestion(
        "Reference of the other record",
        hint="Like DER-041286. It is merged into this one, or this one into it: you choose on the next page",
        most=20,
        required="Enter a reference",
        classes="govuk-input--width-10",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )


class MergeForm(Form):
    """Who each carer of the record that goes is in the one that stays, and why the two are one."""

    person_1 = RadiosQuestion("Who is the first carer?", required="Choose who the first carer is")
    person_2 = RadiosQuestion("Who is the second carer?", required="Choose who the second carer is")
    because = RadiosQuestion(
        "Why are they one household?",
        required="Choose why they are one household",
        classes="govuk-radios--small",
    )

    def ask_who(self, coming: Sequence[tuple[int, str]], own: Sequence[tuple[int, str]]) -> None:
        """Ask of each carer of the one record who that is in the other; each carer with their place."""
        named = dict(coming)
        for place in (1, 2):
            question = self[f"person_{place}"]
            if place not in named or not isinstance(question, RadiosQuestion):
                del self[f"person_{place}"]
                continue
            question.label.text = f"Who is {named[place]} in the record that stays?"
            same = tuple((str(number), f"{name}: the same person") for number, name in own)
            question.choices = (*same, SOMEBODY_ELSE) if len(own) < 2 else same  # noqa: PLR2004 - carers at most
            question.required = f"Choose who {named[place]} is"

    def people(self) -> dict[int, int]:
        """The answers: of each carer's place, the place in the record that stays, or 0."""
        return {place: int(self[name].data) for place in (1, 2) if (name := f"person_{place}") in self}


class UnmergeForm(Form):
    """Why they are two after all, and whose each row is that does not tell it itself (`unmerge_form`)."""

    because = RadiosQuestion(
        "Why are they two households?", required="Choose why they are two households", classes="govuk-radios--small"
    )

    def goes(self) -> dict[str, bool]:
        """The answers: of each row by its key, whether it goes with the household that was merged."""
        chosen = {
            name.removeprefix(ROW): field.data for name, field in self._fields.items() if name.startswith(ROW)
        }
        return {key.replace("_no_", "-"): said == GOES for key, said in chosen.items()}


def unmerge_form(
    rows: Sequence[tuple[str, str, str, bool]], kept: str, merged: str, sent: Any = None
) -> UnmergeForm:
    """The form with a question a row: its key, what it was, more of it, and whether it likelier goes."""
    own: dict[str, RadiosQuestion] = {}
    for key, label, hint, goes in rows:
        own[ROW + key.replace("-", "_no_")] = RadiosQuestion(
            label,
            hint=hint,
            choices=((STAYS, kept), (GOES, merged)),
            default=GOES if goes else STAYS,
            required=NEW,
            classes="govuk-radios--small",
        )
    made: type[UnmergeForm] = type("UndoForm", (UnmergeForm,), own)
    return made(sent)
