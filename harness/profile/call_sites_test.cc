#include "harness/profile/call_sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

const CallStacks kStacks = {
    {{"measure_put"}, {1, 8}},
    {{"measure_put", "engine::Db::put", "engine::make"}, {2, 20, 1}},
    {{"measure_put", "engine::Db::put", "engine::apply", "engine::make"}, {3, 300}},
    {{"measure_put", "engine::Db::put", "engine::DbImpl::run", "engine::make"}, {4, 4}}};

TEST(OperationOf, IsTheDriversFunctionWithoutItsFamily) {
  EXPECT_EQ(operation_of({"measure_get", "engine::Db::get"}), "get");
  EXPECT_EQ(operation_of({"measure_remove"}), "delete");
  EXPECT_EQ(operation_of({"measure_write_prepared"}), "hand-over");
  EXPECT_EQ(operation_of({"load_open"}), "load open");
}

TEST(OperationOf, SaysThatItIsBackgroundWork) {
  EXPECT_EQ(operation_of({"measure_put", "engine::DbImpl::run", "engine::f"}), "put, background");
  EXPECT_EQ(operation_of({"load_commit", "engine::DbImpl::checkpoint"}), "load commit, background");
  EXPECT_EQ(operation_of({"background", "leveldb::Table::Open"}), "background");
}

TEST(CallSites, AreTheInnermostFunctionsOfEachOperation) {
  const std::vector<CallSite> sites = call_sites(kStacks);
  ASSERT_EQ(sites.size(), 3u);
  EXPECT_EQ(sites[0].operation, "put");
  EXPECT_EQ(sites[0].function, "engine::make");
  EXPECT_EQ(sites[0].figures, (Allocated{5, 320, 1}));
  ASSERT_EQ(sites[0].ways.size(), 2u);
  EXPECT_THAT(sites[0].ways[0].callers, ElementsAre("engine::Db::put", "engine::apply"));
  EXPECT_THAT(sites[0].ways[1].callers, ElementsAre("engine::Db::put"));
  EXPECT_EQ(sites[1].function, "measure_put");
  EXPECT_THAT(sites[1].ways[0].callers, IsEmpty());
  EXPECT_EQ(sites[2].operation, "put, background");
  EXPECT_THAT(by_operation(kStacks), ElementsAre(Pair("put", Allocated{6, 328, 1}),
                                                 Pair("put, background", Allocated{4, 4})));
}

TEST(CallSites, StandByTheirFigure) {
  const std::vector<CallSite> by_bytes = most_first(call_sites(kStacks), By::kBytes);
  EXPECT_EQ(by_bytes[0].figures.bytes, 320u);
  EXPECT_EQ(by_bytes[1].figures.bytes, 8u);
  const std::vector<CallSite> by_temporary = most_first(call_sites(kStacks), By::kTemporary);
  EXPECT_EQ(by_temporary[0].ways[0].figures.temporary, 1u);
}

}  // namespace
}  // namespace heapdyno
