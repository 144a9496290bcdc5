#!/usr/bin/env python3
"""Starts a server over a small company and lets schemathesis try everything that the OpenAPI document promises.

    scripts/fuzz-api.py PROGRAM [--postgres] [--examples N] [--seed N] [options of schemathesis]

Found faults are answers of 500 and above, status codes and types that the document does not name, and bodies that do not
fit their schema. Without a seed every run asks the same questions. Every object has the
same operations, so three built-in ones and a custom one with a field of each type stand for all.
"""
import argparse
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

EMAIL, PASSWORD = "ada@fuzz.example", "correct horse battery"
OBJECTS = "customer,order,product,x_thing"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"
# A field of each type; names say which.
FIELDS = [
    {"name": "x_name", "type": "text", "max": 100},
    {"name": "x_code", "type": "text", "max": 40, "unique": True},
    {"name": "x_long_text", "type": "long_text"},
    {"name": "x_integer", "type": "integer"},
    {"name": "x_decimal", "type": "decimal", "scale": 3},
    {"name": "x_money", "type": "money"},
    {"name": "x_boolean", "type": "boolean"},
    {"name": "x_date", "type": "date"},
    {"name": "x_datetime", "type": "datetime"},
    {"name": "x_email", "type": "email"},
    {"name": "x_phones", "type": "phone", "multi": True},
    {"name": "x_url", "type": "url"},
    {"name": "x_address", "type": "address"},
    {"name": "x_geo_point", "type": "geo_point"},
    {"name": "x_select", "type": "select", "options": [{"value": "red"}, {"value": "blue"}]},
    {"name": "x_selects", "type": "select", "multi": True, "options": [{"value": "a"}, {"value": "b"}]},
    {"name": "x_customer", "type": "reference", "object": "customer"},
    {"name": "x_user", "type": "user"},
    {"name": "x_file", "type": "file"},
    {"name": "x_json", "type": "json"},
    {"name": "x_number", "type": "auto_number", "prefix": "T-", "digits": 5},
    {"name": "x_formula", "type": "formula", "expr": "x_integer * 2", "result": "integer"},
]


class Api:
    """Calls of the API as one person."""

    def __init__(self, base):
        self.base, self.headers = base, {"content-type": "application/json", "x-guanxi": "1"}

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, self.headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                cookie = answer.headers.get("set-cookie")
                if cookie:
                    self.headers["cookie"] = cookie.split(";")[0]
                text = answer.read()
        except urllib.error.HTTPError as refused:
            sys.exit(f"{method} {path}: {refused.code} {refused.read().decode()}")
        return json.loads(text) if text else None


def started(program, place, log):
    """The running server and its address."""
    command = [program, "serve", *place, "--listen", "127.0.0.1:0", "--public", "127.0.0.1:0", "--json", "--log", "warn"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log.open("w"), text=True)
    line = server.stdout.readline()
    if not line:
        sys.exit(f"the server did not start; {log.read_text()}")
    return server, f"http://{json.loads(line)['listen']}"


def sql(text):
    """Runs a statement on the server of GUANXI_TEST_PG."""
    psql = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"), key=lambda p: int(p.parts[-3]))
    subprocess.run([psql, "-q", os.environ["GUANXI_TEST_PG"], "-c", text], check=True)


@contextlib.contextmanager
def database():
    """A PostgreSQL database that is gone afterwards."""
    name = f"gx_fuzz_{os.getpid()}"
    sql(f"create database {name}")
    try:
        yield f"{os.environ['GUANXI_TEST_PG'].rpartition('/')[0]}/{name}"
    finally:
        sql(f"drop database {name} with (force)")


def prepared(api):
    """Makes a few records of each object and a custom object; gives the text of an API key that may do everything."""
    api.call("POST", "/api/sign-in", {"email": EMAIL, "password": PASSWORD})
    definition = {"name": "x_thing", "title": "x_name", "labels": {"en": "Thing"}, "fields": FIELDS}
    api.call("POST", "/api/objects", definition)
    api.call("POST", "/api/records/x_thing", {"x_name": "first", "x_integer": 7})
    scopes = api.call("GET", "/api/me")["permissions"]
    return api.call("POST", "/api/keys", {"name": "fuzz", "scopes": scopes})["secret"]


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("program")
    ask.add_argument("--postgres", action="store_true", help="on the server of GUANXI_TEST_PG instead of SQLite; a new one")
    ask.add_argument("--examples", type=int, default=20, help="random requests for each operation")
    ask.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    ask.add_argument("--seed", type=int, help="ask other questions than every run does")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped too
    given, given.more = ask.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="guanxi-fuzz.") as folder, contextlib.ExitStack() as stack:
        place = ["--data", f"{folder}/data"]
        if given.postgres:
            place += ["--database", stack.enter_context(database())]
        sys.exit(fuzz(given, folder, place))


def fuzz(given, folder, place):
    """The exit code of schemathesis, or 1 when the server's log holds faults."""
    run = lambda *words, **more: subprocess.run([given.program, *words, *place], check=True, stdout=subprocess.DEVNULL, **more)
    run("tenant", "create", "fuzz", "--country", "GB", "--currency", "GBP", "--zone", "UTC")
    run("user", "add", EMAIL, "--role", "administrator", "--password-stdin", input=PASSWORD, text=True)
    run("bench", "seed", "--customers", "20", "--orders", "1")
    log = pathlib.Path(folder, "server.log")
    server, base = started(given.program, place, log)
    try:
        api = Api(base)
        key = prepared(api)
        began = time.monotonic()
        code = schemathesis(given, folder, strict(api, folder), base, key)
        print(f"asked for {time.monotonic() - began:.0f} s")
        # the key must work to the end, else nothing was tried but refusals
        api.headers = {"authorization": f"Bearer {key}"}
        api.call("GET", "/api/me")
    finally:
        server.terminate()
        server.wait(30)
    faults = [line for line in log.read_text().splitlines() if "ERROR" in line or "panicked" in line]
    print(*faults[:20], sep="\n")
    return code or bool(faults)


def strict(api, folder):
    """The file of a document in which every answer must be named: `default` would allow all of them."""
    document = api.call("GET", f"/api/openapi.json?objects={OBJECTS}")
    for item in document["paths"].values():
        for operation in item.values():
            operation["responses"].pop("default", None)
    path = pathlib.Path(folder, "openapi.json")
    path.write_text(json.dumps(document))
    return path


def schemathesis(given, folder, document, base, key):
    """Its exit code. Nothing is shrunk: the request that it prints is enough to do it again."""
    chance = ["--generation-deterministic"]
    if given.seed is not None:
        chance = ["--seed", str(given.seed), "--generation-database", "none"]
    tools = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target")).absolute() / "tools" / "bin"
    command = [
        tools / "schemathesis", "run", document, "--url", base,
        "--header", f"Authorization: Bearer {key}", "--checks", CHECKS, "--phases", given.phases,
        "--max-examples", str(given.examples), *chance, *given.more, "--suppress-health-check", "all", "--warnings", "off",
        "--exclude-path", "/api/live",  # a stream has no end to wait for; its tests are among those of the program
        "--no-color", "--no-shrink", "--continue-on-failure", "--request-timeout", "30",
    ]
    return subprocess.run(command, cwd=folder).returncode


if __name__ == "__main__":
    main()
