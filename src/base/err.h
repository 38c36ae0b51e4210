/* One error, told in both languages at the place where it is found.
 *
 * What can fail returns enum outcome and takes struct err *e last. Outputs are set only on OK.
 * A function logs or returns an error, never both; only http/ and cli/ speak to people. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum outcome {
    OK = 0,
    REFUSED,    /* the input breaks a rule; the caller can mend it */
    NOT_FOUND,  /* absent, or outside the caller's scope: the two look alike on purpose */
    CONFLICT,   /* somebody else was first: stale revision, unique, key used for another request */
    DENIED,     /* signed in, but not allowed to do this here */
    SIGNED_OUT, /* no valid session or token */
    BUSY,       /* a rate or queue limit; try again later */
    TOO_LARGE,  /* body, file, depth or list past its limit */
    UNCERTAIN,  /* sent, no answer: only the journal can tell */
    FAULT,      /* our side is broken: disk full, database gone */
    OUTCOMES
};

enum lang { LANG_ZH = 0, LANG_EN = 1 };

/* A text in both languages; either may be NULL, label_text() then gives the other. */
struct label {
    const char *zh;
    const char *en;
};
const char *label_text(const struct label *label, enum lang lang);

struct err {
    enum outcome outcome;
    char rule[48];    /* stable identifier of the rule, e.g. "required", "fever_needs_holding" */
    char field[96];   /* name of the field at fault, "" where none */
    char file[256];   /* plan or import file, "" where none */
    int line, column; /* 1-based position in file, 0 where none */
    long row;         /* row of an import or of lines, 0 where none */
    char zh[600], en[600];
};

/* Fills *e (never NULL) and returns outcome. field may be NULL. Both formats take the same
 * arguments in the same order (use %1$s where Chinese needs another order, in both). */
enum outcome err_set(struct err *e, enum outcome outcome, const char *field, const char *rule,
                     const char *en, const char *zh, ...)
    __attribute__((format(printf, 5, 7), format(printf, 6, 7)));

/* The same with a place in a file in front. */
enum outcome err_at(struct err *e, const char *file, int line, int column, const char *rule,
                    const char *en, const char *zh, ...)
    __attribute__((format(printf, 6, 8), format(printf, 7, 8)));

/* Appends to the texts what differs between the languages: a label, a list of labels. */
void err_add(struct err *e, const char *en, const char *zh);
void err_clear(struct err *e);
const char *err_text(const struct err *e, enum lang lang);

/* One table maps an outcome to what each adapter needs. */
int outcome_http(enum outcome outcome);      /* 200 422 404 409 403 401 429 413 503 500 */
int err_http(const struct err *e);             /* the same; 507 for a full disk */
int outcome_exit(enum outcome outcome);      /* 0 done, 1 refused, 3 fault */
const char *outcome_word(enum outcome outcome);
#endif
