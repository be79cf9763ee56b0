#!/usr/bin/env python3
"""Writes breached.bin from word lists of public packages: make-breached.py OUT LIST...

A list is a text file (one password a line, .gz or not) or a JSON array. breached.bin holds the first four bytes of the
SHA-256 of each password in lower case, sorted, without repetition: the crate finds them by halving.
"""
import gzip
import hashlib
import json
import sys

out, lists = sys.argv[1], sys.argv[2:]
words = set()
for name in lists:
    read = gzip.open if name.endswith(".gz") else open
    with read(name, "rt", encoding="utf-8") as file:
        found = json.load(file) if name.endswith(".json") else file.read().splitlines()
    # Shorter ones are refused for their length; the stem of a longer one may be short.
    words.update(word.strip().lower() for word in found if len(word.strip()) >= 4)
hashes = sorted({hashlib.sha256(word.encode()).digest()[:4] for word in words})
with open(out, "wb") as file:
    file.write(b"".join(hashes))
print(len(words), "passwords,", len(hashes) * 4, "bytes")
