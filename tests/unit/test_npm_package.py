"""The npm package: built from the sources that are here, and safe to import where there is no window."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

JS = Path(__file__).parents[2] / "js"
NPM = JS / "npm"


def _fingerprint() -> str:
    folders = ("src/core", "src/modules", "npm/src", "types")
    names = sorted(f"{folder}/{path.name}" for folder in folders for path in (JS / folder).iterdir())
    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\n{(JS / name).read_text('utf-8')}".encode())
    return digest.hexdigest()[:32]


def test_it_was_built_from_these_sources() -> None:
    first = (NPM / "dist" / "index.js").read_text("utf-8").splitlines()[0]
    assert first.endswith(_fingerprint()), "the sources changed: run node build-npm.mjs in js/"


def test_no_place_is_left_that_a_server_would_fill() -> None:
    assert not re.search(r"(?<!@)__[A-Z]+__", (NPM / "dist" / "index.js").read_text("utf-8"))


def test_its_version_is_the_scripts() -> None:
    package, script = (json.loads((folder / "package.json").read_text()) for folder in (NPM, JS))
    assert package["version"] == script["version"]
    for target in package["exports"]["."].values():
        assert (NPM / target).is_file()


def test_what_is_exported_is_typed() -> None:
    types = (NPM / "dist" / "index.d.ts").read_text("utf-8")
    exported = re.search(r"export \{([^}]*)\};\s*$", (NPM / "dist" / "index.js").read_text("utf-8"))
    assert exported
    names = {name.split(" as ")[-1].strip() for name in exported[1].split(",")}
    assert names == {"init", "track", "page", "consent", "identify", "off", "MODULES"}
    for name in names:
        assert re.search(rf"export (function|const) {name}\b", types), name


def _node(code: str) -> subprocess.CompletedProcess[str]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node is installed")
    program = f"import * as v from {json.dumps((NPM / 'dist' / 'index.js').as_uri())};{code}"
    return subprocess.run(
        [node, "--input-type=module", "-e", program], capture_output=True, text=True, timeout=60, check=False
    )


GOOD = "{key: 'abcdefghjkmn', host: 'https://visits.example.com'}"


def test_on_a_server_every_call_does_nothing() -> None:
    done = _node(
        f"v.init({GOOD}); v.track('trial', {{plan: 'pro'}}, true); v.page(); v.consent('yes');"
        "v.identify('c-1'); v.off(); console.log(typeof globalThis.vt, v.MODULES.includes('auto'))"
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "undefined true", "")


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("key: 'No!'", "key:"),
        ("host: 'visits.example.com'", "host:"),
        ("consent: 'yes'", "consent: wait or anon"),
        ("objection: 'yes'", "objection:"),
        ("refusal: 'wait'", "refusal:"),
        ("modules: ['evil']", "modules: some of auto"),
        ("parameters: ['a|b']", "parameters:"),
    ],
)
def test_what_is_not_allowed_is_said(field: str, says: str) -> None:
    done = _node(f"try {{ v.init({{...{GOOD}, {field}}}) }} catch (e) {{ console.log(e.message) }}")
    assert says in done.stdout
