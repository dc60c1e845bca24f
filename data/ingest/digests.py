"""SHA-256 of files; those that the system says are as they were when they were read last are not read again."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

from data.ingest.encoding import digest
from data.ingest.warehouse import beside

SETTLED = 2_000_000_000  # ns: a file touched that recently may be written to again at what looks like the same time

Known = tuple[list[int], str]  # size, inode, times; and the digest


class Digests:
    """Digests by path. book: where they are kept; trusts: whether those kept may be gone by at all.

    A file counts as unchanged by its size, inode and times: of the contents changed (which nobody can set), and of the last
    writing. What a failing disk turns over shows only where a file is read: a build that begins with nothing trusts no book.
    """

    def __init__(self, book: Path, *, trusts: bool) -> None:
        self._book, self._trusts = book, trusts
        self._seen, self._now = dict[str, Known](), dict[str, Known]()
        with suppress(OSError, ValueError, TypeError, AttributeError):
            kept = json.loads(book.read_text(encoding="utf-8"))
            self._seen = {path: ([*map(int, state)], str(seen)) for path, (state, seen) in kept.items()}

    def of(self, path: Path) -> str:
        """As encoding.digest."""
        name, state = str(path), _state(path)
        known = self._seen.get(name)
        if known is None or known[0] != state or not self._trusts:
            found = state, digest(path)
            is_settled = _state(path) == state and time.time_ns() - max(state[2:]) > SETTLED
            if found != known and not is_settled:
                return found[1]
            known = found
        self._now[name] = known
        return known[1]

    def note(self, path: Path, seen: str) -> None:
        """The digest of a file of our own, just written: nobody else writes to it."""
        with suppress(OSError):
            self._now[str(path)] = _state(path), seen

    def keep(self) -> None:
        """Write down what was asked for; what was not is forgotten."""
        if self._now == self._seen:
            return
        part = beside(self._book)
        try:
            part.write_text(json.dumps(self._now), encoding="utf-8")
            part.replace(self._book)
        finally:
            part.unlink(missing_ok=True)


def _state(path: Path) -> list[int]:
    seen = path.stat()
    return [seen.st_size, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns]
