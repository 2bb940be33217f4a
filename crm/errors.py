"""The ways in which the product says no."""

from __future__ import annotations


class Refused(Exception):
    """A rule of the domain says no; the message says why and what would be possible, in plain words.

    `field` names the answer that the message is about, where there is one, so that a form can point at it.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Exception):
    """There is no such record, or it is not the asker's to see: the two answer alike."""


class Unusable(Exception):
    """A command or an address was used wrongly: a period that ends before it starts, an unknown agency."""


class Gone(Refused):
    """What a link did was done already, or its time is over; the message says how to come by another (T10)."""


class Stale(Refused):
    """Someone else has changed the record since the form was opened; nothing is overwritten (T49)."""


class TakesTwo(Exception):
    """A file holds more households than one person takes `alone`, and nobody else has agreed to it (T19)."""

    def __init__(self, households: int, alone: int) -> None:
        super().__init__(f"a file of {households} households takes two people")
        self.households = households
        self.alone = alone


class Missing(Refused):
    """This machine lacks what the work needs; the message says what to install, and what can be done without it."""


class Merged(Refused):
    """The household was merged into another, `into` by its reference: what is asked of it is asked of that one."""

    def __init__(self, into: str) -> None:
        super().__init__(f"This household was merged into {into}. Nothing was saved: record it there instead.")
        self.into = into


class Busy(Exception):
    """Somebody else is writing for longer than we wait, as a large import does. Nothing was saved or shown."""

    def __init__(self) -> None:
        super().__init__(
            "A large change is being saved, and nothing else can be until it is. Try again in a minute."
        )
