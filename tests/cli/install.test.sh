#!/bin/sh
# make install into a folder of its own: everything is there and works; README's example runs against it.
. "$(dirname "$0")/library.sh"
cd "$root" || exit 2
case $(ldd "$reprint" 2>/dev/null) in *libasan*|*libtsan*|*libubsan*) echo "skip - install: instrumented build"; exit 0 ;; esac

# DESTDIR is where packagers put it, PREFIX what the files say.
MAKEFLAGS= make -s install BUILD="${BUILD#"$root"/}" DESTDIR="$tmp/stage" PREFIX=/usr >"$tmp/log" 2>&1 || { cat "$tmp/log"; not_ok "install with DESTDIR" "make fails"; }
[ -x "$tmp/stage/usr/bin/reprint" ] && grep -qx 'prefix=/usr' "$tmp/stage/usr/lib/pkgconfig/reprint.pc" && ok "install with DESTDIR" || not_ok "install with DESTDIR" "$(find "$tmp/stage")"
MAKEFLAGS= make -s install BUILD="${BUILD#"$root"/}" PREFIX="$tmp/p" >"$tmp/log" 2>&1 || not_ok "install" "$(tail -n 1 "$tmp/log")"
p=$tmp/p

for f in bin/reprint lib/libreprint.a lib/libreprint.so include/reprint.h share/man/man1/reprint.1 \
    share/bash-completion/completions/reprint share/zsh/site-functions/_reprint share/fish/vendor_completions.d/reprint.fish; do
    [ -s "$p/$f" ] && ok "installs $f" || not_ok "installs $f" "missing"
done
[ "$("$p/bin/reprint" --version)" = "$("$reprint" --version)" ] && ok "the installed command runs" || not_ok "the installed command runs" ""
readelf -d "$p/lib/libreprint.so" | grep -q 'SONAME.*libreprint.so.0' && [ -e "$p/lib/libreprint.so.0" ] && ok "soname" || not_ok "soname" "$(ls "$p/lib")"

# --- README's example ---
sed -n '/^```c$/,/^```$/p' README.md | sed '1d;$d' >"$tmp/example.c"
lines=$(grep -c . "$tmp/example.c")
[ "$lines" -ge 15 ] && [ "$lines" -le 25 ] && ok "the example is about 20 lines" || not_ok "the example is about 20 lines" "$lines"
want=$(sed -n 's/^prints `\(.*\)`.$/\1/p' README.md)
try() { # NAME FLAGS...
    name=$1
    shift
    if ! ${CC:-cc} -Wall -Wextra -Werror "$tmp/example.c" -o "$tmp/example" "$@" 2>"$tmp/log"; then
        not_ok "$name" "$(head -n 3 "$tmp/log")"
        return
    fi
    got=$(LD_LIBRARY_PATH="$p/lib" "$tmp/example")
    [ "$got" = "$want" ] && ok "$name" || not_ok "$name" "prints '$got', README says '$want'"
}
export PKG_CONFIG_PATH="$p/lib/pkgconfig"
if command -v pkg-config >/dev/null; then
    try "README's example, shared" $(pkg-config --cflags --libs reprint)
    try "README's example, static" $(pkg-config --cflags reprint) "$p/lib/libreprint.a" $(pkg-config --static --libs-only-l reprint | sed 's/-lreprint//')
else
    echo "skip - README's example: no pkg-config"
fi

# --- manual and completions ---
if command -v man >/dev/null; then
    warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ= man --warnings -l "$p/share/man/man1/reprint.1" 2>&1 >/dev/null)
    [ -z "$warnings" ] && ok "the manual page has no faults" || not_ok "the manual page has no faults" "$warnings"
else
    echo "skip - the manual page has no faults: no man"
fi
for shell in bash zsh fish; do
    case $shell in bash) f=share/bash-completion/completions/reprint ;; zsh) f=share/zsh/site-functions/_reprint ;; fish) f=share/fish/vendor_completions.d/reprint.fish ;; esac
    command -v $shell >/dev/null || { echo "skip - $shell takes its completions: not here"; continue; }
    $shell -n "$p/$f" 2>"$tmp/log" && ok "$shell takes its completions" || not_ok "$shell takes its completions" "$(head -n 1 "$tmp/log")"
done
complete=$(bash -c ". '$p/share/bash-completion/completions/reprint'; COMP_WORDS=(reprint dedup --thr); COMP_CWORD=2; _reprint; echo \${COMPREPLY[*]}")
[ "$complete" = "--threshold --threads" ] && ok "bash completes --thr" || not_ok "bash completes --thr" "'$complete'"
complete=$(bash -c ". '$p/share/bash-completion/completions/reprint'; COMP_WORDS=(reprint dedup --sketch s); COMP_CWORD=3; _reprint; echo \${COMPREPLY[*]}")
[ "$complete" = simhash ] && ok "bash completes a value" || not_ok "bash completes a value" "'$complete'"

MAKEFLAGS= make -s uninstall BUILD="${BUILD#"$root"/}" PREFIX="$p" >/dev/null 2>&1
rest=$(find "$p" ! -type d)
[ -z "$rest" ] && ok "uninstall removes all of it" || not_ok "uninstall removes all of it" "$rest"
