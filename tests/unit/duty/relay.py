"""A relay for tests: a real SMTP server, a webhook that answers, one that fails once, one that hangs.
Prints its process and their ports on one line; writes each message to FOLDER/mail.N and FOLDER/hook.N."""
import asyncore
import hashlib
import hmac
import http.server
import os
import smtpd
import socket
import sys
import threading
import warnings

warnings.simplefilter("ignore")
folder = sys.argv[1]
lock = threading.Lock()
counts = {"mail": 0, "hook": 0, "failed": 0}


def keep(kind, text):
    with lock:
        counts[kind] += 1
        with open(f"{folder}/{kind}.{counts[kind]}", "w") as out:
            out.write(text)


class Relay(smtpd.SMTPServer):
    def process_message(self, peer, mailfrom, rcpttos, data, **options):
        keep("mail", f"{mailfrom} {','.join(rcpttos)}\n{data.decode()}")


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        mac = hmac.new(b"0123456789abcdef", body.encode(), hashlib.sha256).hexdigest()
        signed = "signed" if self.headers["X-Lianfang-Signature"] == "sha256=" + mac else "forged"
        if self.path == "/fails" and not counts["failed"]:
            counts["failed"] = 1
            self.send_response(503)
        else:
            keep("hook", f"{signed} {self.headers['X-Lianfang-Signature']}\n"
                         f"{self.headers['X-Lianfang-Delivery']}\n{body}")
            self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


hook = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=hook.serve_forever, daemon=True).start()
hang = socket.socket()
hang.bind(("127.0.0.1", 0))
hang.listen(8)
relay = Relay(("127.0.0.1", 0), None)
print(os.getpid(), relay.socket.getsockname()[1], hook.server_address[1], hang.getsockname()[1], flush=True)
asyncore.loop(timeout=0.2)
