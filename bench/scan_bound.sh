#!/bin/sh
# What `scan --memory` holds: scan_bound.sh REPRINT FILE... prints a row for each file, number of threads and bound.
# THREADS and BOUNDS (MiB) say which; a bound that is refused has no peak.
reprint=$1
shift
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
printf 'input\tarticles\tthreads\tbound_mib\tpeak_mib\ton_disk\tprocessor_s\n'
for file; do
    for threads in ${THREADS:-1 2 4}; do
        for bound in ${BOUNDS:-64 96 128 192 256 384}; do
            python3 - "$reprint" "$file" "$threads" "$bound" "$tmp/stats" <<'.'
import json, os, resource, subprocess, sys
reprint, file, threads, bound, stats = sys.argv[1:]
code = subprocess.call([reprint, "scan", "-q", "-f", "jsonl", "-j" + threads, "--memory", bound + "M", "--stats", stats,
                        "-o", "/dev/null", file], stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
told = json.load(open(stats)) if code == 0 else {}
print(os.path.basename(file), told.get("input", {}).get("documents", ""), threads, bound,
      "%.1f" % (used.ru_maxrss / 1024) if told else "refused", "yes" if told and told["machine"]["on_disk"] else "no" if told else "",
      "%.1f" % (used.ru_utime + used.ru_stime) if told else "", sep="\t", flush=True)
.
        done
    done
done
