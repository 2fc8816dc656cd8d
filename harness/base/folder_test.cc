#include "harness/base/folder.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "harness/testing/test_build_folder.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, IsGoneAtTheEndWithAllThatIsInIt) {
  std::string path;
  {
    const TemporaryFolder folder("/tmp");
    path = folder.path();
    fs::create_directories(path + "/a/b");
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, OfAKilledProcessIsSweptAndOfALivingOneStays) {
  const TemporaryFolder parent("/tmp");
  const TemporaryFolder living(parent.path());
  const pid_t child = fork();
  if (child == 0) {
    const TemporaryFolder folder(parent.path());
    write_file(folder.path() + "/left", "behind");
    _exit(0);  // as if killed: nothing is cleaned up
  }
  waitpid(child, nullptr, 0);
  fs::create_directory(parent.path() + "/other-1-x");
  const auto entries = [&] {
    return std::distance(fs::directory_iterator(parent.path()), fs::directory_iterator());
  };
  EXPECT_EQ(entries(), 3);
  sweep_abandoned_folders(parent.path());
  EXPECT_EQ(entries(), 2);
  EXPECT_TRUE(fs::exists(living.path()));
}

TEST(TemporaryFolder, AParentThatIsNotThereIsNamed) {
  EXPECT_THROW(TemporaryFolder("/nowhere"), std::exception);
}

}  // namespace
}  // namespace heapdyno
