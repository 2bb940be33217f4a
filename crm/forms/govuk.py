"""Questions as GOV.UK asks them: WTForms beneath, the components of govuk-frontend-jinja above, and nothing else
in the project touches either. The kinds of question are in `crm.forms.questions`.

A form of ours is a class of questions. A page makes it with what was posted, or with nothing on the first look:

    class VisitForm(Form):
        visited_on = DayQuestion("Date of visit", required="Enter the date of the visit")
        places = WholeNumberQuestion("Places", least=1, most=12, unit="beds")

    form = VisitForm(request.form)
    if request.method == "POST" and form.validate(): ...

`required` is the message for no answer; without it the question may stay unanswered, and its data is None.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import jinja2
import wtforms
from markupsafe import Markup

_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@cache
def _component(name: str, macro: str) -> Callable[[Mapping[str, Any]], Markup]:
    """A component of the port, compiled once: to look it up for each question would cost more than to render it."""
    port = jinja2.PackageLoader("govuk_frontend_jinja")
    environment = jinja2.Environment(
        loader=jinja2.PrefixLoader({"govuk_frontend_jinja": port}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    module = environment.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module
    found: Callable[[Mapping[str, Any]], Markup] = getattr(module, macro)
    return found


class Question(wtforms.Field):
    """One question: a label, a hint, whether an answer is required, and how it looks."""

    component = ("input", "govukInput")

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        required: str = "",
        classes: str = "",
        heading: bool = False,
        **wtforms_own: Any,
    ) -> None:
        super().__init__(label, **wtforms_own)
        self.heading = heading  # the only question of its page, whose heading it is
        self.hint = hint
        self.required = required
        self.classes = classes

    def __call__(self, **_kwargs: object) -> Markup:
        """The question as markup, with its error and with what was answered."""
        return _component(*self.component)(self.params())

    @property
    def focus(self) -> str:
        """The id of the control that the error summary leads to."""
        return self.id

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Refuse no answer to a required question; a reading that failed has said so already."""
        if self.required and not self.process_errors and self.data in (None, "", ()):
            raise wtforms.validators.StopValidation(self.required)

    def params(self) -> dict[str, Any]:
        """What the component takes."""
        params: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "classes": self.classes,
            "label": {
                "text": self.label.text,
                "classes": "govuk-label--l" if self.heading else "govuk-label--s",
                "isPageHeading": self.heading,
            },
        }
        return params | self.hint_and_error()

    def hint_and_error(self) -> dict[str, Any]:
        """The hint, and the error if there is one."""
        found: dict[str, Any] = {"hint": {"text": self.hint}} if self.hint else {}
        return found | ({"errorMessage": {"text": self.errors[0]}} if self.errors else {})

    def in_fieldset(self) -> dict[str, Any]:
        """The label as the legend of a group of controls, with hint and error."""
        legend = {
            "text": self.label.text,
            "classes": f"govuk-fieldset__legend--{'l' if self.heading else 's'}",
            "isPageHeading": self.heading,
        }
        return {"fieldset": {"legend": legend}} | self.hint_and_error()

    def as_typed(self) -> str:
        """What was typed, or else the answer on record as text; without what HTML cannot hold."""
        if self.raw_data:
            return _NOT_IN_HTML.sub("", str(self.raw_data[0]))
        return "" if self.data is None else str(self.data)


class _Version(wtforms.HiddenField):
    """The version that a page showed (T49), as text. Sent without one, it is nobody's: not that of today."""

    def process_data(self, value: object) -> None:
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist else ""


class Form(wtforms.Form):
    """Questions that belong together, and what the page carries unseen."""

    # Sent again with the same key, a form is answered alike and not done again (T50).
    idempotency_key = wtforms.HiddenField()
    # The version of the record that the page showed, where the command compares it (T49).
    version = _Version()

    def __init__(self, formdata: Any = None, **own: Any) -> None:
        super().__init__(formdata or None, **own)  # nothing posted: the answers on record are shown
        if not _KEY.fullmatch(self.idempotency_key.data or ""):
            self.idempotency_key.data = secrets.token_urlsafe(18)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked, in order."""
        return tuple(each for each in self if isinstance(each, Question))

    def renew_key(self) -> None:
        """Let the form, sent again, be another: what it said was not carried out, though one of its key was."""
        self.idempotency_key.data = secrets.token_urlsafe(18)

    def refuse(self, message: str, name: str | None = None) -> None:
        """Put a command's refusal beside the answer that it is about, or above the form."""
        field = self._fields.get(name or "")
        if isinstance(field, Question):
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)

    def problems(self) -> list[tuple[str, str | None]]:
        """The lines of the error summary, each with where it leads."""
        above: list[tuple[str, str | None]] = [(text, None) for text in self.form_errors]
        return above + [(text, f"#{each.focus}") for each in self.questions for text in each.errors[:1]]
