#!/bin/sh
# Golden cases: cases/NAME/cmd is run by sh in that folder, with `reprint` on the PATH; what it prints and
# its exit status must be what stands beside it. `run.sh --accept [NAME]...` writes what it printed: look at
# the diff before committing it.
cd "$(dirname "$0")/cases" || exit 2
root=$(cd ../../.. && pwd)
case ${BUILD:=$root/build} in /*) ;; *) BUILD=$root/$BUILD ;; esac
accept=; [ "$1" = --accept ] && { accept=1; shift; }
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/bin"
ln -s "$BUILD/reprint" "$tmp/bin/reprint"
export PATH="$tmp/bin:$PATH" LC_ALL=C TMPDIR="$tmp"

for name in ${*:-*}; do
    (cd "$name" && sh ./cmd) >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
    echo $? >"$tmp/exit"
    sed -i "s|$tmp|TMP|g" "$tmp/stdout" "$tmp/stderr"
    if [ $accept ]; then
        cp "$tmp/stdout" "$tmp/stderr" "$tmp/exit" "$name/"
        continue
    fi
    for part in stdout stderr exit; do
        diff -u "$name/$part" "$tmp/$part" >"$tmp/diff" || break
    done
    if [ -s "$tmp/diff" ]; then
        cat "$tmp/diff"
        echo "not ok - $name: $part differs"
    else
        echo "ok - $name"
    fi
done
