"""Questions about one subject: what changes when, what would change it, what settles what is open.

`timeline`, `repair_paths`, `what_if`, `nearest` and `decisive_unknowns` are the questions, and
`credit_rules.analysis` offers them by name. Nothing here is a decision.
"""
