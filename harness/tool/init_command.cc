#include <algorithm>
#include <filesystem>

#include "harness/base/outputs.h"
#include "harness/base/words.h"
#include "harness/tool/commands.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

// FILE, NAME and RECORDS stand for the file, the scenario and its records.
constexpr char kStarter[] =
    R"(// A service that reads nine times as often as it writes, most of it a few of its records.
// Made by `heapdyno init`: say here what your own is for, and change the numbers below.

// Is it a scenario, and what does it count?
//   heapdyno scenario check FILE
//   heapdyno run --scenario FILE --rounds 0
// Which allocator, and what do the optimizations save? Counted, and timed in interleaved rounds:
//   heapdyno run --scenario FILE --alloc glibc,jemalloc --rounds 12 --out RECORDS
//   heapdyno compare alloc:glibc alloc:jemalloc --in RECORDS
//   heapdyno compare variant:baseline variant:all --in RECORDS
// Guard it: the first makes what it counts the baseline, the second fails when that grows.
//   heapdyno accept --scenario FILE --baseline .heapdyno --reason 'first baseline'
//   heapdyno check --scenario FILE --baseline .heapdyno
{
  "schema": "heapdyno.scenario/1",
  "name": "NAME",

  // Numbers with names: a run sets them, -p records=50000, and --scale 0.1 multiplies every count.
  "parameters": {"records": 20000, "calls": 50000, "write_buffer": 4194304},

  // The size at which `check` counts it: `heapdyno scenario gate FILE` finds the scale.
  "gate": {"write_buffer": 65536, "scale": 0.0877},

  // How the store is opened. It flushes when so many bytes are in memory.
  "store": {"write_buffer_bytes": "$write_buffer"},

  // Phases run in order; figures are of those that are measured. Of each: what is called, in which
  // shares, how often, with which keys, and for writes with which values.
  "phases": [
    {"name": "load", "measured": false, "operations": {"put": 1}, "count": "$records",
     "keys": {"distribution": "permutation", "size": 24}, "values": {"size": 200}},

    // distribution: uniform, zipf (few keys most of the time), sequential, permutation (each once).
    {"name": "serve", "operations": {"get": 90, "put": 10}, "count": "$calls",
     "keys": {"distribution": "zipf", "count": "$records", "size": 24}, "values": {"size": 200}}
  ]
}
)";

bool is_scenario_name(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string with(std::string text, const std::string& word, const std::string& value) {
  for (size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + value.size()))
    text.replace(at, word.size(), value);
  return text;
}

std::string starter(const fs::path& file) {
  // A path is told from a scenario's name by its slash.
  const fs::path path = file.has_parent_path() ? file : "." / file;
  const std::string records = (file.parent_path() / file.stem()).string() + ".jsonl";
  std::string text = with(kStarter, "FILE", shell_word(path.string()));
  text = with(text, "RECORDS", shell_word(records));
  return with(text, "NAME", file.stem().string());
}

}  // namespace

Exit init_command(const InitOptions& options, Streams streams) {
  const fs::path file(options.file);
  if (file.extension() != ".json" || !is_scenario_name(file.stem().string())) {
    throw usage_error(
        "'" + options.file +
        "' cannot be a scenario's file: expected lower-case letters, digits, - and _, "
        "and .json, for example my-workload.json");
  }
  if (fs::exists(file)) {
    throw Error(options.file + " is there already, and is not written over: name another file");
  }
  write_output(options.file, [&](std::ostream& out) { out << starter(file); });
  streams.out << "wrote " << options.file << ": a scenario to change into your own\n"
              << "Its first lines have the commands that run, compare and gate it.\n";
  return Exit::kFine;
}

}  // namespace heapdyno
