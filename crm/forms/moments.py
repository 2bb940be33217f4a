"""A day and a time of day in London, which together are a moment: or none, or two (T55)."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from crm import clock
from crm.forms.govuk import Form
from crm.forms.questions import DayQuestion, RadiosQuestion, TextQuestion
from crm.journey.saying import said

_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)
NOON = time(12)


class TimeQuestion(TextQuestion):
    """A time of day as people write it: 14:30, 2.30pm, 9am. Its data is a time or None."""

    def __init__(self, label: str, **own: Any) -> None:
        own.setdefault("hint", "Like 14:30 or 2:30pm")
        own.setdefault("classes", "govuk-input--width-5")
        super().__init__(label, most=10, attributes={"autocomplete": "off"}, **own)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = self._read(str(self.data))

    def _read(self, text: str) -> time:
        matched = _TIME.fullmatch(text)
        hour, minute = (int(matched[1]), int(matched[2] or 0)) if matched else (99, 0)
        half = (matched[3] or "").lower() if matched else ""
        if half and not 1 <= hour <= 12:
            hour = 99
        elif half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if not matched or hour > 23 or minute > 59 or (len(text) < 3 and not half):
            raise ValueError(f"{self.label.text} must be a time, like 14:30 or 2:30pm")
        return time(hour, minute)

    def as_typed(self) -> str:
        if not self.raw_data and isinstance(self.data, time):
            return f"{self.data:%H:%M}"
        return super().as_typed()


class MomentForm(Form):
    """A form that asks for a day (`on`) and a time (`at`). `moment` is what they make, once the form is sound.

    Where the clocks go back, the same hour comes twice: then, and only then, `which` is asked too.
    """

    on: DayQuestion
    at: TimeQuestion
    which = RadiosQuestion(
        "The clocks go back that night, so that this time comes twice. Which one is it?",
        choices=(("0", "The first, in summer time"), ("1", "The second, in winter time")),
    )

    moment: datetime | None = None
    without_time: time | None = None  # the time of day where none was given

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether each answer is sound, and they make one moment."""
        sound = super().validate(extra_validators)
        day, at = self.on.data, self.at.data or self.without_time
        if not (sound and day and at):
            return sound and not (day and not at)
        found = clock.moments(day, at)
        if not found:
            self.at.errors = [f"{at:%H:%M} on {said(day)} does not exist: the clocks go forward from 1am to 2am"]
        elif len(found) == 2 and self.which.data is None:
            self.which.errors = ["Choose which of the two it is"]
        else:
            self.moment = found[int(self.which.data or 0) if len(found) == 2 else 0]
        return self.moment is not None

    @property
    def asks_which(self) -> bool:
        """Whether the time that was typed comes twice that day."""
        day, at = self.on.data, self.at.data
        return isinstance(at, time) and day is not None and len(clock.moments(day, at)) == 2
