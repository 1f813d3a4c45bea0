#!/bin/sh
# Fails when a file includes a header of a folder that src/LAYERS does not allow, or when a
# third-party header is included by more than one file.
cd "$(dirname "$0")/../.." || exit 2
bad=$(awk '
    FILENAME == "src/LAYERS" {
        if ($0 ~ /^#/ || NF == 0) next
        f = $1; sub(":", "", f)
        allowed[f, f] = 1; known[f] = 1
        for (i = 2; i <= NF; i++) {
            if ($i != "api" && !($i in known)) print "src/LAYERS: " f " names " $i " before it is listed"
            allowed[f, $i] = 1
        }
        next
    }
    /^[ \t]*#[ \t]*include/ {
        split(FILENAME, part, "/"); folder = part[2]
        match($0, /[<"][^>"]*[>"]/); h = substr($0, RSTART + 1, RLENGTH - 2); q = substr($0, RSTART, 1)
        if (q == "\"") {
            n = split(h, to, "/")
            if (n == 1) { if (h !~ /\.inc$|_table\.h$/) print FILENAME ":" FNR ": write the folder in \"" h "\""; next }
            if (!((folder, to[1]) in allowed)) print FILENAME ":" FNR ": " folder " may not include " h
        } else if (h == "reprint.h") {
            if (!((folder, "api") in allowed)) print FILENAME ":" FNR ": " folder " may not include reprint.h"
        } else if (h ~ /^(xxhash|sodium|utf8proc|simdjson|zstd|isa-l|isa-l\/.*|pcre2|pthread|cmocka)(\.h)?$/ && !(FILENAME ~ /_gen\.c$/)) {
            if (h in home && home[h] != FILENAME) print FILENAME ":" FNR ": <" h "> already lives in " home[h]
            home[h] = FILENAME
        }
    }
    # Each has overrun a buffer or hidden a truncation somewhere; snprintf and memcpy do the work.
    FILENAME != "src/LAYERS" && /(^|[^A-Za-z0-9_])(strcpy|strcat|sprintf|vsprintf|strncat|strtok|gets|atoi)[ ]*\(/ {
        print FILENAME ":" FNR ": a banned function"
    }' src/LAYERS $(find src -name '*.[ch]' -o -name '*.cpp' | sort))
[ -z "$bad" ] && exit 0
echo "$bad"
exit 1
