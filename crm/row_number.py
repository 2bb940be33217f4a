"""The number of a row in an address."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter

LARGEST = 2**53  # neither database has a row beyond it, and asking for one would be a fault of its driver


class RowNumber(IntegerConverter):
    """What `<int:...>` takes in the routes of the program: a larger number is no page, as an unknown one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST, **options})
