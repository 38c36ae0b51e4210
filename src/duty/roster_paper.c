/* The month on paper, as it hangs in the duty office: a grid of days and shifts, then the phone
 * list. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "duty/roster_int.h"
#include "paper/doc.h"
#include "place/place.h"
#include "value/time.h"

static const char *say(const struct call *c, const char *zh, const char *en)
{
    return c->lang == LANG_EN ? en : zh;
}

static const char *people_on(struct call *c, const struct seat *list, int n, int64_t day,
                             int shift, bool *ret_gap)
{
    const char *names = "";
    *ret_gap = false;
    for (int i = 0; i < n; i++) {
        if (list[i].day != day || list[i].shift != shift)
            continue;
        *ret_gap |= !list[i].account;
        names = arena_printf(c->arena, "%s%s%s", names, *names ? say(c, "、", ", ") : "",
                             list[i].account ? list[i].name : say(c, "（空岗）", "(vacant)"));
    }
    return names;
}

static void put_grid(struct call *c, struct doc *d, const struct keep *k, const struct month *m,
                     const struct seat *seats, int n)
{
    static const struct label days[] = {{"一", "Mon"}, {"二", "Tue"}, {"三", "Wed"}, {"四", "Thu"},
                                        {"五", "Fri"}, {"六", "Sat"}, {"日", "Sun"}};
    struct doc_column columns[PLAN_ROSTER_SHIFTS + 2] = {{1.2, DOC_CENTER}, {1, DOC_CENTER}};
    for (int s = 0; s < k->plan->shifts_n; s++)
        columns[s + 2] = (struct doc_column){4, DOC_START};
    struct doc_table *t = doc_table(d, columns, k->plan->shifts_n + 2, 1);
    doc_row(t);
    doc_cell(t, say(c, "日期", "Day"));
    doc_cell(t, say(c, "星期", "Week"));
    for (int s = 0; s < k->plan->shifts_n; s++) {
        const struct plan_shift *shift = &k->plan->shifts[s];
        char from[16], to[16];
        from[time_print(shift->from_s, from)] = 0;
        to[time_print(shift->to_s, to)] = 0;
        doc_cell(t, arena_printf(c->arena, "%s %s–%s", label_text(&shift->label, c->lang), from,
                                 to));
    }
    for (int i = 0; i < m->days; i++) {
        int64_t day = m->first + i;
        char text[32];
        uint32_t fill = m->kinds[i] == ROSTER_WORKDAY ? 0 : 0xF0F0F0;
        bool gap;
        date_print(day, text);
        doc_row(t);
        doc_cell_as(t, &(struct doc_cell){.text = text + 5, .fill = fill});
        doc_cell_as(t, &(struct doc_cell){
                           .text = label_text(&days[date_weekday(day) - 1], c->lang),
                           .fill = fill});
        for (int s = 0; s < k->plan->shifts_n; s++) {
            const char *names = people_on(c, seats, n, day, s, &gap);
            doc_cell_as(t, &(struct doc_cell){.text = names, .fill = fill, .bold = gap});
        }
    }
}

static void put_phones(struct call *c, struct doc *d, const struct keep *k,
                       const struct member *people, int n)
{
    static const struct doc_column columns[] = {{1, DOC_CENTER}, {3, DOC_START}, {3, DOC_START},
                                                {3, DOC_START}};
    doc_heading(d, 2, say(c, "值班人员电话", "Phone list"));
    struct doc_table *t = doc_table(d, columns, 4, 1);
    doc_row(t);
    doc_cell(t, say(c, "序号", "No."));
    doc_cell(t, say(c, "姓名", "Name"));
    doc_cell(t, say(c, "电话", "Phone"));
    doc_cell(t, k->plan->crews ? say(c, "班组", "Crew") : say(c, "备注", "Note"));
    for (int i = 0; i < n; i++) {
        doc_row(t);
        doc_cell(t, arena_printf(c->arena, "%d", i + 1));
        doc_cell(t, people[i].name);
        doc_cell(t, people[i].phone);
        doc_cell(t, k->plan->crews ? arena_printf(c->arena, "%d", people[i].crew + 1) : "");
    }
}

static enum outcome write_pdf(struct call *c, const struct doc *d, struct err *e)
{
    char path[600];
    snprintf(path, sizeof path, "%s/roster-XXXXXX", c->app->data_dir);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_set(e, FAULT, NULL, "file", "cannot write in %s", "无法写入%s", c->app->data_dir);
    unlink(path);
    enum outcome o = doc_pdf(d, fd, NULL, e);
    if (o || lseek(fd, 0, SEEK_SET)) {
        close(fd);
        return o;
    }
    c->out_fd = fd;
    c->content_type = "application/pdf";
    c->download_name = "roster.pdf";
    return OK;
}

enum outcome do_roster_paper(struct call *c, struct err *e)
{
    struct keep k;
    struct month m;
    struct member *people;
    struct seat *seats;
    struct place p;
    int people_n, seats_n, year, month, day;
    enum outcome o = keep_of_call(c, &k, e);
    if (o == OK)
        o = month_parse(c, &m, e);
    if (o == OK)
        o = members_read(&k, m.first, m.first + m.days - 1, &people, &people_n, e);
    if (o == OK)
        o = seats_read(&k, m.first, m.first + m.days - 1, !roster_may_make(c, &k), &seats,
                       &seats_n, e);
    if (o == OK && !seats_n)
        return err_set(e, NOT_FOUND, "month", "not_made", "this month has no roster yet",
                       "本月尚无值班表");
    if (o == OK)
        o = place_get(&p, c->arena, c->db, k.place, e);
    if (o == OK)
        o = month_find(&k, &m, e);
    if (o != OK)
        return o;
    date_to_civil(m.first, &year, &month, &day);
    const char *mark = m.published_at ? c->app->mark : say(c, "草稿", "draft");
    struct doc *d = doc_new(&(struct doc_page){
        .numbers = true, .lang = c->lang, .watermark = mark, .header = c->app->mark});
    doc_title(d, &(struct doc_title){
                     .title = arena_printf(c->arena, "%s%s%s", p.name, say(c, "", " · "),
                                           label_text(&k.plan->label, c->lang)),
                     .subtitle = arena_printf(c->arena, "%d%s%d%s", year, say(c, "年", "-"), month,
                                              say(c, "月", ""))});
    put_grid(c, d, &k, &m, seats, seats_n);
    put_phones(c, d, &k, people, people_n);
    o = write_pdf(c, d, e);
    doc_free(d);
    return o;
}
