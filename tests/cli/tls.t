### a certificate of the office's own
$ openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost
=> 0

### a certificate without its key
$ lianfang serve --db ${demo} --tls cert.pem
=> 2

### served with it
$ serve --db ${demo} --tls cert.pem key.pem
=> 0
=> has "https://127.0.0.1:"

### a command goes through it
$ lianfang record count --db demo.db
=> 0
=> has "person"

### stopped
$ stop
=> 0
