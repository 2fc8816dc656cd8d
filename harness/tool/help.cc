#include "harness/tool/help.h"

#include <algorithm>

#include "harness/base/words.h"
#include "harness/record/selection.h"
#include "harness/tool/command_tree.h"

namespace heapdyno {
namespace {

constexpr CommandExample kExamples[] = {
    {"", "heapdyno run --quick", "count three scenarios under every allocator: seconds"},
    {"", "heapdyno compare variant:baseline variant:all", "two sides of the newest run"},
    {"list", "heapdyno list", "all there is to run"},
    {"list", "heapdyno list scenarios --names", "names alone, for a script"},
    {"run", "heapdyno run --quick", "count three scenarios under every allocator: seconds"},
    {"run",
     "heapdyno run --scenario scan --alloc glibc,jemalloc --variant baseline --rounds 12 "
     "--out scan.jsonl",
     "one scenario under two allocators, counted and timed"},
    {"compare", "heapdyno compare alloc:glibc alloc:jemalloc",
     "two allocators of the newest run, with an interval and a verdict"},
    {"compare",
     "heapdyno compare variant:baseline variant:all --in run.jsonl --metric allocs/op "
     "--gate allocs/op",
     "one metric of one file; exit 3 where it is worse"},
    {"check", "heapdyno check --scenario fill-random,get-hit",
     "two scenarios of the house against results/baselines"},
    {"check", "heapdyno check --report junit=check.xml -- ./my_benchmark",
     "a program of yours against .heapdyno, with a report for CI"},
    {"accept", "heapdyno accept --reason 'first baseline' -- ./my_benchmark",
     "what it allocates now, as its baseline in .heapdyno"},
    {"accept",
     "heapdyno accept --scenario fill-random --reason 'a larger header' --expires 2027-01-31",
     "an exception that ends"},
    {"selftest", "heapdyno selftest", "does the gate catch what it is there for?"},
    {"selftest", "heapdyno selftest --format md", "the same for a page"},
    {"attribute", "heapdyno attribute --toggles arena,zero_copy --scenario fill-random",
     "every set of two toggles, counted"},
    {"attribute", "heapdyno attribute --in attribute.jsonl --metric bytes_copied/op",
     "another metric of what was measured"},
    {"calibrate", "heapdyno calibrate", "by the newest run's own A/A control"},
    {"calibrate", "heapdyno calibrate --in run.jsonl --campaigns 1000",
     "by one file's, with more simulated campaigns"},
    {"show", "heapdyno show memory --in memory.jsonl",
     "what `run --memory 2 --live 1` left: what is held, and what of it is live"},
    {"show", "heapdyno show advice --filter alloc:glibc", "the newest run's figures as sentences"},
    {"export", "heapdyno export csv --out run.csv", "every figure of the newest run"},
    {"export", "heapdyno export go --in run.jsonl --filter variant:all",
     "one variant for benchstat"},
    {"report", "heapdyno report results/first-light.jsonl -o report.html",
     "one page of one file of records"},
    {"report", "heapdyno report old=before.jsonl new=after.jsonl --format md",
     "what changed between two files, for a pull request"},
    {"history", "heapdyno history results/runs", "every step, of all records of a folder"},
    {"history",
     "heapdyno history results/runs --metric ns/op --against variant:baseline --page history.html",
     "times over the baseline's, with a chart"},
    {"sites", "heapdyno sites", "the table of all toggles"},
    {"sites", "heapdyno sites --walk put", "the steps of one operation"},
    {"claims", "heapdyno claims --claim arena --out arena.jsonl", "measure what one claim needs"},
    {"claims", "heapdyno claims --claim arena --in arena.jsonl --format csv",
     "its verdict from records"},
    {"scenario", "heapdyno scenario show fill-random", "what a scenario does"},
    {"scenario", "heapdyno scenario check my-reads.json", "is this file one?"},
    {"scenario show", "heapdyno scenario show fill-random", "the whole workload"},
    {"scenario show", "heapdyno scenario show get-hit -p keys=5000 --scale 0.1",
     "with other numbers, to be kept as a file"},
    {"scenario check", "heapdyno scenario check my-reads.json", "one file"},
    {"scenario check", "heapdyno scenario check reads.json writes.json", "several"},
    {"scenario gate", "heapdyno scenario gate my-reads.json", "of a file of yours"},
    {"scenario gate", "heapdyno scenario gate fill-random", "of one of the catalogue"},
    {"profile", "heapdyno profile fill-random --variant baseline --top 20",
     "the call sites that allocate most"},
    {"profile", "heapdyno profile get-hit --variant baseline --diff all --flame get.svg",
     "what differs between two variants, and a flame graph"},
    {"bisect", "heapdyno bisect commits --scenario fill-random --good v1.2",
     "which commit was it?"},
    {"bisect", "heapdyno bisect toggles --scenario get-hit", "which toggles are it?"},
    {"bisect toggles", "heapdyno bisect toggles --scenario get-hit",
     "between baseline and all, sets of at most two"},
    {"bisect toggles", "heapdyno bisect toggles --scenario scan --from baseline --to seed --whole",
     "the sets that make the whole change"},
    {"bisect commits", "heapdyno bisect commits --scenario fill-random --good v1.2",
     "between a tag and HEAD"},
    {"bisect commits",
     "heapdyno bisect commits --scenario get-hit --good HEAD~20 --bad HEAD~3 --variant all",
     "between two commits, of another variant"},
    {"doctor", "heapdyno doctor", "how far this machine's times can be trusted"},
    {"doctor", "heapdyno doctor --format json", "the same for a program"},
    {"explain", "heapdyno explain allocs/op", "one metric: how it is measured, its traps"},
    {"explain", "heapdyno explain verdict control '~'", "words that stand in tables"},
    {"init", "heapdyno init", "writes my-workload.json"},
    {"init", "heapdyno init hot-reads.json", "a scenario of that name"},
    {"completion", "source <(heapdyno completion bash)", "in this shell, from now on"},
    {"completion", "heapdyno completion zsh > ~/.zfunc/_heapdyno", "for a folder of $fpath"},
    {"man", "heapdyno man | man -l -", "read it"},
    {"man", "heapdyno man > heapdyno.1", "keep it"},
};

constexpr ExitMeaning kExitMeanings[] = {
    {Exit::kFine, "fine"},
    {Exit::kFailed, "the tool or a trial failed"},
    {Exit::kUsage, "usage"},
    {Exit::kRegression, "a gate found a regression"},
    {Exit::kImprovement, "a gate found an improvement that is not accepted yet"},
    {Exit::kNotComparable, "not comparable, or a gate is inconclusive"}};

constexpr size_t kWidth = 88;

std::string exit_codes() {
  std::vector<std::string> meanings;
  for (const auto& [exit, what] : kExitMeanings)
    meanings.push_back(std::to_string(static_cast<int>(exit)) + " " + what);
  return "Exit codes: " + join(meanings, "; ") + ".";
}

std::string beneath(const std::string& command) {
  std::string text = "Examples:\n";
  for (const CommandExample& example : examples_of(command))
    text += "  " + std::string(example.line) + "\n      " + example.what + "\n";
  for (const std::string& paragraph : {note_of(command), exit_codes()}) {
    if (!paragraph.empty()) text += "\n" + join(in_lines(paragraph, kWidth), "\n") + "\n";
  }
  return text;
}

}  // namespace

std::vector<CommandExample> examples_of(const std::string& command) {
  std::vector<CommandExample> examples;
  std::copy_if(std::begin(kExamples), std::end(kExamples), std::back_inserter(examples),
               [&](const CommandExample& example) { return example.command == command; });
  return examples;
}

std::string note_of(const std::string& command) {
  if (command != "compare") return "";
  return "Keys of selections, rows and columns: " + join(kKeys, ", ") +
         "; of records: " + join(kRecordedKeys, ", ") + "; of toggles: " + std::string(kToggleKey) +
         "NAME.";
}

std::span<const ExitMeaning> exit_meanings() { return kExitMeanings; }

void add_help(CLI::App& app) {
  for (CLI::App* const command : every_command(app)) command->footer(beneath(path_of(*command)));
}

}  // namespace heapdyno
