/* Stand-ins for what http/ builds on: one user, a few operations, a writer that is only a thread.
 * They let the server be tested alone, and measured without a database. */
#ifndef TESTS_UNIT_HTTP_STAND_IN_H
#define TESTS_UNIT_HTTP_STAND_IN_H
#include "http/http.h"

#define USER_TOKEN "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OWNER_TOKEN "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* Registers the operations and starts the writer's thread; stop after http_stop. */
struct app *stand_in_start(const char *folder);
void stand_in_stop(struct app *app);
void stand_in_lose(int what); /* 1 the user's post, 2 the session; 0 both are back */
int stand_in_held(void); /* editions held and not given back */
#endif
