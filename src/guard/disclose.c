/* Showing people's protected data: one row and one journal entry a request, before the first byte;
 * for more than a few people within an hour, the leave of a second person. */
#include <sodium/crypto_generichash.h>

#include "base/limits.h"
#include "base/text.h"
#include "guard/guard_int.h"
#include "journal/image.h"

#define LOOKED_UP_MAX 5000

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Over the sorted ids, so that a list a person holds can be compared with the entry. */
static void digest_ids(const struct disclosure *d, char ret[65])
{
    uint8_t digest[32];
    int64_t *sorted = malloc(sizeof(*sorted) * (size_t)(d->ids_n + 1));
    if (!sorted)
        abort();
    if (d->ids_n)
        memcpy(sorted, d->ids, sizeof(*sorted) * (size_t)d->ids_n);
    qsort(sorted, (size_t)d->ids_n, sizeof(*sorted), compare_ids);
    crypto_generichash(digest, sizeof(digest), (const uint8_t *)sorted,
                       sizeof(*sorted) * (size_t)d->ids_n, NULL, 0);
    text_hex(digest, sizeof(digest), ret);
    free(sorted);
}

static enum outcome needs_approval(int64_t n, struct err *e)
{
    return err_set(
        e, DENIED, NULL, "needs_approval",
        "%1$d people would be shown to you within an hour: more than %2$d need the leave "
        "of a second person for this ledger, purpose and area",
        "一小时内将向您显示%1$d人的资料：超过%2$d人须经第二人批准（限该台账、用途和区域）", (int)n,
        LIMIT_DISCLOSE);
}

static bool was_seen(const struct looked_at *seen, int n, const char *ledger, int64_t record)
{
    for (int i = 0; i < n; i++)
        if (seen[i].record == record && !strcmp(seen[i].ledger, ledger))
            return true;
    return false;
}

/* How many people the user has seen in full within the hour, these among them. */
static enum outcome count_people(int64_t *ret, struct arena *a, struct db *db,
                                 const struct disclosure *d, int64_t account, int64_t now_s,
                                 struct err *e)
{
    struct looked_at *seen;
    int n;
    enum outcome o = looked_at_list(&seen, &n, a, db, account, now_s - LIMIT_DISCLOSE_S, e);
    *ret = n;
    for (int i = 0; !o && i < d->ids_n; i++)
        *ret += d->ids_n > LIMIT_DISCLOSE || !was_seen(seen, n, d->ledger, d->ids[i]);
    return o;
}

/* All records under the approved place? The list's own filter says so, else each is looked at. */
static enum outcome all_under(bool *ret, struct db *db, const struct actor *who,
                              const struct disclosure *d, int64_t place, struct err *e)
{
    const struct ledger *l = who->plan ? plan_ledger(who->plan, d->ledger) : NULL;
    enum outcome o = OK;
    *ret = place == PLACE_COUNTRY || (d->place && place_is_under(d->place, place));
    if (*ret || d->place || !l || d->ids_n > LOOKED_UP_MAX)
        return OK;
    *ret = true;
    for (int i = 0; !o && *ret && i < d->ids_n; i++) {
        int64_t at = 0;
        o = guard_record_place(&at, db, l, d->ids[i], e);
        *ret = o == OK && place_is_under(at, place);
        o = o == NOT_FOUND ? OK : o;
    }
    return o;
}

static enum outcome find_approval(int64_t *ret, struct arena *a, struct db *db,
                                  const struct actor *who, const struct disclosure *d,
                                  const char *digest, int64_t people, int64_t now_s, struct err *e)
{
    struct approval x;
    bool fits = false;
    enum outcome o = approval_fitting(&x, a, db, who->user, d->ledger, d->purpose ? d->purpose : "",
                                      d->ids_n, digest, now_s, e);
    if (!o)
        o = all_under(&fits, db, who, d, x.place, e);
    if (o == NOT_FOUND || (!o && !fits))
        return needs_approval(people, e);
    if (!o)
        *ret = x.id;
    return o;
}

/* Whether this many may be shown at all, and whose leave it took. */
static enum outcome allow(int64_t *ret_approval, struct db *db, const struct actor *who,
                          const struct disclosure *d, const char *digest, int64_t now_s,
                          struct err *e)
{
    struct arena a;
    int64_t people;
    arena_init(&a, 1 << 18);
    enum outcome o = count_people(&people, &a, db, d, who->user, now_s, e);
    if (!o && people > LIMIT_DISCLOSE)
        o = find_approval(ret_approval, &a, db, who, d, digest, people, now_s, e);
    else
        for (int i = 0; !o && i < d->ids_n; i++)
            o = looked_at_put(db, who->user, d->ledger, d->ids[i], now_s, e);
    arena_fini(&a);
    return o;
}

enum outcome guard_disclose(struct guard *g, struct db *db, struct journal *j,
                            const struct actor *who, const struct disclosure *d, int64_t now_ms,
                            struct err *e)
{
    char digest[65];
    int64_t approval = 0, account = who->is_system ? 0 : who->user;
    enum outcome o = OK;
    if (d->ids_n == 0)
        return OK;
    digest_ids(d, digest);
    if (!who->is_system && (o = allow(&approval, db, who, d, digest, now_ms / 1000, e)))
        return o;
    int64_t place = d->place ? d->place : who->holdings_n ? who->holdings[0].place : 0;
    int64_t id = guard_row_next_id(db, "disclosure", place, &o, e);
    if (o || (o = disclosure_insert(db, id, now_ms / 1000, account, d, digest, approval, e)))
        return o;
    struct buf image;
    struct entry entry = {.at_ms = now_ms, .user = account, .act = "disclose",
                          .ledger = d->ledger, .place = place};
    image_start(&image, 1 << 16);
    image_row(&image, "disclosure", id);
    image_int(&image, "at", now_ms / 1000);
    image_int(&image, "account", account);
    image_text(&image, "purpose", d->purpose ? d->purpose : "");
    image_text(&image, "ledger", d->ledger);
    image_text(&image, "fields", d->fields);
    image_text(&image, "ids_digest", digest);
    image_int(&image, "ids_n", d->ids_n);
    image_int(&image, "approval", approval);
    image_row_end(&image);
    return image_append(&image, j, db, &entry, e);
}
