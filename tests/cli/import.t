### a CSV file
$ sh -c "printf 'station,plate,driver,people,temperature\n%s,陕E11111,周一甲,1,36.5\n' $0 > book.csv" 148
=> 0

### the demonstration county
$ lianfang record list checkpoint_entry --db ${demo} --limit 1 --json
=> 0
=> save station = rows.0.place.id

### its first checkpoint
$ sed -i s/^148,/${station},/ book.csv
=> 0

### a dry run
$ lianfang import checkpoint_entry book.csv --dry-run --db ${demo} --json
=> 0
=> has "\"good\":1"
=> has "\"created\":0"

### a command that starts a task waits for its end
$ lianfang import checkpoint_entry book.csv --db ${demo} --json
=> 0
=> has "\"created\":1"

### and the row is there
$ lianfang record list checkpoint_entry --q 周一甲 --db ${demo}
=> 0
=> has "周一甲"

### a file that is not there
$ lianfang import checkpoint_entry nothing.csv --db ${demo}
=> 1
=> has "nothing.csv"

### an export to a file
$ lianfang export checkpoint_entry -o out.csv --db ${demo}
=> 0

### with a header and the row
$ cat out.csv
=> 0
=> has "周一甲"

### the same through a running server
$ serve --db ${demo}
=> 0

### an import
$ lianfang import checkpoint_entry book.csv --db demo.db --json
=> 0
=> has "\"created\":1"

### an export
$ lianfang export checkpoint_entry -o again.csv --db demo.db
=> 0

### has both
$ grep -c 周一甲 again.csv
=> 0
=> has "2"

### stopped
$ stop
=> 0
