/* What a token stands for, read from the tables: a session, an API token or a resident's door;
 * the account behind it; the posts it holds today, with deputies, moved and absorbed places.
 *
 * A door's token carries its row's number and a keyed digest of it, so that the same QR code can be
 * printed again; sessions and API tokens are random, and only their digest is stored. */
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include "base/text.h"
#include "guard/guard_int.h"
#include "place/place.h"
#include "value/time.h"

#define DOOR_DIGEST 16

void token_digest(const char *token, uint8_t hash[32])
{
    crypto_generichash(hash, 32, (const uint8_t *)token, strlen(token), NULL, 0);
}

void door_text(struct guard *g, int64_t id, char ret[65])
{
    uint8_t digest[DOOR_DIGEST], big[8];
    for (int i = 0; i < 8; i++)
        big[i] = (uint8_t)((uint64_t)id >> (56 - 8 * i));
    crypto_generichash(digest, sizeof(digest), big, sizeof(big), g->keys.door_key,
                       sizeof(g->keys.door_key));
    ret[0] = 'd';
    text_hex(big, sizeof(big), ret + 1);
    text_hex(digest, sizeof(digest), ret + 17);
}

static enum outcome signed_out(struct err *e)
{
    return err_set(e, SIGNED_OUT, NULL, "signed_out", "please sign in", "请先登录");
}

static int post_index(const struct plan *plan, const char *name)
{
    const struct post *post = plan_post(plan, name);
    return post ? (int)(post - plan->posts) : -1;
}

static bool is_in_force(const struct held *h, int64_t today)
{
    return h->since <= today && (h->ended == 0 || today < h->ended);
}

static bool is_away(const struct account *x, int64_t today)
{
    return x->away_until > 0 && x->away_from <= today && today < x->away_until;
}

/* A deputy acts while the holder is away, not disabled, and still holds the post there. */
static enum outcome deputy_acts(bool *ret, const struct held *h, struct arena *a, struct db *db,
                                int64_t today, struct err *e)
{
    struct account principal;
    struct held *list;
    int n;
    *ret = false;
    enum outcome o = account_get(&principal, a, db, h->deputy_for, e);
    if (o)
        return o == NOT_FOUND ? OK : o;
    if (!is_away(&principal, today) || principal.disabled)
        return OK;
    if ((o = held_list(&list, &n, a, db, h->deputy_for, e)))
        return o;
    for (int i = 0; i < n; i++)
        *ret |= !list[i].deputy_for && list[i].place == h->place && is_in_force(&list[i], today) &&
                !strcmp(list[i].post, h->post);
    return OK;
}

/* Where a holding reaches now: a moved place is followed, a merged or split one is not (that would
 * widen it). */
static enum outcome follow(int64_t *place, struct arena *a, struct db *db, struct err *e)
{
    struct place p;
    for (int hop = 0; hop < 64 && *place != PLACE_COUNTRY; hop++) {
        enum outcome o = place_get(&p, a, db, *place, e);
        if (o)
            return o == NOT_FOUND ? OK : o;
        if (!p.retired_on || strcmp(p.how, "moved") || !p.successor)
            break;
        *place = p.successor;
    }
    return OK;
}

static void add_holding(struct seat *seat, int post, int64_t place, const struct held *h,
                        bool is_absorbed)
{
    if (seat->holdings_n >= HOLDINGS_MAX)
        return;
    for (int i = 0; i < seat->holdings_n; i++)
        if (seat->holdings[i].post == post && seat->holdings[i].place == place)
            return;
    seat->holdings[seat->holdings_n++] = (struct seat_holding){
        .post = post, .place = place,
        .last = place == PLACE_COUNTRY ? INT64_MAX : place_last(place),
        .deputy_for = h->deputy_for, .id = h->id, .is_absorbed = is_absorbed};
}

/* Retired places that came in with their successor, and those that had come in with them. */
static enum outcome absorb(struct seat *seat, int from, const struct held *h, struct arena *a,
                           struct db *db, struct err *e)
{
    for (int i = from; i < seat->holdings_n; i++) {
        int64_t *list;
        int n;
        enum outcome o = absorbed_list(&list, &n, a, db, seat->holdings[i].place,
                                       seat->holdings[i].last, e);
        if (o)
            return o;
        for (int k = 0; k < n; k++)
            if (list[k] < seat->holdings[from].place || list[k] > seat->holdings[from].last)
                add_holding(seat, seat->holdings[from].post, list[k], h, true);
    }
    return OK;
}

static enum outcome load_holdings(struct seat *seat, struct arena *a, struct db *db,
                                  const struct plan *plan, int64_t today, struct err *e)
{
    struct held *list;
    int n;
    enum outcome o = held_list(&list, &n, a, db, seat->account, e);
    if (o)
        return o;
    seat->holdings = calloc(HOLDINGS_MAX, sizeof(*seat->holdings));
    if (!seat->holdings)
        abort();
    for (int i = 0; i < n; i++) {
        int post = post_index(plan, list[i].post), from = seat->holdings_n;
        int64_t place = list[i].place;
        bool acts = true;
        if (post < 0 || !is_in_force(&list[i], today))
            continue;
        if (list[i].deputy_for && (o = deputy_acts(&acts, &list[i], a, db, today, e)))
            return o;
        if (!acts)
            continue;
        if ((o = follow(&place, a, db, e)))
            return o;
        add_holding(seat, post, place, &list[i], false);
        if (seat->holdings_n > from && (o = absorb(seat, from, &list[i], a, db, e)))
            return o;
    }
    size_t size = sizeof(*seat->holdings) * (size_t)(seat->holdings_n + 1);
    struct seat_holding *fit = realloc(seat->holdings, size);
    seat->holdings = fit ? fit : seat->holdings;
    return OK;
}

static unsigned scope_verbs(const char *scope)
{
    unsigned reading = 1u << VERB_VIEW | 1u << VERB_EXPORT | 1u << VERB_HISTORY;
    return !strcmp(scope, "read") ? reading : TOKEN_VERBS;
}

static enum outcome load_account(struct seat *seat, struct arena *a, struct db *db,
                                 const struct plan *plan, int64_t today, struct err *e)
{
    struct account x;
    enum outcome o = account_get(&x, a, db, seat->account, e);
    if (o)
        return o == NOT_FOUND ? signed_out(e) : o;
    if (x.disabled)
        return signed_out(e);
    seat->name = strdup(x.name);
    seat->login = strdup(x.login);
    seat->lang = x.lang;
    seat->must_change = x.must_change;
    return load_holdings(seat, a, db, plan, today, e);
}

static enum outcome load_door(struct seat *seat, struct guard *g, struct arena *a, struct db *db,
                              const char *token, int64_t today, struct err *e)
{
    uint8_t big[8];
    char right[65];
    struct token row;
    if (!text_unhex(token + 1, 16, big))
        return signed_out(e);
    for (int i = 0; i < 8; i++)
        seat->session = (int64_t)((uint64_t)seat->session << 8 | big[i]);
    door_text(g, seat->session, right);
    if (strlen(token) != strlen(right) || sodium_memcmp(token, right, strlen(right)))
        return signed_out(e);
    enum outcome o = token_get(&row, a, db, seat->session, e);
    if (o)
        return o == NOT_FOUND ? signed_out(e) : o;
    if (row.account || row.revoked_at || (row.ended && today >= row.ended))
        return signed_out(e);
    seat->kind = SEAT_DOOR;
    seat->door = !strcmp(row.scope, "household_qr") ? DOOR_HOUSEHOLD_QR : DOOR_TOKEN;
    seat->door_place = row.place;
    size_t len = strlen(row.ledgers);
    seat->ledgers = len > 2 ? strndup(row.ledgers + 1, len - 2) : strdup("");
    seat->name = strdup("");
    seat->login = strdup("");
    seat->verbs = 1u << VERB_ADD;
    o = follow(&seat->door_place, a, db, e);
    return o;
}

static enum outcome load_token(struct seat *seat, struct arena *a, struct db *db,
                               const uint8_t hash[32], int64_t today, struct err *e)
{
    struct token row;
    enum outcome o = token_by_hash(&row, a, db, hash, e);
    if (o)
        return o == NOT_FOUND ? signed_out(e) : o;
    if (row.revoked_at || (row.ended && today >= row.ended))
        return signed_out(e);
    seat->kind = SEAT_TOKEN;
    seat->session = row.id;
    seat->account = row.account;
    seat->verbs = scope_verbs(row.scope);
    seat->ledgers = *row.ledgers ? strdup(row.ledgers) : NULL;
    seat->may_admin = !strcmp(row.scope, "all") && !seat->ledgers; /* users belong to no ledger */
    return OK;
}

static enum outcome load(struct seat *seat, struct guard *g, struct arena *a, struct db *db,
                         const struct plan *plan, const char *token, int64_t seen_ms,
                         int64_t now_ms, struct err *e)
{
    int64_t today = date_of(now_ms / 1000, plan->calendar.offset_s);
    struct session_row row;
    if (token[0] == 'd' && strlen(token) < 64)
        return load_door(seat, g, a, db, token, today, e);
    enum outcome o = session_by_hash(&row, a, db, seat->hash, e);
    if (o == NOT_FOUND) {
        if ((o = load_token(seat, a, db, seat->hash, today, e)))
            return o;
    } else if (o) {
        return o;
    } else {
        seat->session = row.id;
        seat->account = row.account;
        seat->ends_ms = row.ends_at * 1000;
        seat->noted_ms = row.seen_at * 1000;
        seat->verbs = SESSION_VERBS;
        seat->may_admin = true;
        seen_ms = seen_ms > seat->noted_ms ? seen_ms : seat->noted_ms;
        if (now_ms >= seat->ends_ms || now_ms - seen_ms > SESSION_IDLE_MS)
            return signed_out(e);
    }
    return load_account(seat, a, db, plan, today, e);
}

enum outcome seat_load(struct seat **ret, struct guard *g, struct arena *a, struct db *db,
                       const struct plan *plan, const char *token, const uint8_t hash[32],
                       int64_t seen_ms, int64_t now_ms, struct err *e)
{
    int offset = plan->calendar.offset_s;
    int64_t midnight = datetime_day_end(now_ms / 1000, offset) * 1000;
    struct seat *seat = calloc(1, sizeof(*seat));
    if (!seat)
        abort();
    memcpy(seat->hash, hash, 32);
    memcpy(seat->digest, plan->digest, sizeof(seat->digest));
    seat->ends_ms = INT64_MAX;
    seat->seen_ms = now_ms;
    seat->fresh_until_ms = now_ms + SEAT_FRESH_MS < midnight ? now_ms + SEAT_FRESH_MS : midnight;
    enum outcome o = load(seat, g, a, db, plan, token, seen_ms, now_ms, e);
    if (o) {
        seat_free(seat);
        return o;
    }
    *ret = seat;
    return OK;
}
