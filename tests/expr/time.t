today()
-
2026-11-23

now()
-
2026-11-23T16:05:00+08:00

today() + 1d
-
2026-11-24

today() + 1d * 7
-
2026-11-30

today() + 12h
-
2026-11-23T12:00:00+08:00

today() + (std(home_days) - credited) * 1d
credited=1
2026-11-25

endofday(at) + (std(home_days) - credited) * 1d
at=2026-11-20T23:59; credited=0
2026-11-24T00:00:00+08:00

today() - onset_on
onset_on=2026-11-20
3d

onset_on - today()
onset_on=2026-11-20
-3d

now() - at
at=2026-11-23T15:00
1h 5m

now() - today()
-
16h 5m

at > now() + 10m
at=2026-11-23T16:16
true

at > now() + 10m
at=2026-11-23T16:15
false

onset_on > date(at)
onset_on=2026-11-23; at=2026-11-22T23:59
true

date(at)
at=2026-11-23T23:59:59+09:00
2026-11-23

date(at)
at=2026-11-23T16:00:00Z
2026-11-24

time(at)
at=2026-11-23T16:00:30Z
00:00:30

startofday(at)
at=2026-11-23T12:00
2026-11-23T00:00:00+08:00

endofday(onset_on)
onset_on=2026-11-23
2026-11-24T00:00:00+08:00

onset_on < at
onset_on=2026-11-23; at=2026-11-23T00:00:01
true

onset_on = 2026-11-23
onset_on=2026-11-23
true

onset_on = "2026-11-23"
onset_on=2026-11-23
true

at >= "2026-11-23 08:00"
at=2026-11-23T08:00
true

hour >= 08:00
hour=07:59
false

onset_on + hour
onset_on=2026-11-23; hour=08:30
2026-11-23T08:30:00+08:00

age(onset_on)
onset_on=1990-11-23
36

age(onset_on)
onset_on=1990-11-24
35

age(2000-02-29, 2027-02-28)
-
26

age(2000-02-29, 2027-03-01)
-
27

workday(2026-11-22)
-
false

workday(2026-10-10)
-
true

weekday(2026-11-22)
-
7

days_between(2026-02-28, 2026-03-01)
-
1

hours(stay)
stay=1d 30m
24.5

days(stay)
stay=12h
0.5

stay > std(review)
stay=8d
true

2026-02-30
-
! 1:1 2026-02-30 is not a day of the calendar

25:00
-
! 1:1 25:00 is not a time of day

today() + 3
-
! 1:9 days are added as a duration: + n * 1d

today() + 30min
-
! 1:11 30m… is no number; durations are whole numbers of w d h m s, like 1d 12h

1.5h
-
! 1:1 1.5h… is no number; durations are whole numbers of w d h m s, like 1d 12h

onset_on > "23 November"
-
! 1:12 "23 November" cannot be read as a date
