/*
 * outlet.h - who a page belongs to: hosts, addresses, station call signs.
 */
#ifndef ARTICLE_OUTLET_H
#define ARTICLE_OUTLET_H

#include "article/article.h"

enum { OUTLET_MAX = 255 }; /* longest host name there is */

/* Host of an address or a bare host: lower case, no user, no port, no www., m., mobile., amp., edition. in front.
 * Returns its length (not NUL-terminated), 0 when there is none. */
size_t outlet_host(struct span url, char host[OUTLET_MAX]);

/* Equal for addresses of one page: scheme, www/m/amp, trailing slash, /amp, /print, index.html, fragment and
 * tracking parameters (utm_*, fbclid ...) do not count. 0: not an address. */
uint64_t outlet_url_key(struct span url);

/* Path and item id without the host: equal on white-label mirrors. 0 when the path is not specific: it needs
 * an id of 5 or more digits, or a slug of 4 or more words. */
uint64_t outlet_item_key(struct span url);

/* All three by one reading of the address. */
struct outlet_page {
    size_t host_n; /* bytes of host[] */
    uint64_t url_key, item_key;
};
struct outlet_page outlet_page(struct span url, char host[OUTLET_MAX]);

/* A US broadcast call sign ("KMIZ", "KSWB-TV") that belongs to the outlet (host "abc17news.com" does not show it,
 * "kmiz.com" does). */
bool outlet_is_station(struct span outlet, struct span call_sign);

#endif
