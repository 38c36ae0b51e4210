/* The operations of reports: shown in every format, issued, corrected, and who has not reported. */
#include "report/report_int.h"

#include "base/limits.h"
#include "base/text.h"
#include "duty/duty.h"
#include "guard/guard.h"
#include "paper/doc.h"
#include "place/place.h"
#include "value/time.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT_MAX (4u << 20)

#define REPORT                                                                                     \
    {                                                                                              \
        "report", ARG_TEXT, true,                                                                  \
        {                                                                                          \
            "报表", "the report"                                                                   \
        }                                                                                          \
    }
#define PLACE_AND_DAY                                                                              \
    {"place", ARG_PLACE, false, {"地点，缺省为本人岗位所在", "the place; one's own when absent"}}, \
    {                                                                                              \
        "day", ARG_DATE, false,                                                                    \
        {                                                                                          \
            "日期，缺省为今天", "the day; today when absent"                                       \
        }                                                                                          \
    }

static const struct arg list_args[] = {
    {"report", ARG_TEXT, false, {"只看某报表", "only of this report"}}, PLACE_AND_DAY, {0}};
static const struct arg status_args[] = {REPORT, PLACE_AND_DAY, {0}};
static const struct arg show_args[] = {
    REPORT,
    PLACE_AND_DAY,
    {"format", ARG_TEXT, false, {"html、docx、pdf、xlsx、md", "html, docx, pdf, xlsx, md; JSON"}},
    {"issue", ARG_ID, false, {"某次签发的", "one that was issued, by its number"}},
    {0}};
static const struct arg issue_args[] = {
    REPORT,
    PLACE_AND_DAY,
    {"note",
     ARG_TEXT,
     false,
     {"变动说明或更正原因", "what explains a change; why it is corrected"}},
    {0}};

/* ---- arguments ------------------------------------------------------------------------------- */

struct asked {
    const struct report *report;
    int64_t place, day;
};

static enum outcome read_place(struct call *c, int64_t *ret, struct err *e)
{
    const char *text = call_text(c, "place");
    enum outcome o = OK;
    *ret = PLACE_COUNTRY;
    if (text)
        o = place_parse(ret, c->db, text, e);
    for (int i = 0; !text && i < c->actor->holdings_n; i++)
        if (i == 0 || place_level(c->actor->holdings[i].place) < place_level(*ret))
            *ret = c->actor->holdings[i].place;
    if (o == OK && !guard_sees_place(c->actor, *ret))
        return err_set(e, NOT_FOUND, "place", "absent", "there is no such place here",
                       "此处无此地点");
    return o;
}

static enum outcome read_asked(struct call *c, struct asked *ret, struct err *e)
{
    const char *name = call_text(c, "report"), *day = call_text(c, "day");
    ret->report = name ? plan_report(c->plan, name) : NULL;
    if (name && !ret->report)
        return err_set(e, NOT_FOUND, "report", "absent", "there is no report \"%s\"",
                       "没有名为“%s”的报表", name);
    ret->day = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    if (day && !date_parse(day, strlen(day), true, &ret->day))
        return err_set(e, REFUSED, "day", "date", "day is a date such as 2026-11-23",
                       "日期应如2026-11-23");
    return read_place(c, &ret->place, e);
}

/* ---- showing
 * --------------------------------------------------------------------------------------- */

static void put_number(struct buf *out, const struct report *r, const struct issue *i)
{
    int year, month, day;
    date_to_civil(i->day, &year, &month, &day);
    for (const char *s = r->number ? r->number : ""; *s;) {
        if (!strncmp(s, "{yyyy}", 6)) {
            buf_int(out, year);
            s += 6;
        } else if (!strncmp(s, "{n}", 3)) {
            buf_int(out, i->number);
            s += 3;
        } else {
            buf_char(out, *s++);
        }
    }
    if (i->revision > 1)
        buf_printf(out, "（更正%lld）", (long long)i->revision - 1);
}

static const struct {
    const char *word, *type;
} formats[] = {
    {"html", "text/html; charset=utf-8"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"pdf", "application/pdf"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"md", "text/markdown; charset=utf-8"},
};
enum { HTML, DOCX, PDF, XLSX, MD, FORMATS };

static void head_of(struct report_head *ret, struct call *c, const struct report *r,
                    const struct issue *i)
{
    struct buf b;
    char day[32];
    int year, month, date;
    buf_init(&b, 1 << 12);
    *ret = (struct report_head){.red = label_text(&r->head, c->lang),
                                .signer = label_text(&r->signer, c->lang),
                                .note = i->note};
    date_to_civil(i->id ? date_of(i->issued_at, c->plan->calendar.offset_s) : i->day, &year, &month,
                  &date);
    ret->day = c->lang == LANG_ZH ? arena_printf(c->arena, "%d年%d月%d日", year, month, date)
                                  : (date_print(i->day, day), arena_dup(c->arena, day));
    if (i->id) {
        put_number(&b, r, i);
        ret->number = b.data ? arena_text(c->arena, b.data, b.len) : NULL;
        ret->proof = arena_printf(c->arena, "SHA-256 %.16s…　%s %lld %.16s…", i->hash,
                                  c->lang == LANG_ZH ? "日志" : "journal", (long long)i->head_seq,
                                  i->head_hash);
    }
    buf_fini(&b);
}

static enum outcome open_file(struct call *c, char path[600], int *ret, struct err *e)
{
    snprintf(path, 600, "%s/report-XXXXXX", c->app->data_dir);
    *ret = mkostemp(path, O_CLOEXEC);
    return *ret >= 0 ? OK
                     : err_set(e, FAULT, NULL, "report", "cannot write in %s: %s",
                               "无法写入 %s：%s", c->app->data_dir, strerror(errno));
}

static enum outcome answer_file(struct call *c, const struct report *r, const struct issue *i,
                                int format, struct err *e)
{
    char path[600];
    struct report_head head;
    int fd;
    enum outcome o = open_file(c, path, &fd, e);
    if (o != OK)
        return o;
    head_of(&head, c, r, i);
    if (format == XLSX) {
        close(fd);
        o = report_xlsx(i->text, path, c->app->data_dir, e);
        fd = o == OK ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    } else {
        struct doc *d = report_doc(c->arena, i->text, &head, c->lang);
        o = format == PDF ? doc_pdf(d, fd, NULL, e) : doc_docx(d, fd, e);
        doc_free(d);
    }
    unlink(path);
    if (o == OK && (fd < 0 || lseek(fd, 0, SEEK_SET) != 0))
        o = err_set(e, FAULT, NULL, "report", "the file cannot be read", "无法读取文件");
    if (o != OK) {
        if (fd >= 0)
            close(fd);
        return o;
    }
    buf_clear(c->out);
    c->out_fd = fd;
    c->content_type = formats[format].type;
    c->download_name = arena_printf(c->arena, "%s.%s", r->name, formats[format].word);
    return OK;
}

static enum outcome answer_text(struct call *c, const struct report *r, const struct issue *i,
                                int format, struct err *e)
{
    struct report_head head;
    enum outcome o = OK;
    head_of(&head, c, r, i);
    c->content_type = formats[format].type;
    if (format == MD) {
        buf_text(c->out, i->text);
        return OK;
    }
    struct doc *d = report_doc(c->arena, i->text, &head, c->lang);
    o = doc_html(d, c->out, e);
    doc_free(d);
    return o;
}

static bool may_issue(const struct call *c, int64_t place)
{
    if (c->actor->is_system)
        return true;
    for (int i = 0; i < c->actor->holdings_n; i++)
        if (place >= c->actor->holdings[i].place && place <= c->actor->holdings[i].last)
            return true;
    return false;
}

static void answer_json(struct call *c, const struct asked *a, const struct issue *i,
                        const struct filled *f)
{
    const char *changed = NULL;
    for (int k = 0; f && k < f->n && !changed; k++)
        changed = f->list[k].is_changed ? label_text(&f->list[k].measure->label, c->lang) : NULL;
    char day[32];
    put_object(c->out);
    put_key(c->out, "report"), put_str(c->out, a->report->name);
    put_key(c->out, "label"), put_str(c->out, label_text(&a->report->label, c->lang));
    put_key(c->out, "place"), put_id(c->out, i->place);
    put_key(c->out, "day"), put_text(c->out, day, date_print(i->day, day));
    put_key(c->out, "issue"), put_id(c->out, i->id);
    put_key(c->out, "number"), put_int(c->out, i->number);
    put_key(c->out, "revision"), put_int(c->out, i->revision);
    put_key(c->out, "note"), put_str(c->out, i->note);
    put_key(c->out, "hash"), put_str(c->out, i->hash);
    put_key(c->out, "changed"), put_str(c->out, changed);
    struct report_head head;
    head_of(&head, c, a->report, i);
    put_key(c->out, "head"), put_str(c->out, head.red);
    put_key(c->out, "document"), put_str(c->out, head.number);
    put_key(c->out, "signer"), put_str(c->out, head.signer);
    put_key(c->out, "by"), put_str(c->out, i->by ? i->by : "");
    put_key(c->out, "issued_at"), put_int(c->out, i->issued_at);
    put_key(c->out, "nil"), put_bool(c->out, f && report_is_nil(f));
    put_key(c->out, "may_issue"), put_bool(c->out, may_issue(c, i->place));
    put_key(c->out, "text"), put_str(c->out, i->text);
    const char *figures = *i->figures ? i->figures : "[]";
    put_key(c->out, "figures"), put_raw(c->out, figures, strlen(figures));
    put_end_object(c->out);
}

static enum outcome fill_text(struct call *c, const struct asked *a, struct issue *ret,
                              struct filled **ret_filled, struct err *e)
{
    struct buf b;
    struct filled *f = arena_alloc(c->arena, sizeof *f);
    buf_init(&b, TEXT_MAX);
    enum outcome o = report_fill(&b, f, c, a->report, a->place, a->day, e);
    if (o == OK && buf_is_over(&b))
        o = err_set(e, TOO_LARGE, NULL, "too_large", "the report is too long", "报表过长");
    if (o == OK)
        *ret = (struct issue){.report = a->report->name,
                              .place = a->place,
                              .day = a->day,
                              .text = b.data ? arena_text(c->arena, b.data, b.len) : "",
                              .note = "",
                              .hash = "",
                              .head_hash = "",
                              .figures = report_figures_json(c, a->report, f, a->place)};
    *ret_filled = f;
    buf_fini(&b);
    return o;
}

static enum outcome do_show(struct call *c, struct err *e)
{
    struct asked a = {0};
    struct issue i;
    const char *word = call_text(c, "format");
    struct filled *filled = NULL;
    int64_t id = 0;
    int format = FORMATS;
    enum outcome o = read_asked(c, &a, e);
    for (int k = 0; word && k < FORMATS; k++)
        if (text_same(formats[k].word, word))
            format = k;
    if (o == OK && word && format == FORMATS && !text_same(word, "json"))
        return err_set(e, REFUSED, "format", "unknown_word",
                       "format is html, docx, pdf, xlsx or md",
                       "格式应为html、docx、pdf、xlsx或md");
    if (o == OK && call_text(c, "issue"))
        o = call_id(c, "issue", &id, e);
    if (o != OK)
        return o;
    if (!c->db) /* a worker has none of its own */
        return err_set(e, FAULT, NULL, "no_db", "no connection", "没有连接");
    o = id ? issue_find(&i, c->arena, c->db, a.report->name, a.place, a.day, id, e)
           : fill_text(c, &a, &i, &filled, e);
    if (o == OK && id && !guard_sees_place(c->actor, i.place))
        o = err_set(e, NOT_FOUND, NULL, "absent", "this report was not issued", "该报表尚未签发");
    if (o != OK)
        return o;
    if (format == HTML || format == MD)
        return answer_text(c, a.report, &i, format, e);
    if (format < FORMATS)
        return answer_file(c, a.report, &i, format, e);
    answer_json(c, &a, &i, filled);
    return OK;
}

/* ---- issuing
 * ----------------------------------------------------------------------------------------- */

static void hash_text(const struct issue *i, char ret[65])
{
    unsigned char bytes[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)i->text, strlen(i->text));
    crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
    crypto_hash_sha256_update(&state, (const unsigned char *)i->note, strlen(i->note));
    crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
    crypto_hash_sha256_update(&state, (const unsigned char *)i->figures, strlen(i->figures));
    crypto_hash_sha256_final(&state, bytes);
    sodium_bin2hex(ret, 65, bytes, sizeof bytes);
}

static enum outcome check_note(struct call *c, const struct asked *a, const char *note,
                               const struct filled *f, struct err *e)
{
    struct issue before;
    struct buf names;
    struct err ignored = {0};
    bool is_correction =
        issue_find(&before, c->arena, c->db, a->report->name, a->place, a->day, 0, &ignored) == OK;
    if (*note)
        return OK;
    if (is_correction)
        return err_set(e, REFUSED, "note", "correction", "say why the report is corrected",
                       "请写明更正原因");
    buf_init(&names, 4000);
    for (int i = 0; i < f->n; i++)
        if (f->list[i].is_changed) {
            buf_text(&names, !names.len ? "" : c->lang == LANG_ZH ? "、" : ", ");
            buf_text(&names, label_text(&f->list[i].measure->label, c->lang));
        }
    const char *changed = names.len ? arena_text(c->arena, names.data, names.len) : NULL;
    buf_fini(&names);
    if (changed)
        return err_set(e, REFUSED, "note", "explain", "say why this changed so much: %s",
                       "请说明变动的原因：%s", changed);
    return OK;
}

static enum outcome do_issue(struct call *c, struct err *e)
{
    struct asked a = {0};
    struct issue i;
    struct work w;
    char hash[65], head[65];
    uint8_t bytes[32];
    const char *note = call_text(c, "note");
    struct filled *filled = NULL;
    enum outcome o = read_asked(c, &a, e);
    if (o == OK && !may_issue(c, a.place))
        o = err_set(e, DENIED, NULL, "not_allowed", "your posts do not report for this place",
                    "您的岗位不能代此处签发");
    if (o == OK)
        o = fill_text(c, &a, &i, &filled, e);
    if (o == OK)
        o = check_note(c, &a, note ? note : "", filled, e);
    if (o != OK)
        return o;
    i.note = note ? note : "";
    hash_text(&i, hash);
    journal_head(c->app->journal, &i.head_seq, bytes);
    sodium_bin2hex(head, sizeof head, bytes, sizeof bytes);
    i.hash = hash;
    i.head_hash = head;
    i.issued_at = c->now_ms / 1000;
    i.issued_by = c->actor->user > 0 ? c->actor->user : 0;
    o = issue_add(&i, c->app, c->db, c->plan->calendar.offset_s, e);
    work_of_call(&w, c);
    if (o == OK)
        o = duty_report_made(&w, a.report->name, a.place, i.issued_at, i.issued_by, e);
    if (o == OK)
        answer_json(c, &a, &i, filled);
    return o;
}

/* ---- lists
 * ------------------------------------------------------------------------------------------- */

static enum outcome do_status(struct call *c, struct err *e)
{
    struct asked a = {0};
    char day[32];
    enum outcome o = read_asked(c, &a, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "report"), put_str(c->out, a.report->name);
    put_key(c->out, "day"), put_text(c->out, day, date_print(a.day, day));
    o = issue_units_json(c->out, c, a.report, a.place, a.day, e);
    put_end_object(c->out);
    return o;
}

static enum outcome do_list(struct call *c, struct err *e)
{
    struct asked a = {0};
    enum outcome o = read_asked(c, &a, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "reports"), put_array(c->out);
    for (int i = 0; i < c->plan->reports_n; i++) {
        const struct report *r = &c->plan->reports[i];
        put_object(c->out);
        put_key(c->out, "name"), put_str(c->out, r->name);
        put_key(c->out, "label"), put_str(c->out, label_text(&r->label, c->lang));
        put_key(c->out, "units"), put_bool(c->out, r->of_n > 0);
        put_key(c->out, "public"), put_bool(c->out, r->is_public);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    o = issue_list_json(c->out, c, a.report, a.place, call_text(c, "day") ? a.day : 0, e);
    put_end_object(c->out);
    return o;
}

static const struct op rows[] = {
    {"report.issue",
     "report issue",
     "POST",
     "/api/reports/{report}/issue",
     issue_args,
     NEED_USER,
     OP_WRITE,
     do_issue,
     "ReportAnswer",
     {"签发报表（再次签发即更正）", "issues a report, again as a correction"}},
    {"report.list",
     "report list",
     "GET",
     "/api/reports",
     list_args,
     NEED_USER,
     OP_READ,
     do_list,
     "ReportList",
     {"报表与已签发的各期", "reports, and those issued here"}},
    {"report.show",
     "report",
     "GET",
     "/api/reports/{report}",
     show_args,
     NEED_USER,
     OP_READ,
     do_show,
     "ReportAnswer",
     {"一份报表", "a report, filled in now or as it was issued"}},
    {"report.status",
     "report status",
     "GET",
     "/api/reports/{report}/status",
     status_args,
     NEED_USER,
     OP_READ,
     do_status,
     "ReportStatus",
     {"各单位报送情况", "who has reported, and whom to call"}},
};

const struct op *report_ops(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}
