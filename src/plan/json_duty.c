/* Duties as JSON, for pages. */
#include "plan/print.h"

#include "base/text.h"

static void put_posts(struct buf *out, const char *key, const struct post *const *posts, int n)
{
    put_key(out, key);
    put_array(out);
    for (int i = 0; i < n; i++)
        put_str(out, posts[i]->name);
    put_end_array(out);
}

static void put_when(struct buf *out, const struct duty *d)
{
    put_key_str(out, "rhythm", rhythm_words[d->rhythm]);
    put_key(out, "amount");
    put_expr(out, d->amount);
    put_key(out, "windows");
    put_array(out);
    for (int i = 0; i < d->windows_n; i++)
        put_str(out, d->windows[i]->name);
    put_end_array(out);
    put_key(out, "at");
    put_array(out);
    for (int i = 0; i < d->at_n; i++)
        put_expr(out, d->at[i]);
    put_end_array(out);
    put_key(out, "weekdays");
    put_array(out);
    for (int day = 1; day <= 7; day++)
        if (d->weekdays >> day & 1)
            put_str(out, day_words[day]);
    put_end_array(out);
    put_key(out, "month_day");
    put_int(out, d->month_day);
    put_key_str(out, "days", duty_days_words[d->days]);
    put_key_bool(out, "skips_night", d->skips_night);
    put_key(out, "while");
    put_expr(out, d->while_);
    put_key(out, "from");
    put_expr(out, d->from);
    put_key(out, "grace");
    put_expr(out, d->grace);
}

static void put_proof(struct buf *out, const struct duty *d)
{
    put_key(out, "proof");
    put_object(out);
    put_key_str(out, "ledger",
                d->proof == PROOF_LEDGER ? d->proof_ledger ? d->proof_ledger->name : NULL
                : d->ledger              ? d->ledger->name
                                         : NULL);
    put_key_str(out, "field", d->proof_link ? d->proof_link->name : NULL);
    put_key_bool(out, "itself", d->proof == PROOF_SELF);
    put_key_str(out, "report", d->proof_report);
    put_key(out, "where");
    put_expr(out, d->proof_where);
    put_end_object(out);
}

void put_duty_json(struct buf *out, const struct duty *d)
{
    put_object(out);
    put_key_str(out, "rule", d->rule);
    put_key_label(out, "label", d->label);
    put_key_str(out, "ledger", d->ledger ? d->ledger->name : NULL);
    put_key(out, "of");
    put_array(out);
    for (int i = 0; i < d->of_n; i++)
        put_str(out, d->of[i]->name);
    put_end_array(out);
    put_when(out, d);
    put_posts(out, "by", d->by, d->by_n);
    put_key_str(out, "by_field", d->by_field ? d->by_field->name : NULL);
    put_proof(out, d);
    put_key(out, "escalate");
    put_array(out);
    for (int i = 0; i < d->steps_n; i++) {
        put_object(out);
        put_key(out, "after");
        put_expr(out, d->steps[i].after);
        put_posts(out, "to", d->steps[i].to, d->steps[i].to_n);
        put_end_object(out);
    }
    put_end_array(out);
    put_key_bool(out, "life", d->is_life);
    put_end_object(out);
}
