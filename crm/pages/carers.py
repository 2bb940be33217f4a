"""What lists of approved households share: their tabs, and how each is shown and taken as a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response as Answer
from flask import request

from crm import access
from crm.forms.households import ExportForm
from crm.pages import filters, registers
from crm.pages.filters import Problems
from crm.reads.filters import Filters

T = TypeVar("T")

# Each list's label, address, and what one must be allowed to do to see it.
LISTS = (
    ("Reviews", "/carers/reviews", "reviews.view"),
    ("Supervision", "/carers/supervision", "supervision.view"),
    ("On hold", "/carers/holds", "holds.view"),
    ("Who may leave", "/carers/retention", "retention.view"),
    ("Range requests", "/carers/requests", "range_requests.view"),
    ("Details", "/carers/details", "details.view"),
    ("Who could offer more", "/carers/widening", "widening.view"),
    ("Portal accounts", "/carers/accounts", "carer_accounts.view"),
    ("Allegations and complaints", "/carers/concerns", "concerns.view"),
)


def page(path: str, kept: registers.Kept, problems: filters.Problems, **shown: Any) -> Answer:
    """One of the lists, under the tabs of those that the person may open."""
    tabs = [(label, to, request.path == to) for label, to, needs in LISTS if access.may(needs)]
    return registers.page(path.strip("/"), path, kept, problems, tabs=tabs, filtered=bool(kept), **shown)


def not_taken(path: str, kept: registers.Kept, form: ExportForm, title: str) -> Answer:
    """Ask again what the file of one of them is for."""
    return registers.not_taken("carers", path, kept, form, back=path, title=title)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks: the filters, and by its name whatever else that list knows."""

    filters: Filters
    more: Mapping[str, str]
    kept: registers.Kept
    problems: Problems

    def of(self, listing: Callable[..., T]) -> T:
        """What a read finds for it, which takes the filters, the rest in its order, and who asks."""
        return listing(self.filters, *self.more.values(), access.current_actor())


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the lists: its address, what it is called where a file is asked for, and the columns of that file.

    `more` has the values that are known of what its address may ask beside the `filtered` filters.
    """

    path: str
    title: str
    columns: Sequence[str]
    more: Mapping[str, Collection[str]]
    filtered: Sequence[str] = ("q", "agency")
    exported: str = "households.export"

    def read(self) -> Asked:
        """What the address asks; a value that is not known is left out."""
        asked, problems = filters.read(request.args, (), sort="")
        given = {name: request.args.get(name, "") for name in self.more}
        more = {name: value if value in self.more[name] else "" for name, value in given.items()}
        kept = asked.asked(*self.filtered) | {name: value for name, value in more.items() if value}
        return Asked(asked, more, kept, problems)

    def page(self, asked: Asked, found: object, **shown: Any) -> Answer:
        """The list; for htmx only the part of it that filters change."""
        open_ended = {f"to_{name}": filters.address(self.path, asked.kept, **{name: ""}) for name in asked.more}
        shown = {"exported": self.exported, **asked.more, **open_ended, **shown}
        return page(self.path, asked.kept, asked.problems, found=found, filters=asked.filters, **shown)

    def file(self, name: str, export: Callable[..., Iterable[T]], cells: Callable[[T], Sequence[Any]]) -> Answer:
        """The list as a file of this name; the asking, and what for, goes on record (T44)."""
        asked, form = self.read(), registers.export_form(request.form)
        if asked.problems or not form.validate():
            return not_taken(self.path, asked.kept, form, self.title)
        rows = export(asked.filters, *asked.more.values(), form.reason.data or "", access.current_actor())
        return registers.file(name, self.columns, map(cells, rows))
