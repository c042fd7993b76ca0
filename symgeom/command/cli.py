"""The command line: arguments to jobs, jobs to output, every way to fail to one paragraph and an exit code.

Work runs in a child process under `--timeout` and `--memory`; nothing heavy is imported for help.

Exit codes: 0 all as claimed, 1 a claim failed or stayed undecided or a limit was reached, 2 bad input, 3 a
tool is missing or failed, 70 an error of symgeom's own, 130 interrupted, 143 terminated.
"""

import click

from symgeom._version import __version__
from symgeom.command import answers, documents
from symgeom.command.console import CommandGroup

__all__ = ["main"]


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symgeom")
def main() -> None:
    """Derive, prove, typeset and export the geometry of hypersurfaces.

    A SURFACE is a TOML file, a name of the catalogue (see `symgeom surfaces`), - for a TOML document on standard
    input, or a formula such as "x**2 + y**2" for its graph.
    """


for _command in (
    *(answers.derive, answers.verify, documents.notes, documents.plot, documents.export, documents.certify),
    *(answers.check, answers.surfaces),
):
    main.add_command(_command)
