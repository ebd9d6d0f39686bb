"""What should happen when a decision changes: tasks with basis and due day, never measures."""

from credit_rules.monitor.reacting import Engine, Reactor, default_engine, react
from credit_rules.monitor.tasks import Because, Task

__all__ = ["Because", "Engine", "Reactor", "Task", "default_engine", "react"]
