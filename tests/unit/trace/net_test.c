/* The net against a list that is looked through from end to end. Missions: C2. */
#include "../check.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "trace/net.h"

#define T0 1790000000ll
#define PEOPLE 300
#define PLACES 12
#define STAYS 4000

struct list {
    struct stay stays[STAYS];
    int n;
    int64_t group[PEOPLE + 1];
};

static int64_t person_id(int i)
{
    return 5000000000000000000ll + i * 7;
}

static struct stay random_stay(struct rng *r)
{
    struct stay s = {.person = person_id(1 + (int)rng_below(r, PEOPLE)),
                     .place = 100 + (int64_t)rng_below(r, PLACES) * 1000,
                     .from = T0 + (int64_t)rng_below(r, 14 * 86400),
                     .source = (int)rng_below(r, 2)};
    int64_t minutes = 1 + (int64_t)rng_below(r, rng_below(r, 20) ? 180 : 12 * 1440);
    s.until = s.from + minutes * 60;
    return s;
}

static void fill(struct list *l, struct net *net, struct rng *r, int n)
{
    for (int i = 0; i < n; i++) {
        if (l->n > 100 && rng_below(r, 4) == 0) { /* one goes */
            int k = (int)rng_below(r, (uint64_t)l->n);
            assert_true(net_remove(net, &l->stays[k]));
            l->stays[k] = l->stays[--l->n];
        } else if (l->n < STAYS) {
            l->stays[l->n] = random_stay(r);
            assert_true(net_add(net, &l->stays[l->n++]));
        }
        int who = 1 + (int)rng_below(r, PEOPLE);
        l->group[who] = (int64_t)rng_below(r, 60);
        net_join(net, person_id(who), l->group[who]);
    }
}

struct slow {
    int64_t pairs, persons, longest;
    int64_t total[PEOPLE + 1], times[PEOPLE + 1];
};

static int number(int64_t person)
{
    return (int)((person - person_id(0)) / 7);
}

static bool even_places(void *arg, int source, int64_t place)
{
    return source == 1 || (place / 1000) % 2 == 0;
}

static void slowly(const struct list *l, const struct net_ask *ask, struct slow *ret)
{
    *ret = (struct slow){0};
    for (int p = 0; p < ask->persons_n; p++)
        for (int i = 0; i < l->n; i++) {
            const struct stay *a = &l->stays[i];
            if (a->person != ask->persons[p] ||
                (ask->sees && !ask->sees(NULL, a->source, a->place)))
                continue;
            for (int k = 0; k < l->n; k++) {
                const struct stay *b = &l->stays[k];
                int64_t from = a->from > b->from ? a->from : b->from;
                int64_t until = a->until < b->until ? a->until : b->until;
                if (b->person == a->person || b->place != a->place ||
                    (ask->sees && !ask->sees(NULL, b->source, b->place)))
                    continue;
                from = from > ask->from ? from : ask->from;
                until = until < ask->until ? until : ask->until;
                if (until - from < ask->least_s)
                    continue;
                ret->pairs++;
                ret->longest = until - from > ret->longest ? until - from : ret->longest;
                ret->total[number(b->person)] += until - from;
                ret->times[number(b->person)]++;
            }
        }
    for (int i = 1; i <= PEOPLE; i++)
        ret->persons += ret->times[i] > 0;
}

static void compare(const struct list *l, const struct net *net, struct rng *r, bool is_scoped)
{
    struct net_answer got;
    struct slow want;
    int64_t persons[3];
    for (int i = 0; i < 3; i++)
        persons[i] = person_id(1 + (int)rng_below(r, PEOPLE));
    int n =
        persons[0] == persons[1] || persons[1] == persons[2] || persons[0] == persons[2] ? 1 : 3;
    int64_t from = T0 + (int64_t)rng_below(r, 7 * 86400);
    struct net_ask ask = {.persons = persons,
                          .persons_n = n,
                          .from = from,
                          .until = from + (int64_t)rng_below(r, 7 * 86400),
                          .least_s = 60 * (1 + (int64_t)rng_below(r, 40)),
                          .hops = 1,
                          .crowd = 100000,
                          .most = 100000,
                          .sees = is_scoped ? even_places : NULL};
    net_contacts(net, &ask, &got);
    slowly(l, &ask, &want);
    assert_int_equal(got.pairs, want.pairs);
    assert_int_equal(got.persons, want.persons);
    assert_int_equal(got.longest_s, want.longest);
    for (int i = 0; i < got.n; i++) {
        const struct net_contact *c = &got.contacts[i];
        assert_int_equal(c->total_s, want.total[number(c->person)]);
        assert_int_equal(c->times, want.times[number(c->person)]);
        if (c->ties & 1u << NET_GROUP)
            assert_true(l->group[number(c->person)] > 0);
        want.times[number(c->person)] = 0;
    }
    for (int p = 0; p < n; p++)
        want.times[number(persons[p])] = 0; /* index persons are no contacts of each other */
    for (int i = 1; i <= PEOPLE; i++)
        assert_int_equal(want.times[i], 0);
    net_answer_fini(&got);
}

static void agrees_with_a_slow_list(void **state)
{
    struct rng r;
    struct list *l = calloc(1, sizeof *l);
    struct net *net = net_new();
    rng_init(&r, 11);
    for (int round = 0; round < 60; round++) {
        fill(l, net, &r, 120);
        for (int i = 0; i < 10; i++)
            compare(l, net, &r, i % 2);
    }
    net_free(net);
    free(l);
}

static void comes_back_from_its_file(void **state)
{
    struct rng r;
    struct err e = {0};
    char path[] = "/tmp/netXXXXXX";
    struct net_stamp stamp = {9, 4711, 5};
    struct list *l = calloc(1, sizeof *l);
    struct net *net = net_new(), *again = NULL;
    close(mkstemp(path));
    rng_init(&r, 12);
    fill(l, net, &r, 3000);
    net_declare(net, person_id(1), person_id(2), T0 + 5, 3);
    assert_int_equal(net_save(net, path, &stamp, &e), OK);
    assert_int_equal(net_load(&again, path, 8, &stamp, &e), NOT_FOUND);
    assert_int_equal(net_load(&again, path, 9, &stamp, &e), OK);
    assert_int_equal(stamp.mark, 4711);
    for (int i = 0; i < 200; i++)
        compare(l, again, &r, i % 2);
    fill(l, again, &r, 500); /* and goes on changing */
    for (int i = 0; i < 50; i++)
        compare(l, again, &r, false);
    struct net_size size;
    net_size(again, &size);
    assert_int_equal(size.declared, 1);
    assert_true(net_undeclare(again, person_id(2), person_id(1), T0 + 5, 3));
    net_free(again);
    /* every truncation and a flipped byte are noticed */
    assert_int_equal(truncate(path, 20000), 0);
    assert_int_equal(net_load(&again, path, 9, &stamp, &e), NOT_FOUND);
    unlink(path);
    net_free(net);
    free(l);
}

static bool one_person(void *arg, const struct stay *s)
{
    *(int64_t *)arg += s->person;
    return true;
}

static void hops_follow_time(void **state)
{
    struct net *net = net_new();
    struct net_answer got;
    int64_t index = 1;
    /* 1 meets 2 on day 1; 2 met 3 before that and meets 4 after it; 5 is declared; 6 of 4's home */
    net_add(net, &(struct stay){1, 10, T0 + 86400, T0 + 90000, 0});
    net_add(net, &(struct stay){2, 10, T0 + 86400, T0 + 90000, 0});
    net_add(net, &(struct stay){2, 11, T0, T0 + 3600, 0});
    net_add(net, &(struct stay){3, 11, T0, T0 + 3600, 0});
    net_add(net, &(struct stay){2, 12, T0 + 100000, T0 + 103600, 0});
    net_add(net, &(struct stay){4, 12, T0 + 100000, T0 + 103600, 0});
    net_declare(net, 5, 1, T0 + 86500, 1);
    net_join(net, 4, 77);
    net_join(net, 6, 77);
    struct net_ask ask = {.persons = &index,
                          .persons_n = 1,
                          .from = T0,
                          .until = T0 + 200000,
                          .least_s = 600,
                          .hops = 3,
                          .crowd = 100,
                          .most = 100};
    net_contacts(net, &ask, &got);
    assert_int_equal(got.n, 4);
    int64_t order[] = {2, 5, 4, 6};
    int hops[] = {1, 1, 2, 3};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(got.contacts[i].person, order[i]);
        assert_int_equal(got.contacts[i].hop, hops[i]);
    }
    assert_int_equal(got.contacts[2].by, 2);
    assert_int_equal(got.contacts[3].ties, 1u << NET_GROUP);
    net_answer_fini(&got);
    int64_t sum = 0;
    assert_int_equal(net_present(net, 10, T0, T0 + 90000, one_person, &sum), 2);
    assert_int_equal(sum, 3);
    assert_int_equal(net_stays(net, 2, one_person, &sum), 3);
    net_free(net);
}

static void a_crowd_is_counted_and_told_in_part(void **state)
{
    struct net *net = net_new();
    struct net_answer got;
    int64_t index = 1;
    net_add(net, &(struct stay){1, 10, T0, T0 + 7200, 0});
    for (int i = 2; i <= 20001; i++)
        net_add(net, &(struct stay){i, 10, T0, T0 + 900 + i % 50 * 60, 0});
    struct net_ask ask = {.persons = &index,
                          .persons_n = 1,
                          .from = T0,
                          .until = T0 + 86400,
                          .least_s = 600,
                          .hops = 1,
                          .crowd = 100,
                          .most = 1000};
    net_contacts(net, &ask, &got);
    assert_int_equal(got.pairs, 20000);
    assert_int_equal(got.crowds, 1);
    assert_int_equal(got.n, 100);
    for (int i = 0; i < got.n; i++) {
        assert_true(got.contacts[i].in_crowd);
        assert_int_equal(got.contacts[i].longest_s, 900 + 49 * 60);
    }
    net_answer_fini(&got);
    assert_false(net_add(net, &(struct stay){1, 10, T0, T0, 0}));
    assert_false(net_add(net, &(struct stay){1, 10, 0, 60, 0}));
    assert_false(net_add(net, &(struct stay){0, 10, T0, T0 + 60, 0}));
    net_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_a_slow_list),
        cmocka_unit_test(comes_back_from_its_file),
        cmocka_unit_test(hops_follow_time),
        cmocka_unit_test(a_crowd_is_counted_and_told_in_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
