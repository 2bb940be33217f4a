"""The fields of what a program reads: each once, from which rows are written and the OpenAPI document is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "day", "number", "whole", "texts", "address"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row. `empty`: it may say nothing, which is null in JSON and an empty cell in CSV."""

    says: str
    kind: Kind = "text"
    empty: bool = False


_OF_FIGURE = {
    "scope": Field("The short name of the council or hub that it is about."),
    "block": Field("The part of the report: 'activity', 'places'; empty for what stands by itself.", empty=True),
    "key": Field("The name of the figure, which stays the same: 'places.new_approvals'."),
    "population": Field("mainstream, kinship, supported_lodgings, or all, which is mainstream and kinship."),
    "label": Field("The figure in words."),
    "unit": Field("What is counted: households, places, journeys, weeks."),
}
_SAID = {
    "value": Field("The figure; null where there is none yet, which is not 0, or a symbol.", "number", True),
    "symbol": Field("In a published copy: c not told, z does not apply, k rounds to 0.", empty=True),
}
_WHEN = {
    "from": Field("The first day of its period.", "day"),
    "to": Field("The last day of its period.", "day"),
    "known_on": Field("The day as of which it is known.", "day"),
}
_MORE = {
    "definition": Field("What it means; null where the label says it all.", empty=True),
    "list": Field("The page of the households behind it, for whoever may see them.", "address", True),
}
FIGURES: Mapping[str, Field] = {
    **_OF_FIGURE,
    "column": Field("this, or what it is compared with: same_period_last_year or last_full_year."),
    **_SAID,
    **_WHEN,
    **_MORE,
}
BEDS: Mapping[str, Field] = {
    **_OF_FIGURE,
    "line": Field("opening, closing, net, or the cause of a movement: new_approvals, terms_decreases."),
    "sign": Field(
        "With what its value enters the sum from opening to closing: 1 a gain, -1 a loss; 0 for closing and net.",
        "whole",
    ),
    **_SAID,
    **_WHEN,
    **_MORE,
}
CARERS: Mapping[str, Field] = {
    "scope": _OF_FIGURE["scope"],
    "block": Field("our_carers or areas."),
    "table": Field("ethnicity, age, sex or religion; enquiries, approvals or approved, by area."),
    "row": Field("The code of the row; 'not_known'; or 'total', which the others of a table make as counted."),
    "label": Field("The row in words."),
    "unit": Field("What is counted: carers, households, enquiries."),
    **_SAID,
    **_WHEN,
}
REGISTER: Mapping[str, Field] = {
    "scope": Field("The short name of the council."),
    "on": Field("The day at whose end the terms held.", "day"),
    "reference": Field("The household's reference; null for a key that does not show references.", empty=True),
    "population": Field("mainstream, kinship or supported_lodgings."),
    "approved_on": Field("The day of the approval; null for a key that shows no references.", "day", True),
    "terms_since": Field("Since when these terms hold; null for a key that shows no references.", "day", True),
    "places": Field("Places in the terms.", "whole"),
    "siblings_extra": Field("Places more for siblings, which are in no sum.", "whole"),
    "parent_and_child": Field("Of the places, those for a parent with a child.", "whole"),
    "age_from": Field("The youngest age in years; null where the terms set none.", "whole", True),
    "age_to": Field("The oldest age in years; null where the terms set none.", "whole", True),
    "offers": Field("Codes of the kinds of fostering in the terms; none where they set none.", "texts"),
}
