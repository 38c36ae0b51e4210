# Exact integers and millionths; overflow and division by zero are "not known".
1 + 2 * 3
-
7

(1 + 2) * 3
-
9

7 / 2
-
3.5

1 / 3
-
0.333333

2 / 3
-
0.666667

-2 / 3
-
-0.666667

0.1 + 0.2 = 0.3
-
true

1.5 * 1.5
-
2.25

0.000001 * 0.5
-
0.000001

-0.000001 * 0.5
-
-0.000001

1 / 0
-
null

calls / 0.0
calls=3
null

9223372036854775807 + 1
-
null

-9223372036854775807 - 1
-
-9223372036854775808

-9223372036854775807 - 2
-
null

9223372036854775807 * 2
-
null

9223372036854775807 + 0.5
-
null

calls + credited
calls=3
null

-calls
calls=3
-3

--calls
calls=3
3

1 - 2 - 3
-
-4

1 - (2 - 3)
-
2

12 / 3 / 2
-
2

12 / (3 / 2)
-
8

price * 3
price=12.50
37.5

price * 0.333333
price=100
33.33

price / paid
price=100; paid=8
12.5

price + 0.5
price=12.50
13

price + 0.555
-
! 1:9 money has at most two decimals

price > 12.4
price=12.50
true

price + calls
-
! 1:7 money + an integer has no meaning

'a' + 'b'
-
! 1:5 a text + a text has no meaning

stay * 2
stay=1d 2h
2d 4h

stay / 2
stay=1d
12h

stay / 1d
stay=36h
1.5

1d12h
-
1d 12h

1d 12h + 30m
-
1d 12h 30m

2w
-
14d

90s
-
1m 30s

abs(-2.5)
-
2.5

abs(-9223372036854775807 - 1)
-
null

round(2.5)
-
3

round(-0.5)
-
-1

round(-0.499999)
-
0

ceil(-2.5)
-
-2

floor(-2.5)
-
-3

floor(9)
-
9

min(calls, 2.5)
calls=3
2.5

max(1, calls, 2)
calls=3
3

max(1, calls)
-
null
