#!/usr/bin/env python3
"""heapdyno as users call it: at a terminal, with interrupts, completed by real shells, and by the commands of what
`heapdyno init` writes.

    scripts/command_line_test.py BUILD_FOLDER

The tool runs on a pseudo-terminal, as a user's does. zsh is tested where it is installed.
"""
import json
import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else sys.exit(__doc__)
TOOL = os.path.join(BUILD, "heapdyno")
ESCAPE = "\033"


class Terminal:
    """A command on a terminal of its own, 80 columns wide."""

    def __init__(self, command, cwd, **environment):
        self.text = ""
        self.plain = ""  # without escape sequences, and what was written over
        child, self.end = pty.fork()
        if child == 0:
            os.chdir(cwd)
            os.environ.update({"TERM": "xterm", "COLUMNS": "80"})
            os.environ.pop("NO_COLOR", None)
            os.environ.update(environment)
            subprocess.run(["stty", "cols", "80"], check=False)
            os.execvp(command[0], command)
        self.child = child

    def type(self, text):
        os.write(self.end, text.encode())

    def read_until(self, pattern, seconds=60):
        """Until the pattern has been written; the test fails where it is not."""
        stop = time.monotonic() + seconds
        while not re.search(pattern, self.plain):
            if time.monotonic() > stop or not self.read_some(stop):
                raise AssertionError(f"no {pattern!r} in {self.text!r}")

    def read_some(self, stop):
        ready, _, _ = select.select([self.end], [], [], max(0, stop - time.monotonic()))
        try:
            more = os.read(self.end, 65536) if ready else b""
        except OSError:  # the other side is closed
            more = b""
        self.text += more.decode(errors="replace")
        self.plain = re.sub(r".\x08", "", re.sub(r"\033\[[0-9;?]*[A-Za-z]", "", self.text))
        return bool(more)

    def wait(self, seconds=120):
        """Reads to the end; the exit code."""
        stop = time.monotonic() + seconds
        while self.read_some(stop):
            pass
        _, status = os.waitpid(self.child, 0)
        os.close(self.end)
        return os.waitstatus_to_exitcode(status)

    def close(self):
        os.kill(self.child, signal.SIGKILL)
        self.wait()


def records_of(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class AtATerminal(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.records = os.path.join(folder.name, "run.jsonl")

    def run_command(self, *options):
        return [TOOL, "run", "--scenario", "fill-random{scale=0.05}", "--alloc", "glibc", "--variant", "baseline",
                "--out", self.records, *options]

    def test_one_line_is_written_over_and_says_the_time_left(self):
        terminal = Terminal(self.run_command("--rounds", "3"), self.folder)
        self.assertEqual(terminal.wait(), 0, terminal.text)
        lines = terminal.text.split("\r" + ESCAPE + "[K")
        progress = [line for line in lines if re.match(r"\[ *\d+/\d+\] ", line)]
        self.assertRegex(progress[0], r"^\[ *0/\d+\] +fill-random", "nothing is known before a trial has ended")
        self.assertTrue(any(re.match(r"\[ *\d+/\d+\] +\d+:\d\d left  fill-random", line) for line in progress),
                        progress)
        self.assertEqual(len({line.index("fill-random") for line in progress if "fill-random" in line}), 1)
        self.assertLess(max(map(len, progress)), 80)

    def test_no_escape_sequence_where_none_is_wanted(self):
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            if os.path.exists(self.records):
                os.remove(self.records)
            terminal = Terminal(self.run_command("--rounds", "0"), self.folder, **environment)
            self.assertEqual(terminal.wait(), 0, terminal.text)
            self.assertNotIn(ESCAPE, terminal.text)
            self.assertRegex(terminal.text, r"\[1/1\] fill-random")

    def test_descriptions_go_on_in_the_next_line(self):
        terminal = Terminal([TOOL, "list", "scenarios"], self.folder)
        self.assertEqual(terminal.wait(), 0, terminal.text)
        lines = terminal.text.split("  in full: ")[0].split("\r\n")
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertNotIn("...", terminal.text)
        self.assertTrue(any(line.startswith(40 * " ") for line in lines), terminal.text)
        piped = subprocess.run([TOOL, "list", "scenarios"], capture_output=True, text=True, check=True).stdout
        self.assertGreater(max(map(len, piped.split("\n"))), 80)

    def test_quiet_says_results_alone(self):
        quiet = subprocess.run(self.run_command("--rounds", "0", "--quiet"), cwd=self.folder, capture_output=True,
                               text=True, check=True)
        self.assertEqual(quiet.stderr, "")
        self.assertIn("Allocations per operation", quiet.stdout)
        missing = subprocess.run([TOOL, "run", "--quiet", "--scenario", "fil-random"], capture_output=True, text=True)
        self.assertEqual(missing.returncode, 2)
        self.assertIn("did you mean 'fill-random'?", missing.stderr)

    def test_an_interrupted_run_says_the_command_that_goes_on_with_it(self):
        terminal = Terminal(self.run_command("--rounds", "30"), self.folder)
        terminal.read_until(r"\[ *5/\d+\]")
        terminal.type("\x03")  # Ctrl-C
        self.assertEqual(terminal.wait(), 1)
        kept = records_of(self.records)
        self.assertGreaterEqual(len(kept), 5)
        command = re.search(r"To go on:\r\n  (.*--resume)\r\n", terminal.text).group(1)
        self.assertEqual(shlex.split(command)[0], TOOL)
        resumed = subprocess.run(["bash", "-c", command], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        every = records_of(self.records)
        self.assertEqual(every[:len(kept)], kept, "what was recorded stays")
        planned = int(re.search(r"\[ *5/(\d+)\]", terminal.text).group(1))
        self.assertEqual(sum(record["state"] == "ok" for record in every), planned)

    def test_a_run_without_a_file_of_its_own_says_which_it_wrote(self):
        command = [TOOL, "run", "--scenario", "fill-random{scale=0.05}", "--alloc", "glibc", "--rounds", "30",
                   "--build", BUILD]
        terminal = Terminal(command, self.folder)
        terminal.read_until(r"\[ *3/\d+\]")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 1)
        words = shlex.split(re.search(r"To go on:\r\n  (.*--resume)\r\n", terminal.text).group(1))
        records = words[words.index("--out") + 1]
        self.assertGreaterEqual(len(records_of(records)), 3)
        os.remove(records)


class Building(unittest.TestCase):
    """scripts/build in a checkout of stand-ins: ninja says what it would."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.script = self.write("scripts/build", open(os.path.join(ROOT, "scripts/build"), encoding="utf-8").read())
        self.write("build/build.ninja", "")
        self.write("bin/meson", "#!/bin/sh\n")
        self.path = os.path.join(self.folder, "bin") + ":" + os.environ["PATH"]
        self.ninja_ends_with(0)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)
        return path

    def ninja_ends_with(self, status):
        lines = ["ninja: Entering directory", "[1/2] Compiling a.cc " + 100 * "x", "[2/2] Linking b"]
        self.write("bin/ninja", "#!/bin/sh\nprintf '%s\\n' " + shlex.join(lines) + f"\nexit {status}\n")

    def test_a_terminal_shows_one_line_of_how_far_it_is(self):
        terminal = Terminal([self.script, "build"], self.folder, PATH=self.path)
        self.assertEqual(terminal.wait(), 0, terminal.text)
        empty = "\r" + ESCAPE + "[K"
        self.assertEqual(terminal.text, f"{empty}[1/2] Compiling a.cc {58 * 'x'}{empty}[2/2] Linking b{empty}")

    def test_a_pipe_hears_nothing(self):
        built = subprocess.run([self.script, "build"], env=dict(os.environ, PATH=self.path), capture_output=True,
                               check=True)
        self.assertEqual(built.stdout + built.stderr, b"")

    def test_a_build_that_fails_says_why_on_both(self):
        self.ninja_ends_with(3)
        built = subprocess.run([self.script, "build"], env=dict(os.environ, PATH=self.path), capture_output=True,
                               text=True)
        terminal = Terminal([self.script, "build"], self.folder, PATH=self.path)
        for status, text in ((built.returncode, built.stderr), (terminal.wait(), terminal.text)):
            self.assertEqual(status, 1)
            self.assertRegex(text, r"\[2/2\] Linking b\r?\n.*the build in .* failed")


class Scripts(unittest.TestCase):
    def test_help_is_usage_and_no_error(self):
        for script in ("build", "report-assets", "setup"):
            asked = subprocess.run([os.path.join(ROOT, "scripts", script), "--help"], capture_output=True, text=True)
            self.assertEqual((asked.returncode, asked.stderr), (0, ""), script)
            self.assertIn(f"\n  scripts/{script} ", asked.stdout)


# What a script says of one line, as bash asks it.
BASH = r"""
source <("$1" completion bash)
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() { :; }  # only while bash completes by itself
_heapdyno
printf '%s\n' "${COMPREPLY[@]}"
"""


class Completion(unittest.TestCase):
    def bash(self, *words):
        asked = subprocess.run(["bash", "-u", "-c", BASH, "bash", TOOL, TOOL, *words], capture_output=True, text=True,
                               check=True)
        self.assertEqual(asked.stderr, "")
        return asked.stdout.split()

    def test_bash_completes_commands(self):
        self.assertEqual(self.bash("comp"), ["compare", "completion"])
        self.assertEqual(self.bash("bisect", ""), ["toggles", "commits"])
        self.assertEqual(self.bash("scenario", "ch"), ["check"])

    def test_bash_completes_options(self):
        self.assertEqual(self.bash("run", "--sc"), ["--scenario", "--scale"])
        self.assertIn("--good", self.bash("bisect", "commits", "--"))
        self.assertNotIn("--good", self.bash("bisect", "toggles", "--"))
        self.assertEqual(self.bash("run", "--resume", "--la"), ["--layouts"])

    def test_bash_completes_values_that_are_one_of_a_few(self):
        self.assertEqual(self.bash("run", "--format", ""), ["text", "md", "csv", "json"])
        self.assertEqual(self.bash("run", "--format", "=", "m"), ["md"])
        self.assertEqual(self.bash("check", "--format", "s"), ["sarif"])
        self.assertEqual(self.bash("show", "li"), ["lifetimes"])
        self.assertEqual(self.bash("explain", "allocs"), ["allocs/op"])
        self.assertEqual(self.bash("compare", "--metric", "ns/op,p5"), ["ns/op,p50"])

    def test_bash_completes_names_that_the_tool_lists(self):
        self.assertEqual(self.bash("run", "--alloc", "glibc,je"), ["glibc,jemalloc"])
        self.assertEqual(self.bash("run", "--scenario", "fill-r"), ["fill-random"])
        self.assertIn("only-arena", self.bash("profile", "get-hit", "--diff", "only-"))
        self.assertEqual(self.bash("profile", "get-h"), ["get-hit"])
        self.assertEqual(self.bash("attribute", "--toggles", "arena,zero"), ["arena,zero_copy"])
        self.assertEqual(self.bash("profile", "get-hit", "--phase", "by-i"), ["by-index"])
        self.assertEqual(self.bash("claims", "--claim", "small-c"), ["small-collections"])

    def test_bash_completes_selections(self):
        self.assertIn("alloc:", self.bash("compare", ""))
        self.assertEqual(self.bash("compare", "alloc", ":", "gl"), ["glibc"])
        self.assertEqual(self.bash("compare", "phase", ":", "by-i"), ["by-index"])
        self.assertEqual(self.bash("compare", "alloc", ":", "glibc", "variant", ":"), self.bash("run", "--variant", ""))

    def test_bash_leaves_files_and_programs_to_bash(self):
        self.assertEqual(self.bash("compare", "--in", ""), [])
        self.assertEqual(self.bash("check", "--", "./"), [])

    def test_bash_completes_as_it_is_typed(self):
        with tempfile.TemporaryDirectory() as folder:
            shell = Terminal(["bash", "--norc", "--noprofile", "-i"], folder, PATH=BUILD + ":" + os.environ["PATH"],
                             PS1="$ ", INPUTRC="/dev/null")
            shell.type("source <(heapdyno completion bash); echo re''ady\n")
            shell.read_until("ready")
            shell.type("heapdyno compare --metric allocs\t")
            shell.read_until("--metric allocs/op ")
            shell.type(" alloc:gli\t")
            shell.read_until("alloc:glibc ")
            shell.close()

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_completes_as_it_is_typed(self):
        with tempfile.TemporaryDirectory() as folder:
            script = subprocess.run([TOOL, "completion", "zsh"], capture_output=True, text=True, check=True).stdout
            with open(os.path.join(folder, "_heapdyno"), "w", encoding="utf-8") as function:
                function.write(script)
            subprocess.run(["zsh", "-n", function.name], check=True)
            shell = Terminal(["zsh", "-f", "-i"], folder, PATH=BUILD + ":" + os.environ["PATH"], PS1="$ ")
            shell.type(f"fpath=({folder} $fpath); autoload -U compinit; compinit -D -u; echo re''ady\n")
            shell.read_until("ready")
            for typed, completed in [("heapdyno comple\t", "completion"), ("heapdyno bisect tog\t", "toggles"),
                                     ("heapdyno run --form\tm\t", "--format=md"),
                                     ("heapdyno run --alloc=glibc,jem\t", "glibc,jemalloc"),
                                     ("heapdyno profile fill-r\t", "fill-random"),
                                     ("heapdyno explain allocs\t", "allocs/op"),
                                     ("heapdyno compare alloc:gli\t", "alloc:glibc")]:
                shell.text = shell.plain = ""
                shell.type("\x15" + typed)  # Ctrl-U: an empty line
                shell.read_until(re.escape(completed))
            shell.close()


class Init(unittest.TestCase):
    def test_the_commands_of_what_it_writes_work(self):
        with tempfile.TemporaryDirectory() as folder:
            path = BUILD + ":" + os.environ["PATH"]
            subprocess.run([TOOL, "init"], cwd=folder, capture_output=True, check=True)
            with open(os.path.join(folder, "my-workload.json"), encoding="utf-8") as scenario:
                commands = re.findall(r"^//   (heapdyno .*)$", scenario.read(), re.M)
            self.assertEqual({command.split()[1] for command in commands},
                             {"scenario", "run", "compare", "accept", "check"})
            for command in commands:
                done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True,
                                      env=dict(os.environ, PATH=path))
                self.assertEqual(done.returncode, 0, command + "\n" + done.stdout + done.stderr)


class ManualPage(unittest.TestCase):
    def test_man_finds_nothing_wrong_with_it(self):
        if not shutil.which("man"):
            self.skipTest("man is not installed")
        page = subprocess.run([TOOL, "man"], capture_output=True, text=True, check=True).stdout
        with tempfile.NamedTemporaryFile("w", suffix=".1") as file:
            file.write(page)
            file.flush()
            shown = subprocess.run(["man", "--warnings", "-l", file.name], capture_output=True, text=True, check=True,
                                   env=dict(os.environ, MANWIDTH="80", LC_ALL="C.UTF-8"))
        self.assertEqual(shown.stderr, "")
        for text in ("HEAPDYNO(1)", "EXIT STATUS", "--until WHAT", "heapdyno bisect commits --scenario fill-random"):
            self.assertIn(text, shown.stdout)


if __name__ == "__main__":
    unittest.main()
