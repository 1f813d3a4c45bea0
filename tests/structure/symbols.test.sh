#!/bin/sh
# What leaves the library is rp_* and nothing else; versions agree; one name, one function.
cd "$(dirname "$0")/../.." || exit 2
BUILD=${BUILD:-build}
verdict() { # NAME OFFENDERS
    if [ -z "$2" ]; then echo "ok - $1"; else echo "$2"; echo "not ok - $1: $(echo $2 | cut -c 1-200)"; fi
}

# A sanitizer adds names of its own.
ours() { awk '{ print $3 }' | grep -v -e '^rp_' -e '^__asan_' -e '^__odr_asan' -e '^__tsan_' -e '^__ubsan' -e '^$'; }
ours1() { grep -v -e '^__' -e '^_Z'; }
verdict "the static library exports rp_* only" "$(nm -g --defined-only "$BUILD/libreprint.a" | grep ' [A-Z] ' | ours)"
verdict "the shared library exports rp_* only" "$(nm -D --defined-only "$BUILD/libreprint.so" | ours)"

# An archive links the first of two functions of one name without a word.
verdict "no name is defined twice" "$(nm -g --defined-only "$BUILD/libinternal.a" 2>/dev/null | awk 'NF == 3 && $2 ~ /[TDBR]/ { print $3 }' | ours1 | sort | uniq -d)"

declared=$(grep -o '\brp_[a-z_0-9]*(' include/reprint.h | tr -d '(' | sort -u)
exported=$(nm -D --defined-only "$BUILD/libreprint.so" | awk '{ print $3 }' | grep '^rp_' | sort -u)
missing=$(for f in $exported; do echo "$declared" | grep -qx "$f" || echo "$f is not in reprint.h"; done)
verdict "every exported function is in reprint.h" "$missing"
unmade=$(grep '^RP_API' include/reprint.h | grep -o 'rp_[a-z_0-9]*(' | tr -d '(' | while read -r f; do
    echo "$exported" | grep -qx "$f" || echo "$f"; done)
verdict "every function of reprint.h is exported" "$unmade"

version=$(sed -n 's/^#define RP_VERSION "\(.*\)"/\1/p' include/reprint.h)
grep -q "^## $version" CHANGELOG.md && echo "ok - CHANGELOG knows $version" || echo "not ok - CHANGELOG knows $version: no such heading"

verdict "the header is C++ too" "$(printf '#include <reprint.h>\nint main() { return rp_version() == nullptr; }\n' |
    ${CXX:-g++} -std=c++17 -Wall -Wextra -Werror -Iinclude -fsyntax-only -x c++ - 2>&1)"
