// Records out to other tools' files and back, by the command line.

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>

#include "harness/record/record_file.h"
#include "harness/testing/test_records.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ExportTool : public Tool {
 protected:
  ExportTool() {
    EXPECT_EQ(run({"--rounds", "6", "--scenario", "fill", "--alloc", "glibc"}).exit, 0);
  }

  // The google export of one variant; its label is the variant's name.
  std::string google(const std::string& variant) {
    const std::string path = folder_.file(variant + ".json");
    const Outcome outcome = tool({"export", "google", "--in", records(), "--filter",
                                  "store:reference variant:" + variant, "--out", path});
    EXPECT_EQ(outcome.exit, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return path;
  }
};

// The ratios of a table of `compare`, without what names its rows.
std::string line_with(const std::string& text, const std::string& part) {
  const size_t at = text.find(part);
  return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

TEST_F(ExportTool, WhatIsExportedForGoogleComparesAsBefore) {
  const std::string a = google("baseline");
  const std::string b = google("all");
  const Outcome back =
      tool({"compare", "baseline", "all", "--in", a, "--in", b, "--metric", "ns/op,allocs/op"});
  EXPECT_EQ(back.exit, 0) << back.err;
  EXPECT_THAT(back.out, HasSubstr("fill/fill"));
  EXPECT_THAT(back.out, HasSubstr("3.200 -> 1 (-2.200, exact)"));
  const Outcome before =
      tool({"compare", "variant:baseline", "variant:all", "--in", records(), "--metric", "ns/op"});
  const std::string ratio = line_with(before.out, "1,000 -> 1,000");
  EXPECT_FALSE(ratio.empty()) << before.out;
  EXPECT_EQ(line_with(back.out, "1,000 -> 1,000"), ratio);
}

TEST_F(ExportTool, EachFormatIsPrintedWhereNoFileIsNamed) {
  EXPECT_THAT(tool({"export", "csv", "--in", records()}).out,
              StartsWith("in,mode,scenario,phase,store,"));
  EXPECT_THAT(tool({"export", "go", "--in", records()}).out,
              HasSubstr("\nBenchmarkFill/phase=fill/store=reference/variant=all-"));
  EXPECT_THAT(tool({"export", "google", "--in", records()}).out, HasSubstr("\"benchmarks\": ["));
}

TEST_F(ExportTool, WhatCannotBeExportedSaysWhy) {
  const auto refused = [&](std::vector<std::string> arguments, const std::string& words) {
    arguments.insert(arguments.begin(), {"export"});
    arguments.insert(arguments.end(), {"--in", records()});
    const Outcome outcome = tool(std::move(arguments));
    EXPECT_NE(outcome.exit, 0);
    EXPECT_THAT(outcome.err, HasSubstr(words));
  };
  refused({"googel"}, "did you mean 'google'?");
  refused({"go", "--filter", "variant:none"}, "nothing in these records matches");
  refused({"google", "--filter", "mode:count"}, "no time was measured");
  refused({"csv", "--out", "/nowhere/x.csv"}, "cannot write /nowhere/x.csv");
}

TEST_F(ExportTool, TrialsOfWhichNoneSucceededAreRefused) {
  const std::string failed = folder_.file("failed.jsonl");
  write_file(failed, record_line({.state = TrialEnd::State::kCrashed}) + "\n");
  for (const char* format : {"go", "csv", "google", "times"}) {
    const Outcome outcome = tool({"export", format, "--in", failed});
    EXPECT_EQ(outcome.exit, 2) << format;
    EXPECT_THAT(outcome.err, HasSubstr("none of these trials succeeded"));
    EXPECT_EQ(outcome.out, "");
  }
}

TEST_F(ExportTool, AFileIsNeverExportedOverItself) {
  const std::string before = read_file(records());
  const std::string link = folder_.file("link.jsonl");
  std::filesystem::create_symlink(records(), link);
  for (const std::string& out : {records(), link}) {
    const Outcome outcome = tool({"export", "times", "--in", records(), "--out", out});
    EXPECT_EQ(outcome.exit, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--out " + out + " is what --in reads"));
    EXPECT_EQ(read_file(records()), before);
  }
}

// A file size limit stands for the full disk.
TEST_F(ExportTool, WhatCannotBeWrittenWholeLeavesWhatWasThere) {
  const std::string out = folder_.file("out.csv");
  write_file(out, "precious");
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit tight = before;
  tight.rlim_cur = 100;
  setrlimit(RLIMIT_FSIZE, &tight);
  const Outcome outcome = tool({"export", "csv", "--in", records(), "--out", out});
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_DFL);
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write " + out));
  EXPECT_EQ(read_file(out), "precious");
  for (const auto& entry : std::filesystem::directory_iterator(folder_.file("")))
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
}

TEST_F(ExportTool, AnOutputTakesTheRightsAndTheLinkOfTheOneThatItReplaces) {
  const std::string out = folder_.file("out.csv");
  const std::string link = folder_.file("link.csv");
  write_file(out, "old");
  std::filesystem::permissions(out, std::filesystem::perms::owner_all);
  std::filesystem::create_symlink(out, link);
  EXPECT_EQ(tool({"export", "csv", "--in", records(), "--out", link}).exit, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_THAT(read_file(out), StartsWith("in,mode,"));
  EXPECT_EQ(std::filesystem::status(out).permissions(), std::filesystem::perms::owner_all);
  EXPECT_EQ(tool({"export", "csv", "--in", records(), "--out", "/dev/null"}).exit, 0);
  EXPECT_FALSE(std::filesystem::is_regular_file("/dev/null"));
}

TEST_F(ExportTool, ATimedTrialRecordsTheMachinesNoiseAndNoOther) {
  for (const Record& record : read_records(records())) {
    EXPECT_EQ(record.noise.has_value(), record.keys.at("mode") == "time") << record.trial_id;
    EXPECT_GT(record.noise.value_or(MachineNoise{.cpu_ns = 1}).cpu_ns, 0u);
  }
}

TEST_F(ExportTool, ComparesDifferencesAndTogglesAreAnsweredWithWhatWasMeant) {
  const auto refused = [&](std::vector<std::string> arguments, const std::string& words) {
    arguments.insert(arguments.begin(), {"compare"});
    arguments.insert(arguments.end(), {"--in", records()});
    const Outcome outcome = tool(std::move(arguments));
    EXPECT_EQ(outcome.exit, 2);
    EXPECT_THAT(outcome.err, HasSubstr(words));
  };
  refused({"variant:baseline", "variant:all", "--accept", "wrok"}, "did you mean 'work'?");
  refused({"variant:baseline", "variant:all", "--row", "toggle.areena"},
          "did you mean 'toggle.arena'?");
  const Outcome shown =
      tool({"show", "summary", "--in", records(), "--filter", "toggle.areena:off"});
  EXPECT_EQ(shown.exit, 2);
  EXPECT_THAT(shown.err, HasSubstr("did you mean 'toggle.arena'?"));
  EXPECT_THAT(tool({"compare", "--help"}).out, HasSubstr("toggle.NAME"));
}

}  // namespace
}  // namespace heapdyno
