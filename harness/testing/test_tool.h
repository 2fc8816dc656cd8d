// For tests: the whole tool, from its arguments to its exit code, on a build folder of scripts.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/words.h"
#include "harness/report/report_page.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {

class Tool : public ::testing::Test {
 protected:
  Outcome tool(std::vector<std::string> arguments) const {
    return run_tool_on(folder_.build(), std::move(arguments));
  }

  std::string records() const { return folder_.file("run.jsonl"); }

  // `run` with records in a file of its own.
  Outcome run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"run", "--out", records()});
    return tool(std::move(arguments));
  }

  // What scripts/report-assets makes, as far as the tool knows of it.
  void make_page(int version = kPageVersion) const {
    std::filesystem::create_directories(folder_.build() + "/report");
    write_file(folder_.build() + "/report/page.html", "<meta name=\"heapdyno-page\" content=\"" +
                                                          std::to_string(version) +
                                                          "\"><title>{{title}}</title>{{data}}<p>");
  }

  int lines() const {
    const std::string text = read_file(records());
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }

  // Runs the tool, whose trials are of these executables, and interrupts it as Ctrl-C does when a
  // trial of the first one has begun. None of them ends by itself.
  Outcome interrupted(const std::vector<std::string>& executables,
                      std::vector<std::string> arguments) const {
    // The tool runs in the test's process, which is the trials' parent.
    std::string interrupt = "kill -INT $PPID; ";
    for (const std::string& executable : executables) {
      folder_.on_trial(executable, interrupt + "exec /bin/sleep 100");
      interrupt.clear();
    }
    Outcome outcome = tool(std::move(arguments));
    for (const std::string& executable : executables) folder_.on_trial(executable, "");
    return outcome;
  }

  // Interrupted so, before its first record, it says how to go on, and does when it is told to.
  void expect_to_go_on_when_interrupted(const std::vector<std::string>& executables,
                                        std::vector<std::string> arguments) const {
    const Outcome outcome = interrupted(executables, arguments);
    EXPECT_EQ(outcome.exit, 1);
    std::string command = "heapdyno";
    for (const std::string& argument : arguments) command += " " + shell_word(argument);
    EXPECT_THAT(outcome.err, ::testing::HasSubstr(
                                 "stopped; what was recorded is whole. To go on:\n  " + command));
    EXPECT_THAT(outcome.err, ::testing::EndsWith(" --resume\n"));
    EXPECT_EQ(lines(), 0);
    arguments.push_back("--resume");
    const Outcome resumed = tool(std::move(arguments));
    EXPECT_EQ(resumed.exit, 0) << resumed.err;
  }

  TestBuildFolder folder_;
};

}  // namespace heapdyno
