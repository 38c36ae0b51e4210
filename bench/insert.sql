\set p random(0, 9)
\set n random(1, 9000000000000000)
INSERT INTO entry (place, rev, state, title, created_at, created_by, at, direction, vehicle, plate, people, driver, phone, phone_eq, origin_class, temperature, decision) VALUES (:p, 1, 'recorded', '陕EA1234 王伟', 1, 2, 3, 'inbound', 'car', '陕EA1234', 2, '王伟', '\x000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', :n, 'local', 36500000, 'pass');
