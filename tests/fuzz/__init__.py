"""A fuzzer of branch-sensitive identities: random draws, an independent numeric truth, and a count of verdicts.

What is here: `draws` makes identities with a domain and facts; `truth` evaluates them with mpmath and shares no code
with the library; `campaign` asks the library, holds its verdict against the truth and counts.
`frames` and `claims` do the same for claims, in any dimension and in files as a user writes them.
`python -m tests.fuzz --draws 20000` is the nightly run, `--claims --draws 3000` that of claims.
"""

from .campaign import Outcome, Report, judge, run
from .draws import Draw, draw

__all__ = ["Draw", "Outcome", "Report", "draw", "judge", "run"]
