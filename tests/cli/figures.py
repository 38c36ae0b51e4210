#!/usr/bin/env python3
"""Imported books give the figures of the papers they stand for. Rows B2, C4, D8, E5, J2.

usage: figures.py LIANFANG [FOLDER]

Without a folder the books are made here: invented rows that add up to the same totals as the source
documents' (24 nursing items 82,858 after 77,589; 12 donors 840,000; 2,573 returnees, 2,515 released;
621 home orders, 595 released). With one, its nursing_workload.csv, nursing_money.csv, donations.csv,
returnees.csv and home_orders.csv are imported instead. Says "N passed, M failed" last."""
import csv
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COUNTY = '610526000000'
failed = passed = 0


def run(program, *args):
    done = subprocess.run([program, *args], capture_output=True, text=True)
    if done.returncode:
        sys.exit('%s: %s%s' % (' '.join(args), done.stdout, done.stderr))
    return done.stdout


def write(path, header, rows):
    with open(path, 'w', newline='', encoding='utf-8') as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)


def people(n, released, days, prefix, rng, villages):
    """n rows: key, name, village, day, from, days, state, released on."""
    rows = []
    for i in range(n):
        day = datetime.date(2020, 1, 22) + datetime.timedelta(days=rng.randrange(12))
        rows.append(['%s%04d' % (prefix, i + 1), '人员%04d' % (i + 1), rng.choice(villages), day,
                     '外省某市', days, 'released' if i < released else 'open',
                     day + datetime.timedelta(days=days) if i < released else ''])
    rng.shuffle(rows)
    return rows


def made(folder, villages):
    rng = random.Random(82858)
    left, items = 82858, []
    for i in range(24):
        n = left if i == 23 else rng.randrange(200, 2 * left // (24 - i) - 200)
        items.append(['护理项目%02d' % (i + 1), '人次', n])
        left -= n
    write(folder + '/nursing_workload.csv', ['item', 'unit', 'count'], items)
    write(folder + '/nursing_money.csv', ['line', 'kind', 'amount_yuan', 'change_yuan'],
          [['治疗收入', 'income', '837626.74', '164765.26'], ['药械支出', 'expense', '29264.70', '13208.90'],
           ['卫材支出', 'expense', '60885.75', '1.00']])
    write(folder + '/donations.csv', ['donor', 'amount_yuan'],
          [['企业%02d' % i, 70000] for i in range(1, 13)])
    write(folder + '/returnees.csv',
          ['file_no', 'person', 'village_code', 'arrived', 'from_area', 'days', 'state', 'released_on'],
          [[*r[:6], 'monitoring' if r[6] == 'open' else r[6], r[7]]
           for r in people(2573, 2515, 14, 'R', rng, villages)])
    write(folder + '/home_orders.csv',
          ['order_no', 'person', 'village_code', 'start', 'days', 'state', 'released_on'],
          [[r[0], r[1], r[2], r[3], r[5], 'observing' if r[6] == 'open' else r[6], r[7]]
           for r in people(621, 595, 14, 'JG', rng, villages)])


def read(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file))


def check(what, got, want):
    global failed, passed
    if str(got) == str(want):
        passed += 1
    else:
        failed += 1
        print('FAIL %s: %s, not %s' % (what, got, want))


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as work:
        given = sys.argv[2] if len(sys.argv) > 2 else None
        villages = ['610526%03d%03d' % (100 + s, 200 + v) for s in range(3) for v in range(5)]
        folder = given or work + '/books'
        if not given:
            os.mkdir(folder)
            made(folder, villages)
        else:
            villages = sorted({r['village_code'] for name in ('returnees', 'home_orders')
                               for r in read('%s/%s.csv' % (folder, name))})
        streets = sorted({v[:9] for v in villages})
        write(work + '/places.csv', ['code', 'name'],
              [['610000000000', '陕西省'], ['610500000000', '渭南市'], [COUNTY, '蒲城县'],
               *[[s + '000', '街道' + s[6:9]] for s in streets], *[[v, '村' + v[6:]] for v in villages]])
        db = ['--db', work + '/test.db']
        run(program, 'init', '--plan', ROOT + '/plans/county.yaml', '--places', work + '/places.csv', *db)

        def bring(ledger, name, header, row, *more):
            rows = [row(r) for r in read('%s/%s.csv' % (folder, name))]
            write('%s/%s.csv' % (work, ledger), header, rows)
            told = run(program, 'import', ledger, '%s/%s.csv' % (work, ledger), *more, '--json', *db)
            check(name, json.loads(told).get('created') or told, len(rows))

        def figure(measure, *more):
            told = json.loads(run(program, 'measure', measure, '--place', COUNTY, *more, '--json', *db))
            return told['figures'][-1]

        bring('service_count', 'nursing_workload', ['unit', 'day', 'item', 'measured_in', 'n'],
              lambda r: [COUNTY, '2021-12-31', r['item'], r['unit'], r['count']])
        bring('money_count', 'nursing_money', ['unit', 'day', 'line', 'kind', 'amount', 'change'],
              lambda r: [COUNTY, '2021-12-31', r['line'], r['kind'], r['amount_yuan'], r['change_yuan']])
        bring('gift', 'donations', ['at', 'day', 'donor', 'amount'],
              lambda r: [COUNTY, '2020-02-10', r['donor'], r['amount_yuan']])
        bring('returnee', 'returnees',
              ['key', 'name', 'home', 'arrived', 'from_area', 'days', 'state', 'closed_at', 'created_at'],
              lambda r: [r['file_no'], r['person'], r['village_code'], r['arrived'], r['from_area'],
                         r['days'], r['state'], r['released_on'], r['arrived']], '--history')
        sunset = (datetime.date.today() + datetime.timedelta(days=5)).isoformat() + 'T00:00'
        order = {'area': figure('gifts')['place'], 'class': 'stay_home', 'authority': 'county', 'document_no': 'T1',
                 'purpose': 't', 'basis': 't', 'alternative': 't', 'services': 't', 'sunset': sunset}
        told = run(program, 'record', 'add', 'control_order',
                   *['%s=%s' % pair for pair in order.items()], '--json', *db)
        order = json.loads(told)['key']
        bring('home_order', 'home_orders',
              ['key', 'order', 'name', 'home', 'last_exposure', 'state', 'closed_at', 'created_at'],
              lambda r: [r['order_no'], order, r['person'], r['village_code'], r['start'], r['state'],
                         r['released_on'], r['start']], '--history')
        run(program, 'measure', 'opening', 'nursing_items', '--place', COUNTY, '--day', '2020-12-31',
            '--value', '77589', *db)

        year = ['--from', '2021-01-01', '--to', '2021-12-31', '--compare', 'last_year']
        nursing = figure('nursing_items', *year)
        check('nursing items', nursing['text'], '82,858')
        check('up by', nursing['change'], 5269)
        check('income', figure('income', *year)['text'], '837,626.74')
        check('expense', figure('expense', *year)['text'], '90,150.45')
        check('donations', figure('gifts', '--from', '2020-01-01', '--to', '2020-12-31')['text'],
              '840,000.00')
        check('donors', figure('donors', '--from', '2020-01-01', '--to', '2020-12-31')['value'], 12)
        until = ['--from', '2020-01-01', '--to', '2020-12-31']
        check('returnees filed', figure('returnee_files', *until)['value'], 2573)
        check('returnees released', figure('returnee_released', *until)['value'], 2515)
        check('returnees monitored', figure('returnee_monitoring', '--to', '2020-03-09')['value'], 58)
        check('home orders', figure('home_orders', *until)['value'], 621)
        check('home orders released', figure('home_released', *until)['value'], 595)
        check('home orders open', figure('home_observing', '--to', '2020-03-09')['value'], 26)
        day = ['--place', COUNTY, '--day', '2021-12-31', '--lang', 'zh', *db]
        paper = run(program, 'report', 'hospital_year', '--format', 'md', *day)
        check('the paper', '全年完成护理项目82,858人次，比上年增加5,269；收入837,626.74元，支出90,150.45元'
              in paper, True)
        issued = json.loads(run(program, 'report', 'issue', 'hospital_year', *day, '--json'))
        check('issued', issued['number'], 1)
        run(program, 'measure', 'opening', 'nursing_items', '--place', COUNTY, '--day', '2020-12-31',
            '--value', '77000', *db)
        frozen = run(program, 'report', 'hospital_year', '--issue', issued['issue'], '--format', 'md', *day)
        check('frozen', frozen, paper)
        again = subprocess.run([program, 'report', 'issue', 'hospital_year', *day], capture_output=True)
        check('a correction wants a reason', again.returncode, 1)
        again = json.loads(run(program, 'report', 'issue', 'hospital_year', '--note', '更正', *day,
                               '--json'))
        check('corrected', [again['number'], again['revision']], [1, 2])
        for kind, start in (('pdf', b'%PDF'), ('docx', b'PK'), ('xlsx', b'PK')):
            path = '%s/paper.%s' % (work, kind)
            run(program, 'report', 'hospital_year', '--format', kind, '-o', path, *day)
            with open(path, 'rb') as file:
                check(kind, file.read(4).startswith(start), True)
        told = run(program, 'check', *db)
        check('counted again', 'counters agree' in told or '计数一致' in told, True)
    print('%d passed, %d failed' % (passed, failed))
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
