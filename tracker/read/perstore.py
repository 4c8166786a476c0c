"""What this process keeps of a store under a name: made when first asked for, the longest unasked goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from tracker.store import Store

T = TypeVar("T")


class PerStore(Generic[T]):
    """``most`` are kept of one store; they go with it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: WeakKeyDictionary[Store, OrderedDict[Hashable, T]] = WeakKeyDictionary()
        self._one_at_a_time = Lock()

    def of(
        self,
        store: Store,
        name: Hashable,
        make: Callable[[], T],
        serves: Callable[[T], bool] = lambda _kept: True,
    ) -> T:
        """The one of that name. One that no longer ``serves`` is replaced; whoever still has it keeps it."""
        with self._one_at_a_time:
            kept = self._kept.setdefault(store, OrderedDict())
            if name not in kept or not serves(kept[name]):
                kept[name] = make()
            kept.move_to_end(name)
            while len(kept) > self._most:
                kept.popitem(last=False)
            return kept[name]
