"""What is done with a call of a kernel. Generated files hold most of these texts, so that they run without symgeom.

The chapters: `results`, `quiet`, `incoming` (values as arrays), `accumulating` (data), `memory`, `filling` (chunks), `calling`,
`traced` (libraries that transform functions), `building` (a compiler and its cache), `native`, `jitted`, `binding`, `beyond`
(arrays of dask and others).
"""
