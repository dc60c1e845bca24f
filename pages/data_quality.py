"""What came in, what was refused, what is missing?"""

from dashboard.components import (
    download,
    filters,
    notes,
    odd_figures,
    receipt_file,
    receipts,
    return_differences,
    scorecard,
    sending,
)
from dashboard.reads import data_quality
from dashboard.words import t

scope = filters.scope()
totals = data_quality.totals(scope)
window = data_quality.window(scope)
tables = []

notes.title(receipts.finding(totals), t("common.question.data_quality"))
if totals["n_files"]:
    receipts.equation(scope, totals)
if window:
    tables.append(scorecard.show(scope, data_quality.scorecard(scope, window), window))
    due, overdue = data_quality.due(scope, window), data_quality.overdue(scope)
    tables += sending.show(scope, due, overdue, has_calendar=data_quality.has_calendar(scope))
if totals["n_files"]:
    tables.append(receipts.matrix(scope, data_quality.matrix(scope)))
    tables.append(odd_figures.codes(scope, data_quality.codes(scope, window) if window else []))
    tables.append(odd_figures.patterns(scope, data_quality.patterns(scope)))
    tables.append(return_differences.show(scope, *data_quality.differences(scope)))
    tables.append(receipts.findings(scope, data_quality.findings(scope)))
    tables += receipts.revisions(scope, data_quality.revisions(scope), data_quality.revised(scope))
    troubled, n_troubled = data_quality.troubled(scope, receipts.MOST_FILES)
    every = data_quality.submissions(scope)
    tables.append(receipts.files(scope, troubled, n_troubled, data_quality.problems(scope), every))
    receipt_file.show(scope, every)
    tables.append(receipts.quarters(scope, data_quality.quarters(scope)))
else:
    notes.nothing_here(scope)
tables.append(receipts.missing(scope, data_quality.missing(scope)))
receipts.blanks()
download.fold(scope, tables)
