"""How is the plan doing this quarter, and what needs a decision?"""
from dashboard.components import filters, notes
from dashboard.words import t

scope = filters.scope()
notes.title(t("common.page.overview"), t("common.question.overview"))
