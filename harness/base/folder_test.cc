#include "harness/base/folder.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

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

// The PIDs of a process that is no more, and of none.
TEST(TemporaryFolder, WhatIsOnlyNamedLikeAFolderOfAKilledProcessStays) {
  const TemporaryFolder parent("/tmp");
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  const std::string of_child = parent.path() + "/heapdyno-" + std::to_string(child);
  const std::vector<std::string> folders = {parent.path() + "/heapdyno-20261122-backup",
                                            parent.path() + "/heapdyno-2.0",
                                            of_child,
                                            of_child + "-",
                                            of_child + "-short",
                                            of_child + "-longer1",
                                            of_child + "-a.data",
                                            of_child + "x-abcdef",
                                            parent.path() + "/heapdyno--5-abcdef"};
  for (const std::string& folder : folders) {
    fs::create_directory(folder);
    fs::permissions(folder, fs::perms::owner_all);
  }
  fs::create_directory(of_child + "-backup");
  fs::permissions(of_child + "-backup", fs::perms::owner_all | fs::perms::others_read);
  write_file(of_child + "-aplain", "file");
  fs::create_directory(parent.path() + "/real");
  fs::create_directory_symlink(parent.path() + "/real", of_child + "-linked");
  const std::string padded = of_child + "-xxxxaBc123";
  fs::create_directory(padded);
  fs::permissions(padded, fs::perms::owner_all);
  sweep_abandoned_folders(parent.path());
  for (const std::string& folder : folders) EXPECT_TRUE(fs::exists(folder)) << folder;
  for (const char* end : {"-backup", "-aplain", "-linked"})
    EXPECT_TRUE(fs::exists(of_child + end)) << end;
  EXPECT_FALSE(fs::exists(padded));
}

TEST(TemporaryFolder, AParentThatIsNotThereIsNamed) {
  EXPECT_THROW(TemporaryFolder("/nowhere"), std::exception);
}

}  // namespace
}  // namespace heapdyno
