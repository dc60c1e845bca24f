"""The chosen region in four facts, with the way to its own page; or how all of them stand."""

from __future__ import annotations

from collections import Counter
from html import escape

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import grounds, notes
from dashboard.components import region_words as say
from dashboard.components.headline import chip
from dashboard.reads import regions
from dashboard.words import t


def show(view: Scope, level: str) -> None:
    """Of the chosen region where it is on the map, else of the whole."""
    _, here = regions.here(view, level)
    notes.block(_one(view, here) if here else _all(view, level))


def _one(view: Scope, row: say.Row) -> str:
    name = escape(say.full(view, row["region_code"]))
    more = f"<a class='xh-link xh-plain' href='{escape(links.href('county', view), quote=True)}'>{t('regions.here.page')}</a>"
    if row["value"] is None:
        return f"<div class=xg-here><h2>{name}</h2><p>{escape(say.why_blank(row))}</p>{more}</div>"
    ranked = row["rank"] is not None
    facts = {
        "value": escape(say.counts(view, row)),
        "verdict": chip(row["word"])
        + f" <small>{escape(grounds.word(row))}</small>" * (grounds.word(row) != words.judgement(row["word"])),
        "ranks": escape(t("regions.here.of", ranks=say.ranks(row), n=words.number(row["n_ranked"]), tier=say.tier(row)))
        if ranked
        else escape(say.why_unranked(view, row)),
        "gap": escape(_gap(view, row)),
    }
    if row["benchmark"] is not None and row["benchmark_units"] is not None:
        facts["benchmark"] = escape(_benchmark(view, row))
    if row["change"] is not None:
        facts["change"] = escape(_change(view, row))
    body = "".join(f"<dt>{t(f'regions.here.{k}')}</dt><dd>{v}</dd>" for k, v in facts.items())
    return f"<div class=xg-here><h2>{name}</h2><dl class=xf-facts>{body}</dl>{more}</div>"


def _gap(view: Scope, row: say.Row) -> str:
    if row["peer_median"] is None:
        return t("regions.here.no_peers", peers=say.peers(view), n=words.number(row["n_peers"]))
    middle = words.value(row["peer_median"], say.unit(view))
    return t(
        "regions.here.median",
        gap=say.gap(view, row),
        peers=say.peers(view),
        n=words.number(row["n_peers"]),
        median=middle,
    )


def _benchmark(view: Scope, row: say.Row) -> str:
    level = words.value(row["benchmark"], say.unit(view))
    if not row["benchmark_units"]:
        return t("regions.here.benchmark_reached", level=level)
    return t("regions.here.benchmark_units", level=level, n=words.number(abs(row["benchmark_units"])))


def _change(view: Scope, row: say.Row) -> str:
    """Against the period before, among the regions that were complete in both."""
    change = words.change(row["change"], say.unit(view))
    if row["previous_low"] is None or row["like_low"] is None:
        return change
    before = say.ranks({"rank_low": row["previous_low"], "rank_high": row["previous_high"]})
    now = say.ranks({"rank_low": row["like_low"], "rank_high": row["like_high"]})
    quarter = words.quarter(row["previous_quarter"])
    return t(
        "regions.here.moved", change=change, quarter=quarter, before=before, now=now, n=words.number(row["n_like"])
    )


@regions.kept
def _all(view: Scope, level: str) -> str:
    """How many have a figure, are ranked and surely stand ahead or behind; the jurisdiction's own figure is on its page."""
    places = regions.places(view, level)
    known, ranked = places["value"].drop_nulls().len(), places["rank"].drop_nulls().len()
    tiers = dict(places.drop_nulls("tier").group_by("tier").len().iter_rows())
    told = sum(tiers.get(one, 0) for one in ("upper", "lower"))
    said = [t("regions.here.all", known=say.many(level, known), n=words.number(places.height))] if level else []
    if ranked:
        rest = words.number(tiers.get("unclear", 0))
        said.append(
            t("regions.here.told", told=words.number(told), rest=rest)
            if told
            else t("regions.here.told_none", rest=rest)
        )
    rows = regions.by_code(view, level).values()
    left_out = [say.why_unranked(view, r) for r in rows if r["value"] is not None and r["excluded"]]
    if left_out:
        counted = Counter(left_out)
        listed = words.listed([t("regions.here.why_n", why=why, n=words.number(n)) for why, n in counted.items()])
        said.append(t("regions.here.left_out", n=words.number(len(left_out)), why=listed))
    joined = [p for p in _joined(view) if p in set(places["region_code"])]
    if joined:
        said.append(t("regions.here.joined", n=words.number(len(joined))))
    return f"<p class=xh-sum>{escape(''.join(said) if words.language() == 'zh' else ' '.join(said))}</p>"


def _joined(view: Scope) -> list[str]:
    return list(dict.fromkeys(row["region_code"] for row in regions.renamed(view)))
