### without words: every command
$ lianfang
=> 0
=> has "serve"
=> has "record list"
=> has "Verify the journal's chain"

### in Chinese
$ lianfang help --lang zh
=> 0
=> has "提供网页和接口服务"

### one command
$ lianfang help record list
=> 0
=> has "lianfang record list <ledger>"
=> has "GET /api/ledgers/{ledger}/records"

### a command written by hand
$ lianfang serve --help
=> 0
=> has "--listen ADDRESS:PORT"

### a command that does not exist
$ lianfang fly
=> 2
=> has "there is no command \"fly\""

### an option that does not exist
$ lianfang record list person --limits 3
=> 2
=> has "--limits"

### an option without its value
$ lianfang record list person --limit
=> 2

### a required argument that is missing
$ lianfang record show person
=> 2
=> has "<id> is missing"

### help has the documents made from the rows
$ lianfang help --typescript
=> 0
=> has "export interface Operations"

### an address that is none
$ lianfang serve --db x.db --plan ${root}/plans/county.yaml --listen somewhere
=> 1
=> has "ADDRESS:PORT"
