### a good plan is called good
$ lianfang plan check ${root}/plans/county.yaml
=> 0
=> has "county 2026-11: good"

### a plan that is not there
$ lianfang plan check nothing.yaml
=> 1
=> has "nothing.yaml"

### what is wrong is told with its place
$ cp -r ${root}/tests/plan/joined bad
=> 0

### and with what was probably meant
$ sed -i s/modules:/modulse:/ bad/plan.yaml
=> 0

### so that it can be mended
$ lianfang plan check bad/plan.yaml
=> 1
=> has "plan.yaml:"
=> has "modulse"

### the plan as JSON
$ lianfang plan show ${root}/plans/county.yaml --json
=> 0
=> save name = plan
=> has "\"person\""

### a plan differs from itself in nothing
$ lianfang plan diff ${root}/plans/county.yaml ${root}/plans/county.yaml --json
=> 0
=> not "standard"

### a schema for editors
$ lianfang plan schema --json
=> 0
=> has "\"$schema\""

### a plan with other limits
$ cp -r ${root}/plans other
=> 0

### a standard of it
$ sed -i -E "s/(fever_threshold:.*)37\.3/\137.5/" other/screening/module.yaml other/county.yaml other/command/module.yaml other/registry/module.yaml
=> 0

### differs by meaning, with the live records it touches
$ lianfang plan diff ${root}/plans/county.yaml other/county.yaml --db ${demo} --json
=> 0
=> has "\"name\":\"fever_threshold\""
=> has "\"old\":\"37.3\""
=> has "\"records\":"
=> not "\"records\":0"
