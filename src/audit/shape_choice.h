/* shape_choice.h - which bands would reach a wanted recall on the similarities measured, and at which cost. */
#ifndef AUDIT_SHAPE_CHOICE_H
#define AUDIT_SHAPE_CHOICE_H

#include <stdbool.h>

#include "audit/tally.h"
#include "sketch/bands.h"

struct shape_cost {
    struct band_shape shape;
    unsigned slots;    /* of the sketch it fits in */
    double above;      /* pairs at or above the threshold, exact copies left aside as in all of this */
    double recall;     /* expected share of them that become candidates; 1 of none */
    double candidates; /* expected, of any similarity */
};

struct shape_cost shape_measure(const struct audit_curve *c, double threshold, struct band_shape s);

/* The shape of fewest candidates that reaches `recall` within `slots`, or, if none does, within the fewest
 * slots that allow it. False, and the shape of highest recall, when not even the largest sketch does. */
bool shape_for_recall(const struct audit_curve *c, double threshold, double recall, unsigned slots,
                      struct shape_cost *out);

#endif
