#!/bin/sh
# What is generated from the tables of the code is current, and does not depend on the machine it was made on.
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${BUILD:=$root/build} in /*) ;; *) BUILD=$root/$BUILD ;; esac
reprint=$BUILD/reprint
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C

check() { if [ -z "$2" ]; then echo "ok - $1"; else echo "not ok - $1: $2"; fi; }

"$reprint" --reference >"$tmp/reference"
check "docs/relations.md is what the code says (make reference)" "$(diff "$root/docs/relations.md" "$tmp/reference" | head -n 3)"
"$reprint" --man >"$tmp/man"
if command -v taskset >/dev/null && [ "$(nproc)" -gt 1 ]; then
    taskset -c 0 "$reprint" --man >"$tmp/one"
    check "the manual is the same on one processor" "$(cmp "$tmp/man" "$tmp/one" 2>&1)"
else
    echo "skip - the manual is the same on one processor: there is but one, or no taskset"
fi

# Names of relations, flags and thresholds, from the headers themselves: in the document, in the manual, in the help.
names() { sed -n 's/^    X([A-Z_]*, "\([a-z+-]*\)",.*/\1/p' "$root/src/relation/relation.h"; }
thresholds() { sed -n 's/^    X(\([a-z_]*\), [.0-9].*/\1/p' "$root/src/rules/thresholds.h"; }
[ "$(names | wc -l)" -gt 40 ] && [ "$(thresholds | wc -l)" -gt 50 ] && check "names are found" "" || check "names are found" "$(names | wc -l), $(thresholds | wc -l)"
"$reprint" scan --relation help >"$tmp/help"
"$reprint" scan --threshold help >>"$tmp/help"
sed 's/\\-/-/g' "$tmp/man" >"$tmp/plain"
missing=
for name in $(names) $(thresholds); do
    grep -q "| \`$name\` |" "$tmp/reference" && grep -qx -e "\.B $name" "$tmp/plain" && grep -q -e "\(^\| \)$name " "$tmp/help" || missing="$missing $name"
done
check "each stands in the document, the manual and the help" "$missing"

# Every variable of the environment that the code asks for.
missing=
for name in $(sed -n 's/.*getenv("\([A-Z_]*\)").*/\1/p' "$root"/src/*/*.c | sort -u); do
    grep -qx "$name" "$tmp/plain" || missing="$missing $name"
done
check "variables of the environment stand in the manual" "$missing"
