#!/bin/sh
# Time and memory over the size of the corpus: bench/scale.sh [DOCUMENTS]... (default 1, 3, 10 million), on
# generated, compressed text of SCALE_WORDS words a document (default 150) in SCALE_DIR (default: a temporary folder,
# removed at the end; 0.4 GB a million). A row for each size and way: in memory, scratch files under a small bound, a
# work directory under 1 GiB. Everything goes to stdout as tab-separated values; the header says what. RECORD=1 keeps it
# in bench/runs, with a plot. SCALE_WAYS names the ways; under 128 MB tens of millions take minutes.
root=$(cd "$(dirname "$0")/.." && pwd)
reprint=${BUILD:-$root/build}/reprint
PIECE=500000
[ $# -gt 0 ] || set -- 1000000 3000000 10000000
most=0
for n; do [ "$n" -gt $most ] && most=$n; done
dir=${SCALE_DIR:-}
[ "$dir" ] || { dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT; }
mkdir -p "$dir"

i=0
while [ $((i * PIECE)) -lt "$most" ]; do
    piece=$dir/p$i.jsonl.zst
    [ -e "$piece" ] || "$reprint" gen -q -n "$most" --words "${SCALE_WORDS:-150}" --near .1 --exact .05 --first $((i * PIECE)) --count $PIECE \
        -o "$piece" || exit 2
    i=$((i + 1))
done

# field FILE NAME
field() { sed -n 's/.*"'"$2"'":\([0-9.]*\).*/\1/p' "$1"; }

# row DOCUMENTS WAY [OPTION]...
row() {
    docs=$1 way=$2
    shift 2
    files=$(i=0; while [ $((i * PIECE)) -lt "$docs" ]; do echo "$dir/p$i.jsonl.zst"; i=$((i + 1)); done)
    rm -rf "$dir/work"
    /usr/bin/time -f '%U %S' -o "$dir/cpu" "$reprint" dedup -q $files -o /dev/null --stats "$dir/stats" "$@" || exit 2
    cpu_s=$(awk '{ print $1 + $2 }' "$dir/cpu")
    seconds=$(sed 's/.*"seconds"://' "$dir/stats" >"$dir/seconds"; for s in read join extract resolve write total; do
        printf '\t%s' "$(sed -n 's/^[^}]*"'$s'":\([0-9.]*\).*/\1/p' "$dir/seconds")"; done)
    disk=$(du -sk "$dir/work" 2>/dev/null | cut -f 1)
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s%s\n' "$docs" "$way" "$(field "$dir/stats" bytes)" \
        "$(field "$dir/stats" peak_bytes)" "$(field "$dir/stats" state_bytes)" "${disk:-0}" "$cpu_s" "$seconds"
}

out=/dev/null
if [ "${RECORD:-}" ]; then
    cpu=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1 | tr -cs 'A-Za-z0-9\n' '-')
    mkdir -p "$root/bench/runs/$(date +%F)-$cpu" && out=$root/bench/runs/$(date +%F)-$cpu/scale.tsv
fi
{
    printf 'documents\tway\ttext_bytes\tpeak_bytes\tcolumns_bytes\twork_dir_kib\tcpu\tread\tjoin\textract\tresolve\twrite\ttotal\n'
    for n; do
        for way in ${SCALE_WAYS:-memory scratch work-dir}; do
            case $way in
            memory) row "$n" memory --memory 64G ;;
            scratch) row "$n" scratch --memory 128M ;;
            work-dir) row "$n" work-dir --memory 1G --work-dir "$dir/work" ;;
            esac
        done
    done
    rm -rf "$dir/work" "$dir/stats" "$dir/seconds" "$dir/cpu"
} | tee "$out"
[ "$out" = /dev/null ] || awk -f "$root/bench/scale_plot.awk" "$out" >"${out%.tsv}.svg"
