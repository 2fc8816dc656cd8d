// Which record files commands read, and which of their records.

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>

#include "harness/testing/test_records.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class InputsTool : public Tool {
 protected:
  // A file of one record, in a folder of the build's source.
  std::string record_at(const std::string& name, const TestTrial& trial) const {
    const std::string path = folder_.source() + "/" + name;
    fs::create_directories(fs::path(path).parent_path());
    write_file(path, record_line(trial) + "\n");
    return path;
  }
};

TEST_F(InputsTool, TheNewestRunIsTheOneThatWasWrittenLastAndIsNamed) {
  const std::string old = record_at("results/runs/z-old.jsonl", {.scenario = "scan"});
  const std::string last = record_at("results/runs/20261122-093000.jsonl", {.scenario = "fill"});
  const std::string other = record_at("results/runs/notes.txt", {.scenario = "notes"});
  const fs::file_time_type now = fs::last_write_time(last);
  fs::last_write_time(old, now - std::chrono::hours(1));
  fs::last_write_time(other, now + std::chrono::hours(1));
  const Outcome newest = tool({"export", "csv"});
  EXPECT_EQ(newest.exit, 0) << newest.err;
  EXPECT_EQ(newest.err, "reading " + last + "\n");
  EXPECT_THAT(newest.out, Not(HasSubstr("scan")));
  const Outcome named = tool({"export", "csv", "--in", old});
  EXPECT_THAT(named.err, IsEmpty());
  EXPECT_THAT(named.out, HasSubstr("scan"));
}

TEST_F(InputsTool, TwoFilesOfOneNameNeedALabel) {
  const std::string old = record_at("old/run.jsonl", {});
  const std::string fresh = record_at("new/run.jsonl", {});
  const Outcome merged = tool({"compare", "run", "alloc:glibc", "--in", old, "--in", fresh});
  EXPECT_EQ(merged.exit, 2);
  EXPECT_THAT(merged.err, HasSubstr("two inputs are called 'run', " + old + " and " + fresh));
  EXPECT_EQ(tool({"show", "--in", old, "--in", fresh}).exit, 2);
  const Outcome labelled = tool({"compare", "old", "run", "--in", "old=" + old, "--in", fresh});
  EXPECT_EQ(labelled.exit, 0) << labelled.err;
}

TEST_F(InputsTool, OneFileIsNotReadTwice) {
  const std::string path = record_at("run.jsonl", {});
  const std::string link = folder_.file("link.jsonl");
  fs::create_symlink(path, link);
  for (const std::string& again : {path, "again=" + path, link}) {
    const Outcome outcome = tool({"compare", "run", "again", "--in", path, "--in", again});
    EXPECT_EQ(outcome.exit, 2) << again;
    EXPECT_THAT(outcome.err, HasSubstr("--in names one file twice: " + path));
  }
}

TEST_F(InputsTool, AFileThatIsNotThereIsNamedFirst) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"compare", "alloc:glibc", "alloc:jemalloc", "--in"},
        {"show", "--in"},
        {"report"}}) {
    std::vector<std::string> arguments = command;
    arguments.push_back("none.jsonl");
    const Outcome outcome = tool(arguments);
    EXPECT_EQ(outcome.exit, 1);
    EXPECT_THAT(outcome.err, HasSubstr("heapdyno: none.jsonl: no such file. A run says "));
  }
}

TEST_F(InputsTool, AThingIsNotComparedWithItself) {
  const std::string path = record_at("run.jsonl", {});
  const auto refused = [&](const std::string& a, const std::string& b) {
    const Outcome outcome = tool({"compare", a, b, "--in", path, "--gate", "allocs/op"});
    EXPECT_EQ(outcome.exit, 2) << a << " and " << b;
    EXPECT_THAT(outcome.err, HasSubstr("there is nothing to compare it with"));
  };
  refused("variant:all", "variant:all");
  refused("run", "in:run");
  refused("variant:all alloc:glibc,jemalloc", "alloc:jemalloc,glibc variant:all");
}

TEST_F(InputsTool, ALabelMayBeOfSeveralWords) {
  const std::string one = record_at("my run.jsonl", {});
  const std::string other = record_at("a,b{c=1}.jsonl", {});
  const Outcome outcome = tool({"compare", "my run", "a,b{c=1}", "--in", one, "--in", other});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("in:{my run} -> in:{a,b{c=1}}"));
}

}  // namespace
}  // namespace heapdyno
