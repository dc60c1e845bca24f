"""Resident identity numbers and telephone numbers: found by shape, masked before anything is written.

A check that asked for a right check digit would let a mistyped real number through, so the shape decides:
six digits of a region, a birthday, a serial number; blanks, hyphens and full-width digits between them don't hide it.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

_BETWEEN = r"[\s\-\x{200b}-\x{200f}\x{2060}\x{feff}\x{ad}]"


def _spaced(form: str) -> str:
    """A pattern of digit classes with blanks or hyphens allowed between any two characters."""
    return rf"{_BETWEEN}{{0,2}}".join(form.split(" "))


_MONTH = "(?:0 [1-9]|1 [0-2])"
_DAY = "(?:0 [1-9]|[12] [0-9]|3 [01])"
_EIGHTEEN = _spaced(f"[1-9] {'[0-9] ' * 5}(?:1 [89]|2 0) [0-9] [0-9] {_MONTH} {_DAY} [0-9] [0-9] [0-9] [0-9xX×ХхＸｘ]")
_FIFTEEN = _spaced(f"[1-9] {'[0-9] ' * 5}[0-9] [0-9] {_MONTH} {_DAY} [0-9] [0-9] [0-9]")
IDENTITY = rf"(?:^|[^0-9])(?:{_EIGHTEEN}|{_FIFTEEN})(?:[^0-9]|$)"
# 10-prefixed numbers are not in use, but a mistyped real one must not slip through either.
TELEPHONE = r"(^|[^0-9A-Za-z])(1[0-9]{2}[\s\-]?[0-9]{4}[\s\-]?[0-9]{4}|0[0-9]{2,3}[\s\-][0-9]{7,8})([^0-9A-Za-z]|$)"

# Python's re has no \x{...}; the same pattern in its spelling.
_identity = re.compile(re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: chr(int(m.group(1), 16)), IDENTITY))
_telephone = re.compile(TELEPHONE)
SHORTEST = 15  # characters of the shorter form
LONG_RUN = r"\p{N}[\p{N}\s\-\x{2010}-\x{2015}\x{200b}-\x{200f}\x{2060}\x{feff}\x{ad}\x{ff0d}]{13,}"
PLAIN_RUN = r"[0-9][0-9\-]{13}"  # the same among printable ASCII and Chinese characters


def has_identity_number(written: pl.Series) -> pl.Series:
    """One boolean per cell: an identity number stands somewhere in it. Null is False.

    The full pattern is slow, so only cells with a long run of digits and blanks come before it.
    """
    found = written.str.contains(LONG_RUN).fill_null(False)
    if not found.any():
        return found
    hits = found.to_numpy().copy()
    hits[hits] = written.filter(found).str.normalize("NFKC").str.contains(IDENTITY).to_numpy()
    return pl.Series(written.name, hits)


def mask(text: str) -> str:
    """Identity numbers (first 6 and last 1 stay) and telephone numbers masked; for names, headings and messages.

    Text without either comes back as it was; otherwise full-width digits have become half-width.
    """
    folded = unicodedata.normalize("NFKC", text)
    if not _identity.search(folded) and not _telephone.search(folded):
        return text
    while match := _identity.search(folded):
        folded = folded[: match.start()] + _starred(match.group()) + folded[match.end() :]
    while match := _telephone.search(folded):
        folded = folded[: match.start()] + match.group(1) + "***********" + match.group(3) + folded[match.end() :]
    return folded


def _starred(found: str) -> str:
    """An identity number with its neighbours, the middle replaced by stars."""
    places = [i for i, letter in enumerate(found) if letter.isdigit() or letter in "xX×Хх"]
    if len(places) > 18:  # a neighbour that happens to be an x
        places = places[-18:] if not found[places[0]].isdigit() else places[:18]
    hidden = set(places[6:-1])
    return "".join("*" if i in hidden else letter for i, letter in enumerate(found))


def without_telephones(text: pl.Expr) -> pl.Expr:
    """Text with telephone numbers replaced by stars; cells without one stay exactly as they were."""
    folded = text.str.normalize("NFKC")
    masked = folded.str.replace_all(TELEPHONE, "${1}***********${3}")
    masked = masked.str.replace_all(TELEPHONE, "${1}***********${3}")  # neighbours share a boundary character
    return pl.when(folded.str.contains(TELEPHONE)).then(masked).otherwise(text)
