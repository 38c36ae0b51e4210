/* Words of enums that reading, printing and comparing share. */
#include "plan/plan_int.h"

const char *const level_words[LEVELS] = {"country", "province", "city", "county", "street",
                                         "village", "grid",     "sub",  "room"};
const char *const verb_words[VERBS] = {"view",   "add",    "amend",   "move",
                                       "import", "export", "history", "bulk",  "import_history"};
const char verb_list[] = "view|add|amend|move|import|export|history|bulk|import_history";
const char *const seal_words[3] = {"none", "full", "last4"};
const char *const door_words[4] = {"none", "open", "household_qr", "token"};
const char *const trace_words[5] = {"none", "stay", "contact", "household", "case"};
const char *const then_words[4] = {"make", "set", "move", "alert"};
const char *const rhythm_words[RHYTHMS] = {"times", "every",  "within",
                                           "daily", "weekly", "monthly"};
const char *const duty_days_words[DUTY_DAYS] = {"all", "workdays", "school_days"};
const char *const day_words[8] = {"", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
const char *const period_words[PERIODS] = {"day", "week", "month", "year"};
const char *const measure_words[MEASURE_RT + 1] = {"records", "distinct", "sum",  "duration",
                                                   "ratio",   "value",    "duty", "reproduction"};
const char *const duty_count_words[DUTY_COUNTS] = {"due", "in_time", "late", "missed"};
const char *const stock_right_words[STOCK_RIGHTS] = {
    "view", "move", "count", "approve", "view_money", "move_money", "approve_money"};
const char *const item_class_words[ITEM_CLASSES] = {"goods", "equipment", "money"};
const char *const account_words[ACCOUNT_KINDS] = {
    "supplier", "superior", "donor", "owner", "hold", "warehouse", "reserved", "transit",
    "unit",     "used",     "lost",  "treasury", "fund", "committed", "payable", "paid"};
const char *const need_level_words[NEED_LEVELS] = {"standard", "contingency", "crisis"};
const char *const need_per_words[NEED_PERS] = {"day", "shift", "week", "once"};
