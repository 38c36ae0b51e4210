/* Every key of the plan language, one row each. The checker, the JSON Schema for editors and the
 * reference page are made from these rows; a key that is not here does not exist. Rows stand by
 * section, then in the order people write them. */
#include "plan/plan_int.h"

#include <assert.h>

#include "base/text.h"

/* Types that may stand in a table's column, in a place, in a record. */
#define TYPE(t) (1u << (t))
#define COLUMN_TYPES                                                                               \
    (TYPE(F_TEXT) | TYPE(F_INTEGER) | TYPE(F_NUMBER) | TYPE(F_MONEY) | TYPE(F_FLAG) |              \
     TYPE(F_DATE) | TYPE(F_TIME) | TYPE(F_DURATION))
#define KIND_TYPES                                                                                 \
    (COLUMN_TYPES | TYPE(F_DATETIME) | TYPE(F_CHOICE) | TYPE(F_CHOICES) | TYPE(F_PHONE))
#define ALL_TYPES (TYPE(FIELD_TYPES) - 1)

/* clang-format off */
static const struct word rows[] = {
    {W_PLAN, "plan", S_NAME, .flags = HEAD, .example = "county",
     .help = {"预案的名称", "name of the plan"}},
    {W_PLAN, "edition", S_TEXT, .flags = HEAD, .example = "\"2026-11\"",
     .help = {"版次", "edition; records remember under which one they were made"}},
    {W_PLAN, "title", S_LABEL, .flags = HEAD, .example = "{zh: 县防控预案, en: County plan}",
     .help = {"标题", "title people read"}},
    {W_PLAN, "modules", S_NAMES, .flags = HEAD, .example = "[command, registry]",
     .help = {"预案所含的模块（同级文件夹）", "modules joined: folders beside the plan"}},
    {W_PLAN, "calendar", S_ONE, W_CALENDAR, .flags = HEAD,
     .help = {"日历", "working days and the offset from UTC"}},
    {W_PLAN, "levels", S_MAP, W_LEVEL, .flags = HEAD | LEVEL_NAMES,
     .help = {"应急响应级别", "response levels, cumulative, activated per place"}},
    {W_PLAN, "module", S_ONE, W_MODULE, .help = {"模块的说明", "what this module is"}},
    {W_PLAN, "windows", S_WINDOWS, W_WINDOW, .example = "{morning: \"08:00–11:00\"}",
     .help = {"时段", "named parts of the day"}},
    {W_PLAN, "groups", S_MAP, W_GROUP,
     .help = {"领导小组与专班", "leading groups and their working groups"}},
    {W_PLAN, "standards", S_MAP, W_STANDARD,
     .help = {"标准：每个数字只写一处", "every number of the plan, once"}},
    {W_PLAN, "tables", S_MAP, W_TABLE, .help = {"对照表", "dated tables, read by lookup()"}},
    {W_PLAN, "kinds", S_MAP, W_KIND, .help = {"地点的类别", "kinds of place"}},
    {W_PLAN, "posts", S_MAP, W_POST, .help = {"岗位", "posts held at places"}},
    {W_PLAN, "ledgers", S_MAP, W_LEDGER, .help = {"台账", "ledgers: what is recorded"}},
    {W_PLAN, "checklists", S_CHECKLISTS, W_CHECKLIST,
     .help = {"检查表", "checklists for fields of type checklist"}},
    {W_PLAN, "duties", S_SCALAR, .flags = NOT_YET, .help = {"任务", "duties of places"}},
    {W_PLAN, "rosters", S_SCALAR, .flags = NOT_YET, .help = {"值班", "rosters"}},
    {W_PLAN, "measures", S_SCALAR, .flags = NOT_YET, .help = {"指标", "measures"}},
    {W_PLAN, "reports", S_SCALAR, .flags = NOT_YET, .help = {"报告", "reports"}},
    {W_PLAN, "items", S_SCALAR, .flags = NOT_YET, .help = {"物资品种", "items of stock"}},
    {W_PLAN, "needs", S_SCALAR, .flags = NOT_YET, .help = {"需求测算", "needs"}},
    {W_PLAN, "drill", S_VALUES, .example = "{quarantine_days: std(central_days)}",
     .help = {"推演：各参数按本预案的标准取值",
              "rehearsal: its quantities by the plan's own standards"}},

    {W_MODULE, "label", S_LABEL, .flags = REQUIRED, .help = {"名称", "name people read"}},
    {W_MODULE, "area", S_TEXT, .example = "B",
     .help = {"所属业务领域", "area of the mission it belongs to"}},
    {W_MODULE, "icon", S_TEXT, .help = {"图标", "icon in the menu"}},
    {W_MODULE, "uses", S_NAMES, .example = "[command]",
     .help = {"依赖的模块", "modules whose parts it refers to"}},

    {W_CALENDAR, "offset", S_TEXT, .example = "\"+08:00\"",
     .help = {"与UTC的时差，默认+08:00", "offset from UTC, +08:00 unless given"}},
    {W_CALENDAR, "weekend", S_WORDS, .of = "mon|tue|wed|thu|fri|sat|sun", .example = "[sat, sun]",
     .help = {"周末，默认六、日", "days of the weekend, sat and sun unless given"}},
    {W_CALENDAR, "holidays", S_DATES, .example = "[2026-01-01, 2026-10-01..2026-10-07]",
     .help = {"法定节假日；可写起止", "public holidays; a..b is a range"}},
    {W_CALENDAR, "workdays", S_DATES, .help = {"调休上班日", "weekend days that are worked"}},
    {W_CALENDAR, "school_days", S_DATES, .help = {"上学日", "days on which schools are open"}},

    {W_WINDOW, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_WINDOW, "from", S_TEXT, .flags = REQUIRED, .example = "\"08:00\"", .help = {"开始", "begins"}},
    {W_WINDOW, "to", S_TEXT, .flags = REQUIRED, .example = "\"11:00\"",
     .help = {"结束", "ends; not later than 24:00"}},

    {W_LEVEL, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_LEVEL, "rank", S_INTEGER,
     .help = {"级序，1最高；罗马数字可省", "rank, 1 is the highest; I, II … need none"}},
    {W_LEVEL, "trigger", S_EXPR,
     .example = "count(triage where state = holding) >= std(alarm_cases)",
     .help = {"建议启动的条件", "condition under which activation is proposed"}},
    {W_LEVEL, "activate", S_WORD, .of = "here|above",
     .help = {"由本级还是上级启动", "declared here, or above and received here"}},
    {W_LEVEL, "on", S_NAMES, .help = {"启用的台账或模块", "ledgers and modules it switches on"}},
    {W_LEVEL, "standards", S_VALUES, .example = "{checks_per_day: 3}",
     .help = {"启动后改变的标准", "standards that change while it is active"}},
    {W_LEVEL, "contacts", S_VALUES, .example = "{school: 0}",
     .help = {"接触系数（推演用）", "contact factors by setting, for the drill"}},

    {W_GROUP, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_GROUP, "heads", S_INTEGER, .help = {"组长人数（双组长写2）", "number of heads: 1 or 2"}},
    {W_GROUP, "office", S_FLAG, .help = {"是否设办公室", "has an office"}},
    {W_GROUP, "working", S_NAMES, .help = {"下设专班", "its working groups"}},
    {W_GROUP, "members", S_NAMES, .help = {"成员岗位", "posts that belong to it"}},

    {W_STANDARD, "value", S_SCALAR, .flags = REQUIRED, .example = "37.3",
     .help = {"数值：数字、时长、日期、时刻、文字", "the value: number, duration, date, time or text"}},
    {W_STANDARD, "unit", S_TEXT, .example = "degC", .help = {"单位", "unit"}},
    {W_STANDARD, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_STANDARD, "source", S_TEXT, .help = {"依据", "document it comes from"}},
    {W_STANDARD, "from", S_DATE,
     .help = {"生效日期", "in force from this day; before it there is no value"}},
    {W_STANDARD, "dated", S_LIST, W_DATED, .help = {"以后改变的数值", "later values"}},

    {W_DATED, "from", S_DATE, .flags = REQUIRED, .help = {"生效日期", "in force from this day"}},
    {W_DATED, "value", S_SCALAR, .flags = REQUIRED, .help = {"数值", "the value"}},
    {W_DATED, "source", S_TEXT, .help = {"依据", "document it comes from"}},

    {W_TABLE, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_TABLE, "key", S_NAME, .flags = REQUIRED, .help = {"键列", "column by which a row is found"}},
    {W_TABLE, "columns", S_COLUMNS, W_COLUMN, .flags = REQUIRED,
     .example = "{class: text, deadline: duration}",
     .help = {"其他列及类型", "the other columns and their types"}},
    {W_TABLE, "rows", S_ROWS, .flags = REQUIRED,
     .help = {"各行；可带from、to", "the rows; each may have from and to"}},
    {W_TABLE, "from", S_DATE, .help = {"生效日期", "in force from this day"}},

    {W_COLUMN, "type", S_WORD,
     .types = COLUMN_TYPES, .flags = REQUIRED,
     .help = {"类型", "type of its values"}},
    {W_COLUMN, "label", S_LABEL, .help = {"名称", "name people read"}},

    {W_KIND, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_KIND, "icon", S_TEXT, .help = {"图标", "icon"}},
    {W_KIND, "level", S_WORD, .of = "country|province|city|county|street|village|grid|sub|room",
     .help = {"区域的层级", "level of an area in the tree of places"}},
    {W_KIND, "area", S_FLAG, .help = {"是区域而非单位", "an area rather than a unit"}},
    {W_KIND, "under", S_NAMES, .example = "[county, street]",
     .help = {"可设在哪些类别之下", "kinds it may stand under"}},
    {W_KIND, "fields", S_FIELDS, W_KIND_FIELD, .example = "{pupils: integer}",
     .help = {"此类地点的项目", "fields of a place of this kind"}},
    {W_KIND, "is", S_SCALAR, .flags = NOT_YET, .help = {"上级类别", "kind it specialises"}},

    {W_KIND_FIELD, "type", S_WORD,
     .types = KIND_TYPES, .flags = REQUIRED,
     .help = {"类型", "type of its values"}},
    {W_KIND_FIELD, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_KIND_FIELD, "help", S_LABEL, .help = {"填写说明", "what to enter"}},
    {W_KIND_FIELD, "of", S_CODES, .help = {"选项", "codes of a choice"}},
    {W_KIND_FIELD, "unit", S_TEXT, .help = {"单位", "unit"}},
    {W_KIND_FIELD, "required", S_FLAG, .help = {"必填", "must be given"}},
    {W_KIND_FIELD, "min", S_SCALAR, .help = {"最小值", "least value"}},
    {W_KIND_FIELD, "max", S_SCALAR,
     .help = {"最大值；文字为最多字数", "greatest value; of a text, most characters"}},
    {W_KIND_FIELD, "was", S_NAMES, .help = {"曾用名", "earlier names"}},

    {W_POST, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_POST, "at", S_NAME, .flags = REQUIRED, .example = "village",
     .help = {"任职地点的类别", "kind of place where it is held"}},
    {W_POST, "of", S_OF_KINDS, .example = "{kind: [school, class]}",
     .help = {"只管这些类别的地点", "narrowed to places of these kinds"}},
    {W_POST, "sees", S_SEES, .example = "{id_number: purpose, phone: true}",
     .help = {"可看到原文的敏感项；purpose须先说明用途",
              "sensitive fields shown in full; purpose: after stating one"}},
    {W_POST, "compartments", S_NAMES, .help = {"可进入的隔间", "compartments it may look into"}},
    {W_POST, "admin", S_FLAG, .help = {"可管理下级用户和地点", "may manage users and places below"}},
    {W_POST, "disclose", S_FLAG,
     .help = {"可作为大批查看的第二人", "may be the second person for large disclosures"}},

    {W_LEDGER, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_LEDGER, "help", S_LABEL, .help = {"用途说明", "what it is for"}},
    {W_LEDGER, "place", S_EXPR, .flags = REQUIRED, .example = "person.place",
     .help = {"记录归属的地点", "the place that owns a record, stored at write"}},
    {W_LEDGER, "also", S_EXPRS, .example = "[person.school]",
     .help = {"另外可见的地点，最多3个", "at most 3 further places that see it"}},
    {W_LEDGER, "moves_with", S_NAME, .help = {"随此引用迁移", "reference whose record it moves with"}},
    {W_LEDGER, "is", S_TEXT, .example = "place school",
     .help = {"记录本身就是某类地点", "its records are places of a kind"}},
    {W_LEDGER, "title", S_NAMES,
     .help = {"列表中称呼一条记录的项目", "fields that name a record in lists; else the first text"}},
    {W_LEDGER, "key", S_KEY, W_KEY, .example = "{text: \"JG{yyyy}{seq}\", per: county, year: true}",
     .help = {"编号规则", "how records are numbered"}},
    {W_LEDGER, "members", S_NAME,
     .help = {"记录成员用户的项目", "field of users, or lines with one: the members of a team"}},
    {W_LEDGER, "grants", S_GRANTS, .flags = REQUIRED,
     .example = "{community: [view, add], \"member of team\": [view]}",
     .help = {"哪些岗位可以做什么", "what each post may do"}},
    {W_LEDGER, "retention", S_ONE, W_RETENTION, .example = "{after: closed, for: 180d}",
     .help = {"保存期限", "how long records are kept"}},
    {W_LEDGER, "restricts", S_NAME,
     .help = {"须在此命令有效期内登记", "reference to the order in force that allows it"}},
    {W_LEDGER, "keep", S_NAMES, .help = {"登记时固定在记录中的标准", "standards frozen in the record"}},
    {W_LEDGER, "unique", S_LIST, W_UNIQUE,
     .example = "[{fields: [person], where: state = observing}]",
     .help = {"不得重复", "what may not stand twice"}},
    {W_LEDGER, "fields", S_FIELDS, W_FIELD, .flags = REQUIRED, .help = {"项目", "fields"}},
    {W_LEDGER, "refuse", S_LIST, W_RULE, .help = {"不予接受的情形", "what is refused"}},
    {W_LEDGER, "warn", S_LIST, W_RULE, .help = {"提醒但可接受的情形", "what is told but accepted"}},
    {W_LEDGER, "states", S_STATES, W_STATE, .example = "{observing: initial, released: final}",
     .help = {"状态", "states of a record"}},
    {W_LEDGER, "moves", S_MAP, W_MOVE, .help = {"状态的变动", "moves between states"}},
    {W_LEDGER, "then", S_LIST, W_THEN, .help = {"随之发生的事", "consequences, in the same transaction"}},
    {W_LEDGER, "grid", S_NAME,
     .help = {"成批登记：每条在办记录一行", "bulk sheet: one row per open record of this reference"}},
    {W_LEDGER, "public", S_ONE, W_PUBLIC, .example = "{add: [name, phone], by: open, limit: 20}",
     .help = {"居民入口", "the resident's door"}},
    {W_LEDGER, "pass", S_ONE, W_PASS, .example = "{valid: std(pass_valid), per: household}",
     .help = {"可出示和查验的通行证", "a record that can be shown and checked"}},
    {W_LEDGER, "was", S_NAME, .help = {"曾用名", "earlier name"}},
    {W_LEDGER, "duties", S_SCALAR, .flags = NOT_YET, .help = {"任务", "duties a record brings"}},
    {W_LEDGER, "questionnaire", S_SCALAR, .flags = NOT_YET, .help = {"问卷", "questionnaire"}},

    {W_KEY, "text", S_TEXT, .flags = REQUIRED, .example = "\"JG{yyyy}{seq}\"",
     .help = {"样式：{yyyy} {yy} {mm} {dd} {county} {seq}",
              "pattern: {yyyy} {yy} {mm} {dd} {county} {seq}"}},
    {W_KEY, "per", S_WORD, .of = "county|plan",
     .help = {"序号按县或全库", "counts per county, or over all"}},
    {W_KEY, "year", S_FLAG, .help = {"每年重新起号", "starts again each year"}},

    {W_UNIQUE, "fields", S_NAMES, .flags = REQUIRED,
     .help = {"合起来不得重复的项目", "fields that together may not repeat"}},
    {W_UNIQUE, "where", S_EXPR, .example = "state = observing",
     .help = {"只在此条件下", "only among records where this holds"}},
    {W_UNIQUE, "name", S_NAME, .help = {"规则名", "name of the rule in messages"}},

    {W_RETENTION, "after", S_WORD, .of = "closed|created|occurred", .flags = REQUIRED,
     .help = {"从何时起算", "counted from"}},
    {W_RETENTION, "for", S_DURATION, .flags = REQUIRED, .example = "180d",
     .help = {"保存多久", "how long"}},

    {W_FIELD, "type", S_WORD,
     .types = ALL_TYPES, .flags = REQUIRED,
     .help = {"类型", "type of its values"}},
    {W_FIELD, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_FIELD, "help", S_LABEL, .help = {"填写说明", "what to enter"}},
    {W_FIELD, "of", S_CODES, .example = "{visit: 上门, call: 电话}",
     .help = {"选项", "codes of a choice"}},
    {W_FIELD, "to", S_NAMES, .example = "person",
     .help = {"引用的台账；地点则为类别", "ledger referred to; of a place, its kinds"}},
    {W_FIELD, "among", S_EXPR, .help = {"可引用的记录须符合", "what a record referred to must meet"}},
    {W_FIELD, "required", S_FLAG_EXPR, .example = "how = visit",
     .help = {"必填，或在何时必填", "must be given, or when"}},
    {W_FIELD, "show", S_EXPR, .help = {"仅在此时出现", "shown only when this holds"}},
    {W_FIELD, "default", S_DEFAULT, .example = "now()",
     .help = {"未填时的值", "value when none is given"}},
    {W_FIELD, "value", S_EXPR, .help = {"自动计算，不可填写", "computed at every write, never entered"}},
    {W_FIELD, "unit", S_TEXT, .help = {"单位", "unit"}},
    {W_FIELD, "min", S_SCALAR, .help = {"最小值", "least value"}},
    {W_FIELD, "max", S_SCALAR,
     .help = {"最大值；文字为最多字数", "greatest value; of a text, most characters"}},
    {W_FIELD, "unique", S_FLAG, .help = {"不得重复", "no two records alike"}},
    {W_FIELD, "sort", S_FLAG, .help = {"可排序（建索引）", "lists can be sorted by it"}},
    {W_FIELD, "search", S_FLAG, .help = {"可搜索", "found by the search box"}},
    {W_FIELD, "occurs", S_FLAG, .help = {"记录所述之事发生的时间", "when what the record tells of happened"}},
    {W_FIELD, "sensitive", S_SENSITIVE, W_SENSITIVE, .example = "{purpose: visits, basis: order}",
     .help = {"敏感：须写用途和依据", "sensitive: purpose and basis"}},
    {W_FIELD, "seal", S_WORD, .of = "full|last4|none",
     .help = {"加密保存；last4可见后四位", "kept encrypted; last4 shows the last four"}},
    {W_FIELD, "compartment", S_NAME,
     .help = {"只有持此隔间的岗位可见", "seen only by posts holding this compartment"}},
    {W_FIELD, "fields", S_FIELDS, W_FIELD, .help = {"lines各列", "columns of lines"}},
    {W_FIELD, "checklist", S_NAME, .help = {"检查表", "the checklist answered"}},
    {W_FIELD, "was", S_NAMES, .help = {"曾用名", "earlier names; data are kept"}},
    {W_FIELD, "from", S_SCALAR, .flags = NOT_YET, .help = {"出账", "stock: from"}},
    {W_FIELD, "lot", S_SCALAR, .flags = NOT_YET, .help = {"批号", "stock: lot"}},
    {W_FIELD, "price", S_SCALAR, .flags = NOT_YET, .help = {"单价", "stock: price"}},
    {W_FIELD, "hold", S_SCALAR, .flags = NOT_YET, .help = {"预留", "stock: hold"}},

    {W_SENSITIVE, "purpose", S_TEXT, .flags = REQUIRED, .help = {"用途", "what it is used for"}},
    {W_SENSITIVE, "basis", S_TEXT, .flags = REQUIRED,
     .help = {"依据", "law or order that allows it"}},

    {W_RULE, "when", S_EXPR, .flags = REQUIRED, .help = {"条件", "condition"}},
    {W_RULE, "say", S_LABEL, .flags = REQUIRED, .help = {"对人说的话", "what people are told"}},
    {W_RULE, "field", S_NAME, .help = {"出错的项目", "field at fault"}},
    {W_RULE, "name", S_NAME, .help = {"规则名", "name of the rule in messages"}},

    {W_STATE, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_STATE, "tone", S_WORD, .of = "neutral|progress|done|warning|critical",
     .help = {"显示的色调", "how it looks"}},
    {W_STATE, "initial", S_FLAG, .help = {"起始状态", "a new record begins here"}},
    {W_STATE, "final", S_FLAG, .help = {"终结状态", "a record here is closed"}},
    {W_STATE, "was", S_NAME, .help = {"曾用名", "earlier name"}},

    {W_MOVE, "label", S_LABEL, .help = {"名称（动词）", "name people read: a verb"}},
    {W_MOVE, "from", S_NAMES, .flags = REQUIRED, .help = {"从哪些状态", "from these states"}},
    {W_MOVE, "to", S_NAME, .flags = REQUIRED, .help = {"到哪个状态", "to this state"}},
    {W_MOVE, "by", S_TEXTS, .example = "[community, \"member of team\"]",
     .help = {"由哪些岗位；含查看权", "posts that may; implies view"}},
    {W_MOVE, "when", S_EXPR, .help = {"仅在此时可行", "only when this holds"}},
    {W_MOVE, "auto", S_EXPR, .example = "now() >= release_at",
     .help = {"条件满足即自动进行", "happens by itself when this holds"}},
    {W_MOVE, "needs", S_NAMES, .help = {"须一并填写的项目", "fields that must be given with it"}},
    {W_MOVE, "confirm", S_FLAG, .help = {"须再次确认", "asks once more"}},

    {W_THEN, "when", S_EXPR, .help = {"条件", "condition; always when absent"}},
    {W_THEN, "on", S_NAME, .example = "release",
     .help = {"add（默认）、amend或某个变动", "add (unless given), amend, or a move"}},
    {W_THEN, "each", S_ONE, W_EACH, .help = {"逐个进行", "once for each of these"}},
    {W_THEN, "make", S_NAME, .help = {"新登记到此台账", "makes a record of this ledger"}},
    {W_THEN, "with", S_VALUES, .example = "{person: order.person, from: home}",
     .help = {"新记录各项的值", "values of the new record"}},
    {W_THEN, "set", S_VALUES, .help = {"改写这些项目", "sets these fields"}},
    {W_THEN, "move", S_NAME, .help = {"进行此变动", "makes this move"}},
    {W_THEN, "of", S_NAME,
     .help = {"set、move作用于此引用的记录", "reference to the record that is set or moved; else this"}},
    {W_THEN, "alert", S_TEXTS, .help = {"提醒这些岗位", "tells these posts"}},
    {W_THEN, "say", S_LABEL, .help = {"提醒的话", "what they are told"}},

    {W_EACH, "lines", S_NAME, .help = {"某lines项目的每一行", "each row of this lines field"}},
    {W_EACH, "places", S_NAME,
     .help = {"本地点之下此类别的每个地点", "each place of this kind under the record's place"}},
    {W_EACH, "records", S_TEXT, .example = "sample where tube = this",
     .help = {"符合条件的每条记录", "each record of a ledger where a condition holds"}},

    {W_PUBLIC, "add", S_FIELDS_OR_FLAG, .flags = REQUIRED,
     .help = {"居民可填的项目；true为全部", "fields a resident fills in; true: all"}},
    {W_PUBLIC, "by", S_WORD, .of = "open|household_qr|token", .flags = REQUIRED,
     .help = {"凭什么进入", "what lets one in"}},
    {W_PUBLIC, "limit", S_INTEGER, .help = {"每小时上限", "most per hour from one caller"}},

    {W_PASS, "valid", S_EXPR, .flags = REQUIRED, .help = {"有效多久", "how long it is valid"}},
    {W_PASS, "per", S_NAME, .help = {"按此项目限次", "counted for each value of this field"}},
    {W_PASS, "every", S_EXPR, .help = {"间隔多久一次", "once in this time"}},
    {W_PASS, "show", S_NAMES, .help = {"出示的项目", "fields that are shown"}},
    {W_PASS, "override", S_NAME, .help = {"填有此项即不受限", "field that lifts the limit"}},

    {W_CHECKLIST, "label", S_LABEL, .help = {"名称", "name people read"}},
    {W_CHECKLIST, "items", S_LIST, W_ITEM, .flags = REQUIRED, .help = {"条目", "the items"}},

    {W_ITEM, "id", S_NAME, .flags = REQUIRED, .help = {"条目代码", "identifier"}},
    {W_ITEM, "zh", S_TEXT, .help = {"中文", "text in Chinese"}},
    {W_ITEM, "en", S_TEXT, .help = {"英文", "text in English"}},
    {W_ITEM, "label", S_LABEL, .help = {"文字（代替zh、en）", "text, instead of zh and en"}},
    {W_ITEM, "must", S_FLAG, .help = {"必须达到", "must be met"}},
    {W_ITEM, "exempt", S_SCALAR, .example = "approver",
     .help = {"可经批准豁免", "may be exempted by an approver"}},
    {W_ITEM, "score", S_INTEGER, .help = {"分值", "points"}},
    {W_ITEM, "common", S_FLAG,
     .help = {"共性问题，各单位自查", "a failure is sent to every unit for self-check"}},
};

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
    [W_CHECKLIST] = {W_CHECKLIST, "checklist", {"检查表", "A checklist"}, {"也可只写条目列表。",
        "May also be just the list of items."}},
    [W_ITEM] = {W_ITEM, "item", {"检查条目", "An item of a checklist"}, {"", ""}},
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

const char *word_of(const struct word *w, char room[WORDS_ROOM])
{
    size_t len = 0;
    if (!w->types)
        return w->of;
    for (int t = 0; t < FIELD_TYPES; t++)
        if (w->types & TYPE(t))
            len += (size_t)snprintf(room + len, len < WORDS_ROOM ? WORDS_ROOM - len : 0, "%s%s",
                                    len ? "|" : "", type_row(t)->word);
    assert(len < WORDS_ROOM);
    return room;
}

const struct word *word_rows(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}

const struct word *word_find(enum section in, const char *word)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].in == in && text_same(rows[i].word, word))
            return &rows[i];
    return NULL;
}

const struct section_row *section_row(enum section section)
{
    return &sections[section];
}

const struct shape_row *shape_row(enum shape shape)
{
    return &shapes[shape];
}
