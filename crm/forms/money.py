"""How much: pounds and pence."""

from __future__ import annotations

import re
from typing import Any

from crm.forms.govuk import Question

_POUNDS = re.compile(r"£? ?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.([0-9]{1,2}))?")


class MoneyQuestion(Question):
    """Pounds and pence, as '1,200', '£1200.50' or '0.75'. Its data is pence, or None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        found = _POUNDS.fullmatch(text)
        if found is None:
            raise ValueError(f"{self.label.text} must be pounds and pence, like 1,200 or 75.50")
        self.data = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))

    def params(self) -> dict[str, Any]:
        params = super().params() | {"value": self.as_typed(), "inputmode": "decimal", "spellcheck": False}
        return params | {"prefix": {"text": "£"}, "classes": self.classes or "govuk-input--width-10"}
