"""Papers and workbooks: at once where little stands behind them, and made by a job where it is much."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import made_files
from crm.commands.made_files import FileState
from crm.errors import NotFound, Refused, Unusable
from crm.exchange.papers.writing import FORMATS
from crm.exchange.quarterly import files, marks, pack_taken
from crm.forms.imports import ButtonForm
from crm.pages import pack_papers
from crm.pages.downloads import file
from crm.pages.sent_once import sent_once
from crm.reads import sizes
from crm.reports import asking
from crm.reports.asking import Question
from crm.reports.scope import Scope

blueprint = Blueprint("made_files", __name__)

PATH = "/reports/files"
CALLED = {"pdf": "paper as PDF", "docx": "paper for Word", "xlsx": "workbook with the lists"}


def words_of(question: Question, kind: str) -> dict[str, str]:
    """A question in the words by which a file of it is made, by whoever makes it and whenever that is."""
    return {"kind": kind, **question.parameters}


def taken(words: Mapping[str, str], scope: Scope) -> Answer:
    """A file at once; or, of much, the page that offers to make it. Only papers and workbooks take a while."""
    if words["format"] in FORMATS and sizes.takes_a_while(scope):
        return _offer(words, ButtonForm())
    made = files.made(words, access.current_actor())
    return file(made.content, made.media_type, made.name)


def asked_for(words: Mapping[str, str], title: str, scope: Scope) -> Response:
    """Have it made, and lead to the page that says how far it is."""
    by = access.current_actor()
    number = made_files.ask(words, f"{title}: {CALLED[words['format']]}", scope.agency_ids, by=by)
    return redirect(url_for("made_files.one", made_file=number), 303)


def own() -> tuple[FileState, ...]:
    """The files that are made for whoever asks, or can be taken."""
    return made_files.own(by=access.current_actor())


@blueprint.post(PATH)
@access.allow("reports.files")
def ask() -> Response:
    """Have the file of the address made."""
    words, form, by = _words(), ButtonForm(request.form), access.current_actor()
    title, scope = _named(words)

    def do() -> str:
        called = f"{title}: {CALLED[words['format']]}"
        return url_for("made_files.one", made_file=made_files.ask(words, called, scope.agency_ids, by=by))

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _offer(words, form, 422)


@blueprint.get(f"{PATH}/<int:made_file>")
@access.allow("reports.view")
def one(made_file: int) -> Answer:
    """How far it is, and the file once it is ready."""
    return _page("one", made_files.state(made_file, by=access.current_actor()))


@blueprint.get(f"{PATH}/<int:made_file>/progress")
@access.allow("reports.view", polled=True)
def progress(made_file: int) -> Response:
    """The same, for a page that asks again by itself."""
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("made_files.one", made_file=made_file))
    return _page("_one", made_files.state(made_file, by=access.current_actor()))


@blueprint.get(f"{PATH}/<int:made_file>/file")
@access.allow("reports.view")
def take(made_file: int) -> Answer:
    """The file itself, for whoever asked for it."""
    by = access.current_actor()
    if made_files.state(made_file, by=by).asked["kind"] == files.WORKBOOK and not access.may("households.export"):
        raise NotFound("There is no such file")
    found = made_files.take(made_file, by=by)
    return file(found.content, found.media_type, found.name)


@blueprint.post(f"{PATH}/<int:made_file>/again")
@access.allow("reports.files")
def again(made_file: int) -> Response:
    """Try once more to make what failed."""
    here, form = url_for("made_files.one", made_file=made_file), ButtonForm(request.form)

    def do() -> str:
        made_files.again(made_file, by=access.current_actor())
        return here

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(here, 303)


def _words() -> dict[str, str]:
    """What the address asks for: a paper of a report or of a pack, and nothing else that stands in it."""
    given = request.args
    name = given.get("format", "")
    if name not in FORMATS:
        raise Unusable("Choose PDF or Word.")
    if pack := given.get("pack", ""):
        if not (pack.isascii() and pack.isdigit() and len(pack) < 10):
            raise NotFound("There is no such pack")
        why = {"reason": said} if (said := pack_papers.reason()) else {}
        return {"kind": files.PACK, "pack": pack, "format": name, **why}
    copy = {"copy": marks.PUBLISHED} if given.get("copy") == marks.PUBLISHED else {}
    asked = {each: given[each] for each in asking.FIELDS if given.get(each)}
    question = files.question({**asked, **copy}, access.current_actor())
    return {**words_of(question, files.REPORT), "format": name, **copy}


def _named(words: Mapping[str, str]) -> tuple[str, Scope]:
    """What the file is of, and whose figures they are."""
    by = access.current_actor()
    if words["kind"] == files.PACK:
        pack = pack_taken.opened(int(words["pack"]), by)
        return f"{pack.seen.scope_name}: {pack.seen.period.label}, pack {pack.seen.id}", pack.scope
    question = files.question(words, by)
    return f"{question.scope.name}: {question.period.label}", question.scope


def _address(words: Mapping[str, str]) -> str:
    """The page that the file is of."""
    if words["kind"] == files.PACK:
        return f"/reports/packs/{words['pack']}"
    kept = {name: value for name, value in words.items() if name in (*asking.FIELDS, "copy")}
    return f"/reports/quarterly?{urlencode(kept)}"


def _offer(words: Mapping[str, str], form: ButtonForm, code: int = 200) -> Answer:
    title, scope = _named(words)
    asked = {name: value for name, value in words.items() if name != "kind"}
    page = render_template(
        "pages/files/ask.html",
        form=form,
        title=title,
        scope=scope,
        called=CALLED[words["format"]],
        action=f"{PATH}?{urlencode(asked)}",
        back=_address(words),
    )
    return make_response(page, code)


def _page(template: str, found: FileState) -> Answer:
    page = render_template(
        f"pages/files/{template}.html", found=found, button=ButtonForm(), back=_address(found.asked), own=own()
    )
    answer = make_response(page)
    answer.headers["Vary"] = "HX-Request"
    return answer
