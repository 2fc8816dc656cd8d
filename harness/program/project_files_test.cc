#include "harness/program/project_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/base/folder.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

class Project : public ::testing::Test {
 protected:
  Project() {
    fs::create_directories(folder_.path() + "/project/src");
    std::ofstream(folder_.path() + "/project/src/a.c") << "\n";
    fs::create_directory_symlink(folder_.path() + "/project", folder_.path() + "/link");
  }

  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  const TemporaryFolder folder_{"/tmp"};
};

TEST_F(Project, AFileIsNamedFromItsFolder) {
  ProjectFiles project(path("project"));
  EXPECT_EQ(project.within(path("project/src/a.c")), "src/a.c");
  EXPECT_EQ(project.within(path("project/build/../src/a.c")), "src/a.c");
  EXPECT_EQ(project.within("src/a.c"), "src/a.c");
  EXPECT_EQ(project.within("./src/a.c"), "src/a.c");
  EXPECT_EQ(project.within("../../src/a.c"), "src/a.c") << "of a build folder";
}

TEST_F(Project, OthersFilesAreNone) {
  ProjectFiles project(path("project"));
  EXPECT_EQ(project.within(""), "");
  EXPECT_EQ(project.within("/usr/include/c++/12/bits/new_allocator.h"), "");
  EXPECT_EQ(project.within(path("project-of-others/a.c")), "");
  EXPECT_EQ(project.within("./malloc/malloc.c"), "") << "as the C library's are named";
}

TEST_F(Project, LinksLeadToIt) {
  EXPECT_EQ(ProjectFiles(path("link")).within(path("project/src/a.c")), "src/a.c");
  EXPECT_EQ(ProjectFiles(path("project")).within(path("link/src/a.c")), "src/a.c");
}

}  // namespace
}  // namespace heapdyno
