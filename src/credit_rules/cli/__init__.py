"""The command line: each command parses, calls one public verb, prints, and ends with its code."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from credit_rules.cli.check import check
from credit_rules.cli.coverage import coverage
from credit_rules.cli.decisive import decisive
from credit_rules.cli.diff import diff
from credit_rules.cli.dry_run import dry_run
from credit_rules.cli.erase import erase
from credit_rules.cli.explain import explain
from credit_rules.cli.intake import intake
from credit_rules.cli.mutate import mutate
from credit_rules.cli.nearest import nearest
from credit_rules.cli.new import new
from credit_rules.cli.options import NOT_RUN
from credit_rules.cli.output import note, write
from credit_rules.cli.react import react
from credit_rules.cli.record import record
from credit_rules.cli.render import render
from credit_rules.cli.repair_path import repair_path
from credit_rules.cli.replay import replay
from credit_rules.cli.scenarios import scenarios
from credit_rules.cli.schema import schema
from credit_rules.cli.show import show
from credit_rules.cli.timeline import timeline
from credit_rules.cli.verify import verify
from credit_rules.cli.verify_log import verify_log
from credit_rules.cli.what_if import what_if
from credit_rules.cli.why_not import why_not
from credit_rules.errors import CreditRulesError

__all__ = ["app", "main"]

_EPILOG = (
    "退出码 exit codes: 0 正常 clean; "
    "1 有问题 findings "
    "(check, test, coverage, mutate, verify, diff, intake, react, replay, verify-log); "
    "2 无法运行 could not run; "
    "4 有未定结果 some outcome is undetermined "
    "(dry-run, explain, why-not, what-if, nearest, decisive, timeline, repair-path, record, diff)."
)


class _Commands(TyperGroup):
    """Our own errors are told in one message, without a traceback, and end with exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CreditRulesError as error:
            note(f"错误 error: {error}")
            raise typer.Exit(NOT_RUN) from None


def _version(asked: bool) -> None:
    if asked:
        from credit_rules import __version__

        write(f"credit-rules {__version__}")
        raise typer.Exit


app = typer.Typer(
    name="credit-rules",
    cls=_Commands,
    epilog=_EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def _credit_rules(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="版本。The version."),
    ] = False,
) -> None:
    """信用监管规则引擎。Which supervision measures apply to a credit subject, and why.

    计算并建议，不替有权机关作决定。Computed for the competent authority to consider; not a
    decision.
    """


app.command("dry-run", epilog=_EPILOG)(dry_run)
app.command("intake", epilog=_EPILOG)(intake)
app.command("explain", epilog=_EPILOG)(explain)
app.command("why-not", epilog=_EPILOG)(why_not)
app.command("what-if", epilog=_EPILOG)(what_if)
app.command("nearest", epilog=_EPILOG)(nearest)
app.command("repair-path", epilog=_EPILOG)(repair_path)
app.command("decisive", epilog=_EPILOG)(decisive)
app.command("timeline", epilog=_EPILOG)(timeline)
app.command("react", epilog=_EPILOG)(react)
app.command("record", epilog=_EPILOG)(record)
app.command("replay", epilog=_EPILOG)(replay)
app.command("verify-log", epilog=_EPILOG)(verify_log)
app.command("erase", epilog=_EPILOG)(erase)
app.command("check", epilog=_EPILOG)(check)
app.command("coverage", epilog=_EPILOG)(coverage)
app.command("test", epilog=_EPILOG)(scenarios)
app.command("mutate", epilog=_EPILOG)(mutate)
app.command("verify", epilog=_EPILOG)(verify)
app.command("diff", epilog=_EPILOG)(diff)
app.command("new", epilog=_EPILOG)(new)
app.command("render", epilog=_EPILOG)(render)
app.command("show", epilog=_EPILOG)(show)
app.command("schema", epilog=_EPILOG)(schema)


def main() -> None:
    """Run the command line; text is UTF-8 with plain line ends in every locale."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        app(prog_name="credit-rules")
    except Exception:  # noqa: BLE001 - Python would end with 1, which says "findings" here
        traceback.print_exc()
        sys.exit(NOT_RUN)
