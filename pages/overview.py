"""How is the plan doing this quarter, and what needs a decision?"""

from dashboard import theme
from dashboard.components import catalogue, filters, finding, notes, review, tiles
from dashboard.reads import overview, shell
from dashboard.words import t

scope = filters.scope()
question = t("common.question.overview")

if shell.plan(scope)["is_over"]:
    promises = overview.target_dates(scope)
    last = [row for row in promises if row["target_on"] == max(r["target_on"] for r in promises)]
    counts = overview.word_counts(last)
    notes.title(finding.over(scope, last, counts) if last else t("overview.nothing_judged"), question)
    if promises:
        tiles.counts(counts, None, theme.ORDER_OVER)
        review.kept_promises(scope, promises)
    else:
        notes.nothing_here(scope)
else:
    rows = overview.indicators(scope)
    own = [row for row in rows if row["is_in_plan"]]
    counts = overview.word_counts(own)
    departments = overview.departments(scope)
    flagged = overview.flags(scope) if any(d["n_lagging"] for d in departments) else []
    overdue = overview.overdue(scope)

    notes.title(finding.running(scope, departments, flagged, counts, len(overdue)), question)
    tiles.counts(counts, overview.previous_counts(own), theme.ORDER)
    review.decisions(
        scope,
        flagged,
        overdue,
        overview.tasks(scope),
        overview.since_last(scope),
        is_judged=bool(departments),
    )
    notes.section(t("overview.indicators"), t("overview.scope_caption", filters=filters.described(scope), n=len(own)))
    if own:
        tiles.show(tiles.by_need(own)[: overview.TILES], scope)
        if len(own) > overview.TILES:
            notes.caption(t("overview.tiles_more", n=overview.TILES))
        notes.how_to_read(t("overview.tiles_how"))
    else:
        notes.nothing_here(scope)
    catalogue.show(scope, rows)
    review.flagged_table(scope, flagged)
