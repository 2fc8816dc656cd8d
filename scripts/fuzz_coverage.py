#!/usr/bin/env python3
"""Says which part of a parser's lines a corpus reached, and fails below 90 percent.

    scripts/fuzz_coverage.py TARGET BINARY PROFILE

PARSERS says what is a target's parser: a file counts whole, but for the functions that do not read, which
are named by a pattern. So a function that is new counts unless somebody says otherwise.
"""
import json
import re
import subprocess
import sys

LEAST = 90.0

PARSERS = {
    "wal": {
        "engine/store/wal.cc": r"WalWriter::|encode_",
        "engine/store/wal.h": r"WalWriter::",
        "engine/store/write_batch.h": r"WriteBatch::",
        "engine/store/write_batch.cc": r"WriteBatch::|encoded_bytes",
        "engine/base/coding.h": r"encode_|put_|varint_length|get_fixed|get_varint32",
    },
    "log-tail": {
        "engine/store/log_tail.cc": r"LogTail::",
    },
    "table": {
        "engine/store/table.h": None,
        "engine/store/table.cc": None,
        "engine/store/table_format.cc": r"encode_",
        "engine/store/block.h": None,
        "engine/store/block.cc": None,
        "engine/store/index_value.cc": r"encode_",
        "engine/store/known_blocks.h": None,
        "engine/store/bloom.cc": r"append_bloom",
    },
    "btree": {
        "engine/store/page.cc": r"seal_page|encode_meta",
        "engine/store/page_file.cc": r"create_file|folder_of|::allocate|::write|::checkpoint|::pad_",
        "engine/store/node.cc": r"::split|::absorb|::insert|::replace|::remove|::clone|::encode\b|append_moved",
        "engine/store/btree.cc": r"check_entry|::counters|::old_versions",
        "engine/store/btree.h": r"::dirty_bytes|::cached_bytes|::logical_bytes",
        "engine/store/btree_check.cc": None,
        "engine/store/btree_iterator.h": None,
        "engine/store/btree_iterator.cc": None,
    },
    "version-set": {
        "engine/db/version_edit.h": None,
        "engine/db/version_edit.cc": r"put_|::encode\b|::operator=|VersionEdit::~?VersionEdit",
        "engine/db/version_set.cc": r"RecoveredEdits|was_dropped|::commit|::append|::everything|::begin_manifest|::set_current",
        "engine/db/version.cc": r"overlapping|last_level|range_of|bytes_of|find_table|extend|meets|filter\(",
        "engine/db/record_corruption.cc": None,
        "engine/db/file_names.cc": r"FileNames::|numbered",
    },
    "inputs": {
        "harness/record/record.cc": r"ScopeRecord::allocations",
        "harness/record/record_file.cc": r"RecordWriter|read_|whole_size|begins_like",
        "harness/record/times_file.cc": None,
        "harness/record/google_benchmark.cc": None,
        "harness/base/packing.cc": r"::pack_numbers|coarsen",
        "harness/stacks/call_stacks.cc": r"operator[+-]=|is_store|functions_of|total|by_function|to_json|CallWriter|written|number_of|innermost|text",
        "harness/tool/inputs.cc": r"newest_run|one_file|keep_matching|check_|inputs_of|read_|for_each_|begins_with|nothing_matches",
    },
}


def export(binary, profile, form):
    command = ["llvm-cov-14", "export", binary, "-instr-profile=" + profile, "-format=" + form]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def file_of(path):
    return re.search("(?:(?:engine|harness|scenarios|allocators)/.*)?$", path)[0]


def counts_by_line(binary, profile):
    """file -> line -> how often it ran"""
    counts, lines = {}, {}
    for record in export(binary, profile, "lcov").splitlines():
        kind, _, value = record.partition(":")
        if kind == "SF":
            lines = counts.setdefault(file_of(value), {})
        elif kind == "DA":
            line, count = map(int, value.split(","))
            lines[line] = lines.get(line, 0) + count
    return counts


def functions(binary, profile):
    """(file, name, first line, last line)"""
    listed = json.loads(export(binary, profile, "text"))["data"][0]["functions"]
    names = "\n".join(function["name"].rpartition(":")[2] for function in listed)
    spelt = subprocess.run(["c++filt"], input=names, capture_output=True, text=True, check=True).stdout.split("\n")
    for function, name in zip(listed, spelt):
        first, _, last = function["regions"][0][:3]
        yield file_of(function["filenames"][0]), name, first, last


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in PARSERS:
        sys.exit(__doc__)
    target, binary, profile = sys.argv[1:]
    parser = PARSERS[target]
    counts = counts_by_line(binary, profile)
    wanted = {file: set(counts.get(file, {})) for file in parser}
    for file, name, first, last in functions(binary, profile):
        if parser.get(file) and re.search(parser[file], name):
            wanted[file] -= set(range(first, last + 1))
    missed = {file: sorted(line for line in lines if counts[file][line] == 0) for file, lines in wanted.items()}
    total = sum(map(len, wanted.values()))
    unread = [file for file, lines in wanted.items() if not lines]
    covered = 100.0 * (total - sum(map(len, missed.values()))) / max(total, 1)
    print(f"{target:12} {covered:5.1f} % of the parser's {total} lines")
    for file, lines in missed.items():
        if lines:
            print(f"  not reached: {file}: {', '.join(map(str, lines))}")
    for file in unread:
        print(f"  no line of it is in the binary: {file}")
    sys.exit(0 if covered >= LEAST and not unread else 1)


if __name__ == "__main__":
    main()
