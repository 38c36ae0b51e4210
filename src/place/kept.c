/* Places kept in memory beside one connection: a creation asks for the same few places again and
 * again, and on PostgreSQL each question waits for the socket.
 *
 * A copy holds while no transaction of this process has changed a place since (store.h, db_kept),
 * and for KEPT_S seconds at most: another process may have changed it. Errors and absent places
 * are not kept. */
#include "base/clock.h"
#include "place/place_int.h"
#include <stdlib.h>
#include <string.h>

#define PLACES 512 /* of one connection; one takes the seat of another */
#define BYTES_MAX 600
#define KEPT_S 1

struct kept_place {
    struct place place; /* its texts stand in bytes, one after the other */
    int64_t until_us, no;
    char *bytes;
};

struct kept {
    struct kept_place seats[PLACES];
};

static void kept_free(void *arg)
{
    struct kept *k = arg;
    for (int i = 0; i < PLACES; i++)
        free(k->seats[i].bytes);
    free(k);
}

static struct kept_place *seat_of(struct kept *k, int64_t id)
{
    uint64_t h = (uint64_t)id * 0x9fb21c651e98df25u;
    return &k->seats[h >> 32 & (PLACES - 1)];
}

static const char *next_text(const char **at, struct arena *a)
{
    size_t len = strlen(*at);
    const char *text = arena_text(a, *at, len);
    *at += len + 1;
    return text;
}

bool place_kept_find(struct place *ret, struct arena *a, struct db *db, int64_t id)
{
    int64_t no;
    struct kept *k = *db_kept(db, kept_free, &no);
    struct kept_place *seat = k && no ? seat_of(k, id) : NULL;
    if (!seat || !seat->bytes || seat->place.id != id || seat->no != no ||
        clock_monotonic_us() > seat->until_us)
        return false;
    const char *at = seat->bytes;
    *ret = seat->place;
    ret->kind = next_text(&at, a);
    ret->code = next_text(&at, a);
    ret->name = next_text(&at, a);
    ret->how = next_text(&at, a);
    ret->fields = next_text(&at, a);
    return true;
}

void place_kept_put(struct db *db, const struct place *p)
{
    const char *texts[] = {p->kind, p->code, p->name, p->how, p->fields};
    size_t size = 0;
    int64_t no;
    void **slot = db_kept(db, kept_free, &no);
    for (int i = 0; i < 5; i++)
        size += strlen(texts[i]) + 1;
    if (!no || size > BYTES_MAX)
        return;
    if (!*slot && !(*slot = calloc(1, sizeof(struct kept))))
        abort();
    struct kept_place *seat = seat_of(*slot, p->id);
    free(seat->bytes);
    *seat = (struct kept_place){.place = *p,
                                .until_us = clock_monotonic_us() + KEPT_S * 1000000LL,
                                .no = no,
                                .bytes = malloc(size)};
    if (!seat->bytes)
        abort();
    char *to = seat->bytes;
    for (int i = 0; i < 5; i++) {
        size_t len = strlen(texts[i]) + 1;
        memcpy(to, texts[i], len);
        to += len;
    }
}
