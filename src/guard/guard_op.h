/* Private to guard/: the handlers behind the rows of guard_op.c, and what they share. */
#ifndef GUARD_GUARD_OP_H
#define GUARD_GUARD_OP_H
#include "guard/guard_int.h"
#include "place/place.h"

enum outcome do_session_start(struct call *c, struct err *e);
enum outcome do_session_show(struct call *c, struct err *e);
enum outcome do_session_end(struct call *c, struct err *e);
enum outcome do_session_end_other(struct call *c, struct err *e);
enum outcome do_session_list(struct call *c, struct err *e);
enum outcome do_password_change(struct call *c, struct err *e);
enum outcome do_user_add(struct call *c, struct err *e);
enum outcome do_user_away(struct call *c, struct err *e);
enum outcome do_user_disable(struct call *c, struct err *e);
enum outcome do_user_grant(struct call *c, struct err *e);
enum outcome do_user_list(struct call *c, struct err *e);
enum outcome do_user_reset(struct call *c, struct err *e);
enum outcome do_user_revoke(struct call *c, struct err *e);
enum outcome do_user_show(struct call *c, struct err *e);
enum outcome do_token_add(struct call *c, struct err *e);
enum outcome do_token_list(struct call *c, struct err *e);
enum outcome do_token_revoke(struct call *c, struct err *e);
enum outcome do_door_add(struct call *c, struct err *e);
enum outcome do_door_list(struct call *c, struct err *e);
enum outcome do_approval_request(struct call *c, struct err *e);
enum outcome do_approval_grant(struct call *c, struct err *e);
enum outcome do_approval_refuse(struct call *c, struct err *e);
enum outcome do_approval_list(struct call *c, struct err *e);
enum outcome do_look_list(struct call *c, struct err *e);

/* manage.c: whom an administrator may look after. */
enum outcome manage_user(struct call *c, const struct account *x,
                         struct err *e); /* DENIED, or NOT_FOUND when not even seen */
enum outcome manage_all_of(struct call *c, const struct account *x,
                           struct err *e); /* also every post the user holds lies below */
bool guard_sees_user(struct call *c,
                     const struct account *x); /* oneself, or the user belongs above, at or below a
                                                  post of the caller */
enum outcome manage_place(struct call *c, int64_t place, struct err *e);

/* Arguments. */
enum outcome guard_user_argument(struct call *c, const char *name, struct account *ret,
                                 struct err *e); /* id or login, of those the caller sees */
enum outcome guard_any_user_argument(struct call *c, const char *name, struct account *ret,
                                     struct err *e); /* the same, also unseen */
enum outcome guard_place_of_argument(struct call *c, const char *name, struct place *ret,
                                     struct err *e);
enum outcome guard_date_argument(struct call *c, const char *name, int64_t absent, int64_t *ret,
                                 struct err *e);
int64_t guard_call_today(const struct call *c);

/* JSON. */
void guard_put_moment(struct buf *out, const char *key, int64_t seconds,
                      int offset_s);                                /* 0 writes null */
void guard_put_date(struct buf *out, const char *key, int64_t day); /* 0 writes null */
enum outcome guard_put_named_place(struct buf *out, const char *key, struct call *c, int64_t place,
                                   struct err *e);
enum outcome guard_put_named_user(struct buf *out, const char *key, struct call *c, int64_t user,
                                  struct err *e);
enum outcome guard_put_holdings(struct call *c, int64_t account,
                                struct err *e); /* rows of holding, all dates */
void guard_put_list_end(struct buf *out);       /* ],"next":null,"count":null} */
#endif
