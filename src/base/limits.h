/* Every buffer, list, page, upload and recursion has its maximum here. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_ARENA (8u << 20)          /* bytes of one request */
#define LIMIT_BODY (2u << 20)           /* bytes of a JSON body */
#define LIMIT_UPLOAD (1024u << 20)      /* bytes of an import file */
#define LIMIT_RESPONSE (16u << 20)      /* bytes of an answer held in memory */
#define LIMIT_JSON_DEPTH 32
#define LIMIT_TEXT 4000                 /* code points of a text field without its own limit */
#define LIMIT_PAGE 500                  /* rows of one list page */
#define LIMIT_LINES 500                 /* rows of a `lines` field */
#define LIMIT_PLAN_FILE (1u << 20)      /* bytes of one YAML file */
#define LIMIT_PLAN_NODES 200000         /* YAML nodes of a plan */
#define LIMIT_PLAN_DEPTH 40
#define LIMIT_PLAN_TEXT 20000           /* bytes of one value in a plan */
#define LIMIT_PLAN_ERRORS 500           /* reported in one run */
#define LIMIT_FIELDS 120                /* fields of a ledger */
#define LIMIT_EXPR_TEXT 2000            /* bytes of one expression */
#define LIMIT_EXPR_DEPTH 40
#define LIMIT_THEN_DEPTH 8              /* consequences of consequences */
#define LIMIT_FILE (15u << 20)          /* bytes of a photo or file of a record */
#define LIMIT_DOC (256u << 20)          /* bytes of a document being put together */
#define LIMIT_XLSX_PART (2048ll << 20)  /* bytes of an unpacked part of a spreadsheet */
#define LIMIT_XLSX_STRINGS (256u << 20) /* bytes of its shared texts */
#define LIMIT_DOC_COLUMNS 120         /* of a table in it */
#define LIMIT_CSV_CELL (1u << 20)
#define LIMIT_CSV_COLUMNS 300
#define LIMIT_CSV_ROW (8u << 20)       /* bytes of all cells of a row */
#define LIMIT_BULK 1000                 /* records of one bulk sheet, move or amend */
#define LIMIT_QUERY 4096                /* bytes of a query string */
#define LIMIT_FAILURES 5                /* wrong passwords before the lock-out begins */
#define LIMIT_LOCK_FIRST_MS 60000       /* of the lock-out, doubled with each further one … */
#define LIMIT_LOCK_LAST_MS 3600000      /* … up to this */
#define LIMIT_ATTEMPTS 30               /* sign-ins of one address in five minutes */
#define LIMIT_PASSWORD_MIN 8            /* characters */
#define LIMIT_PASSWORD_MAX 200
#define LIMIT_DISCLOSE 20               /* identified people shown without a second person … */
#define LIMIT_DISCLOSE_S 3600           /* … within this many seconds, to one user */
#define LIMIT_DRILL_MEMORY (1024u << 20) /* bytes of addresses of a drill's process */
#define LIMIT_DRILL_SECONDS 900         /* of processor, likewise */
#define LIMIT_DRILL_FILE (256u << 20)   /* bytes of one of its files */
#define LIMIT_DRILL_PEOPLE 5000000
#define LIMIT_DRILL_DAYS 365
#define LIMIT_DRILL_RUNS 500
#define LIMIT_DRILL_PERSON_DAYS 100000000000 /* people × days × runs of one drill */
#define LIMIT_DRILL_WAITING 5           /* of one user, waiting or under way */
#define LIMIT_DRILL_LEVERS 40           /* parameters set by hand in one drill */
#endif
