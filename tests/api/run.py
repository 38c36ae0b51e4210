#!/usr/bin/env python3
"""Runs tests/api/*.http against a server of its own: tests/api/run.py [part of a name …]
With LIANFANG_PG=1 its database is a PostgreSQL of its own.

A file is a list of steps, each begun by "### title":

    ### a record is made once
    @community                          who asks: a demo user, @owner (command line), @nobody
    POST /api/ledgers/household/records
    Idempotency-Key: ${uuid}

    {"fields": {"head": "王"}}
    => 201                              status
    => has "\\"rev\\":1"                  the answer contains (JSON string)
    => not "id_number"                  … does not contain
    => header ETag: "1"                 a header contains
    => save person = rows.0.id          keeps a value of the answer for ${person}
    => until "done"                     asks again, up to two minutes, until the answer contains

A body "hex: 89 50 …" is sent as those bytes. ${uuid} is new in each step, ${now} the moment, ${today} the day,
${tomorrow} the moment a day from now. Values saved stay for the file.
A failing step ends its file. Prints one line a step that failed and "N passed, M failed"."""
import glob
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from datetime import datetime, timedelta, timezone

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get('LIANFANG_BIN', os.path.join(ROOT, 'build/lianfang'))
PEOPLE = os.environ.get('LIANFANG_PEOPLE', '300')
PASSWORD = 'lianfang-demo'
LOCAL = timezone(timedelta(hours=8))
sys.path.insert(0, os.path.join(ROOT, 'tests'))
from steps import Failure, check_text, dig, fill, steps  # noqa: E402


class Server:
    """The built program on a demonstration county in a temporary folder."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='lianfang-api-')
        self.pg = os.path.join(self.folder, 'pg') if os.environ.get('LIANFANG_PG') else None
        self.db, data = os.path.join(self.folder, 'demo.db'), []
        self.run_path = self.db + '.run'
        if self.pg:
            os.chmod(self.folder, 0o755)
            self.db = subprocess.run([os.path.join(ROOT, 'tests/pg/start'), self.pg], check=True,
                                     stdout=subprocess.PIPE).stdout.decode().strip()
            data = ['--data', self.folder]
            self.run_path = os.path.join(self.folder, 'lianfang.run')
        plan = os.path.join(ROOT, 'plans/county.yaml')
        places = os.path.join(self.folder, 'places.csv')
        subprocess.run([os.path.join(ROOT, 'tools/places/make'), '610526', places], check=True)
        subprocess.run([BIN, 'demo', '--db', self.db, *data, '--plan', plan, '--places', places,
                        '--people', PEOPLE], check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen([BIN, 'serve', '--db', self.db, *data, '--plan', plan,
                                         '--listen', '127.0.0.1:0', '--rate', '0'],
                                        stdout=subprocess.DEVNULL)
        self.run = self.wait()
        self.port = self.run['port']

    def wait(self):
        until = time.time() + 20
        while time.time() < until and self.process.poll() is None:
            try:
                with open(self.run_path, encoding='utf-8') as file:
                    return json.load(file)
            except (OSError, ValueError):
                time.sleep(0.05)
        raise SystemExit('the server did not start')

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        if self.pg:
            subprocess.run([os.path.join(ROOT, 'tests/pg/stop'), self.pg], check=True)
        shutil.rmtree(self.folder)
        return status


def ask(server, method, path, headers, body, source='127.0.0.1'):
    """One request on a connection of its own; the path goes out exactly as written."""
    connection = http.client.HTTPConnection('127.0.0.1', server.port, timeout=20,
                                            source_address=(source, 0))
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value.encode('utf-8'))
    data = body.encode('utf-8', 'surrogateescape')
    if data or method in ('POST', 'PATCH', 'PUT'):
        connection.putheader('Content-Length', str(len(data)))
    connection.endheaders(data)
    answer = connection.getresponse()
    return answer.status, answer.getheaders(), answer.read().decode('utf-8', 'surrogateescape')


class Actors:
    """Cookies of demo users, signed in when first named. A session of an earlier file that still
    holds is used again, and every twenty users sign in from an address of their own: sign-ins from
    one address are limited."""
    earlier = {}
    signed_in = 0

    def __init__(self, server):
        self.server, self.cookies = server, {}

    def still_in(self, name):
        cookie = self.earlier.get(name)
        return cookie and ask(self.server, 'GET', '/api/session', [('Cookie', cookie)], '')[0] == 200

    def headers(self, name):
        if name == 'nobody':
            return []
        if name == 'owner':
            return [('Authorization', 'Bearer ' + self.server.run['token'])]
        if name not in self.cookies and self.still_in(name):
            self.cookies[name] = self.earlier[name]
        if name not in self.cookies:
            source = '127.0.0.%d' % (20 + Actors.signed_in // 20)
            Actors.signed_in += 1
            status, headers, body = ask(self.server, 'POST', '/api/session',
                                        [('Content-Type', 'application/json')],
                                        json.dumps({'login': name, 'password': PASSWORD}), source)
            cookie = dict((k.lower(), v) for k, v in headers).get('set-cookie', '')
            if status not in (200, 201) or not cookie:
                raise Failure(f'{name} cannot sign in: {status} {body[:300]}')
            self.cookies[name] = self.earlier[name] = cookie.split(';')[0]
        return [('Cookie', self.cookies[name]), ('X-Lianfang', '1')]


def check(expected, status, headers, body, values):
    word, _, rest = expected.partition(' ')
    if word.isdigit():
        if status != int(word):
            raise Failure(f'status {status}, wanted {word}: {body[:400]}')
    elif word in ('has', 'not'):
        check_text(word, rest, body, values)
    elif word == 'header':
        name, _, wanted = rest.partition(':')
        have = [v for k, v in headers if k.lower() == name.strip().lower()]
        if not any(fill(wanted.strip(), values) in v for v in have):
            raise Failure(f'header {name} is {have}, wanted {wanted.strip()!r}')
    elif word == 'save':
        name, _, path = rest.partition('=')
        values[name.strip()] = dig(body, path.strip())
    else:
        raise Failure(f'unknown expectation: {expected}')


def run_step(step, server, actors, who, values):
    now = datetime.now(LOCAL)
    values.update(uuid=str(uuid.uuid4()), now=now.isoformat(timespec='seconds'),
                  today=now.date().isoformat(),
                  tomorrow=(now + timedelta(days=1)).isoformat(timespec='seconds'))
    lines = [fill(line, values) for line in step.request]
    method, _, path = lines[0].partition(' ')
    blank = lines.index('') if '' in lines else len(lines)
    headers = [tuple(part.strip() for part in line.split(':', 1)) for line in lines[1:blank]]
    body = '\n'.join(lines[blank + 1:]).strip('\n')
    if body.startswith('hex:'):
        body = bytes.fromhex(body[4:]).decode('utf-8', 'surrogateescape')
    names = [name.lower() for name, _ in headers]
    if body and 'content-type' not in names:
        headers.append(('Content-Type', 'application/json'))
    if 'accept-language' not in names:
        headers.append(('Accept-Language', 'en'))
    headers += [h for h in actors.headers(who) if h[0].lower() not in names]
    path = urllib.parse.quote(path.strip(), safe="/?&=%+:,;@!*'()-._~$")
    status, answered, text = ask(server, method, path, headers, body)
    awaited = [json.loads(line[6:]) for line in step.expected if line.startswith('until ')]
    until = time.time() + 120
    while not all(wanted in text for wanted in awaited):
        if time.time() > until:
            raise Failure(f'{awaited} did not come: {text[:400]}')
        time.sleep(0.05)
        status, answered, text = ask(server, method, path, headers, body)
    for expected in step.expected:
        if not expected.startswith('until '):
            check(expected, status, answered, text, values)


def main():
    server = Server()
    passed = failed = 0
    try:
        for path in sorted(glob.glob(os.path.join(ROOT, 'tests/api/*.http'))):
            name = os.path.basename(path)
            if sys.argv[1:] and not any(part in name for part in sys.argv[1:]):
                continue
            actors, values, who = Actors(server), {}, 'nobody'
            with open(path, encoding='utf-8') as file:
                todo = steps(file.read())
            for step in todo:
                who = step.who or who
                try:
                    run_step(step, server, actors, who, values)
                    passed += 1
                except (Failure, OSError, http.client.HTTPException) as error:
                    failed += 1
                    print(f'FAIL {name}:{step.first}: {step.title}\n     {error}')
                    break
    finally:
        if server.stop():
            failed += 1
            print('FAIL the server did not end well')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
