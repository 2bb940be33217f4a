"""The file that comes with a message, whoever writes it: looked into and cleaned, as every document is."""

from __future__ import annotations

from crm.commands.messages import File
from crm.exchange.documents import MOST_BYTES, cleaned
from crm.forms.questions import FileQuestion


def sent_with(question: FileQuestion) -> bytes | None:
    """What was sent, as far as a file may go and one byte more; None where nothing was."""
    if not question.data:
        return None
    with question.data.stream as stream:
        content: bytes = stream.read(MOST_BYTES + 1)
    return content


def looked_into(content: bytes | None) -> File | None:
    """The file, cleaned; None where nothing was sent. Refused: it is too large, or of no kind that is taken."""
    if content is None:
        return None
    clean = cleaned(content)
    return File(clean.kind, clean.content)
