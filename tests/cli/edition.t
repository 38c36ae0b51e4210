### a plan of one's own
$ cp -r ${root}/plans plans
=> 0

### served
$ serve --db ${demo} --plan plans/county.yaml
=> 0

### with its edition
$ lianfang plan editions --db demo.db --json
=> 0
=> has "\"edition\":\"2026-11\""

### a new edition
$ sed -i s/2026-11/2026-12/ plans/county.yaml
=> 0

### comes into force without a stop
$ hup
=> 0

### and is told
$ lianfang plan editions --db demo.db --json
=> 0
=> has "\"edition\":\"2026-12\""
=> has "\"edition\":\"2026-11\""

### a plan with a mistake
$ sed -i s/modules:/modulse:/ plans/county.yaml
=> 0

### changes nothing
$ hup
=> 0

### the edition in force stays
$ lianfang plan current --db demo.db --json
=> 0
=> has "\"edition\":\"2026-12\""

### stopped
$ stop
=> 0
=> has "the plan in force stays"
