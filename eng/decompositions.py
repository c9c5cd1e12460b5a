#!/usr/bin/env python3
"""Writes src/Model/Tokenization/decompositions.txt: what is left of each composed character without its accents.

The tokenizer needs it because .NET does not decompose text where globalisation is invariant, and because the version of the
system's ICU must not decide a token. Each line is the remainder, a tab, and the characters that have it. Hangul syllables are
missing: they are computed.
"""
import pathlib
import sys
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)
remainders: dict[str, list[str]] = {}
for code in range(0x80, 0x110000):
    character = chr(code)
    if code in HANGUL or 0xD800 <= code < 0xE000 or unicodedata.category(character) == "Mn":
        continue
    decomposed = unicodedata.normalize("NFD", character)
    if decomposed != character:
        remainder = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
        remainders.setdefault(remainder, []).append(character)

target = pathlib.Path(__file__).parent.parent / "src/Model/Tokenization/decompositions.txt"
target.write_text("".join(f"{key}\t{''.join(value)}\n" for key, value in sorted(remainders.items())), encoding="utf-8", newline="\n")
print(f"{sum(map(len, remainders.values()))} characters, Unicode {unicodedata.unidata_version}", file=sys.stderr)
