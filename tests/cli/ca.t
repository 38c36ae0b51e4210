### an authority and a certificate for phones
$ lianfang ca duty.example.cn -o tls
=> 0
=> has "duty.example.cn"
=> has "SHA-256"

### another program believes it
$ openssl verify -CAfile tls/ca.crt -verify_hostname duty.example.cn tls/server.crt
=> 0
=> has "OK"

### run again: the same authority, a new certificate with one more name
$ lianfang ca duty.example.cn 10.2.3.4 -o tls
=> 0

### which holds
$ openssl verify -CAfile tls/ca.crt -verify_ip 10.2.3.4 tls/server.crt
=> 0

### the authority vouches for no one else: not for a bank
$ lianfang ca bank.example.com -o tls
=> 1
=> has "not made for"

### and what was there stays
$ openssl verify -CAfile tls/ca.crt -verify_hostname duty.example.cn tls/server.crt
=> 0

### served with it
$ serve --db ${demo} --tls tls/server.crt tls/server.key
=> 0
=> has "https://127.0.0.1:"

### stopped
$ stop
=> 0
