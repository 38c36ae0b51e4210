/* What a drill counts, in words: one row a series, one a capacity. */
#include "drill/drill.h"

const struct series_row series_rows[SERIES_N] = {
    [SERIES_INFECTIONS] = {"infections", "people", {"新增感染", "New infections"}, 0},
    [SERIES_ONSETS] = {"onsets", "people", {"新发病", "Onsets"}, 0},
    [SERIES_CONFIRMED] = {"confirmed", "people", {"新确诊", "Confirmed"}, 0},
    [SERIES_DEATHS] = {"deaths", "people", {"死亡", "Deaths"}, 0},
    [SERIES_INFECTIOUS] = {"infected_now", "people", {"近30天感染者", "Infected in 30 days"}, 0},
    [SERIES_CONTACTS] = {"contacts", "people", {"新判定密接", "Contacts found"}, 0},
    [SERIES_QUARANTINED] = {"quarantined", "people", {"新隔离", "Newly quarantined"}, 0},
    [SERIES_ROOMS] = {"rooms", "rooms", {"隔离房间占用", "Rooms in use"}, CAPACITY_ROOMS},
    [SERIES_HOME] = {"home", "people", {"居家隔离", "Home quarantine"}, 0},
    [SERIES_ISOLATION_BEDS] = {"isolation_beds", "beds", {"方舱定点占用", "Isolation beds in use"},
                               CAPACITY_ISOLATION_BEDS},
    [SERIES_ISOLATED_HOME] = {"isolated_home", "people", {"居家治疗", "Cases at home"}, 0},
    [SERIES_HOSPITAL] = {"hospital", "beds", {"救治床位占用", "Hospital beds in use"},
                         CAPACITY_HOSPITAL},
    [SERIES_ICU] = {"icu", "beds", {"ICU占用", "Intensive care in use"}, CAPACITY_ICU},
    [SERIES_SWABS] = {"swabs", "people per day", {"采样人次", "Swabs"}, 0},
    [SERIES_TUBES] = {"tubes", "tubes per day", {"检测管数", "Tubes tested"}, CAPACITY_LAB},
    [SERIES_TUBES_WAITING] = {"tubes_waiting", "tubes", {"待检管数", "Tubes waiting"}, 0},
    [SERIES_INVESTIGATION_MINUTES] = {"investigation_minutes", "min per day",
                                      {"流调用时", "Investigation"}, CAPACITY_INVESTIGATORS},
    [SERIES_CASES_WAITING] = {"cases_waiting", "cases", {"待流调", "Cases not investigated"}, 0},
    [SERIES_NOTICE_MINUTES] = {"notice_minutes", "min per day", {"密接落实用时", "Tracing"},
                               CAPACITY_TRACERS},
    [SERIES_CONTACTS_WAITING] = {"contacts_waiting", "people", {"待落实密接", "Contacts not reached"},
                                 0},
    [SERIES_SAMPLERS] = {"samplers", "people", {"所需采样人员", "Samplers needed"}, CAPACITY_SAMPLERS},
    [SERIES_SITE_MINUTES] = {"site_minutes", "min per day", {"隔离点用时", "Site staff"},
                             CAPACITY_SITE_STAFF},
    [SERIES_VISIT_MINUTES] = {"visit_minutes", "min per day", {"上门用时", "Home visits"},
                              CAPACITY_VISITORS},
    [SERIES_CLEANING_MINUTES] = {"cleaning_minutes", "min per day", {"消杀用时", "Disinfection"},
                                 CAPACITY_CLEANERS},
    [SERIES_STAFF] = {"staff", "people", {"上岗人员", "Staff on duty"}, 0},
    [SERIES_GEAR_USED] = {"gear_used", "sets per day", {"防护用品消耗", "Protective sets used"}, 0},
    [SERIES_GEAR_STOCK] = {"gear_stock", "sets", {"防护用品库存", "Protective sets left"}, 0},
    [SERIES_KITS_STOCK] = {"kits_stock", "tubes", {"试剂库存", "Kits left"}, 0},
    [SERIES_MONEY] = {"money", "yuan per day", {"费用", "Money"}, 0},
    [SERIES_LEVEL] = {"level", "", {"响应级别", "Level in force"}, 0},
};

const struct capacity_row capacity_rows[CAPACITIES] = {
    [CAPACITY_NONE] = {"none", "", {"无", "None"}},
    [CAPACITY_INVESTIGATORS] = {"investigators", "min per day", {"流调人员", "Investigators"}},
    [CAPACITY_TRACERS] = {"tracers", "min per day", {"协查转运人员", "Tracers"}},
    [CAPACITY_SAMPLERS] = {"samplers", "people", {"采样人员", "Samplers"}},
    [CAPACITY_LAB] = {"laboratory", "tubes per day", {"检测能力", "Laboratory"}},
    [CAPACITY_ROOMS] = {"rooms", "rooms", {"隔离房间", "Quarantine rooms"}},
    [CAPACITY_ISOLATION_BEDS] = {"isolation_beds", "beds", {"方舱定点床位", "Isolation beds"}},
    [CAPACITY_HOSPITAL] = {"hospital", "beds", {"救治床位", "Hospital beds"}},
    [CAPACITY_ICU] = {"icu", "beds", {"ICU床位", "Intensive-care beds"}},
    [CAPACITY_SITE_STAFF] = {"site_staff", "min per day", {"隔离点人员", "Site staff"}},
    [CAPACITY_VISITORS] = {"visitors", "min per day", {"上门服务人员", "Home visitors"}},
    [CAPACITY_CLEANERS] = {"cleaners", "min per day", {"消杀人员", "Disinfectors"}},
    [CAPACITY_KITS] = {"kits", "tubes", {"检测试剂", "Test kits"}},
    [CAPACITY_GEAR] = {"gear", "sets", {"防护用品", "Protective sets"}},
};

double capacity_of(const struct drill_parameters *p, enum capacity c)
{
    double shift = p->shift_minutes;
    const double have[CAPACITIES] = {
        [CAPACITY_INVESTIGATORS] = p->investigators * shift,
        [CAPACITY_TRACERS] = p->tracers * shift,
        [CAPACITY_SAMPLERS] = p->mass_samplers,
        [CAPACITY_LAB] = p->lab_tubes,
        [CAPACITY_ROOMS] = p->rooms,
        [CAPACITY_ISOLATION_BEDS] = p->isolation_beds,
        [CAPACITY_HOSPITAL] = p->hospital_beds,
        [CAPACITY_ICU] = p->icu_beds,
        [CAPACITY_SITE_STAFF] = p->site_staff * shift,
        [CAPACITY_VISITORS] = p->visitors * shift,
        [CAPACITY_CLEANERS] = p->cleaners * shift,
        [CAPACITY_KITS] = p->kits,
        [CAPACITY_GEAR] = p->gear,
    };
    return have[c];
}
