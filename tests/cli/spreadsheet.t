### 63-bit ids in an export
$ lianfang export checkpoint_entry -o out.csv --db ${demo}
=> 0

### opened and kept as a workbook
$ soffice --headless -env:UserInstallation=file:///tmp/lianfang-office --convert-to xlsx "--infilter=CSV:44,34,76,1" out.csv
=> 0

### and as CSV again
$ soffice --headless -env:UserInstallation=file:///tmp/lianfang-office --convert-to "csv:Text - txt - csv (StarCalc):44,34,76" --outdir back out.xlsx
=> 0

### are what they were
$ sh -c "sed 's/^\xef\xbb\xbf//' out.csv | cut -d, -f1 > ids; cut -d, -f1 back/out.csv > ids.back; cmp ids ids.back && test -s ids"
=> 0

### a place of one record
$ lianfang record list checkpoint_entry --db ${demo} --limit 1 --json
=> 0
=> save station = rows.0.place.id
=> save id = rows.0.id

### stands among them whole
$ grep -c "^'${id},H*" back/out.csv
=> 0
=> has "1"

### a table with the place's id, as exports write ids
$ sh -c "printf 'station,plate,driver,people,temperature\n%s%s,陕E22222,周回来,1,36.5\n' \"'\" $0 > book.csv" ${station}
=> 0

### through the workbook
$ soffice --headless -env:UserInstallation=file:///tmp/lianfang-office --convert-to xlsx "--infilter=CSV:44,34,76,1" book.csv
=> 0

### and back
$ soffice --headless -env:UserInstallation=file:///tmp/lianfang-office --convert-to "csv:Text - txt - csv (StarCalc):44,34,76" --outdir back book.xlsx
=> 0

### names the same place
$ lianfang import checkpoint_entry back/book.csv --db ${demo} --json
=> 0
=> has "\"created\":1"

### in the record too
$ lianfang record list checkpoint_entry --q 周回来 --db ${demo} --json
=> 0
=> has "\"id\":\"${station}\""

### rounded by a spreadsheet
$ sh -c "sed -E 's/^.([0-9]{15})[0-9]*,/\\1000,/' back/book.csv > round.csv"
=> 0

### it names none
$ lianfang import checkpoint_entry round.csv --dry_run --db ${demo} --json
=> 0
=> has "\"bad\":1"
=> has "\"column\":1"

### an export as a workbook
$ lianfang export-xlsx checkpoint_entry -o trip.xlsx --db ${demo}
=> 0

### kept again by a spreadsheet program
$ soffice --headless -env:UserInstallation=file:///tmp/lianfang-office --convert-to xlsx --outdir trip trip.xlsx
=> 0

### has changed nothing on the way
$ lianfang compare checkpoint_entry trip/trip.xlsx --db ${demo} --json
=> 0
=> has "\"bad\":0"
=> has "\"changed\":[]"
