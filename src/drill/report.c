/* A drill as CSV and JSON. Every series names its unit; days count from 0. */
#include <stdlib.h>

#include "drill/drill.h"

static void put_band(struct buf *out, const struct band *b)
{
    buf_printf(out, "%.6g,%.6g,%.6g,%.6g,%.6g,%.6g", b->low90, b->low50, b->median, b->high50,
               b->high90, b->mean);
}

void report_series_csv(struct buf *out, const struct bands *b)
{
    buf_text(out, "series,unit,day,low90,low50,median,high50,high90,mean\n");
    for (int s = 0; s < SERIES_N; s++)
        for (int d = 0; d < b->days; d++) {
            buf_printf(out, "%s,%s,%d,", series_rows[s].name, series_rows[s].unit, d);
            put_band(out, &b->series[s * b->days + d]);
            buf_char(out, '\n');
        }
}

void report_runs_csv(struct buf *out, const struct drill *d)
{
    buf_text(out, "run,infections,confirmed,deaths,peak,peak_day,controlled,adds_up");
    for (int c = 1; c < CAPACITIES; c++)
        buf_printf(out, ",short_%s_day", capacity_rows[c].name);
    buf_char(out, '\n');
    for (int i = 0; i < d->runs_n; i++) {
        const struct drill_run *r = &d->runs[i];
        buf_printf(out, "%d,%.0f,%.0f,%.0f,%.0f,%d,%d,%d", i, r->infections, r->confirmed,
                   r->deaths, r->peak, r->peak_day, r->is_controlled, r->is_conserved);
        for (int c = 1; c < CAPACITIES; c++) {
            buf_char(out, ',');
            if (r->broken[c] >= 0)
                buf_int(out, r->broken[c]);
        }
        buf_char(out, '\n');
    }
}

void report_places_csv(struct buf *out, const struct drill *d)
{
    double *infections = malloc((size_t)d->runs_n * sizeof *infections);
    double *confirmed = malloc((size_t)d->runs_n * sizeof *confirmed);
    if (!infections || !confirmed)
        abort();
    buf_text(out, "town,name,day,infections_median,infections_high90,confirmed_median,"
                  "confirmed_high90\n");
    for (int t = 0; t < world_towns(d->world); t++)
        for (int day = 0; day < d->days; day++) {
            for (int i = 0; i < d->runs_n; i++) {
                infections[i] = d->runs[i].town_infections[t * d->days + day];
                confirmed[i] = d->runs[i].town_confirmed[t * d->days + day];
            }
            struct band a = band_of(infections, d->runs_n), c = band_of(confirmed, d->runs_n);
            const char *name = world_town_name(d->world, t);
            buf_printf(out, "%d,%s,%d,%.6g,%.6g,%.6g,%.6g\n", t + 1, name ? name : "", day,
                       a.median, a.high90, c.median, c.high90);
        }
    free(infections);
    free(confirmed);
}

void report_shortages_csv(struct buf *out, const struct drill *d)
{
    struct shortage s[CAPACITIES];
    shortages(d, s);
    buf_text(out, "capacity,unit,zh,en,probability,first,day_low90,day_median,day_high90\n");
    for (int c = 1; c < CAPACITIES; c++) {
        buf_printf(out, "%s,%s,%s,%s,%.4g,%.4g,", capacity_rows[c].name, capacity_rows[c].unit,
                   capacity_rows[c].label.zh, capacity_rows[c].label.en, s[c].probability,
                   s[c].first);
        if (s[c].probability > 0)
            buf_printf(out, "%.4g,%.4g,%.4g\n", s[c].day.low90, s[c].day.median, s[c].day.high90);
        else
            buf_text(out, ",,\n");
    }
}

static void json_number(struct buf *out, const char *key, double x)
{
    char text[40];
    int n = snprintf(text, sizeof text, "%.9g", x);
    put_key(out, key);
    put_raw(out, text, (size_t)n);
}

static void json_band(struct buf *out, const char *key, const struct band *b)
{
    put_key(out, key);
    put_object(out);
    json_number(out, "low90", b->low90);
    json_number(out, "low50", b->low50);
    json_number(out, "median", b->median);
    json_number(out, "high50", b->high50);
    json_number(out, "high90", b->high90);
    json_number(out, "mean", b->mean);
    put_end_object(out);
}

static void json_line(struct buf *out, const char *key, const struct bands *b, int s, size_t member)
{
    put_key(out, key);
    put_array(out);
    for (int d = 0; d < b->days; d++) {
        char text[40];
        double x;
        memcpy(&x, (const char *)&b->series[s * b->days + d] + member, sizeof x);
        int n = snprintf(text, sizeof text, "%.6g", x);
        put_raw(out, text, (size_t)n);
    }
    put_end_array(out);
}

static void json_series(struct buf *out, const struct drill_setup *setup, const struct bands *b)
{
    put_key(out, "series");
    put_array(out);
    for (int s = 0; s < SERIES_N; s++) {
        put_object(out);
        put_key(out, "name");
        put_str(out, series_rows[s].name);
        put_key(out, "unit");
        put_str(out, series_rows[s].unit);
        put_key(out, "label");
        put_label(out, series_rows[s].label.zh, series_rows[s].label.en);
        if (setup && series_rows[s].capacity)
            json_number(out, "capacity",
                        capacity_of(&setup->p, (enum capacity)series_rows[s].capacity));
        json_line(out, "low90", b, s, offsetof(struct band, low90));
        json_line(out, "low50", b, s, offsetof(struct band, low50));
        json_line(out, "median", b, s, offsetof(struct band, median));
        json_line(out, "high50", b, s, offsetof(struct band, high50));
        json_line(out, "high90", b, s, offsetof(struct band, high90));
        put_end_object(out);
    }
    put_end_array(out);
}

static void json_totals(struct buf *out, const struct bands *b)
{
    json_number(out, "controlled", b->controlled);
    json_band(out, "infections", &b->infections);
    json_band(out, "confirmed", &b->confirmed);
    json_band(out, "deaths", &b->deaths);
    json_band(out, "peak", &b->peak);
    json_band(out, "peak_day", &b->peak_day);
}

void report_difference_json(struct buf *out, const struct bands *difference)
{
    put_object(out);
    json_totals(out, difference);
    json_series(out, NULL, difference);
    put_end_object(out);
}

void report_json(struct buf *out, const struct drill_setup *setup, const struct drill *d,
                 const struct bands *b)
{
    struct shortage s[CAPACITIES];
    shortages(d, s);
    put_object(out);
    put_key(out, "title");
    put_str(out, setup->name);
    put_key(out, "pathogen");
    put_str(out, setup->pathogen);
    json_number(out, "days", d->days);
    json_number(out, "runs", d->runs_n);
    json_number(out, "r0", world_r0(d->world));
    json_totals(out, b);
    put_key(out, "shortages");
    put_array(out);
    for (int c = 1; c < CAPACITIES; c++) {
        put_object(out);
        put_key(out, "name");
        put_str(out, capacity_rows[c].name);
        put_key(out, "label");
        put_label(out, capacity_rows[c].label.zh, capacity_rows[c].label.en);
        put_key(out, "unit");
        put_str(out, capacity_rows[c].unit);
        json_number(out, "capacity", capacity_of(&setup->p, (enum capacity)c));
        json_number(out, "probability", s[c].probability);
        json_number(out, "first", s[c].first);
        json_band(out, "day", &s[c].day);
        put_end_object(out);
    }
    put_end_array(out);
    json_series(out, setup, b);
    put_end_object(out);
}
