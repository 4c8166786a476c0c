"""The yardstick: gradient boosting, which nobody can read, on the same rows.  [pure]

Never used to score anything. Of a few settings the one that does best is taken, in its favour.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from tracker.learn.table import Column, Floats, Table

SETTINGS: Final[tuple[dict[str, Any], ...]] = (
    {"learning_rate": 0.05, "max_iter": 150, "max_leaf_nodes": 15, "min_samples_leaf": 40},
    {"learning_rate": 0.05, "max_iter": 120, "max_leaf_nodes": 7, "min_samples_leaf": 20},
)
_CATEGORIES_MAX: Final = 200


def boosted(train: Table, test: Table) -> Iterator[Floats]:
    """Scores of the test rows, once per setting."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # a second to load

    kinds = [item.kind == "word" for item in train.columns]
    codes = [_codes(item) for item in train.columns]
    x, unseen = (_encoded(table, codes) for table in (train, test))
    for setting in SETTINGS:
        model = HistGradientBoostingClassifier(
            categorical_features=kinds, l2_regularization=1.0, early_stopping=False, random_state=1, **setting
        )
        model.fit(x, train.y)
        yield np.asarray(model.decision_function(unseen), dtype=np.float64)


def _codes(column: Column) -> dict[str, int]:
    return {word: index for index, word in enumerate(sorted(set(column.words))[:_CATEGORIES_MAX])}


def _encoded(table: Table, codes: list[dict[str, int]]) -> Floats:
    parts = [
        item.values
        if item.kind == "number"
        else np.array([known.get(word, np.nan) for word in item.words], dtype=np.float64)
        for item, known in zip(table.columns, codes, strict=True)
    ]
    return np.column_stack(parts)
