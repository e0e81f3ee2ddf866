"""Renders every case of expected.json by Jinja2 itself, as transformers renders chat templates, and writes what comes out.

    python3 expected.py    (needs jinja2)

A case has a template, or the name of one of the models, and variables, or the name of one of the contexts. Written to it:
expected (what it renders), raises (its own words) or error (Jinja2's). Cases marked as refused render in Jinja2 and are
refused by us when they are parsed.
"""

import datetime
import json
import pathlib

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime.datetime(2026, 3, 5, 14, 7, 9)
FILE = pathlib.Path(__file__).with_name("expected.json")


class Raised(Exception):
    pass


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_show"), [], [], body).set_lineno(line)

    def _show(self, caller):
        return caller()


def raise_exception(message):
    raise Raised(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )


def environment():
    jinja = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    jinja.filters["tojson"] = tojson
    jinja.globals["raise_exception"] = raise_exception
    jinja.globals["strftime_now"] = NOW.strftime
    return jinja


def outcome(template, variables):
    try:
        return {"expected": environment().from_string(template).render(**variables)}
    except Raised as e:
        return {"raises": str(e)}
    except Exception as e:
        return {"error": type(e).__name__}


def main():
    data = json.loads(FILE.read_text(encoding="utf-8"))
    for case in data["cases"]:
        template = case.get("template") or data["models"][case["model"]]
        variables = case.get("variables")
        if variables is None:
            variables = data["contexts"][case["context"]]
        found = outcome(template, json.loads(json.dumps(variables)))
        if case.get("refused"):
            assert "expected" in found, case["name"]
            continue
        for key in ("expected", "raises", "error"):
            case.pop(key, None)
        case.update(found)
    FILE.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


main()
