// The selftest on the executables of its own build folder: it finds every fault, and with any one of the
// gate's checks skipped it fails and names it. HEAPDYNO_TEST_BUILD names the build folder.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "harness/selftest/selftest.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const char* build_folder() { return std::getenv("HEAPDYNO_TEST_BUILD"); }

TEST(SelftestOnDynos, TheCommandFindsEveryFault) {
  const Outcome outcome = run_tool_on(build_folder(), {"selftest"});
  EXPECT_EQ(outcome.exit, 0) << outcome.out << outcome.err;
  for (const GateCheck check : kGateChecks) EXPECT_THAT(outcome.out, HasSubstr(name_of(check)));
}

TEST(SelftestOnDynos, AnyCheckThatIsSkippedIsNamed) {
  ProcessFaults faults(take_inventory(open_build_folder(build_folder()), Ask::kOneOfEach));
  std::ostringstream log;
  for (const GateCheck check : kGateChecks)
    EXPECT_THAT(not_caught(selftest(faults, log, {check})), Contains(name_of(check)));
  EXPECT_THAT(not_caught(selftest(faults, log)), IsEmpty()) << "all of the same counts";
}

}  // namespace
}  // namespace heapdyno
