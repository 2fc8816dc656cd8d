#include "harness/profile/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"
#include "harness/profile/profile_tables.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TestTrial profiled_trial() {
  TestTrial trial;
  trial.mode = Mode::kProfile;
  trial.stacks = {
      {{"measure_put", "engine::Db::put", "engine::make"}, {200, 6400}},
      {{"measure_put", "engine::Db::put", "engine::apply", "engine::make"}, {100, 3200}},
      {{"measure_put", "engine::Db::put", "engine::append"}, {50, 900, 40}},
      {{"measure_put", "engine::Db::put", "engine::DbImpl::run", "engine::build"}, {10, 4000, 2}}};
  trial.heaps = {{"peak",
                  {61, 9000},
                  {{{"load_open", "engine::Db::open"}, {1, 5000}},
                   {{"measure_put", "engine::Db::put", "engine::make"}, {50, 1600}}}}};
  return trial;
}

Profile profile(ProfileTool tool = ProfileTool::kHeaptrack) {
  return profile_of(record(profiled_trial()), tool);
}

std::string shown(const Profile& profile, size_t top) {
  std::ostringstream out;
  print(out, tables_of(profile, top), Format::kText);
  return out.str();
}

constexpr char kGolden[] = R"({
 "schema": "heapdyno.profile/1",
 "tool": "heaptrack",
 "scenario": "fill",
 "scenario_digest": "5ca1ab1e5ca1ab1e",
 "store": "reference",
 "variant": "baseline",
 "allocator": "glibc",
 "phases": [
  {
   "phase": "fill",
   "operations": {
    "put": 100
   },
   "allocations": 360,
   "bytes": 14500,
   "temporary": 42,
   "sites": [
    {
     "operation": "put",
     "function": "engine::make",
     "allocations": 300,
     "bytes": 9600,
     "temporary": 0,
     "ways": [
      {
       "callers": [
        "engine::Db::put"
       ],
       "allocations": 200,
       "bytes": 6400,
       "temporary": 0
      },
      {
       "callers": [
        "engine::Db::put",
        "engine::apply"
       ],
       "allocations": 100,
       "bytes": 3200,
       "temporary": 0
      }
     ]
    },
    {
     "operation": "put",
     "function": "engine::append",
     "allocations": 50,
     "bytes": 900,
     "temporary": 40,
     "ways": [
      {
       "callers": [
        "engine::Db::put"
       ],
       "allocations": 50,
       "bytes": 900,
       "temporary": 40
      }
     ]
    },
    {
     "operation": "put, background",
     "function": "engine::build",
     "allocations": 10,
     "bytes": 4000,
     "temporary": 2,
     "ways": [
      {
       "callers": [
        "engine::Db::put",
        "engine::DbImpl::run"
       ],
       "allocations": 10,
       "bytes": 4000,
       "temporary": 2
      }
     ]
    }
   ]
  }
 ],
 "heaps": [
  {
   "moment": "peak",
   "blocks": 61,
   "bytes": 9000,
   "sites": [
    {
     "operation": "load open",
     "function": "engine::Db::open",
     "blocks": 1,
     "bytes": 5000,
     "ways": [
      {
       "callers": [],
       "blocks": 1,
       "bytes": 5000
      }
     ]
    },
    {
     "operation": "put",
     "function": "engine::make",
     "blocks": 50,
     "bytes": 1600,
     "ways": [
      {
       "callers": [
        "engine::Db::put"
       ],
       "blocks": 50,
       "bytes": 1600
      }
     ]
    }
   ]
  }
 ]
})";

TEST(Profile, IsWrittenAsItsSchemaSays) { EXPECT_EQ(to_json(profile()).dump(1), kGolden); }

TEST(Profile, OfJemallocSaysNothingOfWhatWasTemporary) {
  const std::string json = to_json(profile(ProfileTool::kJemalloc)).dump();
  EXPECT_THAT(json, Not(HasSubstr("temporary")));
  EXPECT_THAT(json, HasSubstr(R"("tool":"jemalloc")"));
}

TEST(Profile, OfARecordWithoutAMeasuredPhaseIsAnError) {
  TestTrial trial = profiled_trial();
  trial.not_applicable = "it has no such operation";
  try {
    profile_of(record(trial), ProfileTool::kHeaptrack);
    FAIL() << "was taken";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "nothing was measured: the store reference ran no measured phase of fill");
  }
}

TEST(Profile, CanBeOfOnePhase) {
  Profile two = profile();
  two.phases.push_back({"scan", {{"scan", 10}}, {}});
  two.heaps = {{"peak", {}, {}}, {"end of fill", {}, {}}, {"end of scan", {}, {}}};
  const Profile one = only_phase(two, "scan");
  ASSERT_EQ(one.phases.size(), 1u);
  EXPECT_EQ(one.phases[0].name, "scan");
  ASSERT_EQ(one.heaps.size(), 2u);
  EXPECT_EQ(one.heaps[1].moment, "end of scan");
  try {
    only_phase(two, "scam");
    FAIL() << "was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("unknown phase 'scam': did you mean 'scan'?"));
  }
}

TEST(PhaseProfile, CountsTheOperationsOfAKindAndOfAllWhereItHasNone) {
  const PhaseProfile phase = {"mixed", {{"get", 30}, {"put", 10}}, {}};
  EXPECT_EQ(phase.operations_of("get"), 30u);
  EXPECT_EQ(phase.operations_of("put, background"), 10u);
  EXPECT_EQ(phase.operations_of("background"), 40u);
  EXPECT_EQ(phase.operations_text(), "30 get, 10 put");
}

TEST(ProfileTables, ShowSitesOfEachOperationWhatWasTemporaryAndThePeak) {
  EXPECT_EQ(shown(profile(), 10),
            R"(fill: 360 allocations in 100 put (counted)
  operation        site    allocs/op  allocations   share  bytes/op  temporary  called from
  put              make            3          300  83.3 %        96          0  Db::put (66.7 %, 2 ways)
  put              append      0.500           50  13.9 %         9         40  Db::put
  put, background  build       0.100           10   2.8 %        40          2  DbImpl::run < Db::put

fill: 42 temporary allocations (freed by the very next call)
  operation        site    temporary  of its allocations  called from
  put              append         40              80.0 %  Db::put
  put, background  build           2              20.0 %  DbImpl::run < Db::put

Alive at the peak: 9,000 bytes in 61 blocks (counted)
  allocated by  site                        bytes   share  blocks  called from
  load open     Db::open                    5,000  55.6 %       1
  put           make                        1,600  17.8 %      50  Db::put
                (the driver and libraries)  2,400  26.7 %      10
)");
}

TEST(ProfileTables, SumUpWhatTheyLeaveOut) {
  const std::string text = shown(profile(), 1);
  EXPECT_THAT(text, HasSubstr("put              (1 more site)      0.500           50  13.9 %"));
  EXPECT_THAT(text, HasSubstr("(1 more site)          2              20.0 %"));
  EXPECT_THAT(text, HasSubstr("(1 more site)               1,600  17.8 %      50"));
}

TEST(ProfileTables, OfJemallocSayWhatIsNotThere) {
  TestTrial trial = profiled_trial();
  trial.stacks = {{{"measure_put", "engine::make"}, {100, 4800}}};
  const std::string text = shown(profile_of(record(trial), ProfileTool::kJemalloc), 10);
  EXPECT_THAT(text, HasSubstr("no peak and no temporary allocations (--tool heaptrack has)"));
  EXPECT_THAT(text, Not(HasSubstr("temporary  ")));
}

}  // namespace
}  // namespace heapdyno
