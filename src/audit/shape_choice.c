#include "audit/shape_choice.h"

#include "sketch/minhash.h"

enum { ROWS_MOST = 32 }; /* more find nothing but exact copies */

struct shape_cost shape_measure(const struct audit_curve *c, double threshold, struct band_shape s)
{
    struct shape_cost cost = {.shape = s};
    double found = 0;

    for (size_t i = 0; i < CURVE_BINS; i++) {
        if (c->pairs[i] == 0)
            continue;
        const double n = (double)c->pairs[i], expected = n * band_recall(s, curve_jaccard(i));
        cost.candidates += expected;
        if (curve_jaccard(i) >= threshold) {
            cost.above += n;
            found += expected;
        }
    }
    cost.recall = cost.above > 0 ? found / cost.above : 1;
    return cost;
}

/* The fewest bands of so many rows that reach it, or as many as fit. */
static struct shape_cost fewest_bands(const struct audit_curve *c, double threshold, double recall, unsigned slots,
                                      unsigned rows)
{
    unsigned low = 1, high = slots / rows < BANDS_MAX ? slots / rows : BANDS_MAX;

    while (low < high) {
        const unsigned mid = (low + high) / 2;
        if (shape_measure(c, threshold, (struct band_shape){mid, rows}).recall >= recall)
            high = mid;
        else
            low = mid + 1;
    }
    return shape_measure(c, threshold, (struct band_shape){low, rows});
}

bool shape_for_recall(const struct audit_curve *c, double threshold, double recall, unsigned slots,
                      struct shape_cost *out)
{
    bool reached = false;

    *out = (struct shape_cost){.recall = -1};
    for (; !reached && slots <= MINHASH_MAX_SLOTS; slots *= 2)
        for (unsigned rows = slots < ROWS_MOST ? slots : ROWS_MOST; rows > 0; rows--) {
            struct shape_cost s = fewest_bands(c, threshold, recall, slots, rows);
            const bool reaches = s.recall >= recall;
            s.slots = slots;
            if (reaches ? !reached || s.candidates < out->candidates : !reached && s.recall > out->recall)
                *out = s;
            reached |= reaches;
        }
    return reached;
}
