"""What is supposed where nothing is: that deliveries go on, and bring nothing new."""

from __future__ import annotations

from datetime import date

from credit_rules.model.subject import Subject

__all__ = ["carried"]


def carried(subject: Subject, known_on: date, until: date) -> Subject:
    """The subject on a later day, if deliveries go on until then and bring nothing new.

    What was covered on the day `known_on`, or longer, is covered until the later day.
    """
    covers = {
        name: one.model_copy(update={"until": until}) if known_on <= one.until < until else one
        for name, one in subject.covers.items()
    }
    return subject.model_copy(update={"covers": covers})
