#!/bin/sh
# Corpora built to be slow: bench/shapes.sh [DOCUMENTS] (default 10,000,000), each through dedup within 1 GiB, as
# JSON lines of 150 words that are compressed in SHAPES_DIR (default: a temporary folder, removed at the end; the
# largest takes 0.4 GB a million documents, one at a time is there).
# Everything goes to stdout as tab-separated values; `ratio` is a document's time against ordinary text, and the
# same for CPU seconds. RECORD=1 keeps it in bench/runs.
root=$(cd "$(dirname "$0")/.." && pwd)
reprint=${BUILD:-$root/build}/reprint
n=${1:-10000000}
dir=${SHAPES_DIR:-}
[ "$dir" ] || { dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT; }
mkdir -p "$dir" || exit 2

# Two pieces at a time: the generator runs on one thread.
corpus() { # SHAPE
    half=$(((n + 1) / 2)) shape=${1:+--shape $1}
    "$reprint" gen -q -n "$n" --words 150 $shape --count "$half" -o "$dir/0.jsonl.zst" &
    "$reprint" gen -q -n "$n" --words 150 $shape --first "$half" -o "$dir/1.jsonl.zst" && wait $! || exit 2
}

field() { sed -n 's/.*"'"$2"'":\([0-9.]*\).*/\1/p' "$1"; }

# row NAME: seconds by the clock and of the processors, peak, what was removed
row() {
    rm -rf "$dir/work"
    /usr/bin/time -f '%e %U %S %M' -o "$dir/time" "$reprint" dedup -q --dry-run --memory 1G --work-dir "$dir/work" \
        --stats "$dir/stats" "$dir/0.jsonl.zst" "$dir/1.jsonl.zst" || exit 2
    read -r wall user system peak <"$dir/time"
    : "${base_wall:=$wall}" "${base_cpu:=$(echo "$user + $system" | bc)}"
    stages=$(sed 's/.*"seconds"://; s/,"curve.*//' "$dir/stats" >"$dir/seconds"
        for s in read join extract resolve; do printf '\t%s' "$(field "$dir/seconds" $s)"; done)
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s%s\n' "$1" "$n" "$wall" "$(echo "$user + $system" | bc)" \
        "$(echo "scale=2; $wall / $base_wall" | bc)" "$(echo "scale=2; ($user + $system) / $base_cpu" | bc)" \
        "$peak" "$(field "$dir/stats" removed)" "$(field "$dir/stats" candidates)" "$(field "$dir/stats" largest_bucket)" "$stages"
}

out=/dev/null
if [ "${RECORD:-}" ]; then
    cpu=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1 | tr -cs 'A-Za-z0-9\n' '-')
    mkdir -p "$root/bench/runs/$(date +%F)-$cpu" && out=$root/bench/runs/$(date +%F)-$cpu/shapes.tsv
fi
{
    printf 'shape\tdocuments\tseconds\tcpu_seconds\tratio\tcpu_ratio\tpeak_kib\tremoved\tcandidates\tlargest_bucket\tread\tjoin\textract\tresolve\n'
    for shape in "" identical sixty hot tens; do
        corpus "$shape"
        row "${shape:-ordinary}"
    done
    rm -rf "$dir/work" "$dir/stats" "$dir/seconds" "$dir/time" "$dir"/[01].jsonl.zst
} | tee "$out"
