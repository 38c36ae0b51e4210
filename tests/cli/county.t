### a database that is not there has no plan
$ lianfang record count --db nothing.db
=> 1
=> has "there is no database nothing.db"

### init makes one
$ lianfang init --db new.db --plan ${root}/plans/county.yaml --places ${places} --admin chief
=> 0
=> has "administrator chief, first password"

### twice the same administrator is refused
$ lianfang init --db new.db --plan ${root}/plans/county.yaml --places ${places} --admin chief
=> 1

### its places
$ lianfang place list --db new.db --q 奉先
=> 0
=> has "奉先街道"

### a demonstration county is never made over another
$ lianfang demo --db ${demo} --plan ${root}/plans/county.yaml --places ${places}
=> 1
=> has "exists already"

### lists as a table
$ lianfang record list person --db ${demo} --limit 2
=> 0
=> has "title"
=> has "--after"

### and as JSON with ids as strings
$ lianfang record list person --db ${demo} --limit 1 --json
=> 0
=> has "\"id\":\"1"
=> save person = rows.0.id

### one record
$ lianfang record show person ${person} --db ${demo}
=> 0
=> has "${person}"

### one that is not there
$ lianfang record show person 12345 --db ${demo}
=> 1

### the database is what its journal says
$ lianfang check --db ${demo}
=> 0
=> has "chain whole"
=> has "replay:"
=> has "all lead somewhere"
=> has "as recomputed"

### a row changed behind the journal's back
$ sh -c "cp demo.db broken.db && sqlite3 broken.db 'UPDATE l_person SET f_household = 5 WHERE id = (SELECT MIN(id) FROM l_person)'"
=> 0

### is found
$ lianfang check --db broken.db
=> 1
=> has "1 rows are not what the journal says"

### an entry changed behind it
$ sh -c "cp demo.db entry.db && sqlite3 entry.db 'UPDATE journal SET by_user = by_user + 1 WHERE seq = 20'"
=> 0

### is found, by its number
$ lianfang check --db entry.db
=> 1
=> has "broken at entry 20"

### what an entry says, changed
$ sh -c "cp demo.db said.db && sqlite3 said.db 'UPDATE journal_payload SET payload = payload || 0 WHERE seq = 20'"
=> 0

### is found
$ lianfang check --db said.db
=> 1
=> has "broken at entry 20"

### an entry taken out
$ sh -c "cp demo.db gap.db && sqlite3 gap.db 'DELETE FROM journal WHERE seq = 20'"
=> 0

### is found
$ lianfang check --db gap.db
=> 1
=> has "broken at entry 2"

### a backup names the keys it needs
$ lianfang backup copy.db --db ${demo}
=> 0
=> has "demo.db.keys"

=> has "demo.db.backup.key"

### it is sealed: not a byte of a database, nobody's name
$ sh -c "head -c 6 copy.db; grep -c -a -e SQLite -e l_person -e '\"village' copy.db"
=> 1
=> has "lianfa"
=> not "SQLite"

### never over a file
$ lianfang backup copy.db --db ${demo}
=> 1
=> has "exists already"

### a plain one only when asked for
$ lianfang backup plain.db --plain --db ${demo}
=> 0
=> has "not sealed"

### which is a database
$ sqlite3 plain.db "SELECT 'rows ' || (COUNT(*) > 0) FROM l_person"
=> 0
=> has "rows 1"

### without keys it is not restored
$ lianfang restore copy.db --db other.db
=> 1
=> has "other.db.keys is missing"

### nor with another key
$ sh -c "printf '%064d' 7 > wrong.key; for s in .keys .sign.keys; do cp demo.db$s none.db$s; done"
=> 0

### it says so
$ lianfang restore copy.db --db none.db --key wrong.key
=> 1
=> has "does not open with this key"

### nor cut off
$ sh -c "head -c 70000 copy.db > cut.db"
=> 0

### which is noticed, and leaves nothing
$ lianfang restore cut.db --db none.db --key demo.db.backup.key
=> 1
=> has "cut off"

### nothing of it is left
$ test ! -e none.db
=> 0

### restored with its keys it is whole
$ lianfang restore copy.db --db other.db --keys demo.db
=> 0
=> has "chain whole"
