"""Questions about rulesets themselves, whatever the subject."""
