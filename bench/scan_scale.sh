#!/bin/sh
# Time and memory of a scan over the number of articles: bench/scan_scale.sh [ARTICLES]... (default 300,000, 1 and 3
# million), generated news, JSON lines in SCALE_DIR (default: a temporary folder, removed at the end; 2.4 GB a million).
# A row for each size and way: all in memory, and a work directory under 1 GiB. `anon` is the most that was not pages of
# files, looked at twice a second. Everything goes to stdout as tab-separated values; RECORD=1 keeps it in bench/runs,
# with a plot. SCALE_WAYS names the ways.
root=$(cd "$(dirname "$0")/.." && pwd)
reprint=${BUILD:-$root/build}/reprint
[ $# -gt 0 ] || set -- 300000 1000000 3000000
dir=${SCALE_DIR:-}
[ "$dir" ] || { dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT; }
mkdir -p "$dir" || exit 2

for n; do
    [ -e "$dir/$n.jsonl" ] || "$reprint" gen -q --kind news -n "$n" --seed 1 -o "$dir/$n.jsonl" || exit 2
done

# field FILE NAME
field() { sed -n 's/.*"'"$2"'":\([0-9.]*\).*/\1/p' "$1"; }

# work_kib PID: what its files in the work directory take, those without a name too
work_kib() {
    for fd in "/proc/$1/fd/"*; do
        case $(readlink "$fd" 2>/dev/null) in "$dir/work"*) stat -Lc %b "$fd" 2>/dev/null ;; esac
    done | awk '{ sum += $1 } END { print int(sum / 2) }'
}

# watch PID: the most anonymous memory and the largest work directory, in KiB
watch() {
    anon=0 disk=0
    while now=$(sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$1/status" 2>/dev/null) && [ "$now" ]; do
        [ "$now" -gt $anon ] && anon=$now
        held=$(work_kib "$1")
        [ "$held" -gt $disk ] && disk=$held
        sleep .5
    done
    printf '%s\t%s' $anon $disk >"$dir/watched"
}

# row ARTICLES WAY [OPTION]...
row() {
    docs=$1 way=$2
    shift 2
    rm -rf "$dir/work"
    /usr/bin/time -f '%U %S' -o "$dir/cpu" "$reprint" scan -q -f jsonl "$dir/$docs.jsonl" -o "$dir/stories" \
        --stats "$dir/stats" "$@" &
    timer=$!
    sleep .2
    watch "$(ps -o pid= --ppid $timer | tr -d ' ')"
    wait $timer || exit 2
    seconds=$(sed 's/.*"seconds"://' "$dir/stats" >"$dir/seconds"
        for s in read records candidates verify results write total; do printf '\t%s' "$(field "$dir/seconds" $s)"; done)
    printf '%s\t%s\t%s\t%s\t%s\t%s%s\n' "$docs" "$way" "$(field "$dir/stats" bytes)" "$(field "$dir/stats" peak_bytes)" \
        "$(cat "$dir/watched")" "$(awk '{ print $1 + $2 }' "$dir/cpu")" "$seconds"
    [ "$way" != memory ] || mv "$dir/stories" "$dir/stories.memory"
    [ "$way" = memory ] || [ ! -e "$dir/stories.memory" ] || cmp "$dir/stories" "$dir/stories.memory" >&2 || exit 2
}

out=/dev/null
if [ "${RECORD:-}" ]; then
    cpu=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1 | tr -cs 'A-Za-z0-9\n' '-')
    mkdir -p "$root/bench/runs/$(date +%F)-$cpu" && out=$root/bench/runs/$(date +%F)-$cpu/scan-scale.tsv
fi
{
    printf 'documents\tway\ttext_bytes\tpeak_bytes\tanon_kib\twork_dir_kib\tcpu\tread\trecords\tcandidates\tverify\tresults\twrite\ttotal\n'
    for n; do
        for way in ${SCALE_WAYS:-memory work-dir}; do
            case $way in
            memory) row "$n" memory --memory 64G ;;
            work-dir) row "$n" work-dir --memory 1G --work-dir "$dir/work" ;;
            esac
        done
    done
    rm -rf "$dir/work" "$dir/stories" "$dir/stories.memory" "$dir/stats" "$dir/seconds" "$dir/cpu" "$dir/watched"
} | tee "$out"
[ "$out" = /dev/null ] || awk -f "$root/bench/scale_plot.awk" "$out" >"${out%.tsv}.svg"
