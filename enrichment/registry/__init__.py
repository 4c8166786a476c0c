"""Registry records in bulk: dumps that the operator of an installation downloaded → one local index.

The registries' terms are theirs to accept; nothing of a dump is shipped, and no person is kept from one.
"""
