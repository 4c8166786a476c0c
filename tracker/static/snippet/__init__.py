"""The built snippet: chunks, on-demand pages and manifest.json, written by js/build.mjs. Do not edit."""
