"""Passwords of these tests cost little to check: a hundred guesses would take half a minute."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from tracker.dashboard import users


@pytest.fixture(scope="package", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The same algorithm with less memory and fewer rounds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield
