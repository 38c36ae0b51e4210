### a plan is rehearsed and its results written
$ lianfang drill ${root}/tests/data/plans/drill ${root}/plans/drill/county.csv --people 3000 --days 40 --runs 4 --seed 2 -o out
=> 0
=> has "Infections"

### the plan's rooms are those of the drill
$ grep ^.quarantine.rooms out/parameters.csv
=> 0
=> has "\"450\",\"rooms\""
=> has "plan"

### a page in each language
$ grep -c svg out/summary.zh.html
=> 0

### and as a PDF of one page, with the plan's capacities and a mark
$ pdfinfo out/summary.en.pdf
=> 0
=> has "Pages:           1\n"

### whose words can be read
$ pdftotext out/summary.zh.pdf -
=> 0
=> has "推演 DRILL"
=> has "隔离房间占用"

### two plans on the same chance
$ lianfang drill ${root}/tests/data/plans/drill ${root}/plans/drill/county.csv --against - --people 3000 --days 40 --runs 4 --seed 2 -o out
=> 0
=> has "The other plan"

### a lever that does not exist
$ lianfang drill - ${root}/plans/drill/county.csv --people 1000 --set quarantine.room=3
=> 1
=> has "quarantine.rooms"

### without a scenario
$ lianfang drill -
=> 2
=> has "usage"

### a lever for the second drill only, and a scenario carried inside
$ lianfang drill ${root}/tests/data/plans/drill omicron --against-set quarantine.days=14 --people 3000 --days 30 --runs 4 -o both
=> 0
=> has "The other plan"

### the first keeps the plan's days
$ grep ^.quarantine.days both/parameters.csv
=> 0
=> has "\"5\""

### the second has the lever's
$ grep ^.quarantine.days both/against/parameters.csv
=> 0
=> has "\"14\""
