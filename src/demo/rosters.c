/* Who is on duty in the demo county: the headquarters' desk, leaders in turn, a hospital's three
 * lines, four crews at a checkpoint. With a gap and a double post ahead, for the pages to find. */
#include "base/text.h"
#include "demo/demo_int.h"
#include "duty/duty.h"
#include "value/time.h"

static const struct demo_duty {
    const char *login, *post, *roster, *skills;
    int crew;
    const char *name, *phone;
} people[] = {
    {"desk1", "command", "command_desk", ",", 0, "值班员 许宁", "0999-5550101"},
    {"desk2", "command", "command_desk", ",", 0, "值班员 卢阳", "0999-5550102"},
    {"desk3", "command", "command_desk", ",", 0, "值班员 姚琴", "0999-5550103"},
    {"desk4", "command", "command_desk", ",", 0, "值班员 邵峰", "0999-5550104"},
    {"desk5", "command", "command_desk", ",", 0, "值班员 孔燕", "0999-5550105"},
    {"desk6", "command", "command_desk", ",", 0, "值班员 史亮", "0999-5550106"},
    {"desk7", "command", "command_desk", ",", 0, "值班员 章雪", "0999-5550107"},
    {"leader1", "command", "leaders", ",", 0, "带班领导 段明", "0999-5550201"},
    {"leader2", "command", "leaders", ",", 0, "带班领导 龚丽", "0999-5550202"},
    {"leader3", "command", "leaders", ",", 0, "带班领导 黎军", "0999-5550203"},
    {"leader4", "command", "leaders", ",", 0, "带班领导 常青", "0999-5550204"},
    {"line1", "triage_nurse", "hospital_lines", ",administrative,", 0, "院办 贺新", "0999-5550301"},
    {"line2", "triage_nurse", "hospital_lines", ",administrative,", 0, "院办 倪红", "0999-5550302"},
    {"line3", "triage_nurse", "hospital_lines", ",administrative,", 0, "院办 施伟", "0999-5550303"},
    {"line4", "fever_doctor", "hospital_lines", ",clinical,", 0, "医务科 葛松", "0999-5550304"},
    {"line5", "fever_doctor", "hospital_lines", ",clinical,", 0, "医务科 柳茵", "0999-5550305"},
    {"line6", "fever_doctor", "hospital_lines", ",clinical,", 0, "医务科 毕诚", "0999-5550306"},
    {"line7", "triage_nurse", "hospital_lines", ",nursing,", 0, "护理部 郝洁", "0999-5550307"},
    {"line8", "triage_nurse", "hospital_lines", ",nursing,", 0, "护理部 邬蓉", "0999-5550308"},
    {"line9", "triage_nurse", "hospital_lines", ",nursing,", 0, "护理部 安然", "0999-5550309"},
    {"crew1", "checkpoint_staff", "checkpoint_crews", ",", 0, "执勤 殷飞", "0999-5550401"},
    {"crew2", "checkpoint_staff", "checkpoint_crews", ",", 0, "执勤 齐川", "0999-5550402"},
    {"crew3", "checkpoint_staff", "checkpoint_crews", ",", 1, "执勤 康宇", "0999-5550403"},
    {"crew4", "checkpoint_staff", "checkpoint_crews", ",", 1, "执勤 伍林", "0999-5550404"},
    {"crew5", "checkpoint_staff", "checkpoint_crews", ",", 2, "执勤 余航", "0999-5550405"},
    {"crew6", "checkpoint_staff", "checkpoint_crews", ",", 2, "执勤 卜凡", "0999-5550406"},
    {"crew7", "checkpoint_staff", "checkpoint_crews", ",", 3, "执勤 顾北", "0999-5550407"},
    {"crew8", "checkpoint_staff", "checkpoint_crews", ",", 3, "执勤 孟田", "0999-5550408"},
};
#define PEOPLE ((int)(sizeof people / sizeof *people))
static const char *const rosters[] = {"command_desk", "leaders", "hospital_lines",
                                      "checkpoint_crews"};

struct staff {
    const char *hash;
    int64_t ids[PEOPLE];
};

static int64_t place_of(const struct demo *d, const char *roster)
{
    return text_same(roster, "hospital_lines")     ? d->hospital
           : text_same(roster, "checkpoint_crews") ? d->checkpoints[0].id
                                                   : d->options->county;
}

static enum outcome put_people(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    struct staff *staff = s->arg;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < PEOPLE; i++) {
        const struct demo_duty *p = &people[i];
        int64_t place = place_of(d, p->roster), holding;
        struct user_new user = {.login = p->login, .name = p->name, .phone = p->phone,
                                .password_hash = staff->hash, .lang = LANG_ZH, .place = place,
                                .by = -1};
        if (!plan_roster(d->plan, p->roster) || !plan_post(d->plan, p->post))
            continue;
        o = guard_user_add(d->app->guard, s->work.db, d->app->journal, &user, d->now_ms,
                           &staff->ids[i], e);
        if (o == OK)
            o = guard_user_grant(s->work.db, d->app->journal, staff->ids[i], p->post, place,
                                 d->today - 365, 0, 0, -1, d->now_ms, &holding, e);
        if (o == OK)
            o = roster_put_on(&s->work, p->roster, place, staff->ids[i], p->crew, p->skills,
                              d->today - 60, e);
    }
    return o;
}

static enum outcome put_months(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    struct staff *staff = s->arg;
    enum outcome o = OK;
    int year, month, day;
    date_to_civil(d->today, &year, &month, &day);
    for (size_t i = 0; o == OK && i < sizeof rosters / sizeof *rosters; i++) {
        int64_t place = place_of(d, rosters[i]);
        if (!plan_roster(d->plan, rosters[i]))
            continue;
        /* Last night's shift may belong to the month before. */
        const int64_t days[] = {d->today - day, d->today, d->today - day + 32};
        for (int m = 0; o == OK && m < 3; m++)
            o = roster_put_month(&s->work, rosters[i], place, days[m], e);
    }
    /* Ahead: a night that nobody has, and a leader who is put on the desk, too. */
    if (o == OK && plan_roster(d->plan, "command_desk")) {
        o = roster_put_seat(&s->work, "command_desk", d->options->county, d->today + 2, 1, 0, e);
        if (o == OK && plan_roster(d->plan, "leaders"))
            o = roster_put_seat(&s->work, "leaders", d->options->county, d->today + 3, 0,
                                staff->ids[8], e);
        if (o == OK)
            o = roster_put_seat(&s->work, "command_desk", d->options->county, d->today + 3, 0,
                                staff->ids[8], e);
    }
    return o;
}

enum outcome demo_rosters(struct demo *d, struct err *e)
{
    char hash[128];
    struct staff staff = {.hash = hash};
    enum outcome o = guard_hash_password(d->app->guard, DEMO_PASSWORD, hash, e);
    if (o == OK)
        o = demo_write(d, put_people, &staff, e);
    if (o == OK)
        o = demo_write(d, put_months, &staff, e);
    demo_tell(d, "rosters");
    return o;
}
