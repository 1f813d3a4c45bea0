"""Does explain say of a pair what scan said of it on the same files?

    explain_pairs.py REPRINT FILE MOST_OF_A_KIND

Pairs are those that scan reports: a copy with the reference of its version and with that of its story, a satellite with
the story it hangs on. MOST_OF_A_KIND of each kind of row and relation are looked at, and as many pairs of different
stories, which explain must not call copies. Prints a line of each that differs, then how many were looked at.
"""
import collections
import json
import random
import subprocess
import sys

reprint, path, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
COPIES = {"same-page", "verbatim", "light-edit", "edited", "trimmed", "expanded", "trimmed+expanded", "update",
          "correction", "embedded", "partial-reuse"}


def run(*arguments):
    return subprocess.run([reprint, *arguments], capture_output=True, text=True, check=True).stdout.splitlines()


def reported():
    reference, whole, home = {}, {}, {}
    for line in run("scan", "-q", "-f", "jsonl", path):
        row = json.loads(line)
        if row["type"] == "story":
            whole[row["story"]] = row["reference"]
            for v in row["versions"]:
                reference[row["story"], v["version"]] = v["reference"]
        elif row["type"] == "copy":
            home[row["id"]] = row["story"]
            yield "copy", reference[row["story"], row["version"]], row["id"], row["relation"]
            if whole[row["story"]] != reference[row["story"], row["version"]]:
                yield "of story", whole[row["story"]], row["id"], row["story_relation"]
        elif row["type"] == "satellite":
            yield "satellite", whole[row["story"]], row["id"], row["relation"]
    rows = random.Random(3)
    apart = sorted(home)
    for _ in range(4 * most if len(set(home.values())) > 1 else 0):
        a, b = rows.sample(apart, 2)
        if home[a] != home[b]:
            yield "apart", a, b, None


def explained(a, b):
    for line in run("explain", "-q", "--no-difference", a, b, path):
        if "; rule " in line or "; by the other documents" in line:
            return line.split(":")[0]
    return "(nothing)"


looked_at = collections.Counter()
pairs = sorted(set((k, a, b, r or "") for k, a, b, r in reported() if a != b))
random.Random(5).shuffle(pairs)
for kind, a, b, relation in pairs:
    if looked_at[kind, relation] == most:
        continue
    looked_at[kind, relation] += 1
    says = [explained(a, b), explained(b, a)] if looked_at[kind, relation] < 3 else [explained(a, b)]
    for verdict in says:
        if verdict in COPIES if kind == "apart" else verdict != relation:
            print(f"{kind} {a} {b}: scan says {relation or 'apart'}, explain {verdict}")
print(f"{sum(looked_at.values())} pairs")
