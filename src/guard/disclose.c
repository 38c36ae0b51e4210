/* Showing people's protected data: one row and one journal entry a request, before the first byte;
 * for more than a few people, the leave of a second person. */
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

static enum outcome needs_approval(const struct disclosure *d, struct err *e)
{
    return err_set(e, DENIED, NULL, "needs_approval",
                   "%1$d people would be shown: more than %2$d need the leave of a second person "
                   "for this ledger, purpose and area",
                   "将显示%1$d人的资料：超过%2$d人须经第二人批准（限该台账、用途和区域）", d->ids_n,
                   LIMIT_DISCLOSE);
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

static enum outcome find_approval(int64_t *ret, struct db *db, const struct actor *who,
                                  const struct disclosure *d, int64_t now_s, struct err *e)
{
    struct arena a;
    struct approval x;
    bool fits = false;
    arena_init(&a, 1 << 16);
    const char *purpose = d->purpose ? d->purpose : "";
    enum outcome o = d->approved_by ? approval_get(&x, &a, db, d->approved_by, e)
                                    : approval_fitting(&x, &a, db, who->user, d->ledger, purpose,
                                                       d->ids_n, now_s, e);
    if (!o)
        fits = x.account == who->user && !strcmp(x.ledger, d->ledger) &&
               !strcmp(x.purpose, purpose) && !strcmp(x.state, "granted") &&
               x.up_to >= d->ids_n && x.ends_at > now_s;
    if (!o && fits)
        o = all_under(&fits, db, who, d, x.place, e);
    if (o == NOT_FOUND || (!o && !fits))
        o = needs_approval(d, e);
    if (!o)
        *ret = x.id;
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
    if (!who->is_system && d->ids_n > LIMIT_DISCLOSE &&
        (o = find_approval(&approval, db, who, d, now_ms / 1000, e)))
        return o;
    digest_ids(d, digest);
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
