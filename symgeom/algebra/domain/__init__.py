"""What is known of the symbols, and where it holds.

The chapters: `decimals` and `entries` (exact numbers, entries of arrays), `jets` and `functions` (undefined functions),
`balls` with `ballvalues` (rigorous values), `complexes` with `entire` and `realness` (real values that are written with i),
`feasible` (linear facts that contradict each other), `points` and `plain` (of an open region), `facts`; `sizes` and `numbers`
bound what SymPy is asked.
"""
