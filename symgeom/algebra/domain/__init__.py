"""What is known of the symbols, and where it holds.

The chapters: `decimals` and `entries` (exact numbers, entries of arrays), `jets` and `functions` (undefined functions), `balls`
(rigorous values), `complexes` (real values that are written with i), `feasible` (linear facts that contradict each other),
`points` and `plain` (of an open region), `facts`; `sizes` and `numbers` bound what SymPy is asked.
"""
