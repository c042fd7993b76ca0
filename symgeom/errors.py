"""The errors a user can meet; each carries one readable paragraph: what object, which expression, what to change."""

__all__ = ["BudgetError", "InputError", "SymgeomError", "ToolError"]


class SymgeomError(Exception):
    """Base of every error that symgeom raises on purpose."""


class InputError(SymgeomError, ValueError):
    """The input can't be used as it stands; the message says what to change. Exit code 2 on the command line."""


class ToolError(SymgeomError, RuntimeError):
    """An outside tool is missing or failed (LaTeX, a compiler, an unwritable folder). Exit code 3 on the command line."""


class BudgetError(SymgeomError, RuntimeError):
    """A computation grew past its stated limit; the message names the quantity, the size reached and what to try."""
