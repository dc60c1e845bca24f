"""How is each indicator defined, and by which rule?"""
from dashboard.components import filters, notes
from dashboard.words import t

scope = filters.scope()
notes.title(t("common.page.methods"), t("common.question.methods"))
