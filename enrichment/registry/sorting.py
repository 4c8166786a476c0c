"""Sort more lines than fit into memory: sorted runs on disk, merged as they are read."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

#: Bytes of lines held before a run is written.
RUN = 64 << 20


class Sorter:
    """``add`` lines (text without line ends), then iterate once over them in byte order."""

    def __init__(self, folder: Path, name: str, run: int = RUN) -> None:
        self._folder, self._name, self._run = folder, name, run
        self._lines: list[bytes] = []
        self._size = 0
        self._runs: list[Path] = []

    def add(self, line: str) -> None:
        data = line.encode() + b"\n"
        self._lines.append(data)
        self._size += len(data) + 64
        if self._size >= self._run:
            self._spill()

    def _spill(self) -> None:
        path = self._folder / f"{self._name}-{len(self._runs)}"
        self._lines.sort()
        with path.open("wb") as file:
            file.writelines(self._lines)
        self._runs.append(path)
        self._lines, self._size = [], 0

    def __iter__(self) -> Iterator[str]:
        self._lines.sort()
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("rb")) for path in self._runs]
            for line in heapq.merge(*files, self._lines):
                yield line[:-1].decode()
        for path in self._runs:
            path.unlink()
