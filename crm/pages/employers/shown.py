"""What pages of employers share: the labels of the council's lists, and a page of one employer."""

from __future__ import annotations

from typing import Any

from flask import Response as Answer
from flask import make_response, render_template

from crm import access, employer_words
from crm.forms.govuk import Form
from crm.reads import choices
from crm.reads import employers as reads
from crm.reads.employers import OneEmployer

PATH = "/employers"
ONE = f"{PATH}/<int:employer>"
LISTS = ("employer_statuses", *employer_words.LISTS.values())
Labels = dict[str, dict[str, str]]


def found(employer: int) -> OneEmployer:
    """An employer of the reader's council. NotFound for any other."""
    return reads.one(employer, access.current_actor())


def labels() -> Labels:
    """What each code of the council's lists is called, those that are offered no longer too."""
    return {name: dict(choices.labels(name, access.current_actor())) for name in LISTS}


def offered(name: str) -> tuple[tuple[str, str], ...]:
    """What a list offers."""
    return choices.reasons(name, access.current_actor())


def page(name: str, one: OneEmployer | None, form: Form | None, code: int = 200, **shown: Any) -> Answer:
    """A page about one employer."""
    answer = render_template(
        f"pages/employers/{name}.html",
        one=one,
        seen=one.seen if one else None,
        form=form,
        labels=labels(),
        employer_words=employer_words,
        **shown,
    )
    return make_response(answer, code)
