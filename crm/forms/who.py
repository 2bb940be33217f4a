"""Who assessed, or who decided: one of the staff, or somebody else by name."""

from __future__ import annotations

from typing import Any

from crm.forms.questions import ChoiceQuestion, Choices, TextQuestion
from crm.forms.records import RecordForm

OUTSIDE = "outside"  # nobody of the staff


class WhoForm(RecordForm):
    """A form of an event that asks who stands behind it; the event itself holds no name."""

    assessor: ChoiceQuestion
    assessor_name: TextQuestion
    nameless = "Enter the name"  # where somebody else is chosen and not named

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that somebody else has a name, and one of the staff has none besides."""
        sound: bool = super().validate(extra_validators)
        name = (self.assessor_name.data or "").strip()
        if self.assessor.data == OUTSIDE and not name:
            self.refuse(self.nameless, "assessor_name")
            return False
        if sound and self.assessor.data != OUTSIDE and name:
            self.refuse("Leave the name empty, or choose that it was somebody else", "assessor_name")
            return False
        return sound

    @property
    def account(self) -> int | None:
        """The account of whom it was; None for somebody else."""
        return None if self.assessor.data == OUTSIDE else int(self.assessor.data or 0)

    def says(self, staff: Choices, kept: tuple[int | None, str] | None = None) -> None:
        """Offer the staff to choose from; `kept` is who is on record, by account or name, and may be gone since."""
        number, name = kept or (None, "")
        gone = () if number is None or str(number) in dict(staff) else ((str(number), name),)
        self.assessor.choices = (*staff, *gone, (OUTSIDE, "Somebody else, by name"))
