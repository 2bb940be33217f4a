"""Why has this changed: a frozen pack beside today or beside another pack, down to the households."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, formatters, words
from crm.errors import NotFound, Unusable
from crm.exchange.quarterly import frozen as formats
from crm.exchange.quarterly import pack_taken
from crm.exchange.quarterly.frozen_tables import COLUMN, shown
from crm.pages import filters
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.pages.frozen_packs import PATH, opened, same_period
from crm.pages.pack_papers import reason, reasons
from crm.reads import changed
from crm.reads.changed import DifferenceSeen, HouseholdSeen, News
from crm.reads.frozen import Opened, PackSeen
from crm.reads.paging import PAGE
from crm.reads.paging import page_of as within
from crm.reads.searching import LONGEST
from crm.reports.differences import Difference, Reading, differences, with_rows
from crm.reports.figures import MEMBERS

blueprint = Blueprint("why_changed", __name__)

TODAY = "today"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two readings of one report, the earlier first; `later` is the later pack, none where it is today."""

    earlier: PackSeen
    later: PackSeen | None
    then: Reading
    now: Reading

    @property
    def about(self) -> str:
        """What is compared, for the record."""
        return f"pack {self.earlier.id} and {f'pack {self.later.id}' if self.later else TODAY}"


@blueprint.get(f"{PATH}/<int:frozen>/changes")
@access.allow("reports.view")
def show(frozen: int) -> Answer:
    """Each figure that differs, then and now, with its households, who recorded what, and when."""
    pack, other = opened(frozen), request.args.get("with", "")
    beside = _other(pack, other)
    for each in (pack, *([beside] if beside else [])):
        if not each.intact:
            return make_response(render_template("pages/frozen/broken.html", pack=each.seen), 409)
    compared = _compared(pack, beside)
    every = differences(compared.then, compared.now)
    kept = _kept(other)
    found = [each for each in every if _wanted(each, kept)]
    page, pages = within(page_of(request.args), len(found))
    some = found[(page - 1) * PAGE : page * PAGE]
    if request.args.get("format") == "json":
        told = _as_value(some, compared, len(found), page, pages)
        content = (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()
        return file(content, "application/json", f"changes-of-pack-{frozen}.json")
    seen = _seen(some, compared)
    counts = {"every": len(every), "found": len(found), "page": page, "pages": pages}
    return make_response(_page(pack.seen, compared, seen, kept, counts))


def _page(
    pack: PackSeen,
    compared: Compared,
    seen: tuple[DifferenceSeen, ...],
    kept: dict[str, str],
    counts: dict[str, int],
) -> str:
    path = f"{PATH}/{pack.id}/changes"
    others = [each for each in same_period(pack) if each.id != pack.id]
    return render_template(
        "pages/frozen/changes.html",
        pack=pack,
        compared=compared,
        others=others,
        beside=[(each.id, f"Pack {each.id}, frozen {formatters.moment(each.frozen_at)}") for each in others],
        seen=seen,
        kept=kept,
        columns=COLUMN,
        shown=shown,
        path=path,
        populations=[(each, words.POPULATIONS[each]) for each in MEMBERS],
        named=access.may("reports.households"),
        to_page=filters.address(path, kept, page=""),
        reasons=reasons(),
        to_keep={**kept, "page": str(counts["page"])},
        **counts,
    )


def _other(pack: Opened, given: str) -> Opened | None:
    """The pack that this one is put beside; None for today. Unusable: it is of something else."""
    if given in ("", TODAY):
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise NotFound("There is no such pack")
    other = opened(int(given))
    if not pack.seen.of_same(other.seen):
        raise Unusable(
            f"Pack {pack.seen.id} is of {pack.seen.scope_name}, {pack.seen.period.label}, and pack {other.seen.id} "
            f"of {other.seen.scope_name}, {other.seen.period.label}. Choose two packs of the same period."
        )
    return other


def _compared(pack: Opened, other: Opened | None) -> Compared:
    by = access.current_actor()
    if other is None:
        return Compared(pack.seen, None, *pack_taken.sides(pack, by))
    earlier, later = sorted((pack, other), key=lambda each: each.seen.id)
    then, now = (pack_taken.readable(formats.read(each.content, each.behind), by) for each in (earlier, later))
    return Compared(earlier.seen, later.seen, then, now)


def _seen(
    some: list[Difference], compared: Compared, *, named: bool = True, why: str = ""
) -> tuple[DifferenceSeen, ...]:
    """With their households, for those who may see them."""
    if not named or not access.may("reports.households"):
        return tuple(DifferenceSeen(each, (), 0) for each in some)
    told = list(with_rows(some, compared.then, compared.now))
    return changed.changed(told, compared.about, compared.then, compared.now, access.current_actor(), why)


def _kept(other: str) -> dict[str, str]:
    """What the differences are narrowed by; what there is not asks for all (T30)."""
    given = request.args
    column, population = given.get("column", ""), given.get("population", "")
    found = {
        "with": other,
        "q": " ".join(given.get("q", "").split())[:LONGEST],
        "column": column if column in COLUMN else "",
        "population": population if population in MEMBERS else "",
        "figure": given.get("figure", "")[:160],
    }
    return {name: value for name, value in found.items() if value}


def _wanted(each: Difference, kept: dict[str, str]) -> bool:
    column, population, name = each.key
    return (
        kept.get("column", column) == column
        and kept.get("population", population) == population
        and kept.get("figure", name) == name
        and kept.get("q", "").casefold() in each.label.casefold()
    )


def _as_value(some: list[Difference], compared: Compared, total: int, page: int, pages: int) -> dict[str, Any]:
    """The page as JSON: as many differences, and their households, where one person takes so many."""
    earlier = compared.earlier
    unnamed = pack_taken.left_out(some, compared.then, compared.now, access.current_actor(), reason())
    seen = _seen(some, compared, named=not unnamed, why=reason())
    return {
        "report": "changes",
        "scope": earlier.scope,
        "from": earlier.period.first.isoformat(),
        "to": earlier.period.last.isoformat(),
        "then": _side(earlier, compared.then),
        "now": _side(compared.later, compared.now),
        "count": total,
        "page": page,
        "pages": pages,
        **({"households_left_out": unnamed} if unnamed else {}),
        "differences": [_difference(each, named=not unnamed) for each in seen],
    }


def _side(pack: PackSeen | None, reading: Reading) -> dict[str, Any]:
    frozen_at = pack.frozen_at.isoformat() if pack else None
    return {"pack": pack.id if pack else None, "known_on": reading.known_on.isoformat(), "frozen_at": frozen_at}


def _difference(each: DifferenceSeen, *, named: bool) -> dict[str, Any]:
    column, population, name = each.difference.key
    return {
        "column": column,
        "population": population,
        "figure": name,
        "label": each.difference.label,
        "then": each.difference.then,
        "now": each.difference.now,
        "households": [_household(one) for one in each.households] if named else None,
        "hidden": each.hidden,
    }


def _household(one: HouseholdSeen) -> dict[str, Any]:
    news = [_news(each) for each in one.news]
    return {"reference": one.household.reference, "then": one.then, "now": one.now, "recorded": news}


def _news(each: News) -> dict[str, Any]:
    return {
        "what": each.what,
        "on": each.on.isoformat(),
        "recorded_at": each.recorded_at.isoformat(),
        "recorded_by": each.recorded_by,
        "correction": each.correction,
        "reason": each.reason,
    }
