/* Where a plan's text comes from: a file or folder with module folders beside it, or the one text
 * that an edition is kept as. In that text each file stands under a line "--- file: name"; a line
 * that begins so cannot occur inside a plan file, since --- begins a second document there. */
#include "plan/source.h"

#include <dirent.h>
#include <sodium/crypto_hash_sha256.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"

#define FRAME "--- file: "

static struct plan_file *add_file(struct reader *r, const char *name, const char *shown,
                                  bool is_head)
{
    struct plan_file *file;

    if (r->files_n >= PLAN_FILES)
        return NULL;
    file = &r->files[r->files_n++];
    file->text = "";
    file->is_head = is_head;
    if (!text_is_utf8(shown, strlen(shown)) || text_has_control(shown, strlen(shown)) ||
        strchr(name, '\n') || strlen(shown) > 250) {
        struct where_from at = {"?", 0, 0};
        mistake_at(r, &at, "file_name", "a file's name is not clean text, or longer than 250 bytes",
                   "文件名不是规范的文本，或超过250字节");
        name = shown = "?";
    }
    file->name = arena_dup(&r->scratch, name);
    file->shown = arena_dup(r->keep, shown);
    return file;
}

static void tell_missing(struct reader *r, const char *path, const struct err *e)
{
    struct where_from at = {path, 0, 0};

    mistake_at(r, &at, "file", "cannot read: %1$s%2$.0s", "无法读取：%2$s%1$.0s", e->en, e->zh);
}

static void read_one(struct reader *r, const char *name, const char *path, bool is_head)
{
    struct plan_file *file = add_file(r, name, path, is_head);
    char *text = NULL;
    struct err e;

    if (!file) {
        struct where_from at = {path, 0, 0};
        mistake_at(r, &at, "too_large", "a plan has at most %d files", "预案最多%d个文件",
                   PLAN_FILES);
        return;
    }
    err_clear(&e);
    if (file_read(&text, &file->len, path, LIMIT_PLAN_FILE, &e) != OK) {
        tell_missing(r, path, &e);
        return;
    }
    file->text = arena_text(&r->scratch, text, file->len);
    free(text);
    node_read(r, file);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_yaml(const char *name)
{
    size_t len = strlen(name);

    return name[0] != '.' && len > 5 && strcmp(name + len - 5, ".yaml") == 0;
}

/* All .yaml files of a folder, sorted. false when there is no such folder. */
static bool read_folder(struct reader *r, const char *path, const char *prefix, bool is_head)
{
    DIR *folder = opendir(path);
    const char **names;
    struct dirent *entry;
    int n = 0;

    if (!folder)
        return false;
    names = arena_alloc(&r->scratch, (PLAN_FILES + 1) * sizeof *names);
    while (n < PLAN_FILES && (entry = readdir(folder)))
        if (is_yaml(entry->d_name))
            names[n++] = arena_dup(&r->scratch, entry->d_name);
    closedir(folder);
    qsort(names, (size_t)n, sizeof *names, by_name);
    for (int i = 0; i < n; i++)
        read_one(r, arena_printf(&r->scratch, "%s%s", prefix, names[i]),
                 arena_printf(&r->scratch, "%s/%s", path, names[i]), is_head);
    return n > 0;
}

/* The folders that modules may lie in: beside the plan, then modules_dir. */
static bool read_module(struct reader *r, const char *name, const char *beside, const char *dir)
{
    const char *prefix = arena_printf(&r->scratch, "%s/", name);

    if (read_folder(r, arena_printf(&r->scratch, "%s/%s", beside, name), prefix, false))
        return true;
    return dir && read_folder(r, arena_printf(&r->scratch, "%s/%s", dir, name), prefix, false);
}

static bool has_module(const struct reader *r, const char *name)
{
    size_t len = strlen(name);

    for (int i = 0; i < r->files_n; i++)
        if (strncmp(r->files[i].name, name, len) == 0 && r->files[i].name[len] == '/')
            return true;
    return false;
}

static void read_modules(struct reader *r, const char *beside, const char *dir)
{
    int heads = r->files_n;

    for (int i = 0; i < heads; i++) {
        const struct node *list = node_get(r->files[i].root, "modules");
        for (const struct node *m = item_first(list); m; m = item_next(list, m)) {
            if (m->kind != NODE_SCALAR || !name_is_good(m->text, m->len, false))
                continue; /* word_check() tells */
            if (has_module(r, m->text))
                continue; /* read_head() tells */
            if (!read_module(r, m->text, beside, dir))
                mistake(r, m, "no_module",
                        "there is no module folder \"%s\" with .yaml files "
                        "beside the plan",
                        "预案旁没有含.yaml文件的模块文件夹“%s”", brief(r, m->text));
        }
    }
}

void source_open(struct reader *r, const char *path, const char *modules_dir)
{
    struct stat info;
    const char *beside = ".";
    const char *slash = strrchr(path, '/');

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        struct where_from at = {path, 0, 0};
        if (!read_folder(r, path, "", true))
            mistake_at(r, &at, "file", "the folder holds no .yaml file", "文件夹中没有.yaml文件");
        beside = path;
    } else {
        read_one(r, slash ? slash + 1 : path, path, true);
        if (slash)
            beside = slash == path ? "/" : arena_text(&r->scratch, path, (size_t)(slash - path));
    }
    read_modules(r, beside, modules_dir);
}

void source_cut(struct reader *r, const char *text, size_t len)
{
    const char *end = text + len, *s = text;
    size_t frame = strlen(FRAME);

    if (len < frame || memcmp(text, FRAME, frame) != 0) {
        struct plan_file *file = add_file(r, "plan.yaml", "plan.yaml", true);
        file->text = arena_text(&r->scratch, text, len);
        file->len = len;
        node_read(r, file);
        return;
    }
    while (s < end) {
        const char *line_end = memchr(s, '\n', (size_t)(end - s));
        const char *next;
        struct plan_file *file;
        char *name;

        if (!line_end)
            line_end = end;
        name = arena_text(&r->scratch, s + frame, (size_t)(line_end - s) - frame);
        s = line_end < end ? line_end + 1 : end;
        for (next = s; next < end; next++)
            if ((next == s || next[-1] == '\n') && (size_t)(end - next) >= frame &&
                memcmp(next, FRAME, frame) == 0)
                break;
        file = add_file(r, name, name, !strchr(name, '/'));
        if (!file)
            return;
        if ((size_t)(next - s) > LIMIT_PLAN_FILE) {
            struct where_from at = {file->shown, 0, 0};
            mistake_at(r, &at, "too_large", "larger than %u bytes", "超过%u字节", LIMIT_PLAN_FILE);
        } else {
            file->text = arena_text(&r->scratch, s, (size_t)(next - s));
            file->len = (size_t)(next - s);
            node_read(r, file);
        }
        s = next;
    }
}

void source_keep(struct reader *r)
{
    struct plan *plan = r->plan;
    unsigned char hash[crypto_hash_sha256_BYTES];
    size_t size = 1;
    char *out;

    for (int i = 0; i < r->files_n; i++)
        size += strlen(FRAME) + strlen(r->files[i].name) + r->files[i].len + 2;
    out = arena_alloc(r->keep, size);
    plan->source = out;
    for (int i = 0; i < r->files_n; i++) {
        const struct plan_file *f = &r->files[i];
        out += snprintf(out, size - (size_t)(out - plan->source), "%s%s\n", FRAME, f->name);
        memcpy(out, f->text, f->len);
        out += f->len;
        if (f->len && f->text[f->len - 1] != '\n')
            *out++ = '\n';
    }
    plan->source_len = (size_t)(out - plan->source);
    crypto_hash_sha256(hash, (const unsigned char *)plan->source, plan->source_len);
    text_hex(hash, sizeof hash, plan->digest);
}
