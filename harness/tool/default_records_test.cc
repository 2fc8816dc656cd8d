// The records of the default run, counted: each within its room. Long: every scenario under every variant and allocator.

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "harness/record/record.h"
#include "harness/testing/test_build_folder.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

TEST(DefaultRecords, StayWithinTheirRoom) {
  const TemporaryFolder folder("/tmp");
  const std::string path = folder.path() + "/run.jsonl";
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(run_tool({"run", "--rounds", "0", "--out", path, "--build",
                      std::getenv("HEAPDYNO_TEST_BUILD")},
                     out, err),
            0)
      << err.str();
  std::istringstream lines(read_file(path));
  int records = 0;
  for (std::string line; std::getline(lines, line); ++records) {
    EXPECT_LE(line.size(), kMostBytes) << line;
  }
  EXPECT_GT(records, 0);
}

}  // namespace
}  // namespace heapdyno
