"""A kernel as plain data; nothing here knows SymPy or a target language.

The chapters: `naming` (safe names), `operations` (what a step can do), `program` (what comes in, the steps, what goes out),
`loops` (sums over data), `moments` (such sums as entries of V V^T), `pieces` (loops over the points).
"""
