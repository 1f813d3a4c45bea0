#!/bin/sh
# explain with FILEs: the verdict of scan on the same files, for copies, satellites, and what is apart.
. "$(dirname "$0")/library.sh"
here=$(cd "$(dirname "$0")" && pwd)

# agree NAME FILE MOST LEAST: so many of each kind, so many in all
agree() {
    python3 "$here/explain_pairs.py" "$reprint" "$2" "$3" >"$tmp/pairs" 2>"$tmp/err" || {
        not_ok "$1" "$(tail -n 1 "$tmp/err")"
        return
    }
    n=$(sed -n 's/^\([0-9]*\) pairs$/\1/p' "$tmp/pairs")
    if [ "$(wc -l <"$tmp/pairs")" -eq 1 ] && [ "${n:-0}" -ge "$4" ]; then ok "$1"; else
        not_ok "$1" "$(wc -l <"$tmp/pairs") lines: $(head -n 3 "$tmp/pairs")"; fi
}

agree "explain says what scan says: data/demo-news" "$root/data/demo-news/pages.jsonl" 1000 15
"$reprint" gen -q --kind news -n 2000 --seed 11 -o "$tmp/news.jsonl"
agree "explain says what scan says: 2,000 generated pages" "$tmp/news.jsonl" 2 25

# A pair alone knows less: a slip is a correction then.
cd "$root" || exit 2
"$reprint" explain -q --no-difference reuters lamplight data/demo-news/pages.jsonl | grep -q '^light-edit:.*; rule 6' && ok "a slip among others" || not_ok "a slip among others" "is none"
"$reprint" explain -q --no-difference --alone reuters lamplight data/demo-news/pages.jsonl | grep -q '^correction:' && ok "a slip alone" || not_ok "a slip alone" "is known"

# One count of words: those that are compared.
for id in skarvik library-2 metro; do
    scanned=$("$reprint" scan -q -f jsonl data/demo-news/pages.jsonl | sed -n "s/.*\"id\":\"$id\".*\"words\":\([0-9]*\).*/\1/p")
    is "words of $id, as scan counts them" "$scanned" \
        "$("$reprint" explain -q --no-difference $id reuters data/demo-news/pages.jsonl | sed -n 's/^   body words  *//p' | head -n 1)"
done

# --memory, for what cannot be known to fit: what is kept of a pipe goes to a file, and nothing else is said.
"$reprint" explain -q n000000001 n000000002 "$tmp/news.jsonl" >"$tmp/want"
"$reprint" explain -q --memory 64M n000000001 n000000002 - <"$tmp/news.jsonl" >"$tmp/got"
is "explain --memory" "$?" 0
same "explain --memory: the same bytes" "$tmp/want" "$tmp/got"
cat "$tmp/news.jsonl" | "$reprint" explain -q --memory 64M --work-dir "$tmp/none" n000000001 n000000002 - >"$tmp/got" 2>"$tmp/err"
is "explain --memory: with no place for it" "$?" 2
says "explain --memory: with no place for it: said" "--work-dir names another place"
