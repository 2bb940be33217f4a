"""Two records of one household: side by side, merged or proposed, and parted again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, household_words, parted_words, typed
from crm.commands import merge_proposals as commands
from crm.commands import merging
from crm.contact_words import CONTACTS, PURPOSES
from crm.errors import Refused, Stale
from crm.formatters import long_date
from crm.forms.govuk import Form
from crm.forms.imports import ButtonForm
from crm.forms.merging import MergeForm, UnmergeForm, WhichForm, unmerge_form
from crm.pages.sent_once import led, sent_once
from crm.reads import household
from crm.reads import merging as reads
from crm.reads.effects import Move
from crm.reads.merging import Compared, Parting, Side
from crm.reads.parted_rows import Unclear

blueprint = Blueprint("merging", __name__)

PATH = "/households/<reference>/merge"
OTHER_FIGURES = "By your answers other figures change than this page had shown. Look at them, and send it again."
CHANGED = "Somebody changed one of the two after you had opened this page. Look at both again, and send it again."


@blueprint.get(PATH)
@access.allow("households.duplicates")
def form(reference: str) -> Answer:
    """Which other record it is; or, once that is in the address, the two side by side."""
    by = access.current_actor()
    if "with" not in request.args:
        return _which(reference, WhichForm())
    asked = WhichForm(data={"other": request.args["with"][:20]})
    try:
        found = reads.compare(reference, request.args["with"][:100], by)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _which(reference, asked, 422)
    return _compare(found, _asked(found))


@blueprint.post(PATH)
@access.allow("households.merge")
def merge(reference: str) -> Response:
    """Merge the other record into this one."""

    def do(found: Compared, asked: MergeForm) -> str:
        commands.merge(**_given(found, asked))
        flash(
            f"{found.other.identity.reference} is now part of {found.kept.identity.reference}. "
            "Both references lead here, and it can be undone below.",
            "success",
        )
        return url_for("household.its_people", reference=found.kept.identity.reference)

    return _send(reference, do)


@blueprint.post(f"{PATH}/propose")
@access.allow("households.propose_merge")
def propose(reference: str) -> Response:
    """Propose to merge the other record into this one: a manager decides."""

    def do(found: Compared, asked: MergeForm) -> str:
        commands.propose(**_given(found, asked))
        flash("Your manager finds the proposal among the likely duplicates.", "success")
        return url_for("duplicates.listing", how="proposed")

    return _send(reference, do)


@blueprint.post(f"{PATH}/decline")
@access.allow("households.propose_merge")
def decline(reference: str) -> Response:
    """Say no to a proposal, or take one's own back."""
    by = access.current_actor()
    found = reads.compare(reference, request.form.get("other", "")[:100], by)
    if found.proposal is None:
        raise Refused("Nobody proposes to merge these two any more.")
    if not found.proposal.own and not access.may("households.merge"):
        raise Refused("Only a manager declines what a colleague has proposed.")
    proposal = found.proposal

    def do() -> str:
        commands.decline(proposal.id, by=by)
        flash("They stay two records." if not proposal.own else "Your proposal is taken back.", "success")
        return url_for("duplicates.listing")

    return sent_once(ButtonForm(request.form), do)


@blueprint.get("/households/<reference>/merges/<int:merge>/undo")
@access.allow("households.merge")
def undoing(reference: str, merge: int) -> Answer:
    """What undoing a merge does, before it is done."""
    found = reads.parting(reference, merge, access.current_actor())
    asked = _why(found)
    return _undo(found, asked, _moves(found, asked))


@blueprint.post("/households/<reference>/merges/<int:merge>/undo")
@access.allow("households.merge")
def undo(reference: str, merge: int) -> Response:
    """Make two of them again."""
    by = access.current_actor()
    found = reads.parting(reference, merge, by)
    asked = _why(found, request.form)
    if where := led(asked):
        return redirect(where, 303)
    seen, moves = asked.version.data, _moves(found, asked)
    if asked.form_errors:
        return _undo(found, asked, moves, 409)
    if not asked.validate():
        return _undo(found, asked, moves, 422)
    if seen != asked.version.data and moves:
        asked.refuse(OTHER_FIGURES)
        return _undo(found, asked, moves, 422)

    def do() -> str:
        merging.undo(merge, because=asked.because.data, by=by, goes=asked.goes())
        flash(f"They are two households again: {reference.upper()} and {found.merge.reference}.", "success")
        return url_for("household.its_people", reference=reference.upper())

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _undo(found, asked, moves, 409)


def _moves(found: Parting, asked: UnmergeForm) -> Sequence[Move]:
    """The figures that change by these answers; the form knows again which were shown."""
    if found.merge.undone_at is not None:
        return ()
    try:
        after = merging.rehearse(found.merge.id, by=access.current_actor(), goes=asked.goes())
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return ()
    moves = found.moves(after)
    asked.version.data = typed.fingerprint((str(number), repr(each)) for number, each in enumerate(moves))
    return moves


def _send(reference: str, do: Callable[[Compared, MergeForm], str]) -> Response:
    """Carry out what was answered of two records; whoever was overtaken looks at both again (T49)."""
    by = access.current_actor()
    try:
        found = reads.compare(reference, request.form.get("other", "")[:100], by)
    except Refused as refusal:
        if where := led(ButtonForm(request.form)):  # sent twice: the other is part of this one since
            return redirect(where, 303)
        asked = WhichForm(data={"other": request.form.get("other", "")[:20]})
        asked.refuse(refusal.message, refusal.field)
        return _which(reference, asked, 422)
    form = _asked(found, request.form)
    if not form.validate():
        return _compare(found, form, 422)
    try:
        return sent_once(form, lambda: do(found, form))
    except Stale:
        form.version.data = _versions(found)
        form.refuse(CHANGED)
        return _compare(found, form, 409)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _compare(found, form, 422)


def _given(found: Compared, asked: MergeForm) -> dict[str, Any]:
    """What the commands ask: the two, who is who, the versions that were seen, why, and by whom."""
    sent = (asked.version.data or "").split(".")
    versions = tuple(int(each) if each.isascii() and each.isdigit() and len(each) < 10 else 0 for each in sent)
    return {
        "kept_id": found.kept.identity.id,
        "merged_id": found.other.identity.id,
        "people": asked.people(),
        "versions": (*versions, 0, 0)[:2],
        "because": asked.because.data,
        "by": access.current_actor(),
    }


def _asked(found: Compared, sent: Any = None) -> MergeForm:
    """Who is who, with the likeliest answer chosen; the answers of a proposal, where there is one."""
    said = {"version": _versions(found)}
    if found.proposal:
        said |= {f"person_{place}": str(same) for place, same in found.proposal.people.items()}
        said["because"] = found.proposal.because
    form = MergeForm(sent, data={**_guessed(found), **said})
    form.ask_who(_named(found.other), _named(found.kept))
    form.because.choices = found.household.choices.pairs("merge_reasons")
    return form


def _guessed(found: Compared) -> dict[str, str]:
    own = {(each.name or "").casefold(): each.position for each in found.kept.carers}
    chosen = {each.position: own.get((each.name or "").casefold()) for each in found.other.carers}
    return {f"person_{place}": str(same) for place, same in chosen.items() if same is not None}


def _named(side: Side) -> list[tuple[int, str]]:
    return [(each.position, each.name or "a carer without a name") for each in side.carers]


def _versions(found: Compared) -> str:
    return f"{found.kept.identity.version}.{found.other.identity.version}"


def _why(found: Parting, sent: Any = None) -> UnmergeForm:
    both = (found.rows.stays, found.household.identity), (found.rows.goes, found.merge)
    stays, goes = (f"{name}, {each.reference}" if name else each.reference for name, each in both)
    rows = [(each.key, _what(each), _more(each), each.goes) for each in found.rows.unclear]
    form = unmerge_form(rows, stays, goes, sent)
    form.because.choices = found.household.choices.pairs("unmerge_reasons")
    return form


def _what(row: Unclear) -> str:
    words = {"CONTACTS": CONTACTS, "PURPOSES": PURPOSES}.get(row.words, parted_words.ROWS)
    return f"{words.get(row.kind, row.kind)}, {long_date(row.on)}"


def _more(row: Unclear) -> str:
    return f"By {row.by}. {row.text}" if row.text else f"By {row.by}"


def _which(reference: str, asked: WhichForm, code: int = 200) -> Answer:
    seen = household.household(reference, "record", access.current_actor())
    return make_response(render_template("pages/merging/which.html", seen=seen, form=asked), code)


def _compare(found: Compared, asked: Form, code: int = 200) -> Answer:
    page = render_template(
        "pages/merging/compare.html",
        found=found,
        seen=found.household,
        form=asked,
        household_words=household_words,
        key=ButtonForm().idempotency_key.data,
    )
    return make_response(page, code)


def _undo(found: Parting, asked: UnmergeForm, moves: Sequence[Move], code: int = 200) -> Answer:
    page = render_template(
        "pages/merging/undo.html",
        found=found,
        seen=found.household,
        form=asked,
        moves=moves,
        household_words=household_words,
    )
    return make_response(page, code)
