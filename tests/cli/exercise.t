### a database of its own, empty
$ ${root}/tools/places/make 610526 places.csv
=> 0

### with the plan and an administrator
$ lianfang init --db e.db --plan ${root}/plans/county.yaml --places places.csv --admin leader
=> 0

### no exercise yet
$ lianfang exercise show --db e.db
=> 1
=> has "no exercise"

### it is started: a day in a second
$ lianfang exercise start --db e.db --place 610526000000 --scenario county --people 20000 --days 20 --seed 2 --speed 86400
=> 0

### twice is refused
$ lianfang exercise start --db e.db --place 610526000000
=> 1
=> has "already"

### the report names what was told, late and never taken, and is marked
$ lianfang exercise report --db e.db
=> 0
=> has "演练"

### it is stopped
$ lianfang exercise stop --db e.db
=> 0

### a database with records is not one for an exercise
$ lianfang demo --db live.db --plan ${root}/plans/county.yaml --places places.csv --people 300
=> 0

### even for its owner
$ lianfang exercise start --db live.db --place 610526000000
=> 1
=> has "of its own"
