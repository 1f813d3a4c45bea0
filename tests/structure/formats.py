"""formats.py DOCUMENT: members in the files of this folder against the names in the document, section by section."""
import json
import re
import sys

# Members that the corpora of the test do not happen to have.
RARE = {"press_release", "original_url", "withdrawn_by"}
# Objects whose members are names of relations or thresholds: those are in relations.md.
OPEN = {"thresholds", "relations"}
FILES = {
    "dedup --removed": ["removed", "removed.own"],
    "dedup --clusters": ["clusters", "clusters.own"],
    "dedup --stats": ["stats"],
    "dedup --profile news": ["news.removed", "news.clusters", "news.stats"],
    "scan --format jsonl": ["scan", "scan.filtered"],
    "scan --stats": ["scan.stats"],
    "audit --format json": ["audit", "audit.own"],
}


def members(value, found):
    if isinstance(value, dict):
        for name, inner in value.items():
            found.add(name)
            if name not in OPEN:
                members(inner, found)
    elif isinstance(value, list):
        for inner in value:
            members(inner, found)


def told(name, missing, why):
    print(f"not ok - {name}: {why} {' '.join(sorted(missing))}" if missing else f"ok - {name}")


sections = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", open(sys.argv[1]).read(), re.S | re.M))
for section, files in FILES.items():
    found = set()
    for file in files:
        with open(file, "rb") as lines:
            for line in lines:
                members(json.loads(line), found)
    rows = [row for row in sections[section].split("\n") if row.startswith("| `")]
    named = set(re.findall(r"`([a-z_0-9]+)`", " ".join(rows + [sections[section]])))
    first = set(re.findall(r"`([a-z_0-9]+)`", " ".join(row.split("|")[1] for row in rows)))
    if section == "dedup --clusters" or section == "dedup --profile news" or section == "audit --format json":
        named |= set(re.findall(r"`([a-z_0-9]+)`", sections["dedup --stats"]))
    told(f"{section}: every member is named", found - named, "without a word:")
    told(f"{section}: every name is a member", first - found - RARE, "nobody writes:")
head = open("csv", newline="").readline().strip()
told("scan --format csv: its columns", set() if f"`{head}`" in sections["scan --format csv"] else {head}, "others:")
