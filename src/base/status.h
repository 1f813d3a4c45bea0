/* status.h - how a function of ours fails: RP_OK or a negative rp_status. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include <reprint.h>

/* One exit per function that owns something: `int rc = RP_OK; ... out: free; return rc;` */
#define TRY(call) do { if ((rc = (call)) < 0) goto out; } while (0)

#endif
