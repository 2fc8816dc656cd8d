#include "harness/program/executable_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {
namespace {

class ExecutableFile : public testing::Test {
 protected:
  std::string make(const std::string& name, bool executable) const {
    const std::string path = folder_.path() + "/" + name;
    write_file(path, "#!/bin/sh\n");
    std::filesystem::permissions(path, std::filesystem::perms(executable ? 0700 : 0600));
    return path;
  }
  std::string error_of(const std::string& word) const {
    try {
      find_executable(word, "/nowhere:" + folder_.path());
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder_{"/tmp"};
};

TEST_F(ExecutableFile, IsFoundByItsPathOrOnPath) {
  const std::string program = make("bench", true);
  EXPECT_EQ(find_executable(program, ""), program);
  EXPECT_EQ(find_executable("bench", "/nowhere::" + folder_.path() + ":/tmp"), program);
}

TEST_F(ExecutableFile, ThatIsNotThereIsAnErrorWithTheWayOut) {
  EXPECT_EQ(error_of("bench"), "bench: there is no such program on PATH");
  EXPECT_EQ(error_of("./bench"), "./bench: there is no such program: is it built?");
  EXPECT_EQ(error_of("/tmp/"), "/tmp/: there is no such program: is it built?");
  const std::string text = make("text", false);
  EXPECT_EQ(error_of(text), text + ": it may not be executed (chmod +x)");
  EXPECT_EQ(error_of("text"), "text: there is no such program on PATH");
}

TEST_F(ExecutableFile, OfAScriptOrADynamicProgramIsNotStatic) {
  EXPECT_FALSE(is_linked_statically(make("script", true)));
  EXPECT_FALSE(is_linked_statically("/proc/self/exe"));
  EXPECT_FALSE(is_linked_statically("/nowhere/bench"));
}

}  // namespace
}  // namespace heapdyno
