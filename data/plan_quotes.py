"""Does every quote stand in its source? Against the document where it is at hand, else against committed digests.

`python -m data.plan_quotes` writes the digests anew from the documents.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from data.home import ROOT
from data.plan_toml import Entry, Problem

PLANS = ROOT / "data" / "plans"
SEEDS = ROOT.parent / "shared" / "seeds"  # the documents as collected; not part of the project
DIGESTS = PLANS / "quotes.csv"
OWN_SOURCE = "source.txt"  # a pack whose document is not in the seeds ships it


def fold(text: str) -> str:
    """The text without any white space: page and line breaks of a source are no part of its wording."""
    return "".join(text.split())


def digest(quote: str) -> str:
    """sha256 of the folded quote, in hex."""
    return hashlib.sha256(fold(quote).encode()).hexdigest()


def source_text(folder: Path, source: str, seeds: Path = SEEDS) -> str | None:
    """The folded document a pack quotes from: its own source.txt, else the seed it names; None if neither is here."""
    for path in (folder / OWN_SOURCE, seeds / source):
        if path.is_file():
            return fold(path.read_text(encoding="utf-8-sig"))
    return None


def quoted(entries: list[Entry]) -> list[Entry]:
    """The entries that carry a quote."""
    return [e for e in entries if "quote" in e.table.fields and isinstance(e.values.get("quote"), str)]


def quote_problems(
    folder: Path, entries: list[Entry], *, seeds: Path = SEEDS, digests: Path = DIGESTS
) -> list[Problem]:
    """Quotes that do not stand in the source; one notice if there is nothing to check them against."""
    plan = entries[0]
    text = source_text(folder, plan.values["source"], seeds)
    if text is not None:
        return [_not_found(e) for e in quoted(entries) if fold(e.values["quote"]) not in text]
    known = read_digests(digests).get(plan.values["slug"], {})
    if not known and quoted(entries):
        what = (f"手边没有来源文件“{plan.values['source']}”,摘句未核对。",
                f"The source {plan.values['source']} is not at hand; the quotes are unchecked.")  # fmt: skip
        advice = (f"把原文存为本文件夹的 {OWN_SOURCE} 即可核对。", f"Save the document as {OWN_SOURCE} in this folder.")
        return [plan.problem("quote_unverified", what, advice, key="source", level="notice")]
    return [_not_found(e) for e in quoted(entries) if known.get(_key(e)) != digest(e.values["quote"])]


def _not_found(entry: Entry) -> Problem:
    what = (f"摘句“{entry.values['quote'][:30]}”在来源文件中找不到。", "The quote does not stand in the source.")
    advice = ("请逐字抄录原文(空白和换行不计)。", "Copy the text letter by letter (white space does not count).")
    return entry.problem("quote", what, advice, key="quote")


def _key(entry: Entry) -> tuple[str, str]:
    return entry.table.file, entry.name


def read_digests(path: Path = DIGESTS) -> dict[str, dict[tuple[str, str], str]]:
    """slug -> (file, entry) -> digest, as committed; empty if there is no list."""
    if not path.is_file():
        return {}
    found: dict[str, dict[tuple[str, str], str]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["slug"], {})[(row["file"], row["entry"])] = row["sha256"]
    return found


def write_digests(path: Path = DIGESTS, plans: Path = PLANS, seeds: Path = SEEDS) -> int:
    """Write the digest of every quote that stands in a seed, packs in the order of their names; returns how many.

    Packs that ship their own source.txt need none. A pack whose seed is absent keeps the digests it had.
    """
    from data.plan_check import read_draft

    old, rows = read_digests(path), []
    for folder in sorted(p for p in plans.iterdir() if (p / "plan.toml").is_file()):
        entries = read_draft(folder).entries
        if (folder / OWN_SOURCE).is_file():
            continue
        text = source_text(folder, entries[0].values["source"], seeds)
        if text is None:
            rows += [(folder.name, *key, sha) for key, sha in old.get(folder.name, {}).items()]
            continue
        standing = [e for e in quoted(entries) if fold(e.values["quote"]) in text]
        rows += [(folder.name, *_key(e), digest(e.values["quote"])) for e in standing]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([("slug", "file", "entry", "sha256"), *rows])
    return len(rows)


if __name__ == "__main__":
    print(f"{write_digests()} quotes -> {DIGESTS}")
