"""The command line.

The chapters: `guard` (work in a child process under limits), `sources` (what an argument stands for), `jobs` (what a command
does), `supervised` (jobs under limits, told as they go), `report` and `terminal` (what it prints), `options` and `console`
(how it is called and how it ends), `answers` and `documents` (the commands), `cli` (all of them).
"""
