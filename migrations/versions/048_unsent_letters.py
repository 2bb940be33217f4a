"""Letters whose job was given up say that they were not sent, and every job of a letter is found by its letter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "048"
down_revision = "047"

_job = sa.table(
    "job",
    sa.column("id", sa.BigInteger),
    sa.column("kind", sa.String),
    sa.column("key", sa.String),
    sa.column("args", Json),
    sa.column("done_at", Moment),
    sa.column("parked_at", Moment),
)
_letter = sa.table(
    "letter",
    sa.column("id", sa.BigInteger),
    sa.column("contact_id", sa.BigInteger),
    sa.column("state", sa.String),
    sa.column("why", sa.String),
    sa.column("ended_at", Moment),
)
_contact = sa.table("contact", sa.column("id", sa.BigInteger), sa.column("outcome", sa.String))


def upgrade() -> None:
    connection = op.get_bind()
    waiting = sa.select(_job).where(_job.c.kind == "letters.send", _job.c.key.is_(None), _job.c.done_at.is_(None))
    for job in connection.execute(waiting).all():
        number = job.args["letter"]
        connection.execute(sa.update(_job).where(_job.c.id == job.id).values(key=f"letter {number}"))
        if job.parked_at is None:
            continue
        this = sa.and_(_letter.c.id == number, _letter.c.state == "waiting")
        given_up = {"state": "not_sent", "why": "gave_up", "ended_at": job.parked_at}
        connection.execute(sa.update(_letter).where(this).values(given_up))
        going = sa.select(_letter.c.contact_id).where(_letter.c.state.in_(("waiting", "sent")))
        its = sa.select(_letter.c.contact_id).where(_letter.c.id == number)
        over = _contact.c.id.in_(its) & (_contact.c.outcome == "waiting") & _contact.c.id.not_in(going)
        connection.execute(sa.update(_contact).where(over).values(outcome="not_sent"))
