/* The net in one file, so that a start need not read every ledger again: columns as they lie in
 * memory, with a head that says what they are and a checksum behind them. */
#include "trace/net_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAGIC 0x31544e4c41464e4cull

struct head {
    uint64_t magic;
    struct net_stamp stamp;
    int64_t stays, declared;
    uint32_t persons, places, groups, spots, ties;
};
struct flow { /* bytes on their way, with their checksum */
    int fd;
    bool is_bad;
    uint64_t sum;
    char waiting[1 << 16]; /* no heap: the writer may be a forked child */
    size_t n, at;
};

static void sum(struct flow *f, const void *data, size_t len)
{
    const unsigned char *p = data;
    uint64_t h = f->sum, word;
    for (; len >= 8; len -= 8, p += 8) {
        memcpy(&word, p, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    for (; len > 0; len--)
        h = (h ^ *p++) * 0x100000001b3u;
    f->sum = h;
}

static void put(struct flow *f, const char *p, size_t len)
{
    while (len > 0 && !f->is_bad) {
        ssize_t n = write(f->fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        f->is_bad = n <= 0;
        p += n;
        len -= n > 0 ? (size_t)n : 0;
    }
}

static void flush(struct flow *f)
{
    put(f, f->waiting, f->n);
    f->n = 0;
}

static void out(struct flow *f, const void *data, size_t len)
{
    sum(f, data, len);
    if (f->n + len > sizeof f->waiting)
        flush(f);
    if (len > sizeof f->waiting) {
        put(f, data, len);
        return;
    }
    memcpy(f->waiting + f->n, data, len);
    f->n += len;
}

static void in(struct flow *f, void *data, size_t len)
{
    char *to = data;
    for (size_t left = len; left > 0 && !f->is_bad;) {
        if (f->at == f->n && left < sizeof f->waiting) {
            ssize_t n = read(f->fd, f->waiting, sizeof f->waiting);
            if (n < 0 && errno == EINTR)
                continue;
            f->is_bad = n <= 0;
            f->n = n > 0 ? (size_t)n : 0;
            f->at = 0;
            continue;
        }
        size_t have = f->n - f->at, some = have < left ? have : left;
        if (have) {
            memcpy(to, f->waiting + f->at, some);
            f->at += some;
        } else {
            ssize_t n = read(f->fd, to, left);
            if (n < 0 && errno == EINTR)
                continue;
            f->is_bad = n <= 0;
            some = n > 0 ? (size_t)n : 0;
        }
        to += some;
        left -= some;
    }
    if (f->is_bad)
        memset(data, 0, len);
    else
        sum(f, data, len);
}

static void out_run(struct flow *f, const struct run *run)
{
    out(f, &run->n, sizeof run->n);
    out(f, run->start, sizeof *run->start * run->n);
    out(f, run->person, sizeof *run->person * run->n);
    out(f, run->minutes, sizeof *run->minutes * run->n);
}

/* In bites, each summed by itself: reading takes the same ones. */
#define BITE 4096

static void out_groups(struct flow *f, const struct net *net)
{
    uint32_t groups[BITE], n = 0;
    for (uint32_t p = 1; p <= net->persons.n; p++) {
        groups[n++] = net->members[p].group;
        if (n == BITE || p == net->persons.n) {
            out(f, groups, sizeof *groups * n);
            n = 0;
        }
    }
}

/* Each person's list, so that a start need not gather it from the runs. */
static void out_lists(struct flow *f, const struct net *net)
{
    uint32_t n[BITE];
    for (uint32_t p = 1; p <= net->persons.n; p += BITE) {
        uint32_t left = net->persons.n - p + 1, some = left < BITE ? left : BITE;
        for (uint32_t i = 0; i < some; i++)
            n[i] = net->members[p + i].n;
        out(f, n, sizeof *n * some);
        for (uint32_t i = 0; i < some; i++)
            if (n[i])
                out(f, pool_at(&net->pool, net->members[p + i].at), sizeof(union cell) * n[i]);
    }
}

enum outcome net_save(const struct net *net, const char *path, const struct net_stamp *stamp,
                      struct err *e)
{
    char temp[4096];
    struct flow f = {.sum = 1};
    struct head head = {MAGIC,         *stamp,        net->stays,   net->declared, net->persons.n,
                        net->places.n, net->groups.n, net->spots_n, net->ties_n};
    snprintf(temp, sizeof temp, "%s.new", path);
    f.fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (f.fd < 0)
        return err_set(e, FAULT, NULL, "file", "cannot write %s", "无法写入 %s", temp);
    out(&f, &head, sizeof head);
    out(&f, net->persons.id + 1, net->persons.n ? sizeof(int64_t) * net->persons.n : 0);
    out(&f, net->groups.id + 1, net->groups.n ? sizeof(int64_t) * net->groups.n : 0);
    out_groups(&f, net);
    for (uint32_t s = 1; s <= net->spots_n; s++) {
        const struct spot *spot = &net->spots[s];
        out(&f, &spot->place, sizeof spot->place);
        out(&f, &spot->source, sizeof spot->source);
        out_run(&f, &spot->main);
        out_run(&f, &spot->tail);
    }
    out_lists(&f, net);
    for (uint32_t p = 1; p < net->tie_of_cap && p <= net->persons.n; p++)
        for (uint32_t t = net->tie_of[p]; t; t = net->ties[t].next)
            if (net->ties[t].other > p) {
                uint32_t tie[4] = {p, net->ties[t].other, net->ties[t].at,
                                   (uint32_t)net->ties[t].source};
                out(&f, tie, sizeof tie);
            }
    uint64_t check = f.sum;
    out(&f, &check, sizeof check);
    flush(&f);
    if (fsync(f.fd) != 0)
        f.is_bad = true;
    close(f.fd);
    if (!f.is_bad && rename(temp, path) == 0)
        return OK;
    unlink(temp);
    return err_set(e, FAULT, NULL, "file", "cannot write %s", "无法写入 %s", path);
}

/* ---- reading ---- */

static bool in_ids(struct flow *f, struct ids *ids, uint32_t n)
{
    if (n > 1u << 30)
        return false;
    ids->cap = n + 1;
    ids->id = calloc(ids->cap, sizeof *ids->id);
    if (!ids->id)
        return false;
    ids->n = n;
    in(f, ids->id + 1, sizeof *ids->id * n);
    ids_index(ids);
    return !f->is_bad;
}

static bool in_run(struct flow *f, struct run *run, uint32_t persons)
{
    uint32_t n = 0;
    in(f, &n, sizeof n);
    if (f->is_bad || n > 1u << 30)
        return false;
    run->n = n;
    run->cap = n + n / 64;
    run->start = malloc(sizeof *run->start * (run->cap + 1));
    run->person = malloc(sizeof *run->person * (run->cap + 1));
    run->minutes = malloc(sizeof *run->minutes * (run->cap + 1));
    if (!run->start || !run->person || !run->minutes)
        return false;
    in(f, run->start, sizeof *run->start * n);
    in(f, run->person, sizeof *run->person * n);
    in(f, run->minutes, sizeof *run->minutes * n);
    for (uint32_t i = 0; i < n; i++)
        if (!run->person[i] || run->person[i] > persons)
            return false;
    return !f->is_bad;
}

static bool in_spots(struct flow *f, struct net *net, uint32_t n)
{
    if (n > 1u << 28)
        return false;
    net->spots = grow(net->spots, sizeof *net->spots, n, &net->spots_cap);
    for (uint32_t s = 1; s <= n; s++) {
        struct spot *spot = &net->spots[s];
        net->spots_n = s;
        in(f, &spot->place, sizeof spot->place);
        in(f, &spot->source, sizeof spot->source);
        if (f->is_bad || spot->place <= 0 || !in_run(f, &spot->main, net->persons.n) ||
            !in_run(f, &spot->tail, net->persons.n))
            return false;
        spot_link(net, s);
        spot_blocks(spot, 0);
    }
    return true;
}

static bool in_list(struct flow *f, struct net *net, struct member *m, uint32_t n)
{
    if (n > STAYS_MAX)
        return false;
    m->n = n;
    m->at = n ? pool_fit(&net->pool, 0, 0, n) : 0;
    union cell *cells = n ? pool_at(&net->pool, m->at) : NULL;
    if (n)
        in(f, cells, sizeof *cells * n);
    for (uint32_t i = 0; i < n; i++)
        if (!cells[i].stay.spot || cells[i].stay.spot > net->spots_n)
            return false;
    return !f->is_bad;
}

static bool in_lists(struct flow *f, struct net *net)
{
    uint32_t n[BITE];
    for (uint32_t p = 1; p <= net->persons.n; p += BITE) {
        uint32_t left = net->persons.n - p + 1, some = left < BITE ? left : BITE;
        in(f, n, sizeof *n * some);
        for (uint32_t i = 0; i < some; i++)
            if (f->is_bad || !in_list(f, net, &net->members[p + i], n[i]))
                return false;
    }
    return true;
}

static void in_groups(struct flow *f, struct net *net)
{
    uint32_t groups[BITE];
    for (uint32_t p = 1; p <= net->persons.n && !f->is_bad; p += BITE) {
        uint32_t left = net->persons.n - p + 1, n = left < BITE ? left : BITE;
        in(f, groups, sizeof *groups * n);
        for (uint32_t i = 0; i < n; i++)
            if (groups[i] && groups[i] <= net->groups.n)
                net_join(net, net->persons.id[p + i], net->groups.id[groups[i]]);
    }
}

static bool read_net(struct flow *f, struct net *net, const struct head *head)
{
    bool is_good = in_ids(f, &net->persons, head->persons) && in_ids(f, &net->groups, head->groups);
    if (!is_good)
        return false;
    net->members = grow(net->members, sizeof *net->members, net->persons.n, &net->members_cap);
    for (uint32_t p = 1; p <= net->persons.n; p++)
        net->members[p].peer = p;
    in_groups(f, net);
    if (!in_spots(f, net, head->spots) || !in_lists(f, net))
        return false;
    for (int64_t i = 0; i < head->declared && !f->is_bad; i++) {
        uint32_t tie[4];
        in(f, tie, sizeof tie);
        if (tie[0] && tie[0] <= net->persons.n && tie[1] && tie[1] <= net->persons.n)
            net_declare(net, net->persons.id[tie[0]], net->persons.id[tie[1]], tie[2] + EPOCH,
                        (int)tie[3]);
    }
    uint64_t want = f->sum, check = 0;
    in(f, &check, sizeof check);
    return !f->is_bad && check == want;
}

enum outcome net_load(struct net **ret, const char *path, uint64_t form,
                      struct net_stamp *ret_stamp, struct err *e)
{
    struct head head = {0};
    struct flow f = {.sum = 1, .fd = open(path, O_RDONLY | O_CLOEXEC)};
    struct net *net = net_new();
    if (f.fd >= 0)
        in(&f, &head, sizeof head);
    bool is_good = f.fd >= 0 && !f.is_bad && head.magic == MAGIC && head.stamp.form == form &&
                   read_net(&f, net, &head);
    if (f.fd >= 0)
        close(f.fd);
    if (!is_good) {
        net_free(net);
        return err_set(e, NOT_FOUND, NULL, "absent", "no net in %s that fits",
                       "%s 中没有可用的数据", path);
    }
    net->stays = head.stays;
    *ret_stamp = head.stamp;
    *ret = net;
    return OK;
}
