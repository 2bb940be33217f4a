"""An address in a text that more people read than may see one: kept only if somebody says so (T41)."""

from __future__ import annotations

from crm.errors import Refused
from crm.people import pasted


class LooksLikeAddress(Refused):
    """The text holds what belongs in the address (T41): it is kept only if somebody says so. `seems` names it."""

    def __init__(self, seems: tuple[str, ...], field: str) -> None:
        super().__init__(f"This looks like {' and '.join(seems)}: put it under People instead", field=field)
        self.seems = seems


def require_no_address(text: str, anyway: bool, *, field: str = "text") -> tuple[str, ...]:
    """What in a text seems to belong in the address; LooksLikeAddress unless it is kept anyway (T41)."""
    seems = pasted.found_in(text)
    if seems and not anyway:
        raise LooksLikeAddress(seems, field)
    return seems
