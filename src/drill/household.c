/* Households whose sizes and ages agree with the census at once. A list of usual households
 * (children, young, parents' age, older, elders) is weighted by iterative proportional fitting
 * until the sizes' shares and the age classes' totals are the census's. Ages within a class are
 * drawn from the census. What families are related how is not modelled beyond that. */
#include <math.h>
#include <stdlib.h>

#include "drill/world.h"

enum { CLASSES = 5 }; /* 0-17, 18-24, 25-49, 50-59, 60 and over */
static const int class_from[CLASSES + 1] = {0, 18, 25, 50, 60, 100};

static const struct kind_of_home {
    int8_t of[CLASSES];
    float usual;
} kinds[] = {
    {{0, 1, 0, 0, 0}, 1},    {{0, 0, 1, 0, 0}, 3},    {{0, 0, 0, 1, 0}, 1},
    {{0, 0, 0, 0, 1}, 3},    {{0, 0, 2, 0, 0}, 3},    {{0, 0, 0, 2, 0}, 3},
    {{0, 0, 0, 0, 2}, 4},    {{0, 2, 0, 0, 0}, 0.6f}, {{1, 0, 1, 0, 0}, 1},
    {{0, 0, 1, 0, 1}, 0.7f}, {{0, 1, 0, 1, 0}, 0.6f}, {{1, 0, 0, 0, 1}, 0.2f},
    {{1, 0, 2, 0, 0}, 6},    {{0, 1, 1, 1, 0}, 1},    {{0, 0, 2, 0, 1}, 1},
    {{0, 0, 1, 2, 0}, 1},    {{0, 1, 0, 2, 0}, 1},    {{1, 0, 0, 0, 2}, 0.6f},
    {{0, 0, 1, 0, 2}, 0.7f}, {{2, 0, 2, 0, 0}, 5},    {{1, 0, 2, 0, 1}, 1.5f},
    {{1, 0, 2, 1, 0}, 1},    {{0, 0, 2, 0, 2}, 0.7f}, {{0, 1, 1, 2, 0}, 0.5f},
    {{1, 1, 2, 0, 0}, 1},    {{0, 0, 2, 2, 0}, 0.7f}, {{1, 0, 2, 0, 2}, 2},
    {{2, 0, 2, 0, 1}, 1.5f}, {{1, 0, 2, 2, 0}, 1.5f}, {{3, 0, 2, 0, 0}, 0.7f},
    {{2, 0, 2, 0, 2}, 2},    {{2, 0, 2, 2, 0}, 1.5f}, {{1, 1, 2, 0, 2}, 0.5f},
    {{3, 0, 2, 0, 2}, 1},    {{2, 1, 2, 0, 2}, 1},    {{2, 0, 3, 0, 2}, 1},
    {{3, 0, 3, 0, 2}, 1},    {{2, 0, 4, 0, 2}, 1},    {{2, 1, 2, 2, 1}, 1},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

struct households {
    uint64_t up_to[KINDS];            /* cumulative, of 2^32 */
    uint64_t age_up_to[CLASSES][101]; /* cumulative within the class, of 2^32, by year */
};

static int size_of(int k)
{
    int n = 0;
    for (int c = 0; c < CLASSES; c++)
        n += kinds[k].of[c];
    return n;
}

static double year_share(const struct drill_parameters *p, int age) /* of one year of age */
{
    if (age >= 85) { /* the last band falls off by a sixth a year */
        double sum = 0, at = 0;
        for (int a = 85; a < 100; a++) {
            double w = pow(5.0 / 6, a - 85);
            sum += w;
            at = a == age ? w : at;
        }
        return p->census[DRILL_CENSUS - 1] * at / sum;
    }
    return p->census[age / 5] / 5;
}

static void fit(double *weight, const double *sizes, const double *classes)
{
    for (int round = 0; round < 200; round++) {
        double by_size[DRILL_SIZES + 1] = {0}, all = 0;
        for (int k = 0; k < KINDS; k++)
            by_size[size_of(k)] += weight[k];
        for (int k = 0; k < KINDS; k++) {
            int size = size_of(k);
            weight[k] *= by_size[size] > 0 ? sizes[size - 1] / by_size[size] : 0;
        }
        for (int c = 0; c < CLASSES; c++) {
            double have = 0;
            all = 0;
            for (int k = 0; k < KINDS; k++) {
                have += weight[k] * kinds[k].of[c];
                all += weight[k] * size_of(k);
            }
            if (have <= 0)
                continue;
            double step = classes[c] * all / have;
            for (int k = 0; k < KINDS; k++)
                weight[k] *= pow(step, (double)kinds[k].of[c] / size_of(k));
        }
    }
}

struct households *households_new(const struct drill_parameters *p)
{
    struct households *h = calloc(1, sizeof *h);
    double weight[KINDS], sizes[DRILL_SIZES], classes[CLASSES] = {0}, total = 0, sum = 0;
    if (!h)
        abort();
    for (int s = 0; s < DRILL_SIZES; s++)
        total += p->household[s];
    for (int s = 0; s < DRILL_SIZES; s++)
        sizes[s] = p->household[s] / total;
    for (int c = 0; c < CLASSES; c++)
        for (int a = class_from[c]; a < class_from[c + 1]; a++)
            classes[c] += year_share(p, a);
    for (int c = 0; c < CLASSES; c++)
        sum += classes[c];
    for (int c = 0; c < CLASSES; c++)
        classes[c] /= sum;
    for (int k = 0; k < KINDS; k++)
        weight[k] = kinds[k].usual;
    fit(weight, sizes, classes);
    sum = 0;
    for (int k = 0; k < KINDS; k++)
        sum += weight[k];
    double up_to = 0;
    for (int k = 0; k < KINDS; k++) {
        up_to += weight[k] / sum;
        h->up_to[k] = (uint64_t)(up_to * 4294967296.0);
    }
    for (int c = 0; c < CLASSES; c++) {
        double all = 0, below = 0;
        for (int a = class_from[c]; a < class_from[c + 1]; a++)
            all += year_share(p, a);
        for (int a = class_from[c]; a < class_from[c + 1]; a++) {
            below += year_share(p, a) / all;
            h->age_up_to[c][a - class_from[c]] = (uint64_t)(below * 4294967296.0 + 0.5);
        }
    }
    return h;
}

void households_free(struct households *h)
{
    free(h);
}

int household_draw(const struct households *h, uint64_t key, uint8_t *ages)
{
    uint64_t u = draw(key, 0, DRAW_HOME, 0);
    int k = 0, n = 0;
    while (k < KINDS - 1 && (u >> 32) >= h->up_to[k])
        k++;
    for (int c = CLASSES - 1; c >= 0; c--)
        for (int i = 0; i < kinds[k].of[c]; i++, n++) {
            uint64_t v = draw(key, 0, DRAW_AGE, (uint32_t)n) >> 32;
            int low = 0, high = class_from[c + 1] - class_from[c] - 1;
            while (low < high) {
                int middle = (low + high) / 2;
                if (v < h->age_up_to[c][middle])
                    high = middle;
                else
                    low = middle + 1;
            }
            ages[n] = (uint8_t)(class_from[c] + low);
        }
    return n;
}
