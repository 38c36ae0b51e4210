"""What the figures share: the release build, a made county, a server on a free port, a client,
medians, and how a figure is told (a short table, then one line of JSON). Not a figure itself."""
import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("BENCH_BUILD", ROOT / "build"))
WORK = ROOT / "var" / "bench"
PLAN = ROOT / "plans" / "county.yaml"
PROGRAM = BUILD / "lianfang"
STAND_IN = BUILD / "bench" / "lianfang-stand-in"
PEERS = BUILD / "bench" / "peers"
GENERATE = BUILD / "bench" / "generate"
PASSWORD = "lianfang-demo"
started = []


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, **options)


def told(*command, **options):
    """The JSON object in the last line that a command prints."""
    out = run(*command, stdout=subprocess.PIPE, text=True, **options).stdout
    return json.loads(out.strip().splitlines()[-1])


def begin(name, **defaults):
    """Reads the options every figure has, builds, and makes an empty folder for it."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    for key, value in defaults.items():
        kind = (lambda s: int(float(s))) if isinstance(value, int) else type(value)
        parser.add_argument("--" + key.replace("_", "-"), type=kind, default=value)
    options = parser.parse_args()
    if "BENCH_BUILD" not in os.environ:
        if not (BUILD / "build.ninja").exists():
            run("meson", "setup", BUILD, ROOT, "--buildtype=release", stdout=subprocess.DEVNULL)
    run("ninja", "-C", BUILD, "--quiet", "lianfang", "bench/peers", "bench/generate",
        "bench/lianfang-stand-in", stdout=sys.stderr)
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return options, folder


def county_places():
    """The official places of Pucheng, made once."""
    path = WORK / "places.csv"
    if not path.exists():
        run(ROOT / "tools/places/make", "610526", path)
    return path


def county(folder, people, db=None):
    """A demonstration county in a database of its own; the same people are made only once."""
    url = db or folder / "county.db"
    made = WORK / ("county-%d" % people)
    stamp = "%d" % PROGRAM.stat().st_mtime
    if db is None and (made / "stamp").exists() and (made / "stamp").read_text() == stamp:
        run("cp", "-a", *[p for p in made.iterdir() if p.name != "stamp"], folder)
        return url
    extra = [] if db is None else ["--data", folder / "data"]
    if db is not None:
        (folder / "data").mkdir()
    run(PROGRAM, "demo", "--db", url, "--plan", PLAN, "--places", county_places(),
        "--people", people, "--lang", "en", *extra, stdout=subprocess.DEVNULL)
    if db is None:
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        run("cp", "-a", *list(folder.iterdir()), made)
        (made / "stamp").write_text(stamp)
    return url


class Server:
    """`lianfang serve` without rate limits, on a port of its own, until stopped."""

    def __init__(self, folder, db, program=PROGRAM, extra=()):
        log = folder / ("serve-%d.log" % len(started))
        self.process = subprocess.Popen(
            [str(x) for x in (program, "serve", "--db", db, "--listen", "127.0.0.1:0", "--rate", "0",
                              "--lang", "en", *extra)],
            stdout=open(log, "w"), stderr=subprocess.STDOUT)
        started.append(self.process)
        for _ in range(1200):
            found = re.search(r"at (http://127\.0\.0\.1:(\d+))", log.read_text())
            if found:
                break
            if self.process.poll() is not None:
                raise SystemExit("the server ended: " + log.read_text())
            time.sleep(0.05)
        self.url, self.port = found.group(1), int(found.group(2))
        self.pid = self.process.pid
        self.run = folder / "data/lianfang.run" if "://" in str(db) else str(db) + ".run"

    def stop(self):
        stop(self.process)

    def rss_mb(self):
        text = pathlib.Path("/proc/%d/status" % self.pid).read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def cpu_s(self):
        """Processor time used so far, of all its threads."""
        text = pathlib.Path("/proc/%d/stat" % self.pid).read_text().rsplit(")", 1)[1].split()
        return (int(text[11]) + int(text[12])) / os.sysconf("SC_CLK_TCK")

    def owner(self):
        """As the machine's owner, by the token that the server leaves for its command line."""
        instance = json.loads(pathlib.Path(self.run).read_text())
        return Client(self, instance["token"], None)

    def sign_in(self, login):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        body = json.dumps({"login": login, "password": PASSWORD})
        connection.request("POST", "/api/session", body,
                           {"Content-Type": "application/json", "X-Lianfang": "1"})
        answer = connection.getresponse()
        session = json.loads(answer.read())
        cookie = answer.getheader("Set-Cookie")
        if not cookie:
            raise SystemExit("cannot sign in as %s: %s" % (login, session))
        return Client(self, re.match("lianfang=([^;]*)", cookie).group(1), session)


class Client:
    """One signed-in user on one kept connection."""

    def __init__(self, server, token, session):
        self.server, self.token, self.session = server, token, session
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=1200)

    def ask(self, method, path, body=None, **headers):
        headers = {"Authorization": "Bearer " + self.token, "X-Lianfang": "1",
                   **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None and not isinstance(body, (bytes, str)) and not hasattr(body, "read"):
            headers.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected: # idle for so long that the server hung up
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        data = answer.read()
        if answer.status >= 300:
            raise SystemExit("%s %s: %d %s" % (method, path, answer.status, data[:500].decode()))
        return data

    def get(self, path):
        return json.loads(self.ask("GET", path))

    def begin_import(self, ledger, path, how=""):
        """Sends the file; the job's number. how: "?history=true" …"""
        with open(path, "rb") as f:
            answer = self.ask("POST", "/api/ledgers/%s/import%s" % (ledger, how), f, Content_Type="text/csv",
                              Content_Length=str(os.path.getsize(path)))
        return json.loads(answer)["job"]

    def follow(self, job):
        """Waits for a job's end; its result."""
        while True:
            told = self.get("/api/jobs/" + job)
            if told["state"] not in ("waiting", "running"):
                break
            time.sleep(0.1)
        if told["state"] != "done":
            raise SystemExit("the job ended as %s: %s" % (told["state"], told["problem"]))
        if told["result"] and told["result"].get("bad"):
            raise SystemExit("rows were refused: %s" % json.dumps(told["result"]["errors"][:3]))
        return told["result"]

    def place(self, n=0):
        return self.session["posts"][n]["place"]["id"]

    def count(self, ledger):
        return sum(row["count"] for row in self.get("/api/counts?ledger=" + ledger)["rows"])

    def times(self, path, count):
        """Milliseconds of so many equal requests, and the last answer."""
        took, data = [], b""
        for _ in range(count):
            start = time.perf_counter()
            data = self.ask("GET", path)
            took.append((time.perf_counter() - start) * 1000)
        return took, json.loads(data)


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def peer(*arguments):
    return told(PEERS, *arguments)


def wrk(url, script=None, seconds=5, connections=64, threads=2, **environment):
    """What the script's done() tells."""
    command = ["wrk", "-t", min(threads, connections), "-c", connections, "-d", "%ds" % seconds,
               "--timeout", "20s", "--latency", "-s", script or ROOT / "bench/read.lua", url]
    return told(*command, env={**os.environ, **{k: str(v) for k, v in environment.items()}})


def creates(server, client, seconds, connections=64, threads=2):
    """Entries of the checkpoint book by wrk; as many must be in the book afterwards."""
    owner = server.owner()
    before, cpu = owner.count("checkpoint_entry"), server.cpu_s()
    answer = wrk(server.url + "/api/ledgers/checkpoint_entry/records", ROOT / "bench/create.lua",
                 seconds, connections, threads, STATION=client.place(), TOKEN=client.token)
    if answer["not_2xx"]:
        raise SystemExit("%d creations were refused" % answer["not_2xx"])
    answer["cpu_us"] = round((server.cpu_s() - cpu) / answer["requests"] * 1e6, 1)
    made = owner.count("checkpoint_entry") - before
    if made < answer["requests"]:
        raise SystemExit("%d answers, but only %d records" % (answer["requests"], made))
    return answer


def median(values):
    return statistics.median(values)


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p / 100))]


def seconds_of(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def owner(db, *words):
    """A command of the machine's owner; its JSON."""
    return told(PROGRAM, *words, "--db", db, "--json", stderr=subprocess.DEVNULL)


def household_keys(folder, db):
    """A file with the key of each household, for references of imported persons."""
    out = run(PROGRAM, "export", "household", "--db", db, "--lang", "en", stdout=subprocess.PIPE,
              stderr=subprocess.DEVNULL, text=True).stdout
    keys = [row.split(",")[1] for row in out.splitlines()[1:] if row.count(",") > 2]
    path = folder / "households.txt"
    path.write_text("\n".join(keys) + "\n")
    return path


def enumeration_order(db):
    """The key of the order in force that allows identity to be recorded."""
    rows = owner(db, "record", "list", "control_order", "--where",
                 "class = enumeration and state = in_force", "--limit", "50")["rows"]
    top = min(rows, key=lambda row: int(row["place"]["id"]).bit_count())
    return top["key"]


def persons(folder, db, rows):
    """A CSV of so many invented persons of that county's households, with ID numbers."""
    path = folder / "persons.csv"
    keys = household_keys(folder, db)
    with open(path, "wb") as out:
        run(GENERATE, "persons", rows, keys, stdout=out,
            env={**os.environ, "ORDER": enumeration_order(db)})
    return path


def checkpoints(server):
    """Ids of all checkpoints."""
    client = server.sign_in("command")
    found, waiting = [], [client.place()]
    while waiting:
        answer = client.get("/api/places?under=%s" % waiting.pop())
        for row in answer["rows"] if isinstance(answer, dict) else answer:
            if row["kind"] == "checkpoint":
                found.append(row["id"])
            if row.get("children"):
                waiting.append(row["id"])
    return found


def entries(folder, places, rows):
    """A CSV of so many checkpoint entries."""
    path, list_path = folder / "entries.csv", folder / "checkpoints.txt"
    list_path.write_text("\n".join(places) + "\n")
    with open(path, "wb") as out:
        run(GENERATE, "entries", rows, list_path, stdout=out)
    return path


# Such rows as the checkpoint book has, for insert.sql.
ENTRY_TABLE = """CREATE TABLE entry (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, place BIGINT,
rev BIGINT, state TEXT, title TEXT, created_at BIGINT, created_by BIGINT, at BIGINT, direction TEXT,
vehicle TEXT, plate TEXT, people BIGINT, driver TEXT, phone BYTEA, phone_eq BIGINT, origin_class TEXT,
temperature BIGINT, decision TEXT); CREATE INDEX ON entry (place, id)"""


class Postgres:
    """A throw-away PostgreSQL on a free port, durable as shipped."""

    def __init__(self, folder):
        import socket
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.bin = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.data = pathlib.Path("/var/tmp") / ("lianfang-bench-%d" % os.getpid())
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            run("install", "-d", "-o", "postgres", self.data)
        else:
            self.data.mkdir()
        quiet = {"stdout": subprocess.DEVNULL, "cwd": "/"}
        self.quiet = quiet
        run(*self.as_user, self.bin / "initdb", "-D", self.data / "db", "-A", "trust", "-E", "UTF8",
            "--locale=C", "-U", "postgres", **quiet)
        run(*self.as_user, self.bin / "pg_ctl", "-D", self.data / "db", "-w", "-l",
            self.data / "log", "-o", "-c listen_addresses=127.0.0.1 -c port=%d "
            "-c unix_socket_directories=%s" % (self.port, self.data), "start", **quiet)
        self.url = "postgresql://postgres@127.0.0.1:%d/" % self.port

    def sql(self, text, database="postgres"):
        run(self.bin / "psql", "-q", "-v", "ON_ERROR_STOP=1", self.url + database, "-c", text,
            stdout=subprocess.DEVNULL)

    def pgbench(self, seconds, clients=16, database="postgres"):
        """Single-row INSERTs, each committed alone, per second."""
        out = run(self.bin / "pgbench", "-n", "-M", "prepared", "-c", clients, "-j", "2", "-T", seconds, "-f",
                  ROOT / "bench/insert.sql", self.url + database, stdout=subprocess.PIPE,
                  stderr=subprocess.PIPE, text=True).stdout
        return float(re.search(r"tps = ([\d.]+)", out).group(1))

    def stop(self):
        run(*self.as_user, self.bin / "pg_ctl", "-D", self.data / "db", "-m", "fast", "-w", "stop",
            **self.quiet)
        shutil.rmtree(self.data, ignore_errors=True)


def tell(figure, rows, **numbers):
    """rows: (what, measured, must be, whether it is). Prints the table, then one line of JSON."""
    print("%-58s %22s   %s" % (figure, "measured", "must be"))
    for what, measured, bound, good in rows:
        sign = {True: "", False: "  <- FALLS SHORT", None: ""}[good]
        print("  %-56s %22s   %s%s" % (what, measured, bound, sign))
    print(json.dumps({"figure": figure, "date": time.strftime("%Y-%m-%d"),
                      "load": os.getloadavg()[0], "good": all(r[3] is not False for r in rows),
                      **numbers}, ensure_ascii=False), flush=True)


def main(figure):
    """Runs a figure and leaves no server behind, whatever happens."""
    try:
        figure()
    finally:
        for process in started:
            stop(process)
