"""Changing a setting: from which day, and the new value, asked for by its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

from crm import words
from crm.contact_words import TRUE_OF
from crm.forms.entries import Entries, EntriesQuestion, StagesQuestion
from crm.forms.govuk import Form
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)
from crm.journey import dates, rate_lines

YES_NO = (("yes", "Yes"), ("no", "No"))
MOST_TEXT = 4000


class Asked(Protocol):
    """What a form must know of a setting."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def least(self) -> int: ...
    @property
    def most(self) -> int: ...
    @property
    def fixed(self) -> bool: ...
    @property
    def offered(self) -> Sequence[str]: ...
    @property
    def when(self) -> str: ...


class ChangeForm(Form):
    """What every change of a setting asks last. `given` is the new value, once the form is sound."""

    valid_from = DayQuestion(
        "From which day does it hold?",
        required="Enter the day from which it holds",
        hint="Today, a day to come, or a day gone by where it was settled then and never written down.",
    )

    @property
    def given(self) -> Any:
        """The answer as the setting holds it."""
        return self._fields["value"].data

    def keep(self, settled: Any) -> None:
        """Leave in the answer what is settled for its day already, and was not asked about."""

    def take_in(self) -> None:
        """Show beside what was typed what somebody has added meanwhile."""


class ListForm(ChangeForm):
    """The entries of a list."""

    def keep(self, settled: Entries) -> None:
        cast(EntriesQuestion, self._fields["value"]).keep(settled)

    def take_in(self) -> None:
        cast(EntriesQuestion, self._fields["value"]).take_in()


class YesNoForm(ChangeForm):
    """Yes or no."""

    @property
    def given(self) -> bool:
        return bool(self._fields["value"].data == "yes")


class DaysForm(ChangeForm):
    """Days, one a line, as people write them."""

    @property
    def given(self) -> list[str]:
        return sorted(_day(line) for line in re.split(r"[\r\n]+", self._fields["value"].data or "") if line.strip())


class AreasForm(ChangeForm):
    """The areas of councils, one a line."""

    @property
    def given(self) -> list[str]:
        lines = re.split(r"[\r\n]+", self._fields["value"].data or "")
        return [" ".join(line.split()) for line in lines if line.strip()]


class TextForm(ChangeForm):
    """Words."""

    @property
    def given(self) -> str:
        return self._fields["value"].data or ""


class TableForm(ChangeForm):
    """A table, one row a line."""

    kind = ""

    @property
    def given(self) -> list[dict[str, Any]]:
        return rate_lines.read(self.kind, self._fields["value"].data or "")


class ChosenForm(ChangeForm):
    """Any of several."""

    @property
    def given(self) -> list[str]:
        return list(self._fields["value"].data)


class LetterForm(ChangeForm):
    """A template of letters: what it is called, its subject and its text."""

    label = TextQuestion("What the letter is called", most=60, hint="As colleagues choose it from a list")
    subject = TextQuestion("Subject", most=150)
    text = LongTextQuestion("Text", most=MOST_TEXT, rows=16)
    news = CheckboxesQuestion(
        "Who may get it",
        choices=(("yes", "Only those who agreed to be kept in touch with"),),
        classes="govuk-checkboxes--small",
    )
    when = ChoiceQuestion(
        "Of whom is the text true?",
        choices=tuple(TRUE_OF.items()),
        required="Choose of whom the text is true",
        hint="Sent to many at once, it leaves out those of whom it is not true, and says so before it goes",
    )

    @property
    def given(self) -> dict[str, Any]:
        typed = {"label": self.label.data or "", "subject": self.subject.data or "", "text": self.text.data or ""}
        return typed | {"when": self.when.data} | ({"news": True} if self.news.data else {})


def _day(line: str) -> str:
    """An ISO day of one typed as 24 12 2026, 24/12/2026 or 2026-12-24; what is no day as it was typed."""
    parts = re.split(r"[\s/.-]+", line.strip())
    if len(parts) == 3:
        ordered = reversed(parts) if len(parts[0]) == 4 else parts
        try:
            return dates.from_parts(*ordered).isoformat()
        except ValueError:
            return line.strip()
    return line.strip()


def form_for(asked: Asked, value: Any, sent: Any = None, *, ever: Sequence[Any] = (), **own: Any) -> ChangeForm:
    """The form for a setting, showing a value or what was sent.

    `ever` is what it is today and has been, today's first: a list's entries keep their codes by it.
    """
    if asked.kind == "letter":
        shown = {"when": asked.when, **value, "news": ("yes",) if value.get("news") else ()}
        return LetterForm(sent, data={**shown, **own})
    if asked.kind in _LISTS:
        made_of = _LISTS[asked.kind](asked, ever or (value,))
        base, question, shown = (ListForm if asked.kind == "list" else ChangeForm), made_of, value
    else:
        base, question, shown = _KINDS[asked.kind](asked, value)
    made: type[ChangeForm] = type("SettingForm", (base,), {"value": question})
    return made(sent, data={"value": shown, **own})


def _number(asked: Asked, value: Any) -> tuple[type[ChangeForm], Any, Any]:
    required = f"Enter the number of {asked.unit}"
    question = WholeNumberQuestion(
        asked.title, least=asked.least, most=asked.most, unit=asked.unit, required=required
    )
    return ChangeForm, question, value


def _yes_no(asked: Asked, value: Any) -> tuple[type[ChangeForm], Any, Any]:
    question = RadiosQuestion(asked.title, choices=YES_NO, required="Choose yes or no")
    return YesNoForm, question, "yes" if value else "no"


def _text(asked: Asked, value: Any) -> tuple[type[ChangeForm], Any, Any]:
    return TextForm, LongTextQuestion(asked.title, most=asked.most), value


def _line(asked: Asked, value: Any) -> tuple[type[ChangeForm], Any, Any]:
    return TextForm, TextQuestion(asked.title, most=asked.most), value


def _days(asked: Asked, value: Sequence[str]) -> tuple[type[ChangeForm], Any, Any]:
    hint = "One day a line, like 24 12 2026. Bank holidays need not be among them."
    lines = "\n".join(" ".join(reversed(day.split("-"))) for day in value)
    return DaysForm, LongTextQuestion(asked.title, most=MOST_TEXT, hint=hint), lines


def _areas(asked: Asked, value: Sequence[str]) -> tuple[type[ChangeForm], Any, Any]:
    hint = "One a line, as the county, city or borough is called: Derby. Empty: the one the council is named after."
    return AreasForm, LongTextQuestion(asked.title, most=MOST_TEXT, hint=hint), "\n".join(value)


def _list(asked: Asked, ever: Sequence[Entries]) -> EntriesQuestion:
    return EntriesQuestion(asked.title, known=ever[0], ever=ever[1:], fixed=asked.fixed)


def _stages(asked: Asked, ever: Sequence[Entries]) -> StagesQuestion:
    return StagesQuestion(asked.title, known=ever[0])


def _some(asked: Asked, value: Sequence[str]) -> tuple[type[ChangeForm], Any, Any]:
    fields = asked.kind == "some_fields"
    choices = [(code, words.SHARED[code] if fields else words.stage(code).text) for code in asked.offered]
    return ChosenForm, CheckboxesQuestion(asked.title, choices=choices, classes="govuk-checkboxes--small"), value


def _choice(asked: Asked, value: str) -> tuple[type[ChangeForm], Any, Any]:
    choices = [(code, words.CHOICES[code]) for code in asked.offered]
    return ChangeForm, RadiosQuestion(asked.title, choices=choices, required="Choose from the list"), value


def _table(asked: Asked, value: Sequence[Mapping[str, Any]]) -> tuple[type[ChangeForm], Any, Any]:
    question = LongTextQuestion(asked.title, most=MOST_TEXT, rows=10, hint=rate_lines.HINTS[asked.kind])
    own: type[ChangeForm] = type("TableForm", (TableForm,), {"kind": asked.kind})
    return own, question, rate_lines.typed(asked.kind, value)


_KINDS: dict[str, Callable[[Asked, Any], tuple[type[ChangeForm], Any, Any]]] = {
    "choice": _choice,
    "levels": _table,
    "fees": _table,
    "allowances": _table,
    "minimums": _table,
    "number": _number,
    "yes_or_no": _yes_no,
    "text": _text,
    "email": _line,
    "phone": _line,
    "days": _days,
    "areas": _areas,
    "some_stages": _some,
    "some_fields": _some,
}
_LISTS: dict[str, Callable[[Asked, Sequence[Entries]], Any]] = {"list": _list, "stages": _stages}
