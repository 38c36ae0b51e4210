/* The operations of sessions, users, tokens, doors and approvals: one row each. Handlers are in
 * session_op.c, user_op.c, token_op.c and approval_op.c. */
#include "guard/guard_op.h"

#define USER {"user", ARG_TEXT, true, {"用户编号或登录名", "id or login of the user"}}

static const struct arg no_args[] = {{0}};
static const struct arg sign_in_args[] = {
    {"login", ARG_TEXT, true, {"登录名", "login"}},
    {"password", ARG_TEXT, true, {"密码", "password"}},
    {0}};
static const struct arg session_args[] = {
    {"session", ARG_ID, true, {"会话编号", "the session"}}, {0}};
static const struct arg session_list_args[] = {
    {"user", ARG_TEXT, false, {"他人的，仅限管理员", "somebody else's, for administrators"}}, {0}};
static const struct arg password_args[] = {
    {"old", ARG_TEXT, true, {"原密码", "the old password"}},
    {"new", ARG_TEXT, true, {"新密码，至少8位", "the new one, at least 8 characters"}},
    {0}};
static const struct arg user_args[] = {USER, {0}};
static const struct arg user_add_args[] = {
    {"login", ARG_TEXT, true, {"登录名", "login"}},
    {"name", ARG_TEXT, true, {"姓名", "name"}},
    {"place", ARG_PLACE, true, {"所属地点", "the place the account belongs to"}},
    {"phone", ARG_TEXT, false, {"办公电话", "office telephone"}},
    {"lang", ARG_TEXT, false, {"语言：zh 或 en", "language: zh or en"}},
    {0}};
static const struct arg user_list_args[] = {
    {"place", ARG_PLACE, false, {"只列此地点及以下", "only there and below"}},
    {"q", ARG_TEXT, false, {"按姓名或登录名查找", "find by name or login"}},
    {"after", ARG_TEXT, false, {"上一页的next", "`next` of the page before"}},
    {"limit", ARG_INT, false, {"每页行数，1至500", "rows of a page, 1 to 500"}},
    {0}};
static const struct arg grant_args[] = {
    USER,
    {"post", ARG_TEXT, true, {"岗位", "the post"}},
    {"place", ARG_PLACE, true, {"任职地点", "where it is held"}},
    {"from", ARG_DATE, false, {"起始日，缺省今天", "first day; today when absent"}},
    {"until", ARG_DATE, false, {"失效日（该日起无效）", "first day no longer held"}},
    {"deputy_for", ARG_TEXT, false, {"为谁代理：其离岗时生效", "whom to stand in for while away"}},
    {0}};
static const struct arg revoke_args[] = {
    USER, {"holding", ARG_ID, true, {"任职编号", "the post held"}}, {0}};
static const struct arg away_args[] = {
    USER,
    {"from", ARG_DATE, false, {"离岗首日，缺省今天", "first day away; today when absent"}},
    {"until", ARG_DATE, false, {"返岗日；不填即已返岗", "first day back; absent: back now"}},
    {0}};
static const struct arg disable_args[] = {
    USER, {"off", ARG_FLAG, false, {"重新启用", "enable again"}}, {0}};
static const struct arg token_add_args[] = {
    {"name", ARG_TEXT, true, {"用途名称", "what it is for"}},
    {"until", ARG_DATE, false, {"失效日，缺省一年后", "first day it no longer works; in a year when absent"}},
    {"scope", ARG_TEXT, false, {"read、write 或 all，缺省 read", "read (unless said), write, all"}},
    {"ledgers", ARG_TEXT, false, {"只限这些台账（逗号分隔）", "only these ledgers, comma between"}},
    {0}};
static const struct arg token_list_args[] = {
    {"user", ARG_TEXT, false, {"他人的，仅限管理员", "somebody else's, for administrators"}}, {0}};
static const struct arg token_args[] = {{"token", ARG_ID, true, {"令牌编号", "the token"}}, {0}};
static const struct arg door_add_args[] = {
    {"ledger", ARG_LEDGER, true, {"台账", "the ledger"}},
    {"place", ARG_PLACE, true, {"住户或地点", "the household or place"}},
    {"until", ARG_DATE, false, {"失效日", "first day it no longer works"}},
    {0}};
static const struct arg door_list_args[] = {
    {"place", ARG_PLACE, true, {"地点及以下", "there and below"}}, {0}};
static const struct arg approval_request_args[] = {
    {"ledger", ARG_LEDGER, true, {"台账", "the ledger"}},
    {"place", ARG_PLACE, true, {"区域", "the area"}},
    {"purpose", ARG_TEXT, true, {"用途，与查看时填写的一致", "the purpose, as stated when looking"}},
    {"up_to", ARG_INT, true, {"最多人数", "at most so many people"}},
    {"hours", ARG_INT, false, {"批准后有效小时数，缺省24", "hours it lasts once granted; 24 when absent"}},
    {0}};
static const struct arg approval_args[] = {
    {"approval", ARG_ID, true, {"申请编号", "the request"}}, {0}};
static const struct arg approval_list_args[] = {
    {"state", ARG_TEXT, false, {"asked、granted 或 refused", "asked, granted or refused"}}, {0}};

static const struct op rows[] = {
    {"approval.grant", "approval grant", "POST", "/api/approvals/{approval}/grant", approval_args,
     NEED_USER, OP_WRITE, do_approval_grant, "Approval",
     {"批准查看", "let another person see many people's data"}},
    {"approval.list", "approval list", "GET", "/api/approvals", approval_list_args, NEED_USER,
     OP_READ, do_approval_list, "ApprovalList",
     {"自己的申请和待审批的申请", "one's own requests and those one may decide"}},
    {"approval.refuse", "approval refuse", "POST", "/api/approvals/{approval}/refuse",
     approval_args, NEED_USER, OP_WRITE, do_approval_refuse, "Approval",
     {"不批准查看", "refuse such a request"}},
    {"approval.request", "approval request", "POST", "/api/approvals", approval_request_args,
     NEED_USER, OP_WRITE, do_approval_request, "Approval",
     {"申请查看超过20人的资料", "ask to see more than 20 people's data"}},
    {"door.add", "door add", "POST", "/api/doors", door_add_args, NEED_ADMIN, OP_WRITE,
     do_door_add, "Door", {"生成住户登记码", "make a resident's door: a token for a QR code"}},
    {"door.list", "door list", "GET", "/api/doors", door_list_args, NEED_ADMIN, OP_READ,
     do_door_list, "TokenList", {"登记码，可再次打印", "doors, to be printed again"}},
    {"password.change", NULL, "POST", "/api/session/password", password_args, NEED_USER, OP_SLOW,
     do_password_change, NULL, {"修改密码，其他会话随之结束", "change one's password; other sessions end"}},
    {"session.end", NULL, "DELETE", "/api/session", no_args, NEED_NOTHING, OP_WRITE,
     do_session_end, NULL, {"退出登录", "sign out"}},
    {"session.end_other", "session end", "DELETE", "/api/sessions/{session}", session_args,
     NEED_USER, OP_WRITE, do_session_end_other, NULL, {"结束一个会话", "end a session"}},
    {"session.list", "session list", "GET", "/api/sessions", session_list_args, NEED_USER, OP_READ,
     do_session_list, "SessionList", {"当前会话", "sessions"}},
    {"session.show", NULL, "GET", "/api/session", no_args, NEED_USER, OP_READ, do_session_show,
     "Session", {"当前用户", "who is signed in"}},
    {"session.start", NULL, "POST", "/api/session", sign_in_args, NEED_NOTHING, OP_SLOW,
     do_session_start, "Session", {"登录", "sign in"}},
    {"token.add", NULL, "POST", "/api/tokens", token_add_args, NEED_USER, OP_WRITE, do_token_add,
     "NewToken", {"创建接口令牌", "make an API token; its text is told once"}},
    {"token.list", "token list", "GET", "/api/tokens", token_list_args, NEED_USER, OP_READ,
     do_token_list, "TokenList", {"接口令牌", "API tokens"}},
    {"token.revoke", "token revoke", "DELETE", "/api/tokens/{token}", token_args, NEED_USER,
     OP_WRITE, do_token_revoke, NULL, {"作废令牌或登记码", "revoke a token or a door"}},
    {"user.add", "user add", "POST", "/api/users", user_add_args, NEED_ADMIN, OP_SLOW, do_user_add,
     "NewUser", {"新增用户，初始密码只显示一次", "add a user; the first password is told once"}},
    {"user.away", "user away", "POST", "/api/users/{user}/away", away_args, NEED_USER, OP_WRITE,
     do_user_away, "User", {"登记离岗，由代理人履职", "mark a user away: the deputies act"}},
    {"user.disable", "user disable", "POST", "/api/users/{user}/disable", disable_args, NEED_ADMIN,
     OP_WRITE, do_user_disable, "User", {"停用或启用用户", "disable a user, or enable again"}},
    {"user.grant", "user grant", "POST", "/api/users/{user}/holdings", grant_args, NEED_USER,
     OP_WRITE, do_user_grant, "User", {"任职或指定代理", "give a post, or name a deputy"}},
    {"user.list", "user list", "GET", "/api/users", user_list_args, NEED_USER, OP_READ,
     do_user_list, "UserList", {"用户", "users in one's scope"}},
    {"user.reset", "user reset", "POST", "/api/users/{user}/reset", user_args, NEED_ADMIN, OP_SLOW,
     do_user_reset, "NewUser", {"重置密码，新密码只显示一次", "reset a password; the new one is told once"}},
    {"user.revoke", "user revoke", "DELETE", "/api/users/{user}/holdings/{holding}", revoke_args,
     NEED_USER, OP_WRITE, do_user_revoke, "User", {"免去任职", "end a post held"}},
    {"user.show", "user show", "GET", "/api/users/{user}", user_args, NEED_USER, OP_READ,
     do_user_show, "User", {"查看用户", "show a user"}},
};

const struct op *guard_ops(int *ret_n)
{
    *ret_n = (int)(sizeof(rows) / sizeof(rows[0]));
    return rows;
}
