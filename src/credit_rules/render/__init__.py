"""Pages for people: what a lawyer reads beside the law."""
