"""Files that stand for what would have been sent: one a letter, whole or not there, and written once."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Files:
    """A folder of letters, made when it is first needed; only its owner can read it."""

    folder: Path

    def write(self, reference: str, content: bytes) -> None:
        """Leave a letter as `<reference>.eml`: of a reference there is one file, however often it is sent."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = reference or secrets.token_hex(8)
        made = self.folder / f"{name}.eml"
        fresh = self.folder / f".{name}.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_bytes(content)
        fresh.replace(made)
        log.info("A letter was written to %s", made)
