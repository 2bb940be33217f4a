"""A few rows of one query as a single value of another: what a page asks beside its list is asked with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from crm.extensions import Json


class _Every(GenericFunction[Any]):
    name = "json_group_array"
    inherit_cache = True
    type = Json()


class _Each(GenericFunction[Any]):
    name = "json_array"
    inherit_cache = True
    type = Json()


@compiles(_Every, "postgresql")
def _every(element: _Every, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"jsonb_agg({compiler.process(element.clauses, **kwargs)})"


@compiles(_Each, "postgresql")
def _each(element: _Each, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"jsonb_build_array({compiler.process(element.clauses, **kwargs)})"


def in_one(query: Select[Any]) -> ScalarSelect[Any]:
    """The rows of a query, in its order, as one list of lists; None or an empty list where there are none."""
    rows = query.subquery()
    return select(_Every(_Each(*rows.c))).scalar_subquery()


def once(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value in one row of a query, whichever, and nothing in the others: else each row would carry it."""
    return case((func.row_number().over() == 1, value))
