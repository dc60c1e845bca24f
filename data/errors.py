"""Troubles a person can mend: each says where, what, and the next move, in both languages.

Bugs of ours are plain exceptions; only what a reader of the message can act on is `Fixable`.
"""

from __future__ import annotations


class Fixable(Exception):
    """A trouble with a next move. `what` and `next_move` are (zh, en) pairs; `where` is a masked name or path."""

    exit_code = 2

    def __init__(self, where: str, what: tuple[str, str], next_move: tuple[str, str] = ("", "")) -> None:
        super().__init__(f"{where}: {what[1]} {next_move[1]}".strip())
        self.where, self.what, self.next_move = where, what, next_move

    def text(self, lang: str = "zh") -> str:
        """One sentence or two, ready to print."""
        i = 0 if lang == "zh" else 1
        sep = ":" if lang == "zh" else ": "
        gap = "" if lang == "zh" else " "
        return f"{self.where}{sep}{self.what[i]}{gap}{self.next_move[i]}"


class SourceUnusable(Fixable):
    """The source folder is missing, empty or of a shape we cannot read."""

    exit_code = 3


class FileRefused(Fixable):
    """One submission is refused as a whole; `rule` names the check for receipts."""

    exit_code = 2

    def __init__(self, where: str, rule: str, what: tuple[str, str], next_move: tuple[str, str] = ("", "")) -> None:
        super().__init__(where, what, next_move)
        self.rule = rule


class PackUnusable(Fixable):
    """A plan pack, card, rule or reference table contradicts itself or another."""

    exit_code = 4


class SnapshotUnusable(Fixable):
    """No snapshot, a damaged one, or one written by another version."""

    exit_code = 5


class NoRoom(Fixable):
    """The disk is full or may not be written."""

    exit_code = 6
