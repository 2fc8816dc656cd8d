#!/usr/bin/env python3
"""Runs the documents, README.md, docs/ and all others: every command of their console blocks must succeed, every table that
names the command it was made by must be what that command prints today, and every link must lead somewhere.

    scripts/readme_test.py commands|tables|links|update BUILD_FOLDER

update writes the tables and the shown parts anew, for who changed the records or the tool on purpose.

In a ```console block a line that begins with "$ " is a command. A table stands between `<!-- made by: COMMAND -->` and
`<!-- end -->`; between `<!-- printed by: COMMAND -->` and `<!-- end -->` a block stands that is a part of what that command
of a console block prints. Commands run from the project's root, in order; the build
folder stands for `build`, a scratch folder for /tmp. scripts/test itself is what runs this test, so it is only checked to
exist.
"""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run(command, build):
    command = re.sub(r"\bbuild/heapdyno\b", os.path.join(build, "heapdyno"), command)
    return subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)


def console_commands(text):
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for command in re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.M):
            yield command.replace("\\\n", " ")


def run_console(text, build, scratch):
    """The commands of the console blocks in order, each with what came of it; None of scripts/test, which runs this test."""
    for command in console_commands(text):
        is_test = command.split()[0] == "scripts/test"
        yield command, None if is_test else run(command.replace("/tmp/", scratch + "/"), build)


SHOWN = re.compile(r"<!-- printed by: (.*?) -->\n```\n(.*?)```\n<!-- end -->", re.S)


def check_commands(text, build, scratch):
    failures, count = 0, 0
    shown = dict(SHOWN.findall(text))
    for command, result in run_console(text, build, scratch):
        count += 1
        if result is None:
            ok, why = os.access(os.path.join(ROOT, "scripts/test"), os.X_OK), "not executable"
        else:
            ok, why = result.returncode == 0, f"exit {result.returncode}: {result.stderr[-2000:]}"
            if shown.pop(command, "") not in result.stdout and ok:
                ok, why = False, "the document shows other lines than:\n" + result.stdout
        print(("ok      " if ok else "FAILED  ") + command + ("" if ok else "\n" + why), flush=True)
        failures += not ok
    for command in shown:
        print("FAILED  a document shows what this prints, and does not say to run it: " + command)
    return failures + len(shown), count


def documents():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout.split()
    for name in listed:
        with open(os.path.join(ROOT, name), encoding="utf-8") as document:
            yield name, document.read()


TABLE = re.compile(r"<!-- made by: (.*?) -->\n(.*?)<!-- end -->", re.S)


def lines_from(first, count, printed):
    """As many lines of what was printed, from the first that is the given one; None where none is."""
    lines = printed.splitlines(keepends=True)
    return "".join(lines[lines.index(first):][:count]) if first in lines else None


def show_anew(name, text, build, scratch):
    """The text with what its commands print now where it shows a part of that, and the count of failures."""
    failures = 0
    if not SHOWN.search(text):
        return text, failures
    shown = dict(SHOWN.findall(text))
    for command, printed in run_console(text, build, scratch):
        if printed is None or command not in shown:
            continue
        lines = shown[command].splitlines(keepends=True)
        part = lines_from(lines[0], len(lines), printed.stdout)
        if printed.returncode != 0 or part is None:
            print(f"FAILED  {name}: {command}\n{printed.stdout}{printed.stderr}")
            failures += 1
        else:
            text = text.replace(shown[command], part)
    return text, failures


def update(build):
    failures = 0
    for name, text in documents():
        def made_anew(table):
            nonlocal failures
            result = run(table[1], build)
            if result.returncode != 0:
                print(f"FAILED  {name}: {table[1]}\n{result.stderr}")
                failures += 1
                return table[0]
            return f"<!-- made by: {table[1]} -->\n{result.stdout.strip()}\n<!-- end -->"
        with tempfile.TemporaryDirectory() as scratch:
            updated, failed = show_anew(name, TABLE.sub(made_anew, text), build, scratch)
        failures += failed
        if updated != text:
            print("wrote   " + name)
            with open(os.path.join(ROOT, name), "w", encoding="utf-8") as document:
                document.write(updated)
    return failures


def check_tables(build):
    failures, count = 0, 0
    for name, text in documents():
        for command, shown in TABLE.findall(text):
            count += 1
            result = run(command, build)
            ok = result.returncode == 0 and result.stdout.strip() == shown.strip()
            print(f"{'ok     ' if ok else 'FAILED '} {name}: {command}")
            if not ok:
                print(name + " shows:\n" + shown + "\nthe command prints:\n" + result.stdout + result.stderr)
                failures += 1
    if count == 0:
        print("FAILED  no document has a table that names its command")
        failures += 1
    return failures


def check_all_commands(build):
    failures, commands = 0, {}
    for name, text in documents():
        with tempfile.TemporaryDirectory() as scratch:
            failed, commands[name] = check_commands(text, build, scratch)
            failures += failed
    if not commands.get("README.md"):
        print("FAILED  the README has no command")
        failures += 1
    return failures


def anchors_of(text):
    """Of its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def check_links(_build):
    failures, texts = 0, dict(documents())
    for name, text in texts.items():
        for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
            target, _, anchor = link.partition("#")
            if re.match(r"\w+:", link):
                continue
            path = os.path.normpath(os.path.join(os.path.dirname(name), target)) if target else name
            ok = os.path.exists(os.path.join(ROOT, path)) and (not anchor or anchor in anchors_of(texts[path]))
            if not ok:
                print(f"FAILED  {name}: nothing is at {link}")
            failures += not ok
    for name in texts:
        if name.startswith("docs/") and f"({name})" not in texts["README.md"]:
            print(f"FAILED  README.md does not lead to {name}")
            failures += 1
    return failures


def main():
    tasks = {
        "commands": check_all_commands,
        "tables": check_tables,
        "links": check_links,
        "update": update,
    }
    if len(sys.argv) != 3 or sys.argv[1] not in tasks:
        sys.exit(__doc__)
    failures = tasks[sys.argv[1]](os.path.abspath(sys.argv[2]))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
