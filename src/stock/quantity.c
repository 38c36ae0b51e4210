/* Quantities: what people say in boxes and yuan, the book keeps in pieces and fen. Whole numbers
 * only: half a mask, or a litre of what is counted in bottles, is refused, never rounded. */
#include "stock/stock_int.h"

#include "base/text.h"

#define QUANTITY_MAX INT64_C(1000000000000000) /* 10¹⁵: sums of ten million of them still fit */

static int64_t unit_size(const struct item *item, const char *unit)
{
    if (text_same(unit, item->unit))
        return 1;
    for (int i = 0; i < item->packs_n; i++)
        if (text_same(unit, item->packs[i].word))
            return item->packs[i].size;
    return 0;
}

static enum outcome refuse_unit(const struct item *item, const char *unit, struct err *e)
{
    char units[300] = "";
    size_t n = (size_t)snprintf(units, sizeof units, "%s", item->unit);
    for (int i = 0; i < item->packs_n && n < sizeof units - 1; i++)
        n += (size_t)snprintf(units + n, sizeof units - n, " %s", item->packs[i].word);
    return err_set(e, REFUSED, "unit", "unit",
                   "%2$.80s is not counted in \"%3$.40s\", but in %4$s%1$.0s",
                   "%1$.80s不按“%3$.40s”计，只有：%4$s%2$.0s", label_text(&item->label, LANG_ZH),
                   label_text(&item->label, LANG_EN), unit, units);
}

enum outcome quantity_base(int64_t *ret, const struct item *item, int64_t millionths,
                           const char *unit, struct err *e)
{
    const char *in = unit && *unit ? unit : item->counted_in ? item->counted_in : item->unit;
    int64_t size = unit_size(item, in);
    if (!size)
        return refuse_unit(item, in, e);
    if (millionths <= 0)
        return err_set(e, REFUSED, "quantity", "quantity", "a quantity is more than 0",
                       "数量须大于0");
    __int128 base = (__int128)millionths * size;
    if (base % NUMBER_ONE)
        return err_set(e, REFUSED, "quantity", "whole",
                       "%2$.80s is counted whole: this is no whole number of %3$s%1$.0s",
                       "%1$.80s按整数计，这不是整数个%3$s%2$.0s", label_text(&item->label, LANG_ZH),
                       label_text(&item->label, LANG_EN), item->unit);
    if (base / NUMBER_ONE > QUANTITY_MAX)
        return err_set(e, REFUSED, "quantity", "quantity", "a quantity is at most %lld %s",
                       "数量最多%lld%s", (long long)QUANTITY_MAX, item->unit);
    *ret = (int64_t)(base / NUMBER_ONE);
    return OK;
}

static void print_money(struct buf *out, int64_t fen)
{
    char text[32];
    decimal_print_fixed(fen, 2, text);
    buf_text(out, text);
    buf_text(out, "元");
}

void quantity_print(struct buf *out, const struct item *item, int64_t base)
{
    int64_t rest = base < 0 ? -base : base;
    if (item->class == CLASS_MONEY) {
        print_money(out, base);
        return;
    }
    if (base < 0)
        buf_char(out, '-');
    for (int i = 0; i < item->packs_n; i++)
        if (rest >= item->packs[i].size) {
            buf_int(out, rest / item->packs[i].size);
            buf_text(out, item->packs[i].word);
            rest %= item->packs[i].size;
        }
    if (rest || base == 0) {
        buf_int(out, rest);
        buf_text(out, item->unit);
    }
}
