"""What can be said: subjects, rulesets, catalogs."""
