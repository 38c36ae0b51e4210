/* Counting by window of time: sign-ins of an address, what a resident's door brings in, looks at a
 * person that have their entry already. Kept in memory; two keys may share a slot, and then the
 * later one starts anew. */
#include "base/limits.h"
#include "guard/guard_int.h"

uint64_t attempts_key(const char *s, uint64_t from)
{
    uint64_t h = 0xcbf29ce484222325u ^ from;
    for (const char *p = s; *p; p++)
        h = (h ^ (uint8_t)*p) * 0x100000001b3u;
    return h;
}

bool attempts_take(struct attempts *t, uint64_t key, int64_t window_ms, int most, int64_t now_ms)
{
    size_t slots_n = sizeof(t->slots) / sizeof(t->slots[0]);
    pthread_mutex_lock(&t->lock);
    struct attempt *slot = &t->slots[(key ^ (key >> 32)) % slots_n];
    int64_t window = now_ms / window_ms;
    if (slot->key != key || slot->window != window)
        *slot = (struct attempt){.key = key, .window = window};
    bool allowed = slot->n < most;
    slot->n += allowed;
    pthread_mutex_unlock(&t->lock);
    return allowed;
}

bool attempts_allow(struct attempts *t, const char *address, int64_t now_ms)
{
    if (!*address)
        return true; /* this machine's own command line */
    return attempts_take(t, attempts_key(address, 0), 300000, LIMIT_ATTEMPTS, now_ms);
}

enum outcome guard_door_take(struct guard *g, const struct actor *who, const struct ledger *l,
                             const char *from, int64_t now_ms, struct err *e)
{
    uint64_t caller = who->door == DOOR_NONE ? attempts_key(from ? from : "", 1)
                                             : (uint64_t)who->session * 0x9e3779b97f4a7c15u;
    if (who->is_system || who->user > 0 || l->door.limit_per_hour <= 0)
        return OK;
    if (attempts_take(&g->doors, attempts_key(l->name, caller), 3600000, l->door.limit_per_hour,
                      now_ms))
        return OK;
    return err_set(e, BUSY, NULL, "door_limit", "at most %d entries an hour are taken here",
                   "此入口每小时最多登记%d次", l->door.limit_per_hour);
}

/* ---- glances ---- */

static uint64_t glance_key(const struct actor *who, const struct disclosure *d)
{
    uint64_t key = (uint64_t)who->user * 0x9e3779b97f4a7c15u;
    return d ? attempts_key(d->ledger, attempts_key(d->fields, key ^ (uint64_t)d->ids[0] << 1))
             : key;
}

static struct glance_slot *glance_slot(struct guard *g, uint64_t key)
{
    size_t slots_n = sizeof(g->glances.slots) / sizeof(g->glances.slots[0]);
    return &g->glances.slots[(key ^ (key >> 32)) % slots_n];
}

static bool is_noted(struct guard *g, uint64_t key, int64_t now_ms)
{
    const struct glance_slot *slot = glance_slot(g, key);
    return slot->key == key && now_ms < slot->until_ms;
}

enum glance guard_glance(struct guard *g, const struct actor *who, const struct disclosure *d,
                         int64_t now_ms)
{
    pthread_mutex_lock(&g->glances.lock);
    bool noted = is_noted(g, glance_key(who, d), now_ms);
    bool refused = !noted && is_noted(g, glance_key(who, NULL), now_ms);
    pthread_mutex_unlock(&g->glances.lock);
    return noted ? GLANCE_NOTED : refused ? GLANCE_REFUSED : GLANCE_NEW;
}

/* Refused ones are asked again after a minute: by then some of the hour's people may be gone. */
void guard_glance_note(struct guard *g, const struct actor *who, const struct disclosure *d,
                       bool is_refused, int64_t now_ms)
{
    uint64_t key = glance_key(who, is_refused ? NULL : d);
    pthread_mutex_lock(&g->glances.lock);
    *glance_slot(g, key) = (struct glance_slot){
        .key = key, .until_ms = now_ms + (is_refused ? 60 : LIMIT_DISCLOSE_S) * INT64_C(1000)};
    pthread_mutex_unlock(&g->glances.lock);
}
