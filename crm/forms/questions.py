"""The kinds of question that our forms ask. What cannot be read is refused in words, and never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import wtforms
from markupsafe import Markup

from crm.forms.govuk import Question
from crm.journey import dates
from crm.unseen import visible

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DIGITS = re.compile(r"-?[0-9]{1,9}")


def _as_written(text: str) -> str:
    """A text of several lines keeps what turns its letters; one of which nothing can be seen is none."""
    return text if visible(text).strip() else ""


class TextQuestion(Question):
    """A line of text, at most `most` characters, in composed form (NFC), without controls and what is not seen."""

    tidied = staticmethod(visible)

    def __init__(
        self, label: str, *, most: int = 200, attributes: Mapping[str, str] | None = None, **own: Any
    ) -> None:
        super().__init__(label, **own)
        self.most = most
        self.attributes = dict(attributes or {})  # of the input: type, autocomplete, spellcheck, ...

    def process_formdata(self, valuelist: list[Any]) -> None:
        sent = unicodedata.normalize("NFC", str(valuelist[0])) if valuelist else ""
        text = self.tidied(sent).replace("\r\n", "\n").strip()
        if _CONTROL.search(text):
            raise ValueError(f"{self.label.text} must not hold control characters")
        if len(text) > self.most:
            raise ValueError(f"{self.label.text} must be {self.most:,} characters or fewer")
        self.data = text or None

    def params(self) -> dict[str, Any]:
        known = {
            name: self.attributes[name]
            for name in ("type", "autocomplete", "spellcheck")
            if name in self.attributes
        }
        rest = {name: value for name, value in self.attributes.items() if name not in known}
        return super().params() | known | {"value": self.as_typed(), "attributes": rest}


class PasswordQuestion(TextQuestion):
    """A password: taken exactly as typed, and never sent back to the page."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0])[: self.most] if valuelist else None

    def params(self) -> dict[str, Any]:
        return super().params() | {"type": "password", "value": ""}


class LongTextQuestion(TextQuestion):
    """Text of several lines. Its limit is said below it, and counted down where scripts run."""

    component = ("character-count", "govukCharacterCount")
    tidied = staticmethod(_as_written)

    def __init__(self, label: str, *, rows: int = 4, **own: Any) -> None:
        super().__init__(label, **own)
        self.rows = rows

    def params(self) -> dict[str, Any]:
        return super().params() | {"maxlength": self.most, "rows": self.rows}


class WholeNumberQuestion(Question):
    """A whole number in ASCII digits: '1_0', '１０' and '1.0' are refused, spaces around it are not.

    `limits` is what it must be, in words, where that is not to be said as `least` and `most`.
    """

    def __init__(
        self, label: str, *, least: int = 0, most: int, unit: str = "", limits: str = "", **own: Any
    ) -> None:
        super().__init__(label, **own)
        self.least, self.most, self.unit = least, most, unit
        self.limits = limits or f"a whole number between {least:,} and {most:,}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not _DIGITS.fullmatch(text) or not self.least <= int(text) <= self.most:
            raise ValueError(f"{self.label.text} must be {self.limits}")
        self.data = int(text)

    def params(self) -> dict[str, Any]:
        params = super().params() | {"value": self.as_typed(), "inputmode": "numeric", "spellcheck": False}
        params["classes"] = self.classes or f"govuk-input--width-{2 if self.most < 100 else 5}"
        return params | ({"suffix": {"text": self.unit}} if self.unit else {})


class DayQuestion(Question):
    """A day in three boxes, `<name>-day`, `<name>-month` and `<name>-year`. Its data is a date or None."""

    component = ("date-input", "govukDateInput")
    parts: tuple[str, ...] = ("day", "month", "year")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read three boxes, any of which may be missing from what was sent."""
        self.process_errors, self.wrong = [], set[str]()
        self.data = self.object_data = data if isinstance(data, date) else self.default
        self.typed = {part: str(getattr(self.data, part)) if self.data else "" for part in self.parts}
        if not formdata:
            return
        self.typed = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in self.parts}
        self.data = None
        missing = [part for part in self.parts if not self.typed[part]]
        if len(missing) == len(self.parts):
            return
        if missing:
            self._wrong(missing, f"must include a {' and '.join(missing)}")
            return
        try:
            self.data = self._read()
        except ValueError as reason:
            year = "year must be" in str(reason)
            span = f"{dates.EARLIEST_YEAR} and {dates.LATEST_YEAR}"
            said = f"must have a year between {span}" if year else "must be a real date"
            self._wrong(["year"] if year else self.parts, said)

    def _read(self) -> date:
        """The day that was typed. ValueError: there is none."""
        return dates.from_parts(*(self.typed[part] for part in self.parts))

    def _wrong(self, parts: Iterable[str], said: str) -> None:
        self.wrong = set(parts)
        self.process_errors = [f"{self.label.text} {said}"]

    @property
    def focus(self) -> str:
        """The first box that is wrong: the first of all, where all are."""
        return f"{self.id}-{next((part for part in self.parts if part in self.wrong), self.parts[0])}"

    def params(self) -> dict[str, Any]:
        wrong = self.wrong or (set(self.parts) if self.errors else set())
        items = [
            {
                "name": part,
                "value": self.typed[part],
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                + (" govuk-input--error" if part in wrong else ""),
            }
            for part in self.parts
        ]
        return {"id": self.id, "namePrefix": self.name, "items": items} | self.in_fieldset()


class MonthQuestion(DayQuestion):
    """A month in two boxes. Its data is the month's first day, or None."""

    parts = ("month", "year")

    def _read(self) -> date:
        return dates.from_parts("1", self.typed["month"], self.typed["year"])


Choices = Sequence[tuple[str, str]]  # (value, label)


class ChoiceQuestion(Question):
    """One of several, in a list that opens. A page may set `choices` after it has made the form."""

    component = ("select", "govukSelect")
    nothing = "Choose"

    def __init__(
        self, label: str, *, choices: Choices = (), hints: Mapping[str, str] | None = None, **own: Any
    ) -> None:
        super().__init__(label, **own)
        self.choices = tuple(choices)
        self.hints = dict(hints or {})  # by value

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) or None if valuelist else None

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        super().pre_validate(form)
        offered = {value for value, _ in self.choices}
        if not set(self._chosen()) <= offered:
            raise wtforms.validators.StopValidation(f"{self.label.text}: choose from the list")

    def _chosen(self) -> tuple[str, ...]:
        return (self.data,) if self.data else ()

    def params(self) -> dict[str, Any]:
        chosen = self._chosen()
        items = [{"value": value, "text": text, "selected": value in chosen} for value, text in self.choices]
        return super().params() | {"items": [{"value": "", "text": self.nothing}, *items]}

    def _boxes(self) -> dict[str, Any]:
        chosen = self._chosen()
        items = [
            {"value": value, "text": text, "checked": value in chosen}
            | ({"hint": {"text": self.hints[value]}} if value in self.hints else {})
            for value, text in self.choices
        ]
        return {
            "idPrefix": self.id,
            "name": self.name,
            "items": items,
            "classes": self.classes,
        } | self.in_fieldset()


class GroupedQuestion(ChoiceQuestion):
    """One of several, in a list that opens, whose choices stand under headings."""

    groups: tuple[tuple[str, Choices], ...] = ()

    def offer(self, groups: Iterable[tuple[str, Choices]]) -> None:
        """Offer these, by their headings; a heading without choices is left out."""
        self.groups = tuple((heading, tuple(choices)) for heading, choices in groups if choices)
        self.choices = tuple(each for _, choices in self.groups for each in choices)

    def __call__(self, **own: object) -> Markup:
        """The component knows no headings: they are put into its list."""
        flat, self.choices = self.choices, ()
        whole = super().__call__(**own)
        self.choices = flat
        return Markup(whole.replace("</select>", Markup("{}</select>").format(self._options())))  # noqa: S704 - escaped

    def _options(self) -> Markup:
        chosen = self._chosen()
        found = Markup()
        for heading, choices in self.groups:
            each = Markup().join(
                Markup('<option value="{}"{}>{}</option>').format(
                    value, Markup(" selected") if value in chosen else "", text
                )
                for value, text in choices
            )
            found += Markup('<optgroup label="{}">{}</optgroup>').format(heading, each)
        return found


class RadiosQuestion(ChoiceQuestion):
    """One of several, all in sight."""

    component = ("radios", "govukRadios")

    def params(self) -> dict[str, Any]:
        return self._boxes()


class CheckboxesQuestion(ChoiceQuestion):
    """Any of several. Its data is a tuple of values, in the order of the choices; () for none."""

    component = ("checkboxes", "govukCheckboxes")

    def process_data(self, value: Iterable[str] | None) -> None:
        self.data = tuple(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = tuple(dict.fromkeys(map(str, valuelist)))

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        super().pre_validate(form)
        order = [value for value, _ in self.choices]  # a page may set them after the answer was read
        self.data = tuple(sorted(self.data or (), key=order.index))

    def _chosen(self) -> tuple[str, ...]:
        return tuple(self.data or ())

    def params(self) -> dict[str, Any]:
        return self._boxes()


class FileQuestion(Question):
    """A file. The page passes `CombinedMultiDict([request.files, request.form])`; data is what was uploaded.

    The browser's own button, not the component's drop zone: what that shows is not what it is called by, and
    axe says so (label-content-name-mismatch).
    """

    component = ("file-upload", "govukFileUpload")

    def process_formdata(self, valuelist: list[Any]) -> None:
        sent = next((each for each in valuelist if getattr(each, "filename", "")), None)
        self.data = sent
