# data/agencies.tsv -> lines for three tables of agencies.c, each with a key to sort by:
#   0 <n>      AGENCY("name", CLASS, no_derivatives)
#   1 <fold>   ALIAS("fold", n)
#   2 <host>   HOST("host", n)
# Folding must equal fold_name() of agencies.c.
BEGIN { FS = "\t" }
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
            printf "1\t%s\tALIAS(\"%s\", %d)\n", f, f, n
        }
    }
    count = split($5, hosts, "|")
    for (i = 1; i <= count; i++)
        if (hosts[i] != "")
            printf "2\t%s\tHOST(\"%s\", %d)\n", hosts[i], hosts[i], n
    n++
}
