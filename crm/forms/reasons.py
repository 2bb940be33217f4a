"""Why something is decided, in words: asked with the decision, and kept beside it."""

from __future__ import annotations

from crm.forms.questions import LongTextQuestion


def reasons_question(hint: str, label: str = "Reasons", required: str = "") -> LongTextQuestion:
    """The full reasons. Without `required` the rules say when they have to be given."""
    return LongTextQuestion(label, hint=hint, most=5000, rows=8, required=required)
