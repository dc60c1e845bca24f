"""How is each indicator defined, and by which rule?"""

from dashboard.components import download, filters, notes, rulebook
from dashboard.reads import methods
from dashboard.words import t

scope = filters.scope()
cards, rules = methods.cards(scope), methods.rules(scope)

notes.title(rulebook.finding(cards, rules), t("common.question.methods"))
rulebook.pair(rulebook.ladder(), rulebook.texts("reading") + rulebook.texts("statistics") + rulebook.texts("privacy"))
tables = [rulebook.definitions(scope, cards)] if cards else []
tables.append(rulebook.rules(scope, rules, methods.day(scope)))
rulebook.pair(rulebook.limits(scope, methods.limits(scope)), rulebook.calendar(methods.years(scope)))
rulebook.statements(methods.queries(scope))
rulebook.build(scope, methods.steps(scope))
notes.block(rulebook.sources())
download.fold(scope, tables)
