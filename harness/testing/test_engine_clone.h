// For tests: a clone of the checkout, in which changes of the engine are planted, and its own build
// folder, in which the baseline on glibc is built. Both are made once in a process, by the first
// test: it compiles for a minute.
// HEAPDYNO_TEST_BUILD names a build folder of the checkout; Meson sets it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/testing/test_build_folder.h"
#include "harness/testing/test_repository.h"

namespace heapdyno {

class EngineClone : public ::testing::Test {
 protected:
  // Skips the test where there is no checkout, or no heaptrack.
  void SetUp() override;
  // The sources are the checkout's again.
  void TearDown() override;

  std::string build() const { return clone_ + "/build"; }
  // A path for what a test makes.
  std::string file(const std::string& name) const;

  std::string text_of(const std::string& file) const { return read_file(clone_ + "/" + file); }
  // The file with the text behind the place. REQUIRES: the place is in it.
  std::string with(const std::string& file, const std::string& place,
                   const std::string& text) const;
  // Writes it so.
  void plant(const std::string& file, const std::string& place, const std::string& text) const;
  // Takes back what was planted.
  void restore() const;

  // Prints what the tool says, too.
  Outcome tool(std::vector<std::string> arguments) const;

  const std::string clone_ = file("clone");
  const TestRepository repository_{clone_};
};

}  // namespace heapdyno
