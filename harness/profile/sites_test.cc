#include "harness/profile/sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Place kPlace{"fill", "fill"};

SiteList site_list() {
  SiteList list;
  list.sites = {{"arena", "merge", {"engine::f"}, kPlace, ""},
                {"arena", "inner", {"engine::g"}, kPlace, ""},
                {"flat_hash", "index", {"engine::f"}, kPlace, "arena"}};
  list.walks = {{"put", kPlace, {{"1. encode", {"engine::f"}}, {"2. apply", {"engine::h"}}}}};
  return list;
}

Record profiled(const std::string& variant, std::map<std::string, std::string> policy,
                CallStacks stacks, uint64_t bytes_copied) {
  PhaseRecord phase;
  phase.name = "fill";
  ScopeRecord put;
  put.name = "put";
  put.operations = 100;
  phase.scopes = {put};
  phase.physical = {{"bytes_copied", bytes_copied}};
  phase.stacks = std::move(stacks);
  Record record;
  record.keys = {{"mode", "profile"}, {"scenario", "fill"}, {"variant", variant}};
  record.state = "ok";
  record.policy = std::move(policy);
  record.phases = {phase};
  return record;
}

std::vector<Record> records() {
  return {profiled("baseline", {{"arena", "off"}, {"flat_hash", "off"}},
                   {{{"engine::f"}, {300, 900}}, {{"engine::f", "engine::g"}, {200, 400}}}, 5000),
          profiled("only-arena", {{"arena", "retained"}, {"flat_hash", "off"}},
                   {{{"engine::f"}, {100, 900}}}, 5000),
          profiled("seed", {{"arena", "retained"}, {"flat_hash", "flat"}},
                   {{{"engine::f"}, {50, 100}}, {{}, {10, 10}}}, 2000)};
}

std::string printed(const Table& table) {
  std::ostringstream out;
  print(out, table, Format::kCsv);
  return out.str();
}

TEST(Sites, AreComparedByTheTogglesThatAreOn) {
  const SiteList list = site_list();
  const SiteFigures off = figures_of(list.sites[0], {}, list, records());
  EXPECT_EQ(off.here, (Allocated{300, 900}));
  EXPECT_EQ(off.in_all, (Allocated{500, 1300}));
  EXPECT_EQ(off.bytes_copied, 5000u);
  EXPECT_THAT(off.seen, ElementsAre("engine::f"));
  EXPECT_EQ(figures_of(list.sites[1], {}, list, records()).here, (Allocated{200, 400}));
  EXPECT_EQ(figures_of(list.sites[2], {"arena", "flat_hash"}, list, records()).here,
            (Allocated{50, 100}));
}

TEST(Sites, AreATableOfChangesForEachOperation) {
  const std::string table = printed(site_table(site_list(), records()));
  EXPECT_THAT(table, HasSubstr("arena,merge,f,fill,fill,3,1,9,9,50,50,5,1\n"));
  EXPECT_THAT(table, HasSubstr("arena,inner,g,fill,fill,2,0,4,0,50,50,5,1\n"));
  EXPECT_THAT(table, HasSubstr("flat_hash (with arena),index,f,fill,fill,1,0.5,9,1,50,20,1,0.6\n"));
}

TEST(Sites, NameAFunctionThatIsOnNoStack) {
  SiteList list = site_list();
  list.sites[0].functions.push_back("engine::misspelt");
  std::ostringstream out;
  print(out, site_table(list, records()), Format::kText);
  EXPECT_THAT(out.str(), HasSubstr("engine::misspelt is on no stack of fill, fill\n"));
}

TEST(Sites, OfAWalkAddUpToThePhase) {
  EXPECT_EQ(printed(walk_table(site_list().walks[0], records())),
            "step,functions,baseline,seed\n"
            "1. encode,f,5,0.5\n2. apply,h,0,0\nelsewhere,,0,0.1\nin all,,5,0.6\n");
}

TEST(Sites, AskForEachCellOnce) {
  std::vector<std::string> cells;
  for (const ProfiledCell& cell : cells_of(site_list())) cells.push_back(cell.variant);
  EXPECT_THAT(cells, ElementsAre("arena", "arena+flat_hash", "baseline", "seed"));
}

TEST(Sites, WithoutARecordAreAnErrorThatSaysWhatToDo) {
  std::vector<Record> some = records();
  some.erase(some.begin());
  try {
    site_table(site_list(), some);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "no record of fill under baseline in mode profile: make them with 'heapdyno sites "
                 "--out FILE'");
  }
}

TEST(Sites, OfAPhaseThatIsNotThereAreAnError) {
  SiteList list = site_list();
  list.sites[0].place.phase = "full";
  EXPECT_THROW(site_table(list, records()), Error);
}

}  // namespace
}  // namespace heapdyno
