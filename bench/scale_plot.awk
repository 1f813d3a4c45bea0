# Draws bench/runs/*/scale.tsv: seconds and peak memory over the size of the corpus, a line for each way.
# awk -f bench/scale_plot.awk scale.tsv >scale.svg
BEGIN { FS = "\t"; W = 900; H = 380; split("#0b6e4f #b5451b #1f4e9e", color, " "); split("6 0|9 5|2 4", dash, "|") }
NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
{
    way = $at["way"]
    if (!(way in known)) { known[way] = ++ways; name[ways] = way }
    n = ++count[way]
    x[way, n] = $at["documents"] / 1e6
    s[way, n] = $at["total"]
    m[way, n] = $at["peak_bytes"] / 1e6
    if (x[way, n] > xmax) xmax = x[way, n]
    if (s[way, n] > smax) smax = s[way, n]
    if (m[way, n] > mmax) mmax = m[way, n]
}
function nice(v,   p, f) { # the next round number from v on
    p = 1; while (p * 10 <= v) p *= 10
    f = v / p
    return p * (f <= 1 ? 1 : f <= 2 ? 2 : f <= 4 ? 4 : f <= 5 ? 5 : 10)
}
function text(px, py, anchor, t) { printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", px, py, anchor, t }
# One panel: values v[way, n] over x, from left edge x0; label above.
function panel(x0, v, vmax, label, unit,   w, k, n, i, top, y, px, py, longest) {
    w = W / 2 - 95; top = nice(vmax); y = H - 60
    printf "<text x=\"%d\" y=\"30\" class=\"title\">%s</text>\n", x0, label
    for (i = 0; i <= 4; i++) {
        py = y - (y - 60) * i / 4
        printf "<path class=\"grid\" d=\"M%d %.1fH%.1f\"/>\n", x0, py, x0 + w
        text(x0 - 8, py + 4, "end", top * i / 4 unit)
    }
    longest = name[1]
    for (k = 2; k <= ways; k++) if (count[name[k]] > count[longest]) longest = name[k]
    for (i = 1; i <= count[longest]; i++)
        text(x0 + w * x[longest, i] / xmax, y + 20, "middle", x[longest, i])
    text(x0 + w, y + 40, "end", "million documents")
    for (k = 1; k <= ways; k++) {
        printf "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"%s\" d=\"M", color[k], (k == 1 ? "none" : dash[k])
        for (n = 1; n <= count[name[k]]; n++) {
            px = x0 + w * x[name[k], n] / xmax; py = y - (y - 60) * v[name[k], n] / top
            printf "%s%.1f %.1f", (n > 1 ? "L" : ""), px, py
        }
        print "\"/>"
        for (n = 1; n <= count[name[k]]; n++)
            printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n", x0 + w * x[name[k], n] / xmax, y - (y - 60) * v[name[k], n] / top, color[k]
    }
}
END {
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n", W, H + 30, W, H + 30
    print "<style>.title{font-size:15px;font-weight:600}.grid{stroke:#ddd;fill:none}</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
    panel(75, s, smax, "Seconds, end to end", "")
    panel(W / 2 + 75, m, mmax, "Peak resident memory, MB", "")
    for (k = 1; k <= ways; k++) {
        printf "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"%s\" d=\"M%d %dh36\"/>\n", color[k], (k == 1 ? "none" : dash[k]), 75 + (k - 1) * 220, H + 10
        text(75 + (k - 1) * 220 + 44, H + 14, "start", name[k])
    }
    print "</svg>"
}
