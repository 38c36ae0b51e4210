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

### a backup names the keys it needs
$ lianfang backup copy.db --db ${demo}
=> 0
=> has "demo.db.keys"

### never over a file
$ lianfang backup copy.db --db ${demo}
=> 1
=> has "exists already"

### without keys it is not restored
$ lianfang restore copy.db --db other.db
=> 1
=> has "other.db.keys is missing"

### restored with its keys it is whole
$ lianfang restore copy.db --db other.db --keys demo.db
=> 0
=> has "chain whole"
