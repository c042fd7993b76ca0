"""The exact differential field.

The chapters: `constructors` (SymPy expressions put together directly), `elements` (fractions), `products` (of known factors),
`differential` (generators with a meaning, and their derivation).
"""
