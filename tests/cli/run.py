#!/usr/bin/env python3
"""Runs tests/cli/*.t, each in a folder of its own: tests/cli/run.py [part of a name …]

    ### a good plan is called good
    $ lianfang plan check ${root}/plans/county.yaml
    => 0                      exit status
    => has "good"             standard output and error together contain
    => not "warning"          … do not contain
    => save id = rows.0.id    from JSON on standard output

Lines after the command are its standard input. ${root} is the project, ${places} a CSV of a county;
${demo} copies a small demonstration county into the folder as demo.db. "$ serve …" starts a
server for the following steps, "$ hup" makes it read its plan again, "$ stop" ends it. Prints "N passed, M failed"."""
import glob
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get('LIANFANG_BIN', os.path.join(ROOT, 'build/lianfang'))
sys.path.insert(0, os.path.join(ROOT, 'tests'))
from steps import Failure, check_text, dig, fill, steps  # noqa: E402


class Folder:
    """A temporary folder with a demonstration county to copy from, made once."""

    def __init__(self):
        self.base = tempfile.mkdtemp(prefix='lianfang-cli-')
        self.places = os.path.join(self.base, 'places.csv')
        self.has_demo = False
        self.server = None
        subprocess.run([os.path.join(ROOT, 'tools/places/make'), '610526', self.places], check=True)

    def enter(self, name):
        self.here = os.path.join(self.base, name)
        os.makedirs(self.here)

    def demo(self):
        made = os.path.join(self.base, 'demo')
        if not self.has_demo:
            os.makedirs(made)
            subprocess.run([BIN, 'demo', '--db', made + '/demo.db', '--plan', ROOT + '/plans/county.yaml',
                            '--places', self.places, '--people', '200'], check=True,
                           stdout=subprocess.DEVNULL)
            self.has_demo = True
        if not os.path.exists(self.here + '/demo.db'):
            shutil.copytree(made, self.here, dirs_exist_ok=True)
        return 'demo.db'

    def environment(self):
        return {**os.environ, 'LC_ALL': 'C.UTF-8', 'LIANFANG_DB': ''}

    def serve(self, words):
        self.server = subprocess.Popen([BIN, 'serve', *words, '--listen', '127.0.0.1:0'], cwd=self.here,
                                       env=self.environment(), stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT)
        line = self.server.stdout.readline().decode()
        if 'http' not in line:
            self.server.wait()
            raise Failure('the server did not start: ' + line)
        return 0, line

    def stop(self):
        server, self.server = self.server, None
        if not server:
            return 0, ''
        server.send_signal(signal.SIGTERM)
        out = server.communicate(timeout=30)[0].decode()
        return server.returncode, out

    def hup(self):
        self.server.send_signal(signal.SIGHUP)
        time.sleep(1)
        return 0, ''

    def leave(self):
        self.stop()
        shutil.rmtree(self.base)


def run_command(folder, words, given):
    if words[0] == 'serve':
        return folder.serve(words[1:])
    if words[0] == 'stop':
        return folder.stop()
    if words[0] == 'hup':
        return folder.hup()
    if words[0] == 'lianfang':
        words = [BIN, *words[1:]]
    done = subprocess.run(words, cwd=folder.here, env=folder.environment(), input=given.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    return done.returncode, done.stdout.decode(errors='replace'), done.stderr.decode(errors='replace')


def check(expected, status, out, err, values):
    word, _, rest = expected.partition(' ')
    if word.isdigit():
        if status != int(word):
            raise Failure(f'exit status {status}, wanted {word}: {(out + err)[:600]}')
    elif word in ('has', 'not'):
        check_text(word, rest, out + err, values)
    elif word == 'save':
        name, _, path = rest.partition('=')
        values[name.strip()] = dig(out, path.strip())
    else:
        raise Failure(f'unknown expectation: {expected}')


def run_step(step, folder, values):
    first = step.request[0]
    if not first.startswith('$ '):
        raise Failure('a step begins with "$ command"')
    if '${demo}' in first:
        values['demo'] = folder.demo()
    status, out, *err = run_command(folder, shlex.split(fill(first[2:], values)),
                                    fill('\n'.join(step.request[1:]), values))
    for expected in step.expected:
        check(expected, status, out, err[0] if err else '', values)


def main():
    folder = Folder()
    passed = failed = 0
    try:
        for path in sorted(glob.glob(os.path.join(ROOT, 'tests/cli/*.t'))):
            name = os.path.basename(path)
            if sys.argv[1:] and not any(part in name for part in sys.argv[1:]):
                continue
            folder.enter(name)
            values = {'root': ROOT, 'places': folder.places}
            with open(path, encoding='utf-8') as file:
                todo = steps(file.read())
            for step in todo:
                try:
                    run_step(step, folder, values)
                    passed += 1
                except (Failure, OSError, subprocess.SubprocessError) as error:
                    failed += 1
                    print(f'FAIL {name}:{step.first}: {step.title}\n     {error}')
                    break
            folder.stop()
    finally:
        folder.leave()
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
