/* The sections of a plan file and the shapes a value may have, as people and editors are told. */
#include "plan/plan_int.h"

/* clang-format off */
static const struct section_row sections[SECTIONS] = {
    [W_PLAN] = {W_PLAN, "plan", {"预案", "A plan"},
        {"文件最外层的键。模块的文件不含plan、edition、title、modules、calendar、levels。",
        "The outermost keys of a file. A module's files do not have plan, edition, title, "
        "modules, calendar, levels."}},
    [W_MODULE] = {W_MODULE, "module", {"模块", "A module"}, {"一个文件夹，含一个或多个文件。",
        "A folder of one or more files."}},
    [W_CALENDAR] = {W_CALENDAR, "calendar", {"日历", "The calendar"}, {"", ""}},
    [W_WINDOW] = {W_WINDOW, "window", {"时段", "A window"}, {"也可写成 \"08:00–11:00\"。",
        "May also be written \"08:00–11:00\"."}},
    [W_LEVEL] = {W_LEVEL, "level", {"响应级别", "A response level"}, {"I包含II和III。",
        "I includes II and III."}},
    [W_GROUP] = {W_GROUP, "group", {"领导小组", "A leading group"}, {"", ""}},
    [W_STANDARD] = {W_STANDARD, "standard", {"标准", "A standard"}, {"表达式中用 std(名称)。",
        "Read by std(name)."}},
    [W_DATED] = {W_DATED, "dated", {"标准以后的数值", "A later value of a standard"}, {"", ""}},
    [W_TABLE] = {W_TABLE, "table", {"对照表", "A table"}, {"表达式中用 lookup(表, 键, 列)。",
        "Read by lookup(table, key, column)."}},
    [W_COLUMN] = {W_COLUMN, "column", {"列", "A column of a table"}, {"也可只写类型。",
        "May also be just the type."}},
    [W_KIND] = {W_KIND, "kind", {"地点类别", "A kind of place"}, {"", ""}},
    [W_KIND_FIELD] = {W_KIND_FIELD, "kind_field", {"地点的项目", "A field of a place"}, {"也可只写类型。",
        "May also be just the type."}},
    [W_POST] = {W_POST, "post", {"岗位", "A post"}, {"", ""}},
    [W_LEDGER] = {W_LEDGER, "ledger", {"台账", "A ledger"}, {"", ""}},
    [W_KEY] = {W_KEY, "key", {"编号", "The key of records"}, {"也可只写样式。",
        "May also be just the pattern."}},
    [W_UNIQUE] = {W_UNIQUE, "unique", {"不得重复", "What may not stand twice"}, {"", ""}},
    [W_RETENTION] = {W_RETENTION, "retention", {"保存期限", "Retention"}, {"", ""}},
    [W_FIELD] = {W_FIELD, "field", {"项目", "A field"}, {"也可只写类型。", "May also be just the type."}},
    [W_SENSITIVE] = {W_SENSITIVE, "sensitive", {"敏感", "Why a field is sensitive"},
        {"sensitive: false 表示不是个人信息（如单位电话）。",
        "sensitive: false says it is nobody's own, such as an office phone."}},
    [W_RULE] = {W_RULE, "rule", {"规则", "A rule"}, {"", ""}},
    [W_STATE] = {W_STATE, "state", {"状态", "A state"}, {"也可写 initial、final 或留空。",
        "May also be initial, final or nothing."}},
    [W_MOVE] = {W_MOVE, "move", {"变动", "A move"}, {"", ""}},
    [W_THEN] = {W_THEN, "then", {"后果", "A consequence"}, {"make、set、move、alert恰有一个。",
        "Exactly one of make, set, move, alert."}},
    [W_EACH] = {W_EACH, "each", {"逐个", "Once for each"},
        {"恰有一个。with、set中each指当前这一个，lines、records的项目可直接写。",
        "Exactly one. In with and set, "
        "each means the present one; fields of lines and records are named directly."}},
    [W_PUBLIC] = {W_PUBLIC, "public", {"居民入口", "The resident's door"}, {"", ""}},
    [W_PASS] = {W_PASS, "pass", {"通行证", "A pass"}, {"", ""}},
    [W_DUTY] = {W_DUTY, "duty", {"任务", "A duty"},
        {"times、at、every、within、daily、weekly、monthly恰有一个（times可与within合用，"
        "weekly、monthly可与at合用）。",
        "Exactly one of times, at, every, within, daily, weekly, monthly; times may go with "
        "within, weekly and monthly with at."}},
    [W_STEP] = {W_STEP, "step", {"升级的一步", "A step of an escalation"}, {"", ""}},
    [W_ROSTER] = {W_ROSTER, "roster", {"值班表", "A roster"},
        {"月表由人编排、调换、交接；这里只写规则。",
        "The months are made, swapped and handed over by people; here stand the rules."}},
    [W_SHIFT] = {W_SHIFT, "shift", {"班次", "A shift of a roster"}, {"", ""}},
    [W_TRACE] = {W_TRACE, "trace", {"轨迹与接触", "Stays and contacts"},
        {"写place即停留，写met即登记的接触，写household即同住，写case即病例；四者取一。",
        "With place it is a stay, with met a declared contact, with household who live together, "
        "with case a case: one of the four."}},
    [W_CHECKLIST] = {W_CHECKLIST, "checklist", {"检查表", "A checklist"}, {"也可只写条目列表。",
        "May also be just the list of items."}},
    [W_ITEM] = {W_ITEM, "item", {"检查条目", "An item of a checklist"}, {"", ""}},
    [W_REPORT] = {W_REPORT, "report", {"报表", "A report"}, {"", ""}},
    [W_MEASURE] = {W_MEASURE, "measure", {"指标", "A measure"},
        {"count、sum、duration、ratio、value、reproduction恰有一个。",
        "Exactly one of count, sum, duration, ratio, value, reproduction."}},
    [W_STOCK_ITEM] = {W_STOCK_ITEM, "stock_item", {"物资品种", "An item of stock"},
        {"资金也是一个品种，单位为分。", "Money is an item too, its unit the fen."}},
    [W_DRIVER] = {W_DRIVER, "driver", {"需求依据", "A driver of needs"},
        {"sum、kind、post至多一个；都没有则由测算的人填写。",
        "At most one of sum, kind, post; with none the number is given with the question."}},
    [W_NEED] = {W_NEED, "need", {"品种的需求", "The need of an item"},
        {"以品种命名；缺少的等级沿用上一级。",
        "Named as the item; a level not given is as the one before."}},
    [W_NEED_LINE] = {W_NEED_LINE, "need_line", {"需求系数", "A coefficient of need"},
        {"day、shift、week、once恰有一个。", "Exactly one of day, shift, week, once."}},
};

#define NAME_SCHEMA "\"type\":\"string\",\"pattern\":\"^[a-z][a-z0-9_]{0,39}$\""
static const struct shape_row shapes[SHAPES] = {
    [S_NAME] = {S_NAME, {"一个名称（小写字母、数字、下划线，最长40）",
        "a name ([a-z][a-z0-9_]*, at most 40 characters)"}, NAME_SCHEMA},
    [S_NAMES] = {S_NAMES, {"一个名称或名称列表", "a name or a list of names"},
        "\"oneOf\":[{" NAME_SCHEMA "},{\"type\":\"array\",\"items\":{" NAME_SCHEMA "}}]"},
    [S_TEXT] = {S_TEXT, {"文字", "a text"}, "\"type\":[\"string\",\"number\"]"},
    [S_TEXTS] = {S_TEXTS, {"文字或文字列表", "a text or a list of texts"},
        "\"oneOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"string\"}}]"},
    [S_LABEL] = {S_LABEL, {"文字，或{zh: …, en: …}", "a text, or {zh: …, en: …}"},
        "\"oneOf\":[{\"type\":[\"string\",\"number\"]},{\"type\":\"object\","
        "\"properties\":{\"zh\":{\"type\":[\"string\",\"number\"]},"
        "\"en\":{\"type\":[\"string\",\"number\"]}},\"additionalProperties\":false}]"},
    [S_EXPR] = {S_EXPR, {"表达式", "an expression"}, "\"type\":[\"string\",\"number\",\"boolean\"]"},
    [S_EXPRS] = {S_EXPRS, {"表达式或其列表", "an expression or a list of them"},
        "\"oneOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"maxItems\":3,"
        "\"items\":{\"type\":\"string\"}}]"},
    [S_FLAG] = {S_FLAG, {"true或false", "true or false"}, "\"type\":\"boolean\""},
    [S_FLAG_EXPR] = {S_FLAG_EXPR, {"true、false或表达式", "true, false or an expression"},
        "\"type\":[\"boolean\",\"string\"]"},
    [S_INTEGER] = {S_INTEGER, {"整数", "a whole number"}, "\"type\":\"integer\""},
    [S_SCALAR] = {S_SCALAR, {"一个值", "a single value"},
        "\"type\":[\"string\",\"number\",\"boolean\"]"},
    [S_DATE] = {S_DATE, {"日期，如2026-11-23", "a date such as 2026-11-23"}, "\"type\":\"string\""},
    [S_DATES] = {S_DATES, {"日期列表；a..b为起止", "a list of dates; a..b is a range"},
        "\"type\":\"array\",\"items\":{\"type\":\"string\"}"},
    [S_DURATION] = {S_DURATION, {"时长，如14d、2h 30m、std(名称)",
        "a duration such as 14d, 2h 30m or std(name)"}, "\"type\":\"string\""},
    [S_WORD] = {S_WORD, {"所列的词之一", "one of the words listed"}, ""},
    [S_WORDS] = {S_WORDS, {"所列的词或其列表", "one or a list of the words listed"}, ""},
    [S_ONE] = {S_ONE, {"一组键（映射）", "a group of keys"}, ""},
    [S_LIST] = {S_LIST, {"列表，每项是一组键", "a list of groups of keys"}, ""},
    [S_MAP] = {S_MAP, {"名称: 一组键", "names, each with a group of keys"}, ""},
    [S_PACKS] = {S_PACKS, {"单位: 所含数量", "units, each with a whole number"},
        "\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\",\"minimum\":2}"},
    [S_FACTORS] = {S_FACTORS, {"名称: 系数", "names, each with a number"},
        "\"type\":\"object\",\"additionalProperties\":{\"type\":\"number\"}"},
    [S_VALUES] = {S_VALUES, {"名称: 值", "names, each with a value"},
        "\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\",\"number\","
        "\"boolean\",\"array\"]}"},
    [S_CODES] = {S_CODES, {"代码列表，或 代码: 名称", "a list of codes, or codes with their labels"}, ""},
    [S_STATES] = {S_STATES, {"状态: initial、final、空或一组键",
        "states, each initial, final, nothing or a group of keys"}, ""},
    [S_FIELDS] = {S_FIELDS, {"名称: 类型或一组键", "names, each with a type or a group of keys"}, ""},
    [S_COLUMNS] = {S_COLUMNS, {"列名: 类型或一组键", "columns, each with a type or a group of keys"}, ""},
    [S_WINDOWS] = {S_WINDOWS, {"名称: \"08:00–11:00\"或一组键",
        "names, each with \"08:00–11:00\" or a group of keys"}, ""},
    [S_GRANTS] = {S_GRANTS, {"岗位: 权限列表", "posts, each with a list of verbs"}, ""},
    [S_KEY] = {S_KEY, {"编号样式或一组键", "a pattern or a group of keys"}, ""},
    [S_SENSITIVE] = {S_SENSITIVE, {"{purpose: …, basis: …}或false",
        "{purpose: …, basis: …} or false"}, ""},
    [S_CHECKLISTS] = {S_CHECKLISTS, {"名称: 条目列表", "names, each with a list of items"}, ""},
    [S_ROWS] = {S_ROWS, {"行的列表", "a list of rows"},
        "\"type\":\"array\",\"items\":{\"type\":[\"object\",\"array\"]}"},
    [S_SEES] = {S_SEES, {"项目: true或purpose", "fields, each true or purpose"},
        "\"type\":\"object\",\"additionalProperties\":{\"enum\":[true,false,\"purpose\"]}"},
    [S_OF_KINDS] = {S_OF_KINDS, {"{kind: [类别]}", "{kind: [kinds]}"},
        "\"type\":\"object\",\"properties\":{\"kind\":{\"type\":[\"array\",\"string\"]}},"
        "\"additionalProperties\":false"},
    [S_FIELDS_OR_FLAG] = {S_FIELDS_OR_FLAG, {"项目列表或true", "a list of fields, or true"},
        "\"type\":[\"boolean\",\"array\"]"},
    [S_DEFAULT] = {S_DEFAULT, {"表达式、选项代码或代码列表", "an expression, a code or a list of codes"},
        "\"type\":[\"string\",\"number\",\"boolean\",\"array\"]"},
};
/* clang-format on */

const struct section_row *section_row(enum section section)
{
    return &sections[section];
}

const struct shape_row *shape_row(enum shape shape)
{
    return &shapes[shape];
}
