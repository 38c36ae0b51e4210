### a server takes the database
$ serve --db ${demo}
=> 0
=> has "serves demo.db at http://127.0.0.1:"

### its address and token are the owner's alone
$ stat -c %a demo.db.run
=> 0
=> has "600"

### a second server is refused
$ lianfang serve --db demo.db --listen 127.0.0.1:0
=> 1
=> has "is being served on port"

### a command goes through it
$ lianfang record list person --db demo.db --limit 1 --json
=> 0
=> save person = rows.0.id
=> save household = rows.0.fields.household.id

### and answers a refusal in words
$ lianfang record show person 1 --db demo.db
=> 1
=> not "urn:"

### a write too
$ lianfang record amend person ${person} remark=seen --db demo.db --json
=> 0
=> has "\"remark\":\"seen\""

### a wrong field is refused
$ lianfang record amend person ${person} remrak=seen --db demo.db
=> 1
=> has "remrak"

### a backup while it runs
$ lianfang backup live.db --db demo.db
=> 0

### a check while it runs
$ lianfang check --db demo.db
=> 0
=> has "chain whole"

### it ends when told to
$ stop
=> 0

### and leaves no address behind
$ test ! -e demo.db.run
=> 0

### what was written is there
$ lianfang record show person ${person} --db demo.db
=> 0
=> has "seen"

### the backup restored is whole
$ lianfang restore live.db --db restored.db --keys demo.db
=> 0
=> has "chain whole"
