"""A subject and a day in, a decision out."""
