"""Pack the domains that private mail comes from: free providers and throw-away addresses.

From the npm archive free-email-domains (MIT) and the PyPI wheel disposable-email-domains (MIT). Run:
``python -m enrichment.packing.mail_domains free-email-domains-*.tgz disposable_*.whl YYYY-MM-DD OUT.xz``
"""

from __future__ import annotations

import ast
import json
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from enrichment.packing import tables


def free(archive: Path) -> Iterator[str]:
    with tarfile.open(archive) as tar:
        file = tar.extractfile("package/domains.json")
        assert file is not None
        yield from json.load(file)


def disposable(wheel: Path) -> Iterator[str]:
    with zipfile.ZipFile(wheel) as archive:
        module = ast.parse(archive.read("disposable_email_domains/__init__.py").decode())
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            yield node.value


def rows(archive: Path, wheel: Path) -> Iterator[tuple[str, str]]:
    """(domain, free or disposable); a domain in both is a throw-away one."""
    thrown = {name for text in disposable(wheel) if (name := _clean(text))}
    yield from ((name, "disposable") for name in thrown)
    yield from ((name, "free") for text in free(archive) if (name := _clean(text)) and name not in thrown)


def _clean(text: str) -> str:
    name = text.strip().lower().rstrip(".")
    return name if "." in name and " " not in name and "/" not in name else ""


def main(archive: str, wheel: str, built: str, out: str) -> None:
    source = f"npm {Path(archive).name} (MIT), PyPI {Path(wheel).name} (MIT)"
    found = rows(Path(archive), Path(wheel))
    sys.stdout.write(f"{tables.write(Path(out), built, source, ('domain', 'kind'), found)} rows\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
