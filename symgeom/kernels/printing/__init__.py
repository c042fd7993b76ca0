"""What backends share when they write a program down.

The chapters: `header`, `python` (the file around functions in Python), `rows`, `order_of_rows`, `one_point` and `in_numpy`
(arrays), `pointwise` (one point after the other), `libraries` (to be transformed), `elementary` (the table of functions) and
`compiled` (loops).
"""
