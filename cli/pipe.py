"""Whoever reads what a command writes may have had enough, as `head` has: that is nobody's mistake."""

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup


class Commands(TyperGroup):
    """All commands: a closed pipe ends one with exit code 0, where click has 1, which is a bug of ours."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be flushed goes nowhere
            raise typer.Exit(0) from None
