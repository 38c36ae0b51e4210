/* The database that fails on call n: for tests of everything that must survive a fault.
 *
 * "faulty:7:path" lets the seventh write call (begin, statement that writes, savepoint-bearing
 * write, script, commit) fail once with FAULT; store_fail_at() arms it again. It never harms data:
 * the call is simply not made. */
#include "store/store_int.h"

bool faulty_fails(struct store *store, struct err *e)
{
    int64_t at = atomic_load_explicit(&store->fail_at, memory_order_relaxed);
    if (at <= 0)
        return false;
    int64_t call = atomic_fetch_add(&store->calls, 1) + 1;
    if (call != at && !(store->fails_on && call > at))
        return false;
    err_set(e, FAULT, NULL, "storage_fault", "the database failed on call %lld, as a test asked",
            "按测试要求,数据库在第 %lld 次调用时出错", (long long)call);
    return true;
}

void store_fail_at(struct store *store, int64_t call, bool and_after)
{
    store->calls = 0;
    store->fails_on = and_after;
    store->fail_at = call;
}

