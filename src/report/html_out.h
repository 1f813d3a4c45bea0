/* html_out.h - text from outside into HTML: nothing it holds can become markup, script or an unsafe address. */
#ifndef REPORT_HTML_OUT_H
#define REPORT_HTML_OUT_H

#include "base/span.h"
#include "report/text_out.h"

/* Ill-formed UTF-8 and control characters become U+FFFD in all of these. */

/* As text or inside a quoted attribute. */
void html_text(struct text_out *t, struct span s);
/* A JSON string with its quotes, for <script type="application/json">: no byte of it is <, > or &. */
void html_json(struct text_out *t, struct span s);
/* <a href> around the text if url is http or https, else the text alone. */
void html_link(struct text_out *t, struct span url, struct span text);

enum html_page { HTML_INDEX, HTML_MATRIX, HTML_STORY };
/* From the doctype to the opening of <main>. */
void html_begin(struct text_out *t, enum html_page page, struct span title);
void html_end(struct text_out *t);

#endif
