"""People who made themselves known, and what happened elsewhere than on the site.

Two things that must not be mixed. A *touch* (a talk at a fair, a call, a reply) is a fact of an account: it
is stored as an event, earns points at its own time, and names nobody. A *contact* is a person: kept in a
file of its own (``people.db``), only with a stated source and legal basis, and erasable.
"""
