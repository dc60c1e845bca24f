"""How is each indicator defined, and by which rule?"""

from dashboard.components import download, filters, notes, rulebook, verdict_rules
from dashboard.reads import methods
from dashboard.words import t

scope = filters.scope()
cards, rules = methods.cards(scope), methods.rules(scope)

notes.title(rulebook.finding(cards, rules), t("common.question.methods"))
rulebook.pair(verdict_rules.table(), verdict_rules.signals())
rulebook.pair(
    rulebook.texts("conventions") + rulebook.texts("departures"),
    rulebook.texts("statistics") + verdict_rules.minimums(),
)
tables = [offer for offer in (verdict_rules.proof(), verdict_rules.effect_proof()) if offer]
tables += [rulebook.definitions(scope, cards)] if cards else []
tables.append(rulebook.rules(scope, rules, methods.day(scope)))
rulebook.pair(rulebook.texts("reading"), rulebook.texts("privacy"))
rulebook.pair(rulebook.limits(scope, methods.limits(scope)), rulebook.calendar(methods.years(scope)))
rulebook.statements(methods.queries(scope))
rulebook.build(scope, methods.steps(scope))
notes.block(rulebook.sources())
download.fold(scope, tables)
