"""What came in, what was refused, what is missing?"""
from dashboard.components import filters, notes
from dashboard.words import t

scope = filters.scope()
notes.title(t("common.page.data_quality"), t("common.question.data_quality"))
