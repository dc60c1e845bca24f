"""Check a plan pack the way an adopter needs it: every trouble at once, each with its line and the next move."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from data.plan_format import TABLES
from data.plan_meaning import meaning_problems
from data.plan_names import unknown_names
from data.plan_quotes import DIGESTS, PLANS, SEEDS, quote_problems
from data.plan_shape import shape_problems
from data.plan_toml import Entry, Problem, read_entries

FILES = tuple(dict.fromkeys(table.file for table in TABLES))


@dataclass(frozen=True)
class Draft:
    """The entries of a folder as read, plan.toml first, and what is wrong with their form or meaning."""

    folder: Path
    entries: list[Entry]
    problems: list[Problem]
    is_formed: bool  # every entry has the form of plan_format, so its meaning could be judged


def read_draft(folder: Path) -> Draft:
    """Read every file of the pack. With a problem of level error the entries must not be used."""
    if not (folder / "plan.toml").is_file():
        what = ("没有 plan.toml。", "There is no plan.toml.")
        advice = (
            "方案文件夹以 plan.toml 开头,格式见 CONTRIBUTING。",
            "A pack starts with plan.toml; see CONTRIBUTING.",
        )
        return Draft(folder, [], [Problem(folder.name, "", None, "no_plan", what, advice)], False)
    entries: list[Entry] = []
    problems = list(_stray_files(folder))
    for file in FILES:
        if (folder / file).is_file():
            read, wrong = read_entries(folder / file)
            entries, problems = entries + read, problems + wrong
    problems += shape_problems(entries)
    is_formed = not problems
    if is_formed:
        problems += [*_slug(folder, entries[0]), *meaning_problems(entries)]
    return Draft(folder, entries, problems, is_formed)


def check_pack(
    folder: Path | str, *, known_indicators: Set[str] | None = None, more_regions: Set[str] = frozenset(),
    plans: Path = PLANS, seeds: Path = SEEDS, digests: Path = DIGESTS,
) -> list[Problem]:  # fmt: skip
    """Everything wrong with the pack in `folder`, in file and line order; empty if it may be used.

    `known_indicators`: codes of the catalogue (None: not checked). `more_regions`: codes an adopter's own table adds.
    Form errors come first and alone: meaning is only judged in a pack whose form is right.
    """
    folder = Path(folder)
    draft = read_draft(folder)
    if draft.is_formed:
        draft.problems.extend(unknown_names(draft.entries, known_indicators, more_regions))
        draft.problems.extend(_extends(draft, plans))
        draft.problems.extend(quote_problems(folder, draft.entries, seeds=seeds, digests=digests))
    return sorted(draft.problems, key=lambda p: (FILES.index(p.file) if p.file in FILES else -1, p.line or 0))


def _stray_files(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.glob("*.toml")):
        if path.name not in FILES:
            near = difflib.get_close_matches(path.name, FILES, n=1)
            what = (f"方案中没有“{path.name}”这种文件。", f"A pack has no file {path.name}.")
            advice = (f"是否应为“{near[0]}”?", f"Did you mean {near[0]}?") if near else (
                f"可用的文件:{'、'.join(FILES)}。", f"Files: {', '.join(FILES)}.")  # fmt: skip
            yield Problem(path.name, "", None, "unknown_file", what, advice)


def _slug(folder: Path, plan: Entry) -> Iterator[Problem]:
    if plan.values["slug"] != folder.resolve().name:
        what = (
            f"slug“{plan.values['slug']}”与文件夹名“{folder.resolve().name}”不同。",
            "slug differs from the folder's name.",
        )
        yield plan.problem("slug", what, ("请改成一致。", "Make them equal."), key="slug")


def _extends(draft: Draft, plans: Path) -> Iterator[Problem]:
    plan = draft.entries[0]
    base = plan.values.get("extends")
    if base is None:
        return
    home = next((p / base for p in (draft.folder.parent, plans) if (p / base / "plan.toml").is_file()), None)
    if home is None:
        what = (f"所叠加的方案“{base}”不存在。", f"The pack it extends, {base}, does not exist.")
        yield plan.problem("extends", what, ("请核对 extends。", "Check extends."), key="extends")
    elif any("extends" in e.values for e in read_entries(home / "plan.toml")[0]):
        what = (f"“{base}”本身是叠加方案,不能再叠加。", f"{base} is itself an overlay.")
        yield plan.problem("extends", what, ("请叠加在原方案上。", "Extend the plan itself."), key="extends")
    else:
        yield from _against_base(draft.entries, read_entries(home / "indicators.toml")[0], base)


def _against_base(entries: list[Entry], base_entries: list[Entry], base: str) -> Iterator[Problem]:
    """Targets for which the plan itself already promises another value on the same day."""
    theirs = {_promise(e): e.values["value"] for e in base_entries if "value" in e.values}
    for entry in entries:
        value = theirs.get(_promise(entry)) if "value" in entry.values else None
        if value is not None and value != entry.values["value"]:
            what = (f"原方案“{base}”同日目标为 {value}。", f"{base} itself promises {value} for that day.")
            yield entry.problem("overlap", what, ("请改日期或删去。", "Change the day or take it out."), key="value")


def _promise(entry: Entry) -> tuple[object, ...]:
    keys = ("date", "comparator", "region_code", "department_code")
    return (entry.parent.name if entry.parent else "", *(entry.values.get(k) for k in keys))
