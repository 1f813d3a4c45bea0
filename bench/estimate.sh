#!/bin/sh
# What --estimate says beside what is seen then: estimate.sh REPRINT FILE... prints for each file, command and WAYS (all:
# as much memory as there is; a number: --memory of so many MiB with a work directory) said, seen and said/seen.
# THREADS: 2. RUNS: of so many runs the quickest counts (3), for the clock of a machine that others use says little.
reprint=$1
shift
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
printf 'input\tcommand\tway\twhat\tsaid\tseen\tsaid/seen\n'
for file; do
    for command in ${COMMANDS:-scan dedup}; do
        for way in ${WAYS:-all 256}; do
            python3 - "$reprint" "$command" "$file" "$way" "${THREADS:-2}" "${RUNS:-3}" "$tmp" <<'.'
import json, os, re, resource, shutil, subprocess, sys
reprint, command, file, way, threads, runs, tmp = sys.argv[1:]
work = os.path.join(tmp, "work")
call = [reprint, command, "-j" + threads] + ([] if way == "all" else ["--memory", way + "M", "--work-dir", work])
unit = {"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9}
text = subprocess.run(call + ["--estimate", file], stdout=subprocess.PIPE, check=True).stdout.decode()
row = {r.split(None, 1)[0]: r.split(None, 1)[1] for r in text.splitlines()}
number = lambda s: float(s.replace(",", "").split()[0])
size = lambda s: number(s) * unit[s.split()[1]]
said = {"documents": number(row["documents"]), "memory MB": size(row["memory"]) / 1e6,
        "clock s": float(re.search(r"about ([\d.]+) s", row["time"]).group(1)) if " s" in row["time"] else None}
found = re.search(r"([\d.]+) s of processor", row["time"])
if found:
    said["processors s"] = float(found.group(1))
if "pairs" in row:
    said["pairs"] = number(row["pairs"])
seen = None
for _ in range(int(runs)):
    shutil.rmtree(work, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(call + ["-q", "--stats", tmp + "/stats", "-o", tmp + "/out", file], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.load(open(tmp + "/stats"))
    now = {"documents": told["input"]["documents"], "memory MB": told["machine"]["peak_bytes"] / 1e6,
           "clock s": told["seconds"]["total"], "processors s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
           "pairs": told["result"]["candidates"]}
    if seen is None or now["processors s"] < seen["processors s"]:
        seen = now
for what in said:
    if said[what] is not None:
        print(os.path.basename(file), command, way, what, "%.6g" % said[what], "%.6g" % seen[what],
              "%.2f" % (said[what] / seen[what]) if seen[what] else "", sep="\t", flush=True)
.
        done
    done
done
