"""The command line.

The chapters: `guard` (work in a child process under limits), `jobs` (what a command does), `report` and `terminal` (what it
prints), `options` and `console` (how it is called and how it ends), `cli` (the commands).
"""
