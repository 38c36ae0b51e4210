/* Finding records by a name, a plate, a key, a whole phone or ID number: postings per ledger.
 *
 * A record's terms: of texts, every Chinese character and every two together, and every word of
 * letters and digits; of names also the pinyin and its initials; of plates also the last four and
 * five; of sealed fields a keyed hash of the
 * whole value (`phone:1a2b…`); and `@<place>` for subdistrict, village and grid, so that a search
 * within one's scope reads only its own postings.
 *
 * Writing them costs more than the record itself, so they wait in memory and reach the index in
 * slices, at most about a second later, together with the journal entry up to which it is complete.
 * At start what the journal has beyond that mark is indexed again. A pure projection. */
#ifndef LEDGER_SEARCH_H
#define LEDGER_SEARCH_H
#include "ledger/ledger.h"

struct search;
void search_new(struct search **ret);
void search_free(struct search *s);
void search_hooks(struct search *s, struct writer_hooks *ret);

void search_table_name(char out[80], const struct ledger *l); /* s_<name> */
bool ledger_has_search(const struct ledger *l);
void search_terms(struct buf *out, const struct record *r);

/* In a writer's job, after the journal entry `seq`. Nothing when the terms did not change. */
enum outcome search_note(struct work *w, const struct record *before, const struct record *after,
                         int64_t seq, struct err *e);
void search_note_erased(struct app *app, const struct ledger *l, int64_t record, int64_t seq);
int64_t search_waiting(const struct search *s);
/* In a writer's job: about ms of writing at most. */
enum outcome search_write(struct app *app, struct db *db, int ms, struct err *e);
/* Pushes slices until nothing waits; returns at once. */
void search_flush(struct app *app);
/* At start, before the first write: indexes what the journal has beyond the mark. */
enum outcome search_replay(struct app *app, struct db *db, const struct plan *plan, struct err *e);

/* A query text as terms all of which must be there; each alternative is one list. At most four
 * alternatives: the text itself, and the whole value of each sealed field it could be. */
struct search_asked {
    const char *terms[4][24];
    int n[4];
    int alternatives;
};
enum outcome search_ask(struct search_asked *ret, struct arena *a, struct guard *g,
                        const struct plan *plan, const struct ledger *l, const char *text,
                        int64_t under, struct err *e);
#endif
