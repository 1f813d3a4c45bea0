# data/agencies.tsv -> lines for three tables of agencies.c, each with a key to sort by:
#   0 <n>      AGENCY("name", CLASS, no_derivatives)
#   1 <fold>   ALIAS(slot, "fold", n)
#   2 <host>   HOST(slot, "host", n)
# Folding must equal fold_name() of agencies.c, slots are those of find_key() there.
BEGIN {
    FS = "\t"
    for (i = 1; i < 256; i++)
        code[sprintf("%c", i)] = i
}
function slot(key, slots, taken,  h, i)
{
    for (i = 1; i <= length(key); i++)
        h = (h * 31 + code[substr(key, i, 1)]) % 65536
    for (h %= slots; h in taken; h = (h + 1) % slots)
        ;
    taken[h] = 1
    return h
}
/^#/ || NF == 0 { next }
function fold(s)
{
    s = tolower(s)
    sub(/^the /, "", s)
    gsub(/[\001-\057\072-\140\173-\177]/, "", s)
    return s
}
function quote(s)
{
    gsub(/"/, "\\\"", s)
    return s
}
{
    class = toupper($2)
    gsub(/-/, "_", class)
    printf "0\t%06d\tAGENCY(\"%s\", AGENCY_%s, %s)\n", n, quote($1), class, ($3 ~ /nd/) ? "true" : "false"
    count = split($1 "|" $4, names, "|")
    for (i = 1; i <= count; i++) {
        f = fold(names[i])
        if (f != "" && !(f in seen)) {
            seen[f] = 1
            printf "1\t%s\tALIAS(%d, \"%s\", %d)\n", f, slot(f, 1024, aliases), f, n
        }
    }
    count = split($5, hosts, "|")
    for (i = 1; i <= count; i++)
        if (hosts[i] != "")
            printf "2\t%s\tHOST(%d, \"%s\", %d)\n", hosts[i], slot(hosts[i], 512, own), hosts[i], n
    n++
}
