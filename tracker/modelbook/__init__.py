"""The book of score models: versions that cannot be changed, who agreed on them, and which one is in force.

Pure: ``versions`` (what a version is), ``agreement`` (who may do what with it), ``content`` (a model as data
and TOML), ``diff``, ``draft`` (a model taken apart into fields and put together again), ``learnt``.
``book`` keeps it in the store: records that are only ever added (docs/adr/0009-versions-of-models.md).
"""
