/* The drill's contacts written as visits, loaded into the live trace engine: both find the same
 * contacts, and a contact asked from either side is the same. Mission: C2, K2. */
#include "unit/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "drill/world.h"
#include "given.h"
#include "trace/net.h"

enum { PEOPLE = 3000, DAYS = 14, ASKED = 400, MOST = 4000, SEED = 5 };
#define T0 1790000000ll /* any moment; days of 86400 s from there */

static int64_t person_id(uint32_t person)
{
    return 1000 + (int64_t)person * 3;
}

/* Lines come in pairs, the two who met at one place; each pair is a place of its own. */
static int load(struct net *net, char *csv)
{
    char place[2][80];
    int n = 0;
    for (char *line = strchr(csv, '\n') + 1; *line; n++) {
        unsigned person, day;
        int from, until;
        char *end = strchr(line, '\n');
        *end = '\0'; /* sscanf() measures what it is given, to its end */
        assert_int_equal(sscanf(line, "%u,%79[^,],%u,%d,%d", &person, place[n % 2], &day, &from,
                                &until),
                         5);
        if (n % 2)
            assert_string_equal(place[0], place[1]);
        struct stay stay = {.person = person_id(person),
                            .place = 1 + n / 2,
                            .from = T0 + day * 86400ll + from * 60,
                            .until = T0 + day * 86400ll + until * 60};
        assert_true(net_add(net, &stay));
        line = end + 1;
    }
    return n;
}

/* Whom the drill itself says the person met on the days, by its own contacts. */
static int met_in_drill(const struct world *w, uint64_t seed, uint32_t person, bool *met)
{
    struct reach r;
    int n = 0;
    memset(met, 0, PEOPLE * sizeof *met);
    reach_of(&r, w, person);
    for (uint32_t day = 0; day < DAYS; day++)
        for (enum layer l = LAYER_HOME; l < LAYERS; l++)
            for (uint32_t k = 0; k < r.number[l]; k++) {
                float kept;
                uint32_t other = contact_of(w, seed, &r, l, day, k, &kept);
                if (other != NOBODY && !met[other]) {
                    met[other] = true;
                    n++;
                }
            }
    return n;
}

static void both_find_the_same_contacts(void **state)
{
    struct drill_setup s;
    struct buf csv;
    struct err e = {0};
    static bool met[PEOPLE], back[PEOPLE];
    given(&s, "outbreak.seeds=3");
    struct world *w = given_world(&s, PEOPLE);
    struct drill *d = given_runs(w, DAYS, 1, SEED, 1);
    struct net *net = net_new();
    buf_init(&csv, 512u << 20);
    assert_int_equal(report_visits_csv(&csv, d, DAYS, &e), OK);
    assert_true(load(net, csv.data) > PEOPLE * DAYS);
    int contacts = 0;
    for (uint32_t i = 0; i < ASKED; i++) {
        uint32_t person = i * (PEOPLE / ASKED);
        int64_t id = person_id(person);
        struct net_ask ask = {.persons = &id,
                              .persons_n = 1,
                              .from = T0,
                              .until = T0 + DAYS * 86400ll,
                              .hops = 1,
                              .crowd = MOST,
                              .most = MOST};
        struct net_answer told;
        int n = met_in_drill(w, d->runs[0].seed, person, met);
        net_contacts(net, &ask, &told);
        assert_false(told.is_cut);
        assert_int_equal(told.n, n);
        for (int k = 0; k < told.n; k++) {
            int64_t other = (told.contacts[k].person - person_id(0)) / 3;
            assert_true(met[other]);
            if (k < 3) { /* and from the other side */
                met_in_drill(w, d->runs[0].seed, (uint32_t)other, back);
                assert_true(back[person]);
            }
        }
        contacts += n;
        net_answer_fini(&told);
    }
    print_message("%d people, %.1f contacts each in %d days\n", ASKED, (double)contacts / ASKED,
                  DAYS);
    assert_true(contacts > ASKED * 10);
    buf_fini(&csv);
    net_free(net);
    drill_free(d);
    world_free(w);
    setup_fini(&s);
}

static void large_counties_are_refused(void **state)
{
    struct drill_setup s;
    struct buf csv;
    struct err e = {0};
    given(&s, "outbreak.seeds=1");
    struct world *w = given_world(&s, 10001);
    struct drill *d = given_runs(w, 2, 1, 1, 1);
    buf_init(&csv, 1000);
    assert_int_equal(report_visits_csv(&csv, d, 2, &e), REFUSED);
    assert_string_equal(e.field, "people");
    buf_fini(&csv);
    drill_free(d);
    world_free(w);
    setup_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_find_the_same_contacts),
        cmocka_unit_test(large_counties_are_refused),
    };
    return cmocka_run_group_tests_name("drill visits", tests, NULL, NULL);
}
