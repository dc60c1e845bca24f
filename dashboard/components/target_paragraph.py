"""A paragraph for the plan text: the proposed target with its grounds, what it asks and how it is divided, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import words
from dashboard.access import Scope
from dashboard.components import target_words as say
from dashboard.reads import shell, targets
from dashboard.reads.drafts import Weighed
from dashboard.words import t

FEW = 40  # units that a paragraph can still name one by one


def as_text(view: Scope, told: Sequence[Weighed]) -> str:
    """Chinese first, then English: one paragraph a scenario, the demo mark above and below."""
    before = words.language()
    try:
        return "\n".join(_in(lang, view, told) for lang in ("zh", "en"))
    finally:
        words.use(before)


def _in(lang: str, view: Scope, told: Sequence[Weighed]) -> str:
    words.use(lang)
    build = shell.build(view)
    mark = [t("common.demo_long"), ""] if build["is_demo"] else []
    source = t("target_scenarios.words.source", as_of=words.day(build["as_of"]), snapshot=view.snapshot)
    parts = [line for one in told for line in (paragraph(view, one), "")]
    return "\n".join([*mark, *parts, source, *mark[:1], ""])


def paragraph(view: Scope, one: Weighed) -> str:
    """In the language of this run."""
    sentences = [
        _aim(view, one),
        t("target_scenarios.words.grounds") + _grounds(one),
        _asks(one),
        *_division(view, one),
    ]
    return "".join(s + t("target_scenarios.words.stop") for s in sentences if s).strip()


def _aim(view: Scope, one: Weighed) -> str:
    s, row = one.scenario, one.row
    aim = t(
        "target_scenarios.words.aim", year=s.year, place=place(view, s.region_code), name=words.named(one.card),
        aim=bound(s.plan_value, one),
    )  # fmt: skip
    if row is None or row["value"] is None:
        return aim + t("target_scenarios.words.no_present")
    counts = words.fraction(row["numerator"], row["denominator"])
    key = "target_scenarios.words.present_counts" if counts else "target_scenarios.words.present"
    return aim + t(
        key, quarter=words.quarter(row["last_quarter"]), value=say.value(row["value"], one.card), counts=counts
    )


def _grounds(one: Weighed) -> str:
    said = []
    if one.p is None or one.row is None or one.row["reason"]:
        said.append(t("target_scenarios.words.no_chance"))
    else:
        said.append(t("target_scenarios.words.chance", p=say.chance(one.p), worse=say.chance(one.worse)) + _before(one))
    if one.units.height >= 3:
        level = say.level(one.scenario.level)
        better = (
            one.units["value"].drop_nulls().quantile(targets.BETTER if one.is_least else 1 - targets.BETTER, "linear")
        )
        best = one.units["benchmark"].drop_nulls()
        if better is not None:
            said.append(t("target_scenarios.words.better", level=level, value=say.value(better, one.card)))
        if best.len():
            said.append(t("target_scenarios.words.benchmark", level=level, value=say.value(best[0], one.card)))
    if one.row is not None and one.row["best"] is not None:
        until = words.quarter(one.row["best_until"])
        said.append(t("target_scenarios.words.best", value=say.value(one.row["best"], one.card), until=until))
    return t("target_scenarios.words.comma").join(said)


def _before(one: Weighed) -> str:
    """How such words held before: whoever signs a chance has to know."""
    if one.like is None:
        return ""
    span, share = f"{one.like['class'].replace('-', '–')}%", words.percent(one.like["share_met"], 0)
    return t("target_scenarios.words.before", span=span, n=words.number(one.like["n"]), share=share)


def _asks(one: Weighed) -> str:
    if one.row is None:
        return ""
    if one.more is None:
        return t("target_scenarios.words.no_cases")
    if not one.more:
        return t("target_scenarios.words.met_already")
    key = "target_scenarios.words.more" if one.is_least else "target_scenarios.words.fewer"
    return t(key, n=words.number(one.more), what=say.counted(one.card))


def _division(view: Scope, one: Weighed) -> list[str]:
    s, made = one.scenario, one.made
    if made is None:
        return []
    key = "target_scenarios.words.split_exact" if made.whole == made.wanted else "target_scenarios.words.split_other"
    state = t(key, wanted=words.number(made.wanted))
    said = t(
        "target_scenarios.words.split", rule=t(f"targets.rule.{s.rule or 'own'}"), units=say.many(s.level, len(s.unit_values)),
        whole=words.number(made.whole), state=state,
    )  # fmt: skip
    if one.own_met is not None and one.own_met.of:
        own = t("target_scenarios.words.own_met", n=words.number(round(one.own_met.n)))
        said += t("target_scenarios.words.comma") + own
    if len(s.unit_values) > FEW:
        return [said]
    names = {r["code"]: words.named(r) for r in made.units.iter_rows(named=True)}
    gap = "" if words.language() == "zh" else " "
    parts = [f"{names.get(c, c)}{gap}{bound(v, one)}" for c, v in s.unit_values.items()]
    return [said, t("target_scenarios.words.by_unit", units=words.listed(parts))]


def place(view: Scope, region_code: str) -> str:
    """A region by its name, the jurisdiction where none is named."""
    code = region_code or str(shell.plan(view).get("region_code", ""))
    return words.named(shell.region_names(view).get(code, {})) or code


def bound(value: float, one: Weighed) -> str:
    """不低于97.44%: as many digits as the target has, for a plan is held to what it says."""
    unit = one.card.get("unit")
    if unit == "percent":
        digits = next((d for d in range(7) if abs(round(value, d + 2) - value) < 1e-9), 7)
        said = words.percent(value, digits)
    else:
        said = words.value(value, unit)
    return t("target_scenarios.words.least" if one.is_least else "target_scenarios.words.most", value=said)
