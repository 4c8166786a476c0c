"""Readers: store + pure code → answers for people. Raw text comes out untouched; who renders, escapes."""
