#include "story/results.h"

const char *version_order_name(enum version_order o)
{
    static const char *const name[] = {"unknown", "number", "date", "content"};
    return name[o];
}

const char *copy_alert_name(enum copy_alert a)
{
    switch (a) {
    case COPY_STALE: return "stale";
    case COPY_CREDIT_MISSING: return "credit-missing";
    case COPY_CREDIT_CHANGED: return "credit-changed";
    case COPY_NODERIVS_EDITED: return "noderivs-edited";
    case COPY_MIRROR: return "mirror";
    case COPY_EVERGREEN: return "evergreen";
    case COPY_UNDATED: return "undated";
    case COPY_DATE_REJECTED: return "date-rejected";
    case COPY_BYLINE_DROPPED: return "byline-dropped";
    case COPY_LEADS: return "leads";
    }
    return "";
}
