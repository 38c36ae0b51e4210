/* One ledger as JSON: fields, states, moves, grants, rules as text. */
#include "plan/print.h"

#include "base/text.h"

static void put_field_names(struct buf *out, const char *key, const struct field *const *fields,
                            int n)
{
    put_key(out, key);
    put_array(out);
    for (int i = 0; i < n; i++)
        put_str(out, fields[i]->name);
    put_end_array(out);
}

static void put_field_name(struct buf *out, const char *key, const struct field *f)
{
    put_key_str(out, key, f ? f->name : NULL);
}

static void put_key_expr(struct buf *out, const char *key, const struct expr *x)
{
    put_key(out, key);
    put_expr(out, x);
}

static void put_bounds(struct buf *out, const struct field *f)
{
    const struct type_row *row = type_row(f->type);

    if (f->rule.has_min) {
        put_key(out, "min");
        put_value(out, value_int(row->vtype, f->rule.min), f->rule.offset_s);
    }
    if (f->rule.has_max) {
        put_key(out, "max");
        put_value(out, value_int(row->vtype, f->rule.max), f->rule.offset_s);
    }
    if (f->type == F_TEXT) {
        put_key(out, "max_chars");
        put_int(out, f->rule.max_chars ? f->rule.max_chars : LIMIT_TEXT);
    }
    if (f->type == F_LINES) {
        put_key(out, "max_rows");
        put_int(out, f->rule.max_chars ? f->rule.max_chars : LIMIT_LINES);
    }
}

static void put_codes(struct buf *out, const struct field *f)
{
    put_key(out, "of");
    put_array(out);
    for (int i = 0; i < f->rule.codes_n; i++) {
        put_object(out);
        put_key_str(out, "code", f->rule.codes[i].code);
        put_key_label(out, "label", f->rule.codes[i].label);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_target(struct buf *out, const struct field *f)
{
    if (f->type == F_CHOICE || f->type == F_CHOICES)
        put_codes(out, f);
    if (f->type == F_REF) {
        put_key_str(out, "to", f->to ? f->to->name : NULL);
        put_key_expr(out, "among", f->among);
    }
    if (f->type == F_PLACE) {
        put_key(out, "kinds");
        put_array(out);
        for (int i = 0; i < f->to_kinds_n; i++)
            put_str(out, f->to_kinds[i]->name);
        put_end_array(out);
    }
    if (f->type == F_CHECKLIST)
        put_key_str(out, "checklist", f->checklist ? f->checklist->name : NULL);
    if (f->type == F_LINES) {
        put_key(out, "fields");
        put_fields_json(out, f->lines, f->lines_n);
    }
}

static void put_sensitive(struct buf *out, const struct field *f)
{
    put_key(out, "sensitive");
    if (!f->sensitive.is) {
        put_null(out);
        return;
    }
    put_object(out);
    put_key_str(out, "purpose", f->sensitive.purpose);
    put_key_str(out, "basis", f->sensitive.basis);
    put_end_object(out);
}

static void put_field(struct buf *out, const struct field *f)
{
    put_object(out);
    put_key_str(out, "name", f->name);
    put_key_label(out, "label", f->label);
    put_key_label(out, "help", f->help);
    put_key_str(out, "type", type_row(f->type)->word);
    put_key_str(out, "unit", f->unit);
    put_target(out, f);
    put_bounds(out, f);
    put_key_bool(out, "required", f->required);
    put_key_expr(out, "required_when", f->required_when);
    put_key_expr(out, "show", f->show_when);
    put_key_expr(out, "default", f->default_to);
    put_key_expr(out, "value", f->value);
    put_key_bool(out, "computed", f->value != NULL || f->type == F_STOCK);
    put_stock_rule(out, f->stock);
    put_key_bool(out, "unique", f->unique);
    put_key_bool(out, "sort", f->sort);
    put_key_bool(out, "search", f->search);
    put_key_bool(out, "occurs", f->occurs);
    put_sensitive(out, f);
    put_key_str(out, "seal", seal_words[f->seal]);
    put_key_str(out, "compartment", f->compartment);
    put_end_object(out);
}

void put_fields_json(struct buf *out, const struct field *fields, int n)
{
    put_array(out);
    for (int i = 0; i < n; i++)
        put_field(out, &fields[i]);
    put_end_array(out);
}

static void put_states(struct buf *out, const struct ledger *l)
{
    put_key(out, "states");
    put_array(out);
    for (int i = 0; i < l->states_n; i++) {
        put_object(out);
        put_key_str(out, "name", l->states[i].name);
        put_key_label(out, "label", l->states[i].label);
        put_key_bool(out, "initial", l->states[i].is_initial);
        put_key_bool(out, "final", l->states[i].is_final);
        put_key_bool(out, "amend", l->states[i].may_amend);
        put_key_str(out, "tone", l->states[i].tone);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_moves(struct buf *out, const struct ledger *l)
{
    put_key(out, "moves");
    put_array(out);
    for (int i = 0; i < l->moves_n; i++) {
        const struct move *m = &l->moves[i];
        put_object(out);
        put_key_str(out, "name", m->name);
        put_key_label(out, "label", m->label);
        put_key(out, "from");
        put_array(out);
        for (int s = 0; s < l->states_n; s++)
            if (m->from >> s & 1)
                put_str(out, l->states[s].name);
        put_end_array(out);
        put_key_str(out, "to", m->to >= 0 ? l->states[m->to].name : NULL);
        put_key(out, "by");
        put_array(out);
        for (int k = 0; k < m->by_n; k++)
            put_str(out, m->by[k]->name);
        put_end_array(out);
        put_key_bool(out, "by_member", m->by_member);
        put_key_expr(out, "when", m->when);
        put_key_expr(out, "auto", m->auto_when);
        put_field_names(out, "needs", m->needs, m->needs_n);
        put_key_bool(out, "confirm", m->confirm);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_grants(struct buf *out, const struct ledger *l)
{
    put_key(out, "grants");
    put_array(out);
    for (int i = 0; i < l->grants_n; i++) {
        const struct grant *g = &l->grants[i];
        put_object(out);
        put_key_str(out, "post", g->post ? g->post->name : NULL);
        put_field_name(out, "member_of", g->member_of);
        put_key(out, "verbs");
        put_array(out);
        for (int v = 0; v < VERBS; v++)
            if (g->verbs >> v & 1)
                put_str(out, verb_words[v]);
        put_end_array(out);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_rules(struct buf *out, const struct ledger *l)
{
    put_key(out, "rules");
    put_array(out);
    for (int i = 0; i < l->rules_n; i++) {
        put_object(out);
        put_key_str(out, "name", l->rules[i].name);
        put_key_expr(out, "when", l->rules[i].when);
        put_key_label(out, "say", l->rules[i].say);
        put_field_name(out, "field", l->rules[i].field);
        put_key_bool(out, "warning", l->rules[i].is_warning);
        put_end_object(out);
    }
    put_end_array(out);
    put_key(out, "unique");
    put_array(out);
    for (int i = 0; i < l->uniques_n; i++) {
        put_object(out);
        put_key_str(out, "name", l->uniques[i].name);
        put_field_names(out, "fields", l->uniques[i].fields, l->uniques[i].fields_n);
        put_key_expr(out, "where", l->uniques[i].where);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_then(struct buf *out, const struct then *t)
{
    put_object(out);
    put_key_str(out, "on", t->on);
    put_key_expr(out, "when", t->when);
    put_key_str(out, "do", then_words[t->kind]);
    put_key_str(out, "make", t->make ? t->make->name : NULL);
    put_field_name(out, "of", t->set_on);
    put_key_str(out, "move", t->move ? t->move->name : NULL);
    put_key(out, "with");
    put_object(out);
    for (int i = 0; i < t->with_n; i++) {
        put_key(out, t->with[i].name);
        if (t->with[i].from == ASSIGN_EXPR)
            put_expr(out, t->with[i].value);
        else
            put_str(out, t->with[i].from == ASSIGN_EACH ? "each" : "this");
    }
    put_end_object(out);
    put_key(out, "alert");
    put_array(out);
    for (int i = 0; i < t->alert_n; i++)
        put_str(out, t->alert[i]->name);
    put_end_array(out);
    put_key_label(out, "say", t->alert_text);
    put_field_name(out, "each_lines", t->each_lines);
    put_key_str(out, "each_places", t->each_place ? t->each_place->name : NULL);
    put_key_str(out, "each_records", t->each_ledger ? t->each_ledger->name : NULL);
    put_end_object(out);
}

static void put_doors(struct buf *out, const struct ledger *l)
{
    put_key(out, "public");
    if (l->door.add == DOOR_NONE) {
        put_null(out);
    } else {
        put_object(out);
        put_key_str(out, "by", door_words[l->door.add]);
        put_field_names(out, "add", l->door.fields, l->door.fields_n);
        put_key(out, "limit");
        put_int(out, l->door.limit_per_hour);
        put_end_object(out);
    }
    put_key(out, "pass");
    if (!l->pass.is_set) {
        put_null(out);
        return;
    }
    put_object(out);
    put_key_expr(out, "valid", l->pass.valid);
    put_field_name(out, "per", l->pass.per);
    put_key_expr(out, "every", l->pass.every);
    put_field_names(out, "show", l->pass.show, l->pass.show_n);
    put_key_str(out, "override", l->pass.override);
    put_end_object(out);
}

static void put_trace(struct buf *out, const struct trace_rule *t)
{
    put_key(out, "trace");
    if (t->kind == TRACE_NONE) {
        put_null(out);
        return;
    }
    put_object(out);
    put_key_str(out, "tells", trace_words[t->kind]);
    put_field_name(out, "person", t->person);
    put_field_name(out, "place", t->place);
    put_field_name(out, "met", t->met);
    put_field_name(out, "household", t->household);
    put_field_name(out, "from", t->from);
    put_field_name(out, "until", t->until);
    put_end_object(out);
}

static void put_keeping(struct buf *out, const struct ledger *l)
{
    put_key(out, "key");
    if (!l->key.is_set) {
        put_null(out);
    } else {
        put_object(out);
        put_key_str(out, "text", l->key.text);
        put_key_str(out, "per", l->key.per_county ? "county" : "plan");
        put_key_bool(out, "year", l->key.per_year);
        put_end_object(out);
    }
    put_key(out, "retention");
    if (!l->retention.is_set) {
        put_null(out);
    } else {
        put_object(out);
        put_key_str(out, "after", l->retention.after);
        put_key(out, "for");
        put_value(out, value_int(V_DURATION, l->retention.for_s), 0);
        put_end_object(out);
    }
    put_key(out, "keep");
    put_array(out);
    for (int i = 0; i < l->keep_n; i++)
        put_str(out, l->keep[i]->name);
    put_end_array(out);
}

void put_ledger_json(struct buf *out, const struct ledger *l)
{
    put_object(out);
    put_key_str(out, "name", l->name);
    put_key_label(out, "label", l->label);
    put_key_label(out, "help", l->help);
    put_key_str(out, "module", l->module ? l->module->name : NULL);
    put_key_str(out, "area", l->module ? l->module->area : NULL);
    put_key_expr(out, "place", l->place);
    put_key(out, "also");
    put_array(out);
    for (int i = 0; i < l->also_n; i++)
        put_expr(out, l->also[i]);
    put_end_array(out);
    put_field_names(out, "title", l->title, l->title_n);
    put_field_name(out, "moves_with", l->moves_with);
    put_field_name(out, "grid", l->grid);
    put_field_name(out, "restricts", l->restricts);
    put_field_name(out, "members", l->team_members);
    put_field_name(out, "occurs", l->occurs);
    put_key_bool(out, "is_order", l->is_order);
    put_key_str(out, "is_place", l->is_place ? l->is_place->name : NULL);
    put_keeping(out, l);
    put_key(out, "fields");
    put_fields_json(out, l->fields, l->fields_n);
    put_states(out, l);
    put_key_str(out, "initial", l->states[l->initial].name);
    put_moves(out, l);
    put_grants(out, l);
    put_rules(out, l);
    put_key(out, "then");
    put_array(out);
    for (int i = 0; i < l->thens_n; i++)
        put_then(out, &l->thens[i]);
    put_end_array(out);
    put_doors(out, l);
    put_trace(out, &l->trace);
    put_end_object(out);
}
