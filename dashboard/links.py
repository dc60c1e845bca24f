"""The address of a view: every parameter explicit, so that a copied link shows a colleague the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote, quote_plus

from dashboard.access import ALL, Scope

PARAMETERS = ("snapshot", "plan", "quarter", "region", "department", "indicator", "lang")
# Each of one page; in the address only where something is opened, looked for or chosen there.
OPTIONAL = {
    "task": "tasks", "find": "tasks", "clock": "timeliness", "units": "departments",
    "list": "sanctions", "grade": "sanctions", "window": "sanctions", "measure": "sanctions", "split": "sanctions",
    "defect": "rights",
    "level": "regions", "colour": "regions", "view": "regions", "peers": "regions county",
    "part": "county",
    "year": "targets", "among": "targets", "rule": "targets", "aim": "targets",
}  # fmt: skip
EVERY = (*PARAMETERS, *OPTIONAL)
LANGUAGES = ("zh", "en")
DEFAULT_PAGE = "overview"  # lives at the root of the address
PLAIN = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch
LONGEST = 80  # no parameter of ours is longer; what is gets cut before it is shown back


@dataclass(frozen=True)
class Notice:
    """A value of the address that could not be used, and what is shown instead."""

    parameter: str
    asked: str
    used: str


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """The parameters of an address that are ours and not empty, trimmed and cut to a sane length."""
    found = {name: str(query[name]).strip()[:LONGEST] for name in EVERY if name in query}
    if found.get("department") == "all":
        found["department"] = ALL
    return {name: value for name, value in found.items() if value}


def pick(parameter: str, wanted: str | None, allowed: Collection[str], default: str) -> tuple[str, Notice | None]:
    """The wanted value if it is allowed, else the default and a notice that says so."""
    if not wanted or wanted == default:
        return default, None
    if wanted in allowed:
        return wanted, None
    return default, Notice(parameter, wanted, default)


def query(scope: Scope, **changes: str) -> dict[str, str]:
    """Every parameter of the scope as it stands in the address."""
    values = {name: changes.get(name, getattr(scope, name)) for name in EVERY}
    values["department"] = "all" if values["department"] == ALL else values["department"]
    return {name: value for name, value in values.items() if value}


def href(page: str, scope: Scope, **changes: str) -> str:
    """A link to a page of ours (its url_path) that keeps the view, with the changes asked for."""
    kept = _kept(page, scope, tuple(sorted(changes)))
    if changes.get("department") == ALL:
        changes["department"] = "all"
    end = "&".join([f"{name}={_quoted(str(changes[name]))}" for name in sorted(changes) if changes[name]])
    return f"{kept}{'&' if end and kept[-1] != '?' else ''}{end}"


@lru_cache(maxsize=1024)
def _kept(page: str, scope: Scope, changing: tuple[str, ...]) -> str:
    """The part of the address that stays, written once: a page has a hundred links that differ in one parameter."""
    path, elsewhere = _place(page)
    same = [pair for name, pair in _pairs(scope).items() if name not in elsewhere and name not in changing]
    return f"{path}?{'&'.join(same)}"


@cache
def _place(page: str) -> tuple[str, frozenset[str]]:
    """A page's address, and the parameters that mean nothing there."""
    path = "./" if page in ("", DEFAULT_PAGE) else quote(page)
    return path, frozenset(name for name, home in OPTIONAL.items() if page not in home.split())


@lru_cache(maxsize=64)
def _pairs(scope: Scope) -> dict[str, str]:
    """Every parameter of a view as it is written: the same in the links to all pages."""
    return {name: f"{name}={_quoted(value)}" for name, value in query(scope).items()}


def _quoted(value: str) -> str:
    """Codes and dates stand as they are; asking `quote_plus` about each costs more than all the rest of a link."""
    return value if PLAIN(value) else quote_plus(value)


def language(wanted: str | None, browser: str | None) -> str:
    """The language asked for, else the browser's, else Chinese."""
    if wanted in LANGUAGES:
        return str(wanted)
    return "en" if browser and not browser.lower().startswith("zh") else "zh"
