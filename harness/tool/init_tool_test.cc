// `heapdyno init`; that the commands in what it writes work is end_to_end_test.cc's.

#include <gmock/gmock.h>

#include "harness/testing/test_tool.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class InitTool : public Tool {
 protected:
  Outcome init(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "init");
    std::ostringstream out;
    std::ostringstream err;
    const int exit = run_tool(std::move(arguments), out, err);
    return {exit, out.str(), err.str()};
  }
};

TEST_F(InitTool, WritesAScenarioWithItsCommands) {
  const std::string file = folder_.file("hot-reads.json");
  const Outcome written = init({file});
  EXPECT_EQ(written.exit, 0) << written.err;
  EXPECT_THAT(written.out, HasSubstr("wrote " + file));
  const std::string text = read_file(file);
  EXPECT_THAT(text, HasSubstr("\"name\": \"hot-reads\""));
  EXPECT_THAT(text, HasSubstr("heapdyno scenario check " + file));
  EXPECT_THAT(text, HasSubstr("--out " + folder_.file("hot-reads.jsonl")));
  for (const char* word : {"FILE", "NAME", "RECORDS"}) EXPECT_THAT(text, Not(HasSubstr(word)));
  EXPECT_EQ(tool({"scenario", "check", file}).exit, 0);
  const Outcome counted = run({"--scenario", file, "--rounds", "0"});
  EXPECT_EQ(counted.exit, 0) << counted.err;
  EXPECT_THAT(counted.out, HasSubstr("hot-reads"));
}

TEST_F(InitTool, WritesNothingOver) {
  const std::string file = folder_.file("mine.json");
  write_file(file, "mine");
  const Outcome refused = init({file});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.err, HasSubstr(file + " is there already"));
  EXPECT_EQ(read_file(file), "mine");
}

TEST_F(InitTool, RefusesWhatCannotBeAScenariosName) {
  for (const char* name : {"Mine.json", "mine", "two words.json", "mine.txt"}) {
    const Outcome refused = init({folder_.file(name)});
    EXPECT_EQ(refused.exit, 2) << name;
    EXPECT_THAT(refused.err, HasSubstr("my-workload.json"));
  }
}

}  // namespace
}  // namespace heapdyno
