#include "report/html_out.h"

#include "report/utf8.h"

/* White space other than a blank is for the caller's escapes; what else is below it stands for nothing. */
static bool is_control(const char *p, unsigned n)
{
    unsigned char c = (unsigned char)p[0];
    return n == 1 ? (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f
                  : n == 2 && c == 0xc2 && (unsigned char)p[1] < 0xa0;
}

/* What stands for an ASCII character, NULL: itself. */
typedef const char *escape_fn(char c);

static void put_escaped(struct text_out *t, struct span s, escape_fn *escape)
{
    while (s.n) {
        unsigned n = utf8_first(s).bytes;
        const char *instead = n == 1 ? escape(s.p[0]) : NULL;
        if (n == 0 || is_control(s.p, n))
            tout_string(t, UTF8_REPLACEMENT);
        else if (instead)
            tout_string(t, instead);
        else
            tout_put(t, (struct span){s.p, n});
        n = n ? n : 1;
        s = (struct span){s.p + n, s.n - n};
    }
}

static const char *html_escape(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static const char *json_escape(char c)
{
    switch (c) {
    case '&': return "\\u0026";
    case '<': return "\\u003c";
    case '>': return "\\u003e";
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return NULL;
    }
}

void html_text(struct text_out *t, struct span s)
{
    put_escaped(t, s, html_escape);
}

void html_json(struct text_out *t, struct span s)
{
    tout_string(t, "\"");
    put_escaped(t, s, json_escape);
    tout_string(t, "\"");
}

static bool starts(struct span s, const char *with)
{
    size_t n = strlen(with);
    return s.n > n && memcmp(s.p, with, n) == 0;
}

void html_link(struct text_out *t, struct span url, struct span text)
{
    bool link = starts(url, "http://") || starts(url, "https://");
    if (link) {
        tout_string(t, "<a rel=\"noreferrer noopener\" href=\"");
        html_text(t, url);
        tout_string(t, "\">");
    }
    html_text(t, text);
    if (link)
        tout_string(t, "</a>");
}

void html_begin(struct text_out *t, enum html_page page, struct span title)
{
    static const char current[] = " aria-current=\"page\"";

    tout_string(t,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self' file:; "
        "style-src 'self' file:; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_text(t, title);
    tout_string(t, "</title>\n<link rel=\"stylesheet\" href=\"reprint.css\">\n"
                   "<script defer src=\"reprint.js\"></script>\n</head>\n<body>\n"
                   "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
                   "<header class=\"top\"><p class=\"name\">reprint</p><nav aria-label=\"Pages\"><a "
                   "href=\"index.html\"");
    tout_string(t, page == HTML_INDEX ? current : "");
    tout_string(t, ">Stories</a> <a href=\"matrix.html\"");
    tout_string(t, page == HTML_MATRIX ? current : "");
    tout_string(t, ">Outlets by agency</a></nav></header>\n<main id=\"main\" tabindex=\"-1\">\n<h1>");
    tout_string(t, page == HTML_STORY ? "<span lang=\"\" dir=\"auto\">" : "");
    html_text(t, title);
    tout_string(t, page == HTML_STORY ? "</span></h1>\n" : "</h1>\n");
}

void html_end(struct text_out *t)
{
    tout_string(t, "</main>\n<footer><p>Made by <code>reprint scan --format html</code>. Everything on these pages is "
                   "in this folder; nothing is fetched from elsewhere.</p></footer>\n</body>\n</html>\n");
}
