// The observer in programs that know nothing of it: they must say and do the same with and without.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "allocators/testing/child.h"

namespace heapdyno {
namespace {

using Command = std::vector<std::string>;

bool installed(const std::string& program) {
  return run_program({"sh", "-c", "command -v " + program}).exited(0);
}

class Unaware : public testing::TestWithParam<Command> {};
INSTANTIATE_TEST_SUITE_P(
    Programs, Unaware,
    testing::Values(
        Command{"ls", "-l", "/usr/lib"},
        Command{"sh", "-c", "for i in 1 2 3; do (echo $i | cat); done; exit 3"},
        Command{"perl", "-e",
                "my %h; $h{$_} = \"v$_\" for 1..20000; print scalar(keys %h), \"\\n\"; "
                "print `echo child`; if (my $p = fork) { waitpid $p, 0 } else { exit 5 } "
                "print $? >> 8, \"\\n\""},
        Command{"git", "--version"}, Command{"git", "hash-object", "--stdin"},
        Command{"python3", "-S", "-c", "import sys; print(sum(len(str(i)) for i in range(10000)))"},
        Command{"sort", "-r"}, Command{"gcc", "-E", "-x", "c", "-"},
        Command{"ls", "/no/such/folder"}));

TEST_P(Unaware, says_the_same_with_and_without) {
  if (!installed(GetParam()[0])) GTEST_SKIP() << GetParam()[0] << " is not installed";
  Setting setting;
  setting.input = "one\ntwo\nthree\n";
  setting.environment.push_back("HOME=/nonexistent");
  const Outcome plain = run_program(GetParam(), setting);
  for (const unsigned level : {0, 1, 2}) {
    const Observed observed = observe(GetParam(), setting, {observer_library(level)});
    EXPECT_EQ(observed.outcome.status, plain.status);
    EXPECT_EQ(observed.outcome.out, plain.out);
    EXPECT_EQ(observed.outcome.err, plain.err);
    ASSERT_TRUE(observed.counters);
    EXPECT_EQ(observed.counters->flags & ~kAfterFork, 0u);
    EXPECT_GT(allocations(observed.counters->total()), 0u);
  }
}

TEST(CPrograms, get_no_cxx_library) {
  const Observed observed = observe({"cat", "/proc/self/maps"}, {}, {observer_library(2)});
  EXPECT_NE(observed.outcome.out.find("libc.so"), std::string::npos);
  EXPECT_NE(observed.outcome.out.find("libheapdyno-observer"), std::string::npos);
  EXPECT_EQ(observed.outcome.out.find("libstdc++"), std::string::npos);
  EXPECT_EQ(observed.outcome.out.find("libgcc"), std::string::npos);
  EXPECT_EQ(observed.outcome.out.find("libm."), std::string::npos);
}

TEST(Preloading, works_from_a_path_with_spaces_and_colons) {
  const SharedFolder folder;
  const std::string copy = folder.file("a b:c.so");
  std::filesystem::copy_file(observer_library(), copy);
  const Observed observed = observe({"ls", "/"}, {}, {copy});
  EXPECT_EQ(observed.outcome.err, "");
  ASSERT_TRUE(observed.counters);
  EXPECT_GT(allocations(observed.counters->total()), 0u);
}

}  // namespace
}  // namespace heapdyno
