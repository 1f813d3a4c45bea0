#!/bin/sh
# Floor, stages, end to end, ratio: on generated text and, when they are there, on the corpora of
# ../shared/data. With RECORD=1 the rows are kept in bench/runs/DATE-MACHINE/.
cd "$(dirname "$0")/.." || exit 2
reprint=${BUILD:-build}/reprint
runs=${RUNS:-5}
data=../shared/data
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# measure NAME [OPTION]...: the table to the screen, the JSON to the record
measure() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$reprint" bench --runs "$runs" --json "$@" >"$tmp/row" || exit 1
    sed "s/^{/{\"name\":\"$name\",/" "$tmp/row" >>"$tmp/raw.jsonl"
    sed 's/.*"floor_s":\([0-9.]*\),"total_s":\([0-9.]*\),"ratio":\([0-9.]*\).*"documents":\([0-9]*\),"bytes":\([0-9]*\).*/\1 \2 \3 \4 \5/' "$tmp/row" |
        awk -v name="$name" '{ printf "floor %.3f s, all %.3f s (%.0f MB/s), ratio %.2f; %d documents, %.0f MB\n", $1, $2, $5 / $2 / 1e6, $3, $4, $5 / 1e6
                               printf "| %s | %.3f | %.3f | %.0f | %.2f |\n", name, $1, $2, $5 / $2 / 1e6, $3 >> "'"$tmp/table"'" }'
    sed 's/.*"stages":{\([^}]*\)}.*/  \1/; s/"//g; s/,/  /g' "$tmp/row"
}

measure generated
measure generated-escaped --escaped .3
if [ -r $data/reuters-2006-2010.jsonl.zst ] && [ -r $data/allsides.jsonl.zst ] && command -v zstd >/dev/null; then
    zstd -dcq $data/reuters-2006-2010.jsonl.zst $data/allsides.jsonl.zst >"$tmp/real.jsonl"
    measure real-1-thread "$tmp/real.jsonl"
    measure real-2-threads -j2 "$tmp/real.jsonl"
    zstd -q -3 "$tmp/real.jsonl" -o "$tmp/real.zst"
    measure real-zstd-2-threads -j2 "$tmp/real.zst"
    gzip -6 <"$tmp/real.jsonl" >"$tmp/real.gz"
    measure real-gzip-2-threads -j2 "$tmp/real.gz"
else
    printf '\n%s is not here: generated text only\n' "$data"
fi

[ "${RECORD:-}" ] || exit 0
machine=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1 | tr -cs 'A-Za-z0-9' '-' | sed 's/^-*//; s/-*$//')
folder=bench/runs/$(date +%Y-%m-%d)-${machine:-unknown}
mkdir -p "$folder"
cp "$tmp/raw.jsonl" "$folder/raw.jsonl"
{
    printf '# %s\n\n' "$(basename "$folder")"
    printf -- '- machine: %s, %s processors\n' "${machine:-unknown}" "$(nproc)"
    printf -- '- system: %s, %s\n' "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" "$(uname -r)"
    printf -- '- compiler: %s\n' "$(${CC:-cc} --version | head -n 1)"
    printf -- '- program: %s, commit %s\n' "$("$reprint" --version)" "$(git describe --always --dirty 2>/dev/null)"
    printf -- '- command: make bench RECORD=1 RUNS=%s; medians, page cache warm\n\n' "$runs"
    printf '| corpus | floor s | all s | MB/s | ratio |\n|---|--:|--:|--:|--:|\n'
    cat "$tmp/table"
    printf '\nThe floor is the file mapped and the fields of every record located, on one thread; of compressed\nfiles it is the decompressor. `raw.jsonl` has the seconds of every stage.\n'
} >"$folder/README.md"
printf '\nkept in %s\n' "$folder"
