#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold the schema of procedures against the shipped ones and against broken examples. Speaks TAP.

What a file extends is merged here by a second, independent hand, as data/procedures/README.md describes it."""

import json
import pathlib
import sys

import jsonschema


def things(value):
    return isinstance(value, list) and all(isinstance(e, dict) and isinstance(e.get("id"), str) for e in value)


def merge(base, over):
    if isinstance(base, dict) and isinstance(over, dict):
        both = {k: merge(v, over[k]) if k in over else v for k, v in base.items()}
        return both | {k: v for k, v in over.items() if k not in base}
    if things(base) and things(over):
        changed = {e["id"]: e for e in over}
        known = {e["id"] for e in base}
        kept = [e for e in base if changed.get(e["id"], {}).get("omit") is not True]
        merged = [merge(e, changed[e["id"]]) if e["id"] in changed else e for e in kept]
        return merged + [e for e in over if e["id"] not in known]
    return over


def load(path, shipped):
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict) or "extends" not in value:
        return value, value
    base_path = path.parent / (value["extends"] + ".json")
    base, _ = load(base_path if base_path.exists() else shipped / base_path.name, shipped)
    whole = merge(base, value)
    del whole["extends"]
    return whole, value


def main(root):
    root = pathlib.Path(root)
    shipped = root / "data" / "procedures"
    schema = json.loads((shipped / "procedure.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator
    checker.check_schema(schema)
    validator = checker(schema)
    good = [p for p in sorted(shipped.glob("*.json")) if not p.name.endswith(".schema.json")]
    broken = sorted((root / "tests" / "core" / "procedures" / "broken").glob("*.json"))
    failed = not good or not broken
    print(f"1..{len(good) + len(broken)}")
    for number, path in enumerate(good + broken, 1):
        whole, raw = load(path, shipped)
        wrong = [e.message for part in (whole, raw) for e in validator.iter_errors(part)]
        expected = path in broken
        ok = bool(wrong) == expected
        failed |= not ok
        print(f"{'' if ok else 'not '}ok {number} - {'refuses' if expected else 'accepts'} {path.name}")
        if not ok:
            print("\n".join("# " + w[:200] for w in wrong[:5]))
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
