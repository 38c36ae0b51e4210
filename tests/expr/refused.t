# What is told when something is wrong, and where.
temprature > 37
-
! 1:1 visit has no field "temprature"; did you mean "temperature"?

1 + temprature
-
! 1:5 visit has no field "temprature"; did you mean "temperature"?

mood = crises
-
! 1:8 mood cannot be "crises"; did you mean "crisis"?

state = observed
-
! 1:9 visit has no state "observed"; did you mean "observing"?

itch in symptoms
-
! 1:1 symptoms cannot be "itch"

std(feverthreshold)
-
! 1:5 there is no standard "feverthreshold"; did you mean "fever_threshold"?

home_days > 1
-
! 1:1 home_days is a standard: write std(home_days)

today > at
-
! 1:1 today is a function: write today(…)

rounds(2)
-
! 1:1 there is no function "rounds"; did you mean "round"?

age()
-
! 1:1 age needs 1 to 2 arguments, not 0

endofday(at, at)
-
! 1:1 endofday needs 1 arguments, not 2

round('x')
-
! 1:7 "x" cannot be read as a number

round(remark)
-
! 1:7 round needs a number, but here stands a text

person.nam = 'x'
-
! 1:8 person has no field "nam"; did you mean "name"?

calls.name
-
! 1:7 ".name" follows a reference or a place, but here stands an integer

ward.bed > 1
-
! 1:6 no kind of place has a field "bed"; did you mean "beds"?

place.kind = wards
-
! 1:14 place.kind cannot be "wards"; did you mean "ward"?

phone = '13900000000'
-
! 1:1 phone is sealed; only known(phone) may be asked

person.phone = '1'
-
! 1:8 phone is sealed; only known(phone) may be asked

members = 'x'
-
! 1:1 members holds rows; only count(members) and known(members) may be asked

spot = '1,2'
-
! 1:1 spot is a point; only distance() and known() may be asked

calls = 'x'
-
! 1:9 "x" cannot be read as an integer

calls = mood
-
! 1:9 an integer does not go with a choice

mood > calm
-
! 1:6 a choice has no order; use = or !=

symptoms = fever
-
! 1:10 choices are asked with "in" or count()

urgent + 1
-
! 1:8 a condition + an integer has no meaning

calls and urgent
-
! 1:1 and needs a condition, but here stands an integer

calls in 5
-
! 1:10 after "in" stands a choices field or a list [a, b], not an integer

1 < calls < 3
-
! 1:11 comparisons do not chain: write "a < b and b < c" or "b between a and c"

calls == 1
-
! 1:7 "==" is written = here

calls <> 1
-
! 1:7 "<>" is written != here

calls ≥ 1
-
! 1:7 "≥" is written >= here

calls ＞ 1
-
! 1:7 "＞" is written > here

urgent && urgent
-
! 1:8 "&&" is written and here

calls > 1; 2
-
! 1:10 ";" has no meaning here; texts stand in quotes

remark = '浦城
-
! 1:10 this text has no closing quote

remark = '浦城' and temprature > 1
-
! 1:19 visit has no field "temprature"; did you mean "temperature"?

(calls
-
! 1:7 the expression ends here, but ")" is missing

calls 1
-
! 1:7 "1" stands where an operator or the end should

calls +
-
! 1:8 the expression ends here, but a value or a name is missing

calls between 1 or 2
-
! 1:17 "or" stands where "and" of between should

if(urgent, 1)
-
! 1:1 if needs three arguments: if(condition, then, else)

lookup(notifable, plague, class)
-
! 1:8 there is no table "notifable"; did you mean "notifiable"?

lookup(notifiable, plague, clas)
-
! 1:28 table notifiable has no column "clas"; did you mean "class"?

count(persons where true)
-
! 1:1 there is no ledger "persons"; did you mean "person"?

count(person where onset_on > today())
-
! 1:20 person has no field "onset_on"; the record outside has: this.onset_on

count(person where exists(visit))
-
! 1:20 a condition over a ledger may not ask a ledger again

sum(person where true)
-
! 1:1 sum needs a field: sum(person.field where …)

sum(person.name)
-
! 1:1 sum needs a number, but here stands a text

count(person where 1)
-
! 1:20 a condition is needed here, but this gives an integer

99999999999999999999
-
! 1:1 this number is too large

1.1234567
-
! 1:1 1.1234567 is too large or has more than six decimals

[1, 2]
-
! 1:1 a list stands only after "in"

calls in []
-
! 1:10 the list is empty
