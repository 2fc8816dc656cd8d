// For tests: the whole tool, from its arguments to its exit code, on a build folder of scripts.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

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

  int lines() const {
    const std::string text = read_file(records());
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }

  TestBuildFolder folder_;
};

}  // namespace heapdyno
