#!/bin/sh
# The relation of `scan` against generated truth, class by class: writes tests/quality/relations.tsv.
#   relations.sh [SEED]...    100,000 documents of each seed; BEFORE=path of another reprint to set beside this one
cd "$(dirname "$0")/../.." || exit 2
BUILD=${BUILD:-build} documents=${DOCUMENTS:-100000}
reprint=$BUILD/reprint
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
[ $# -gt 0 ] || set -- 7101 7102 7103

# classes NAME: rows "said_by class right of share", and the confusions that make up a hundredth of their class
classes() {
    awk -F'\t' -v seed="$seed" -v documents="$documents" -v by="$1" '
        FNR == NR { if (FNR > 1 && $4 != "-") { of[$4]++; all++ } next }
        /^relations:/ { split($0, w, / +/); right_all = w[2]; in_relations = 1; next }
        in_relations && / called / {
            n = split($0, w, / +/); count = w[n]; truth = w[2]; said = w[4]
            wrong[truth] += count; confused[truth " called " said] = count }
        END {
            for (c in of) printf "%s\t%s\t%s\t%s\t%d\t%d\t%.4f\n", seed, documents, by, c, of[c] - wrong[c], of[c], 1 - wrong[c] / of[c]
            printf "%s\t%s\t%s\t%s\t%d\t%d\t%.4f\n", seed, documents, by, "(all)", right_all, all, right_all / all
            for (k in confused) { split(k, w, " "); if (confused[k] >= of[w[1]] / 100) printf "%s\t%s\t%s\t%s\t%d\t%d\t%.4f\n", seed, documents, by, k, confused[k], of[w[1]], confused[k] / of[w[1]] }
        }' "$tmp/truth.tsv" "$tmp/eval" | sort -t"$(printf '\t')" -k4,4
}

printf 'seed\tdocuments\tby\tclass, or confusion\tcount\tof\tshare\n' >"$tmp/table"
for seed in "$@"; do
    "$reprint" gen -q --kind news --documents "$documents" --seed "$seed" -o "$tmp/docs.jsonl" --truth "$tmp/truth.tsv" || exit 1
    for by in before now; do
        program=$reprint
        [ $by = before ] && program=$BEFORE
        [ -n "$program" ] || continue
        "$program" scan -q --format jsonl "$tmp/docs.jsonl" -o "$tmp/said.jsonl" || exit 1
        "$reprint" eval --gold "$tmp/truth.tsv" "$tmp/said.jsonl" >"$tmp/eval" || exit 1
        classes $by >>"$tmp/table"
        grep -E '^(pairs|B-cubed|source|distributor|carrier|original) ' "$tmp/eval" | sed "s/^/$seed $by  /"
    done
done
grep -v ' called ' "$tmp/table"
cp "$tmp/table" tests/quality/relations.tsv
