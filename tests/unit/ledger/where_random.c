/* See where_random.h. A row of the table is one way to write a value of a type: `%` and a letter
 * stands for a part of that type, at one level deeper. */
#include "where_random.h"

#include <string.h>

/* i integer  n number  m money  d date  w datetime  t time  l duration  f flag  s text  c mood
 * p place  r person  y symptoms; capital: of the record outside when in a query */
static const struct {
    char type;
    const char *text;
    bool is_leaf;
} WAYS[] = {
    {'i', "0", true},
    {'i', "1", true},
    {'i', "7", true},
    {'i', "-3", true},
    {'i', "9223372036854775807", true},
    {'i', "1000000", true},
    {'i', "@calls", true},
    {'i', "@credited", true},
    {'i', "std(home_days)", true},
    {'i', "count(@symptoms)", true},
    {'i', "count(@members)", true},
    {'i', "@visits", true},
    {'i', "@person.visits", true},
    {'i', "@ward.beds", true},
    {'i', "@home.beds", true},
    {'i', "%i + %i", false},
    {'i', "%i - %i", false},
    {'i', "%i * %i", false},
    {'i', "-%i", false},
    {'i', "round(%n)", false},
    {'i', "floor(%n)", false},
    {'i', "ceil(%n)", false},
    {'i', "abs(%i)", false},
    {'i', "min(%i, %i)", false},
    {'i', "max(%i, %i, %i)", false},
    {'i', "age(%d)", false},
    {'i', "age(%d, %d)", false},
    {'i', "days_between(%d, %d)", false},
    {'i', "weekday(%d)", false},
    {'i', "length(%s)", false},
    {'i', "if(%f, %i, %i)", false},
    {'i', "lookup(notifiable, %c, doses)", false},
    {'i', "count(%q)", false},
    {'i', "sum(person.visits where %Q)", false},
    {'i', "max(visit.calls where %R)", false},
    {'i', "last(visit.calls where %R)", false},
    {'i', "null", true},
    {'n', "37.3", true},
    {'n', "0.5", true},
    {'n', "-0.000001", true},
    {'n', "@temperature", true},
    {'n', "@limit", true},
    {'n', "std(fever_threshold)", true},
    {'n', "@person.weight", true},
    {'n', "@weight", true},
    {'n', "@person.boss.weight", true},
    {'n', "%n + %n", false},
    {'n', "%n - %i", false},
    {'n', "%n * %n", false},
    {'n', "%i * %n", false},
    {'n', "%i / %i", false},
    {'n', "%n / %n", false},
    {'n', "%i / %n", false},
    {'n', "%n / %i", false},
    {'n', "%l / %l", false},
    {'n', "%m / %m", false},
    {'n', "hours(%l)", false},
    {'n', "days(%l)", false},
    {'n', "min(%n, %i)", false},
    {'n', "if(%f, %n, %i)", false},
    {'n', "abs(%n)", false},
    {'n', "sum(visit.temperature where %R)", false},
    {'n', "min(person.weight where %Q)", false},
    {'m', "@price", true},
    {'m', "@paid", true},
    {'m', "%m + %m", false},
    {'m', "%m - 0.5", false},
    {'m', "%m * %i", false},
    {'m', "%m * %n", false},
    {'m', "%m / %i", false},
    {'m', "%m / %n", false},
    {'m', "-%m", false},
    {'m', "max(%m, %m)", false},
    {'m', "if(%f, %m, %m)", false},
    {'m', "sum(visit.price where %R)", false},
    {'d', "2026-11-23", true},
    {'d', "2000-02-29", true},
    {'d', "today()", true},
    {'d', "@onset_on", true},
    {'d', "@found_on", true},
    {'d', "@born_on", true},
    {'d', "@person.born_on", true},
    {'d', "%d + 1d", false},
    {'d', "%d - 2d * %i", false},
    {'d', "date(%w)", false},
    {'d', "if(%f, %d, %d)", false},
    {'d', "min(%d, %d)", false},
    {'d', "last(person.born_on where %Q)", false},
    {'d', "first(visit.onset_on where %R)", false},
    {'w', "now()", true},
    {'w', "@at", true},
    {'w', "@until", true},
    {'w', "@created_at", true},
    {'w', "@closed_at", true},
    {'w', "@occurred_at", true},
    {'w', "%w + %l", false},
    {'w', "%w - %l", false},
    {'w', "%d + 12h", false},
    {'w', "%d + %t", false},
    {'w', "endofday(%w)", false},
    {'w', "startofday(%w)", false},
    {'w', "endofday(%d)", false},
    {'w', "if(%f, %w, %d)", false},
    {'w', "max(%w, %d)", false},
    {'t', "08:00", true},
    {'t', "@hour", true},
    {'t', "time(%w)", false},
    {'l', "1d", true},
    {'l', "90m", true},
    {'l', "@stay", true},
    {'l', "std(review)", true},
    {'l', "%w - %w", false},
    {'l', "%d - %d", false},
    {'l', "%d - %w", false},
    {'l', "%l + %l", false},
    {'l', "%l * %i", false},
    {'l', "%n * %l", false},
    {'l', "%l / %i", false},
    {'l', "%t - %t", false},
    {'l', "-%l", false},
    {'l', "lookup(notifiable, %c, deadline)", false},
    {'l', "min(%l, %l)", false},
    {'f', "true", true},
    {'f', "@urgent", true},
    {'f', "@urgent = true", true},
    {'f', "@state = observing", true},
    {'f', "@state in [released, voided]", true},
    {'f', "@mood = crisis", true},
    {'f', "@mood != @mood_before", true},
    {'f', "@mood in [calm, worried]", true},
    {'f', "fever in @symptoms", true},
    {'f', "@remark in @symptoms", true},
    {'f', "@mood not in @symptoms", true},
    {'f', "known(@phone)", true},
    {'f', "known(@person.phone)", true},
    {'f', "@place.kind = ward", true},
    {'f', "@ward.kind != village", true},
    {'f', "@ward.grade = calm", true},
    {'f', "@person = @doctor", true},
    {'f', "@person.boss = @doctor", true},
    {'f', "id = '4611756387171565570'", true},
    {'f', "@person = '4611756387171565570'", true},
    {'f', "@created_by = user()", true},
    {'f', "@nurse = 5", true},
    {'f', "%f and %f", false},
    {'f', "%f or %f", false},
    {'f', "%f and not %f and %f", false},
    {'f', "not (%f)", false},
    {'f', "(%f or %f) and %f", false},
    {'f', "%i = %i", false},
    {'f', "%i < %n", false},
    {'f', "%n >= %n", false},
    {'f', "%n != %i", false},
    {'f', "%m > %m", false},
    {'f', "%m <= 12.50", false},
    {'f', "%d < %d", false},
    {'f', "%d >= %w", false},
    {'f', "%w > %w", false},
    {'f', "%t < %t", false},
    {'f', "%l <= %l", false},
    {'f', "%s = %s", false},
    {'f', "%s < %s", false},
    {'f', "%s >= %s", false},
    {'f', "%s != %s", false},
    {'f', "%i in [1, %i, 3]", false},
    {'f', "%i not in [%i, 0.5]", false},
    {'f', "%s in ['a', %s]", false},
    {'f', "%n between %i and %n", false},
    {'f', "%s between 'a' and %s", false},
    {'f', "%w not between %d and %w", false},
    {'f', "known(%i)", false},
    {'f', "known(%s)", false},
    {'f', "starts(%s, %s)", false},
    {'f', "contains(%s, %s)", false},
    {'f', "workday(%d)", false},
    {'f', "under(%p, %p)", false},
    {'f', "%p = %p", false},
    {'f', "if(%f, %f, %f)", false},
    {'f', "(%f) = (%f)", false},
    {'f', "exists(%q)", false},
    {'f', "%i > count(%q)", false},
    {'f', "%c = %c", false},
    {'s', "'a'", true},
    {'s', "'it''s'", true},
    {'s', "'浦城'", true},
    {'s', "'\\'", true},
    {'s', "''", true},
    {'s', "@remark", true},
    {'s', "@advice", true},
    {'s', "@name", true},
    {'s', "@person.name", true},
    {'s', "@key", true},
    {'s', "std(agency)", true},
    {'s', "@place.name", true},
    {'s', "@place.code", true},
    {'s', "@ward.sign", true},
    {'s', "@title", true},
    {'s', "concat(%s, %s, %s)", false},
    {'s', "concat(%s)", false},
    {'s', "if(%f, %s, %s)", false},
    {'s', "lookup(notifiable, %c, class)", false},
    {'s', "last(person.name where %Q)", false},
    {'s', "%c", false},
    {'c', "@mood", true},
    {'c', "@person.mood", true},
    {'c', "if(%f, @mood, null)", false},
    {'p', "@place", true},
    {'p', "@ward", true},
    {'p', "@person.home", true},
    {'p', "@home", true},
    {'q', "person where %Q", false},
    {'q', "visit where %R", false},
    {'q', "visit", true},
};

/* Fields that only one of the ledgers has. */
static const char *const PERSON_ONLY[] = {"@name", "@born_on", "@weight",
                                          "@home", "@visits",  "@home.beds"};
static const char *const VISIT_ONLY[] = {
    "person",   "doctor",      "temperature", "limit", "calls", "credited", "price",  "paid",
    "onset_on", "found_on",    "@at",         "until", "hour",  "stay",     "urgent", "remark",
    "advice",   "mood_before", "symptoms",    "ward",  "nurse", "members"};

static bool is_fit(const struct random_expr *r, const char *text)
{
    if (r->at == IN_QUERY_PERSON) {
        const char *at = strchr(text, '@');
        for (size_t i = 0; at && i < sizeof VISIT_ONLY / sizeof VISIT_ONLY[0]; i++) {
            const char *word = VISIT_ONLY[i] + (VISIT_ONLY[i][0] == '@');
            if (strstr(text, word) && !strstr(text, "count(%"))
                return false;
        }
    } else {
        for (size_t i = 0; i < sizeof PERSON_ONLY / sizeof PERSON_ONLY[0]; i++) {
            if (strstr(text, PERSON_ONLY[i]))
                return false;
        }
    }
    bool asks =
        strstr(text, "%q") || strstr(text, "%Q") || strstr(text, "%R") || !strcmp(text, "visit");
    return r->at == IN_VISIT || !asks;
}

static void write_way(struct random_expr *r, char type);

/* In a query a field is now and then the outer record's; fields of `visit` then. */
static void write_text(struct random_expr *r, const char *text, bool outer)
{
    for (const char *s = text; *s; s++) {
        if (*s == '@') {
            if (outer)
                buf_text(r->out, "this.");
        } else if (*s == '%') {
            struct random_expr inside = *r;
            inside.depth--;
            s++;
            if (*s == 'Q' || *s == 'R') {
                inside.at = *s == 'Q' ? IN_QUERY_PERSON : IN_QUERY_VISIT;
                write_way(&inside, 'f');
            } else {
                bool is_argument = s - 1 > text && s[-2] == '(';
                bool brackets = *s != 'q' && *s != 'f' && !is_argument;
                buf_text(r->out, brackets ? "(" : "");
                write_way(&inside, *s);
                buf_text(r->out, brackets ? ")" : "");
            }
        } else {
            buf_char(r->out, *s);
        }
    }
}

static void write_way(struct random_expr *r, char type)
{
    const char *fit[200];
    bool outer[200];
    int n = 0;
    bool is_leaf = r->depth <= 0 || rng_below(r->rng, 4) == 0;
    for (int round = 0; round < 2 && n == 0; round++) {
        for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
            if (WAYS[i].type != type || WAYS[i].is_leaf != (is_leaf != (round == 1)))
                continue;
            struct random_expr as_visit = {.at = IN_VISIT};
            bool may_be_outer = r->at != IN_VISIT && WAYS[i].is_leaf && WAYS[i].text[0] == '@' &&
                                is_fit(&as_visit, WAYS[i].text) && !strchr(WAYS[i].text, ' ');
            if (n < 198 && is_fit(r, WAYS[i].text)) {
                fit[n] = WAYS[i].text;
                outer[n++] = false;
            }
            if (n < 198 && may_be_outer) {
                fit[n] = WAYS[i].text;
                outer[n++] = true;
            }
        }
    }
    if (n == 0) {
        buf_text(r->out, "null");
        return;
    }
    int chosen = (int)rng_below(r->rng, (uint64_t)n);
    write_text(r, fit[chosen], outer[chosen]);
}

static const struct {
    enum vtype type;
    char letter;
} TYPES[] = {
    {V_INTEGER, 'i'}, {V_NUMBER, 'n'},   {V_MONEY, 'm'}, {V_DATE, 'd'}, {V_DATETIME, 'w'},
    {V_TIME, 't'},    {V_DURATION, 'l'}, {V_FLAG, 'f'},  {V_TEXT, 's'}, {V_PLACE, 'p'},
};

void random_expr(struct random_expr *r, enum vtype type)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (TYPES[i].type == type)
            write_way(r, TYPES[i].letter);
    }
}

enum vtype random_type(struct rng *rng)
{
    if (rng_below(rng, 3) == 0)
        return V_FLAG;
    return TYPES[rng_below(rng, sizeof TYPES / sizeof TYPES[0])].type;
}
