true and null
-
null

false and null
-
false

true or null
-
true

false or null
-
null

not null
-
null

not (calls > 1)
-
null

calls = null
calls=1
null

calls > 1 or urgent
urgent=true
true

urgent = true
urgent=false
false

not urgent and not urgent
urgent=false
true

temperature >= std(fever_threshold) or count(symptoms) > 0
temperature=36.5; symptoms=cough
true

temperature >= std(fever_threshold) or count(symptoms) > 0
temperature=37.3
true

temperature >= std(fever_threshold) or count(symptoms) > 0
temperature=37.2
false

count(symptoms)
-
0

count(symptoms)
symptoms=fever,fatigue
2

fever in symptoms
symptoms=fever,fatigue
true

cough in symptoms
symptoms=fever,fatigue
false

cough not in symptoms
-
true

"cough" in symptoms
symptoms=cough
true

remark in symptoms
symptoms=cough; remark=cough
true

mood = crisis
mood=crisis
true

crisis = mood
mood=crisis
true

mood != crisis
-
null

mood in [calm, worried]
mood=worried
true

mood not in [calm, worried]
mood=worried
false

mood = mood_before
mood=calm; mood_before=calm
true

calls in [1, 2, 3]
calls=3
true

calls in [1, null]
calls=3
null

calls not in [1, null]
calls=1
false

calls in [1, 2.5]
calls=1
true

calls between 1 and 3
calls=3
true

calls not between 1 and 3
calls=4
true

calls between credited and 3
calls=4
false

calls between credited and 9
calls=4
null

if(calls > 1, 'many', 'few')
calls=2
'many'

if(calls > 1, 'many', 'few')
-
'few'

if(urgent, calls, 0.5)
urgent=true; calls=2
2

if(urgent, crisis, calm) = mood
-
! 1:12 visit has no field "crisis"

mood = if(urgent, crisis, calm)
mood=crisis; urgent=true
true

known(calls)
-
false

known(phone)
phone=13900000000
true

known(members) and known(scan)
members=[]
false

state = observing
-
true

state != observing
-
false

"observing" = state
-
true

place.kind = ward
-
true

ward.beds > 10
ward=5
true

ward.beds > 10
-
null

person.name
person=7
'Wang'

person.boss.name
person=7
'Li'

person.boss.boss.name
person=7
null

age(person.born_on)
person=7
35

person.home.kind = village
person=7
false

this.calls = calls
calls=1
true

parent = this
-
! 1:1 visit has no field "parent"

person = this
-
! 1:10 a record of person is never one of visit

id = this
-
true

person = "7"
person=7
true

person = 7
person=7
true

lookup(notifiable, plague, deadline)
-
2h

lookup(notifiable, mood, class)
mood=crisis
'it''s C'

lookup(notifiable, mood, doses)
mood=calm
null

count(members) < lookup(notifiable, 'influenza', doses)
members=[{"who":"a,b"}]
true

count(members)
members=[{"who":"],[\""},{"who":"b","share":[1,2]}]
2

count(members)
members=[]
0

members: share > 4 and who = 'Zhang'
-
true

members: share + calls
calls=2
7

mood := calm
-
'calm'

mood := if(calls > 1, crisis, calm)
calls=2
'crisis'

mood := 'worse'
-
! 1:1 mood cannot be "worse"

symptoms := [cough, fever]
-
[fever, cough]

symptoms := [cough, itch]
-
! 1:9 symptoms cannot be "itch"

price := 12.50
-
12.5

count(person where mood = crisis and born_on > this.onset_on)
-
3

exists(person where id != this.person and name = 'x')
-
true

last(visit.temperature where person = this.person)
-
null

last(visit where person = this.person).temperature > 37
-
null

count(visit) > 2
-
true

concat('a', remark, advice)
advice=b
'ab'

concat(remark, advice)
-
null

length("浦城县")
-
3

starts(remark, 'Pu')
remark=Pucheng
true

contains(remark, 'cheng') and not contains(remark, 'Cheng')
remark=Pucheng
true

remark = 'it''s'
remark=it's
true

remark < advice
remark=a; advice=b
true

distance(spot, spot)
spot=34.95,109.58
0

under(place, place)
-
true

created_at > now() - 2h
-
true

created_by = user()
-
null
