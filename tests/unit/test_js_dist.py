"""What ships is what the sources give, and it stays small."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from tracker.snippet.compose import DEFAULT, MODULES, Script, SnippetConfig, compose

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "tracker" / "static" / "snippet"
MANIFEST = json.loads((BUILT / "manifest.json").read_text("utf-8"))
CONFIG = SnippetConfig(url="https://t.example.com/s/abcdefghjkmn", key="abcdefghjkmn")
# Bytes. Brotli is the budget; gzip guards it where the library is not installed.
BUDGETS = {
    "lite": (600, 730),
    "core": (1350, 1540),
    "core+auto": (1700, 1930),
    "default": (1800, 2050),
    "everything": (2300, 2640),
}
ALL = ("auto", "objection", "inspect", "datalayer", "embeds", "md", "cmp_tcf", "chat_intercom")
COMPOSED = {"lite": (), "core": (), "core+auto": ("auto",), "default": DEFAULT, "everything": ALL}
# What a module may add to core and auto, by the beginning of its name.
ADDED = {
    "auto": 351,  # with core it has 1,700 (above); core leaves it what it does not use itself
    "objection": 60,
    "inspect": 60,
    "datalayer": 220,
    "embeds": 190,
    "md": 75,
    "begun": 90,
    "cmp_": 90,
    "cmp_usercentrics": 120,
    "chat_": 75,
    "chat_crisp": 85,
    "chat_hubspot": 95,
    "chat_livechat": 115,
}


def _composed(name: str) -> Script:
    config = replace(CONFIG, edition="lite") if name == "lite" else CONFIG
    return compose(config, COMPOSED[name])


@pytest.mark.parametrize("name", list(BUDGETS))
def test_the_composed_script_is_within_its_budget(name: str) -> None:
    body = _composed(name).body
    brotli, gzipped = BUDGETS[name]
    assert len(gzip.compress(body, 9)) <= gzipped
    assert MANIFEST["sizes"][name]["brotli"] <= brotli
    assert MANIFEST["sizes"][name]["raw"] == len(body)


@pytest.mark.skipif(find_spec("brotli") is None, reason="the library brotli is not installed")
@pytest.mark.parametrize("name", list(BUDGETS))
def test_the_brotli_size_is_the_one_in_the_manifest(name: str) -> None:
    coded = _composed(name).brotli
    assert coded is not None
    assert len(coded) <= BUDGETS[name][0]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_within_its_budget(name: str) -> None:
    budget = max((len(start), size) for start, size in ADDED.items() if name.startswith(start))[1]
    assert MANIFEST["added"][name] <= budget


def test_the_files_are_those_the_manifest_names() -> None:
    for name, hashed in MANIFEST["files"].items():
        digest = hashlib.sha384((BUILT / name).read_bytes()).digest()
        assert hashed == "sha384-" + base64.b64encode(digest).decode(), name
    built = {path.name for path in BUILT.iterdir() if path.suffix in {".js", ".css"}}
    assert built == set(MANIFEST["files"])


def test_no_placeholder_is_left_and_none_is_unknown() -> None:
    text = (BUILT / "core.js").read_text("utf-8")
    text += "".join((BUILT / f"{name}.js").read_text("utf-8") for name in MODULES)
    assert set(MANIFEST["sample"]) == {name for name in MANIFEST["sample"] if name in text}
    assert b"__" not in compose(CONFIG).body


def test_the_script_names_no_storage_but_its_own_and_no_address() -> None:
    text = compose(CONFIG).body.decode()
    for word in (
        "eval(",
        "Function(",
        "document.write",
        "innerHTML",
        "sessionStorage",
        "cookie",
        "unload",
        ".value",
    ):
        assert word not in text, word


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_built_files_are_what_the_sources_give() -> None:
    node = shutil.which("node")
    if node is None or not (ROOT / "js" / "node_modules").is_dir():
        pytest.skip("node or js/node_modules is not there: run npm ci in js/ to check the built files")
    done = subprocess.run(
        [node, "build.mjs", "--check"], cwd=ROOT / "js", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
