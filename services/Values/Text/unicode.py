#!/usr/bin/env python3
"""Writes Unicode.txt, the tables of Unicode.cs: python3 services/Values/Text/unicode.py > services/Values/Text/Unicode.txt"""
import sys
import textwrap
import unicodedata


def code(text):
    return ".".join(f"{ord(one):X}" for one in text)


def simple_fold(one):
    """CaseFolding.txt has the statuses C and S; a letter whose full folding is longer has at most a simple one, which is its lower case."""
    folded, lower = one.casefold(), one.lower()
    return folded if len(folded) == 1 else lower if len(lower) == 1 else one


# The pairs of Unicode 15 and 16, which this Python does not know: capital and small letter.
NEWER = {0xA7CB: 0x264, 0xA7CC: 0xA7CD, 0xA7DA: 0xA7DB, 0xA7DC: 0x19B, 0x1C89: 0x1C8A, **{0x10D50 + n: 0x10D70 + n for n in range(22)}}

canonical, compatible, excluded, classes, folds = [], [], [], [], []
for number in range(sys.maxunicode + 1):
    one = chr(number)
    if 0xD800 <= number <= 0xDFFF or 0xAC00 <= number <= 0xD7A3:
        continue  # Surrogates have no meaning alone, and Hangul syllables are computed.
    if (mapping := unicodedata.decomposition(one)):
        parts = mapping.split()
        (compatible if parts[0].startswith("<") else canonical).append(
            f"{number:X}:{'.'.join(part for part in parts if not part.startswith('<'))}")
        if not parts[0].startswith("<") and unicodedata.normalize("NFC", one) != one:
            excluded.append(f"{number:X}")
    if (order := unicodedata.combining(one)):
        classes.append(f"{number:X}:{order}")
    if (folded := chr(NEWER[number]) if number in NEWER else simple_fold(one)) != one:
        folds.append(f"{number:X}:{code(folded)}")

print(f"# Unicode {unicodedata.unidata_version}, written by unicode.py.")
for name, entries in [("canonical", canonical), ("compatible", compatible), ("excluded", excluded), ("class", classes), ("fold", folds)]:
    print(f"# {name}")
    print("\n".join(textwrap.wrap(" ".join(entries), 138, break_on_hyphens=False)))
