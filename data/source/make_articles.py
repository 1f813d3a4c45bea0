#!/usr/bin/env python3
"""Makes ../demo/articles.jsonl and expected.tsv from texts.txt. Standard library only; run inside data/source."""
import json
import sys


def fields(line):
    return [f.strip() for f in line[1:].split("|")]


def change(paragraphs, line):
    verb, _, rest = line.partition(" ")
    if verb == "exact":
        return paragraphs
    if verb == "keep":
        return paragraphs[: int(rest)]
    if verb == "drop":
        n = int(rest)
        return paragraphs[: n - 1] + paragraphs[n:]
    if verb == "put":
        n, _, text = rest.partition(" ")
        return paragraphs[: int(n) - 1] + [text] + paragraphs[int(n) - 1 :]
    if verb == "swap":
        old, new = rest.split(" => ")
        if not any(old in p for p in paragraphs):
            sys.exit(f"nothing to swap: {old}")
        return [p.replace(old, new) for p in paragraphs]
    if verb == "caps":
        return [paragraphs[0].upper()] + paragraphs[1:]
    if verb == "join":
        return [" ".join(paragraphs)]
    sys.exit(f"no such change: {verb}")


def main():
    docs, order, source = {}, [], {}
    for line in open("texts.txt", encoding="utf-8"):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line[0] in "=+":
            f = fields(line)
            current = dict(zip(("id", "title", "date", "source"), f))
            base = f[4] if line[0] == "+" else None
            text = list(docs[base][1]) if base else []
            if current["id"] in docs:
                sys.exit(f"twice: {current['id']}")
            docs[current["id"]] = [current, text]
            order.append(current["id"])
        elif line[0] == "!":
            source[current["id"]] = (base or "-", line[1:].strip())
        elif base:
            docs[current["id"]][1] = change(docs[current["id"]][1], line)
        else:
            docs[current["id"]][1].append(line)
    with open("../demo/articles.jsonl", "w", encoding="utf-8") as out:
        for name in order:
            record, text = docs[name]
            out.write(json.dumps({**record, "text": "\n\n".join(text)}, ensure_ascii=False) + "\n")
    with open("expected.tsv", "w", encoding="utf-8") as out:
        out.write("id\tof\texpected\n")
        for name in order:
            out.write(f"{name}\t{source[name][0]}\t{source[name][1]}\n")


main()
