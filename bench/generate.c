/* Invented rows for measuring imports and lists, as CSV on standard output.
 *
 *   generate persons ROWS KEYS      KEYS: a file with one household key a line
 *   generate entries ROWS PLACES    PLACES: a file with one checkpoint id a line
 *
 * Deterministic. ID numbers carry a county code never assigned and a right check digit; phones a
 * number block never given out. */
#include <stdint.h>

static uint64_t state = 88172645463325252ULL;
static uint32_t below(uint32_t n)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (uint32_t)((state >> 11) % n);
}

static char **lines;
static uint32_t lines_n;

static void read_lines(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        exit(3);
    char line[200];
    lines = calloc(2000000, sizeof *lines);
    while (lines_n < 2000000 && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        if (line[0])
            lines[lines_n++] = strdup(line);
    }
    fclose(file);
    if (!lines_n)
        exit(3);
}

static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周",
                                       "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高"};
static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋",
                                    "勇", "艳", "杰", "娟", "涛", "明", "超", "秀英", "霞", "平",
                                    "刚", "桂英", "子涵", "浩然", "雨桐", "志强", "建国", "梓萱"};

static const char *name(void)
{
    static char text[40];
    snprintf(text, sizeof text, "%s%s", surnames[below(20)], given[below(28)]);
    return text;
}

static void persons(long rows)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    puts("household,name,relation,sex,born_on,document,order,id_number,phone,whereabouts");
    const char *order = getenv("ORDER");
    for (long i = 0; i < rows; i++) {
        /* (day, serial) is a bijection of i: every number is unique */
        long day = i / 999 % 336, years = i / 999 / 336;
        int year = 1930 + (int)(years * 7 + day % 7) % 80, month = (int)(day / 28) + 1;
        int date = (int)(day % 28) + 1;
        char id[19];
        snprintf(id, sizeof id, "1005%02d%04d%02d%02d%03dX", (int)(years % 89) + 10, year,
                 month, date, (int)(i % 999));
        int sum = 0;
        for (int k = 0; k < 17; k++)
            sum += (id[k] - '0') * weights[k];
        id[17] = "10X98765432"[sum % 11];
        /* as registers come: household after household */
        printf("%s,%s,child,%s,%04d-%02d-%02d,%s,%s,%s,154%08u,home\n",
               lines[(uint64_t)i * lines_n / (uint64_t)rows], name(),
               (id[16] - '0') % 2 ? "male" : "female", year, month, date,
               order ? "id_card" : "none", order ? order : "", order ? id : "", below(100000000));
    }
}

static void entries(long rows)
{
    static const char *const decisions[] = {"pass", "pass", "pass", "pass", "turn_back"};
    puts("station,at,direction,vehicle,plate,people,driver,phone,origin_class,origin,temperature,"
         "decision,reason");
    for (long i = 0; i < rows; i++) {
        long minute = i * 40000 / rows; /* four weeks */
        const char *decision = decisions[below(5)];
        printf("%s,2026-10-%02ldT%02ld:%02ld:%02u+08:00,%s,car,陕E%c%04u,%u,%s,154%08u,"
               "in_province,西安市,36.%u,%s,%s\n",
               lines[below(lines_n)], 1 + minute / 1440, minute / 60 % 24, minute % 60, below(60),
               below(2) ? "inbound" : "outbound", "ABCDEFGH"[below(8)], below(10000), 1 + below(5),
               name(), below(100000000), below(10), decision, decision[0] == 't' ? "劝返" : "");
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: generate persons|entries ROWS LIST\n");
        return 2;
    }
    long rows = 0;
    for (const char *s = argv[2]; *s >= '0' && *s <= '9'; s++)
        rows = rows * 10 + (*s - '0');
    read_lines(argv[3]);
    if (strcmp(argv[1], "persons") == 0)
        persons(rows);
    else
        entries(rows);
    return 0;
}
