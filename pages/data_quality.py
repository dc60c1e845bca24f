"""What came in, what was refused, what is missing?"""

from dashboard.components import download, filters, notes, receipts
from dashboard.reads import data_quality
from dashboard.words import t

scope = filters.scope()
totals = data_quality.totals(scope)
tables = []

notes.title(receipts.finding(totals), t("common.question.data_quality"))
if totals["n_files"]:
    receipts.equation(scope, totals)
    tables.append(receipts.matrix(scope, data_quality.matrix(scope)))
    troubled, n_troubled = data_quality.troubled(scope, receipts.MOST_FILES)
    tables.append(
        receipts.files(scope, troubled, n_troubled, data_quality.problems(scope), data_quality.submissions(scope))
    )
    tables.append(receipts.findings(scope, data_quality.findings(scope)))
    tables.append(receipts.revisions(scope, data_quality.revisions(scope)))
    tables.append(receipts.quarters(scope, data_quality.quarters(scope)))
else:
    notes.nothing_here(scope)
tables.append(receipts.missing(scope, data_quality.missing(scope)))
receipts.blanks()
download.fold(scope, tables)
