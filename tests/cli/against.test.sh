#!/bin/sh
# dedup --against: what stands in a reference goes, by whatever relation, for whatever threads, memory and way in; what
# cannot be a reference is refused with a reason.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
"$reprint" gen -q -n 4000 --near .2 --exact .1 --trimmed .1 -o all.jsonl || exit 2

# Relations to one benchmark item of 40 words, by hand.
item=$(seq 1 40 | sed 's/.*/item&/' | tr '\n' ' ')
around=$(seq 1 60 | sed 's/.*/around&/' | tr '\n' ' ')
short=$(seq 1 12 | sed 's/.*/short&/' | tr '\n' ' ')
jq_line() { printf '{"id":"%s","text":"%s"}\n' "$1" "$2"; }
{ jq_line item "$item"; jq_line brief "$short"; } >bench.jsonl
{
    jq_line exact "${item}"
    jq_line near "$item tail"
    jq_line page "$around $item $around"
    jq_line piece "$(echo "$item" | cut -d' ' -f8-24)"
    jq_line with-brief "$(echo "$around" | tr a-z b-za) $short"
    jq_line other "$around"
    jq_line again "$around"
} >small.jsonl
relations() { sed 's/.*"id":"\([^"]*\)".*"kept":"\([^"]*\)".*"relation":"\([^"]*\)".*/\1 \3 \2/' "$1" | tr '\n' ';'; }

"$reprint" dedup -q --against bench.jsonl small.jsonl -o kept --removed removed
is "copies of an item go" "$(relations removed)" "exact exact item;near near item;again exact other;"
"$reprint" dedup -q --contained .8 --against bench.jsonl small.jsonl -o kept --removed removed
is "with --contained what holds it, or is a piece of it" "$(relations removed)" \
    "exact exact item;near near item;page contains item;piece contained item;again exact other;"
is "but not for 12 words" "$(sed 's/.*"id":"\([^"]*\)".*/\1/' kept | tr '\n' ' ')" "with-brief other "
grep -q '"kept_file":"bench.jsonl","kept_line":1,"reference":true,"relation":"contains".*"kept_contained":1}' removed &&
    ok "the item is named" || not_ok "the item is named" "$(head -n 3 removed)"
"$reprint" dedup -q --only-against --contained .8 --against bench.jsonl small.jsonl -o kept --removed removed
is "--only-against leaves copies within the input" "$(tail -n 2 kept | sed 's/.*"id":"\([^"]*\)".*/\1/' | tr '\n' ' ')" "other again "
"$reprint" dedup -q --only-against --contained .8 small.jsonl --against bench.jsonl --clusters clusters --format text >text
grep -q '"type":"cluster","size":5,"reference":true,"kept":{"id":"item"' clusters && ok "clusters name it" || not_ok "clusters name it" "$(tail -n 1 clusters)"
grep -q '^reference of 4 removed' text && grep -q '^  contains   100 % of that is in it' text && ok "groups to read" || not_ok "groups to read" "$(cat text)"
"$reprint" dedup -q -e -n --against bench.jsonl small.jsonl --stats stats
is "--exit-status" $? 1
is "statistics" "$(stat_of stats documents) $(stat_of stats reference) $(stat_of stats against) $(stat_of stats kept)" "7 2 2 4"

# A thousand pages that hold one item: none is left out for the others.
i=0
while [ $i -lt 1000 ]; do
    echo "{\"text\":\"$(seq $((i * 50)) $((i * 50 + 49)) | tr '\n' ' ') $item\"}"
    i=$((i + 1))
done >pages.jsonl
"$reprint" dedup -q --contained .9 --against bench.jsonl pages.jsonl >kept
is "every page that holds it goes" "$(wc -l <kept)" 0

# --- fields of its own, several references, no reference ---
printf '{"question":"%s","text":"nothing"}\n' "$item" >questions.jsonl
"$reprint" dedup -q --against questions.jsonl --against-field text=question small.jsonl --removed removed -o kept
is "--against-field" "$(relations removed)" "exact exact questions.jsonl:1;near near questions.jsonl:1;again exact other;"
mkdir texts
echo "$item" >texts/one.txt
head -n 200 all.jsonl | zstd -q >half.jsonl.zst
"$reprint" dedup -q --only-against --against texts --against half.jsonl.zst --against bench.jsonl small.jsonl all.jsonl -o kept --removed removed
is "several references: files" "$(sed 's/.*"kept_file":"\([^"]*\)".*/\1/' removed | sort | uniq -c | sort -rn | awk '{print $2}' | tr '\n' ' ')" "half.jsonl.zst texts/one.txt "
head -n 200 all.jsonl | sort >first
sort kept | comm -12 - first >both
is "nothing of them comes out" "$(wc -l <both)" 0
: >empty.jsonl
expect "an empty reference" 0 "$reprint" dedup --against empty.jsonl small.jsonl -o kept
says "is said" "no document in the reference"
is "and changes nothing" "$(wc -l <kept)" 5
"$reprint" dedup -q small.jsonl -o plain
same "and changes no byte" plain kept
rm kept
expect "a reference that is not there" 2 "$reprint" dedup -q --against nowhere.jsonl small.jsonl -o kept
says "ends the run" "the reference could not be read whole, nothing is written"
[ ! -e kept ] && ok "without a result" || not_ok "without a result" "$(ls)"
zstd -dcq half.jsonl.zst | gzip | head -c 20000 >damaged.jsonl.gz
expect "a damaged reference" 2 "$reprint" dedup -q --against damaged.jsonl.gz small.jsonl -o kept
says "ends the run too" "the reference could not be read whole, nothing is written"
echo '{"text":' >>bench.jsonl
expect "a bad record of a reference" 2 "$reprint" dedup -q --against bench.jsonl small.jsonl -o kept
says "is named" "bench.jsonl:3"
sed -i '$d' bench.jsonl

# --- the state of an earlier run, and the same bytes whatever the way ---
outputs() { echo "-o $1.kept --removed $1.removed --clusters $1.clusters"; }
all_same() {
    for part in kept removed clusters; do
        cmp -s "want.$part" "$1.$part" || { not_ok "$2" "$part differs"; return; }
    done
    ok "$2"
}
head -n 1500 all.jsonl >ref.jsonl
tail -n +1001 all.jsonl >input.jsonl
against() { "$reprint" dedup -q --contained .9 --keep longest input.jsonl "$@"; }
against -j1 --against ref.jsonl $(outputs want)
is "something is removed for it" "$(grep -c '"reference":true' want.removed | awk '{ print ($1 > 600) }')" 1
"$reprint" dedup -q -n --contained .9 ref.jsonl --work-dir index
against --against index $(outputs got) && all_same got "a state instead of the files" || not_ok "a state instead of the files" "it failed"
against --against index/reprint-state $(outputs got) && all_same got "by its own folder" || not_ok "by its own folder" "it failed"
for j in 2 7; do
    for m in 64M 4G; do
        against -j$j --memory $m --against index $(outputs got) && all_same got "$j threads, --memory $m" || not_ok "$j threads, --memory $m" "it failed"
    done
done
against -j2 --memory 64M --against ref.jsonl --work-dir w1 $(outputs got) && all_same got "a work directory" || not_ok "a work directory" "it failed"
against --against ref.jsonl --work-dir w1 --resume $(outputs got) && all_same got "resumed" || not_ok "resumed" "it failed"
against --against index --work-dir w2 $(outputs got) && all_same got "a state, and a work directory" || not_ok "a state, and a work directory" "it failed"
against --against index --work-dir w2 --resume $(outputs got) && all_same got "and resumed" || not_ok "and resumed" "it failed"
"$reprint" dedup -q --from w2 --contained .9 --keep longest $(outputs got) && all_same got "--from a run with a reference" || not_ok "--from a run with a reference" "it failed"
"$reprint" dedup -q --from w1 --contained .9 -o got.kept --removed got.removed
"$reprint" dedup -q --contained .9 --against ref.jsonl input.jsonl -o first.kept --removed first.removed
same "--from with another rule" first.kept got.kept
same "and its reasons" first.removed got.removed
"$reprint" dedup -q --contained .9 --keep longest --against index <input.jsonl -o got.kept
same "standard input" want.kept got.kept
cat ref.jsonl | "$reprint" dedup -q --contained .9 --keep longest --against - input.jsonl -o got.kept
same "a reference from standard input" want.kept got.kept
"$reprint" dedup -q -n --contained .9 --against ref.jsonl small.jsonl --work-dir index2
against --against index2 $(outputs got2)
"$reprint" dedup -q --contained .9 --keep longest --against ref.jsonl --against small.jsonl input.jsonl -o got.kept
same "a state that had a reference itself" got.kept got2.kept
mkdir elsewhere
cp -p ref.jsonl ref.copy
(cd elsewhere && "$reprint" dedup -q --contained .9 --keep longest ../input.jsonl --against ../index -o ../got.kept)
same "from another folder" want.kept got.kept
chmod -R a-w index && against --against index $(outputs got) && all_same got "a state that may not be written to" || not_ok "a state that may not be written to" "it failed"
chmod -R u+w index

# --- refused ---
refused() { # NAME WHAT_IS_SAID OPTION...
    name=$1 what=$2
    shift 2
    expect "$name" 2 "$reprint" dedup -q -n input.jsonl --against "$@"
    says "and said so" "$what"
}
head -c 32 /dev/urandom >key
refused "other bands" "it was made with --bands 20 --rows 5, this run has 15 of 7" index -t .8
refused "other shingles" "it has shingles of 5 tokens (--unit auto), this run has 7 (--unit auto)" index --shingle 7
refused "another sketch" "it was made with --sketch minhash" index --sketch simhash
refused "a key" "it was made without --key" index --key key
refused "--exact-only" "it was made without --exact-only" index --exact-only
expect "another threshold with its bands" 0 "$reprint" dedup -q -n input.jsonl -t .8 --bands 20 --rows 5 --against index
"$reprint" dedup -q -n ref.jsonl --work-dir bare
refused "one that did not look for contained texts" "it was made without --contained" bare --contained .9
"$reprint" dedup -q -n ref.jsonl --work-dir keyed --key key
head -c 32 /dev/urandom >key2
refused "another key" "it was made with another key" keyed --key key2
expect "its key" 0 "$reprint" dedup -q -n input.jsonl --key key --against keyed
"$reprint" dedup -q -n --work-dir piped <ref.jsonl
refused "one from standard input" "made from standard input, which cannot be read a second time" piped
touch ref.jsonl
refused "one whose files have changed" "made from 'ref.jsonl', which has changed since" index
mv ref.jsonl gone
refused "one whose files are gone" "made from 'ref.jsonl', which is not there any more" index
cp -p ref.copy ref.jsonl
for f in corpus sources inputs digest band-003 payload owner posting size; do
    cp -r index flipped
    size=$(wc -c <flipped/reprint-state/$f)
    at=$((size / 3))
    byte=$(od -An -tu1 -j$at -N1 flipped/reprint-state/$f)
    printf "$(printf '\\%03o' $((byte ^ 4)))" | dd of=flipped/reprint-state/$f bs=1 seek=$at conv=notrunc 2>/dev/null
    refused "a flipped bit in $f" "$f: " flipped --contained .9
    rm -rf flipped
done
cp -r index cut
rm cut/reprint-state/corpus
refused "half a state" "corpus: " cut
