/* Reading the words of a command line. Knows no command. */
#include "base/text.h"
#include "cli/cli_int.h"

enum outcome cli_usage(struct err *e, const char *en, const char *zh)
{
    return err_set(e, REFUSED, NULL, RULE_USAGE, "%1$s%2$.0s", "%1$.0s%2$s", en, zh);
}

const char *cli_option(const struct cli *cli, const char *name)
{
    for (int i = 0; i < cli->options_n; i++)
        if (!strcmp(cli->options[i].name, name))
            return cli->options[i].value;
    return NULL;
}

enum outcome cli_number(const struct cli *cli, const char *name, int64_t absent, int64_t *ret,
                        struct err *e)
{
    const char *s = cli_option(cli, name);
    int64_t n = absent;
    if (s && !text_int(s, strlen(s), &n))
        return err_set(e, REFUSED, name, RULE_USAGE, "--%s wants a whole number", "--%s 需要整数",
                       name);
    *ret = n;
    return OK;
}

/* Is name one of the blank-separated words? */
static bool listed(const char *words, const char *name, size_t len)
{
    for (const char *at = words; at && (at = strstr(at, name)); at++) {
        bool begins = at == words || at[-1] == ' ';
        if (begins && (at[len] == ' ' || !at[len]))
            return true;
    }
    return false;
}

enum outcome cli_split(struct cli *cli, char **tokens, int n, const char *flags, struct err *e)
{
    bool only_rest = false;
    for (int i = 0; i < n; i++) {
        char *token = tokens[i];
        if (cli->rest_n == OPTIONS_MAX || cli->options_n == OPTIONS_MAX)
            return cli_usage(e, "too many arguments", "参数过多");
        if (only_rest || token[0] != '-' || !token[1]) {
            cli->rest[cli->rest_n++] = token;
            continue;
        }
        if (!strcmp(token, "--")) {
            only_rest = true;
            continue;
        }
        char *name = token + strspn(token, "-"), *equals = strchr(name, '=');
        const char *value = "";
        if (equals) {
            *equals = 0;
            value = equals + 1;
        }
        for (char *c = name; *c; c++)
            *c = *c == '-' ? '_' : *c; /* --dry-run is the argument dry_run */
        if (!equals && !listed(flags, name, strlen(name))) {
            if (i + 1 == n)
                return err_set(e, REFUSED, name, RULE_USAGE, "--%s wants a value",
                               "--%s 需要一个值", name);
            value = tokens[++i];
        }
        cli->options[cli->options_n++] = (struct option){name, value};
    }
    return OK;
}
