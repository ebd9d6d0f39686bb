"""Second readers of the condition tree, each held equal to the reference evaluator."""
