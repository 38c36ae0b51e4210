#!/usr/bin/env python3
"""The drill beside OpenABM-Covid19 in one run: times, attack rates and ratios.

usage: drill_peer.py BENCH_DRILL PLANS_DRILL PEER PEER_SOURCE PEOPLE DAYS [off|on|both]

BENCH_DRILL is build/bench/drill, PLANS_DRILL the folder plans/drill, PEER the peer's program built with
-O3 (gcc -O3 -march=native -DHAVE_INLINE src/*.c -lgsl -lgslcblas -lm, without the R interface),
PEER_SOURCE its source tree, whose default parameters are used. "on" switches on its testing of the
ill, tracing of the positive, quarantine of contacts and households. Processor time of one thread,
synthesis included on both sides. Prints one JSON object a line."""
import json
import os
import resource
import subprocess
import sys
import tempfile

ON = {'testing_symptoms_time_on': 0, 'test_on_symptoms': 1, 'manual_trace_on': 1,
      'manual_trace_time_on': 0, 'manual_trace_on_positive': 1, 'trace_on_positive': 1,
      'quarantine_on_traced': 1, 'quarantine_household_on_positive': 1, 'app_turn_on_time': 0,
      'self_quarantine_fraction': 0.8}


def parameters(source, people, days, is_on, to):
    with open(os.path.join(source, 'tests/data/baseline_parameters.csv'), encoding='utf-8') as f:
        names, values = (line.strip().split(',') for line in f.read().split('\n')[:2])
    row = dict(zip(names, values))
    row.update(n_total=people, end_time=days, **(ON if is_on else {}))
    with open(to, 'w', encoding='utf-8') as f:
        f.write(','.join(names) + '\n' + ','.join(str(row[n]) for n in names) + '\n')


def peer(program, source, people, days, is_on):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'parameters.csv')
        parameters(source, people, days, is_on, file)
        data = os.path.join(source, 'tests/data/')
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = subprocess.run(
            [program, file, '1', folder, data + 'baseline_household_demographics.csv',
             data + 'hospital_baseline_parameters.csv', '1'],
            check=True, stdout=subprocess.PIPE, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    rows = [line.split(',') for line in told.split('\n') if line and not line.startswith('#')]
    head = next(r for r in rows if r[0] == 'time')
    last = [r for r in rows if r[0].isdigit()][-1]
    return {'processor_s': round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
            'attack': int(last[head.index('total_infected')]) / people,
            'quarantines': int(last[head.index('n_quarantine_events')]),
            'peak_mb': round(after.ru_maxrss / 1024)}


def ours(program, plans, what, people, days):
    told = subprocess.run([program, plans, what, str(people), str(days)], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told.strip().split('\n')[-1])


def main():
    program, plans, peer_program, source, people, days = sys.argv[1:7]
    people, days = int(people), int(days)
    which = sys.argv[7] if len(sys.argv) > 7 else 'both'
    for is_on, word, what in ((False, 'off', 'uncontrolled'), (True, 'on', 'response')):
        if which not in ('both', word):
            continue
        own = ours(program, plans, what, people, days)
        other = peer(peer_program, source, people, days, is_on)
        own_peak = own['peak_mb']
        print(json.dumps({'figure': 'peer', 'tracing': word, 'people': people, 'days': days,
                          'ours_s': own['processor_s'], 'peer_s': other['processor_s'],
                          'ratio': round(other['processor_s'] / own['processor_s']),
                          'ours_attack': own['attack'], 'peer_attack': round(other['attack'], 4),
                          'attack_within_2_points': abs(own['attack'] - other['attack']) <= 0.02,
                          'ours_r0': own['r0'], 'ours_mb': own_peak, 'peer_mb': other['peak_mb'],
                          'peer_quarantines': other['quarantines']}), flush=True)


main()
