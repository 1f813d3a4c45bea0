#!/bin/sh
# Articles built to make scan slow: bench/scan_shapes.sh [DOCUMENTS] (default 2,000), each shape with so many and with
# four times as many documents. `growth` is processor time a byte against the smaller one: about 1 where cost is linear.
# Everything goes to stdout as tab-separated values; RECORD=1 keeps it in bench/runs.
root=$(cd "$(dirname "$0")/.." && pwd)
reprint=${BUILD:-$root/build}/reprint
n=${1:-2000}
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT || exit 2

# Of three runs the shortest: bytes, processor seconds, KiB, bytes out, stories
measure() { # SHAPE DOCUMENTS
    python3 "$root/bench/scan_shapes.py" "$1" "$2" >"$dir/in" || exit 2
    for _ in 1 2 3; do
        /usr/bin/time -f '%U %S %M' -o "$dir/time" "$reprint" scan -q -f jsonl "$dir/in" -o "$dir/out" || exit 2
        cat "$dir/time"
    done | awk -v bytes="$(wc -c <"$dir/in")" '{ t = $1 + $2; if (NR == 1 || t < least) least = t; if ($3 > peak) peak = $3 }
        END { printf "%d %.2f %d", bytes, least, peak }'
    echo " $(wc -c <"$dir/out") $(grep -c '"type":"story"' "$dir/out")"
}

out=/dev/null
if [ "${RECORD:-}" ]; then
    cpu=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1 | tr -cs 'A-Za-z0-9\n' '-')
    mkdir -p "$root/bench/runs/$(date +%F)-$cpu" && out=$root/bench/runs/$(date +%F)-$cpu/scan-shapes.tsv
fi
{
    printf 'shape\tdocuments\tbytes\tcpu_seconds\tpeak_kib\tbytes_out\tstories\tgrowth\n'
    for shape in $(python3 "$root/bench/scan_shapes.py"); do
        few=$(measure "$shape" "$n") && many=$(measure "$shape" $((4 * n))) || exit 2
        echo "$shape $n $few $((4 * n)) $many" | awk -v OFS='\t' '{
            print $1, $2, $3, $4, $5, $6, $7, ""
            print $1, $8, $9, $10, $11, $12, $13, ($4 > .02 ? sprintf("%.2f", ($10 / $9) / ($4 / $3)) : "-") }'
    done
} | tee "$out"
