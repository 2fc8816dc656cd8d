#!/usr/bin/env python3
"""The workflow files of examples/ci: they are YAML, every option that they give to heapdyno is one of its help, every report
that they ask for is handed on under its name, and what they install is where they look for it.

    scripts/ci_test.py BUILD_FOLDER     which is built
"""
import glob
import os
import re
import shlex
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    print("python3-yaml is not installed")
    sys.exit(77)  # to Meson: skipped

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def scripts_of(node):
    """The shell text below it: `run` of GitHub's steps, `script` and `before_script` of GitLab's jobs."""
    if isinstance(node, list):
        for item in node:
            yield from scripts_of(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("run", "script", "before_script"):
                yield from value if isinstance(value, list) else [value]
            else:
                yield from scripts_of(value)


def commands_of(document):
    for script in scripts_of(document):
        for line in script.replace("\\\n", " ").splitlines():
            yield shlex.split(line, comments=True)


def help_of(tool, command):
    return subprocess.run([tool, command, "--help"], capture_output=True, text=True, check=True).stdout


def faults_of_command(words, tool, text):
    """Of `.../heapdyno COMMAND --option ...`, up to the user's program."""
    own = words[:words.index("--")] if "--" in words else words
    known = help_of(tool, own[1])
    options = set(re.findall(r"--[a-z-]+", known))
    formats = re.search(r"--format FORMAT\s+(.*)", known)[1].split(", ")
    for word, value in zip(own, own[1:] + [""]):
        if word.startswith("--") and word.split("=")[0] not in options:
            yield f"heapdyno {own[1]} has no {word}"
        if word == "--report":
            form, _, file = value.partition("=")
            if form not in formats:
                yield f"heapdyno {own[1]} has no report {form}"
            if text.count(file) < 2:
                yield f"nothing is done with {file}"


def variables_of(node):
    """Of GitHub's `env` and GitLab's `variables`, wherever they stand."""
    found = {}
    for key, value in node.items() if isinstance(node, dict) else []:
        found.update(value if key in ("env", "variables") else variables_of(value))
    return found


def faults_of_install(words, document, build):
    """Of `meson install -C FOLDER --destdir DESTINATION`, done with the build folder into another destination."""
    destination, tree = words[words.index("--destdir") + 1], variables_of(document).get("HEAPDYNO", "")
    if not tree.startswith(destination + "/"):
        return [f"it installs below {destination} and looks in {tree}"]
    with tempfile.TemporaryDirectory() as folder:
        options = ["meson", "install", "-C", build, "--no-rebuild", "--destdir", folder]
        if subprocess.run(options, capture_output=True, check=False).returncode != 0:
            return [f"{' '.join(options)} fails"]
        there = folder + tree[len(destination):]
        wanted = [there + "/bin/heapdyno", there + "/share/pkgconfig/heapdyno.pc"]
        missing = [path for path in wanted if not os.path.exists(path)]
        if missing:
            return [f"after its installation there is no {path[len(folder):]}" for path in missing]
        ran = subprocess.run([wanted[0], "list", "variants"], capture_output=True, check=False)
        return [] if ran.returncode == 0 else [f"the installed tool fails: {ran.stderr.decode()}"]


def faults_of(path, build):
    tool = os.path.join(build, "heapdyno")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    document = yaml.safe_load(text)
    checks = 0
    for words in commands_of(document):
        for word in words:
            script = re.search(r"\bscripts/.*", word)
            if script and not os.access(os.path.join(ROOT, script[0]), os.X_OK):
                yield f"there is no {script[0]}"
        if words[:2] == ["meson", "install"]:
            yield from faults_of_install(words, document, build)
        if words and words[0].endswith("/heapdyno"):
            checks += words[1] == "check"
            yield from faults_of_command(words, tool, text)
    if checks == 0:
        yield "it checks nothing"


def main():
    paths = glob.glob(os.path.join(ROOT, "examples", "ci", "*.yml"))
    faults = [f"{os.path.basename(path)}: {fault}" for path in sorted(paths) for fault in faults_of(path, sys.argv[1])]
    print("\n".join(faults or [f"{len(paths)} files"]))
    sys.exit(1 if faults or not paths else 0)


if __name__ == "__main__":
    main()
