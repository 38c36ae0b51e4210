"""The built program on a demonstration county of its own, for tests that kill it, fill its disk or
move its clock."""
import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get('LIANFANG_BIN', os.path.join(ROOT, 'build/lianfang'))
PLAN = os.path.join(ROOT, 'plans/county.yaml')
PASSWORD = 'lianfang-demo'


class Program:
    def __init__(self, folder=None, people=100):
        self.base = tempfile.mkdtemp(prefix='lianfang-crash-')
        self.folder = folder or self.base
        self.db = os.path.join(self.folder, 'demo.db')
        self.process, self.cookies = None, {}
        self.environment = dict(os.environ, LC_ALL='C.UTF-8', LIANFANG_DB='')
        places = os.path.join(self.base, 'places.csv')
        subprocess.run([os.path.join(ROOT, 'tools/places/make'), '610526', places], check=True)
        self.command('demo', '--db', self.db, '--plan', PLAN, '--places', places,
                     '--people', str(people))

    def command(self, *words):
        done = subprocess.run([BIN, *words], env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120)
        text = done.stdout.decode(errors='replace')
        assert done.returncode == 0, f'{words}: {text}'
        return text

    def start(self):
        run_path = self.db + '.run'
        if os.path.exists(run_path):
            os.unlink(run_path)  # left by a killed one
        self.process = subprocess.Popen([BIN, 'serve', '--db', self.db, '--plan', PLAN, '--rate', '0',
                                         '--listen', '127.0.0.1:0'], env=self.environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.time() + 20
        while time.time() < until and self.process.poll() is None:
            try:
                with open(run_path, encoding='utf-8') as file:
                    self.port = json.load(file)['port']
                return
            except (OSError, ValueError):
                time.sleep(0.02)
        raise AssertionError('the server did not start')

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=30) == 0, 'the server did not end well'

    def remove(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.base)


class Actor:
    """One signed-in user on a connection of its own. Closed connections raise OSError."""

    def __init__(self, program, login):
        # One session a user, kept over restarts.
        self.connection = http.client.HTTPConnection('127.0.0.1', program.port, timeout=20)
        self.headers = {'X-Lianfang': '1', 'Content-Type': 'application/json'}
        if login not in program.cookies:
            status, _, headers = self.ask('POST', '/api/session',
                                          {'login': login, 'password': PASSWORD})
            assert status in (200, 201), f'{login} cannot sign in: {status}'
            program.cookies[login] = headers['set-cookie'].split(';')[0]
        self.headers['Cookie'] = program.cookies[login]

    def ask(self, method, path, body=None, **more):
        headers = {**self.headers, **{k.replace('_', '-'): v for k, v in more.items()}}
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        names = {k.lower(): v for k, v in answer.getheaders()}
        try:
            return answer.status, json.loads(text or b'null'), names
        except ValueError:
            return answer.status, text.decode(errors='replace'), names

    def post_place(self):
        return self.ask('GET', '/api/session')[1]['posts'][0]['place']['id']
