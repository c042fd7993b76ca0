"""Side-by-side measurements of symgeom and its peers; ``python -m benchmarks --help``.

Reading order: `suite` (what is derived), `growth` (the same in series), `tools` (who derives it, one file a tool), `run`
(fresh processes under limits), `check` (are the answers right), `report` and `plots`.
"""
