#include "allocators/counters_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "allocators/testing/child.h"

namespace heapdyno {
namespace {

class CountersFile : public testing::Test {
 protected:
  CountersFile() {
    header_.magic = kCountersMagic;
    header_.version = kCountersVersion;
    header_.pid = 42;
  }
  // A whole file, sparse, with 7 malloc of 100 bytes in scope 3 of each block named.
  void write(const std::vector<uint32_t>& blocks) {
    std::ofstream file(path(), std::ios::binary | std::ios::trunc);
    put(file, 0, &header_, sizeof(header_));
    heapdyno_counts counts = {};
    counts.calls[HEAPDYNO_MALLOC] = 7;
    counts.bytes = 700;
    for (const uint32_t block : blocks) {
      put(file, kCountersHeaderBytes + block * sizeof(CountersBlock) + 3 * sizeof(counts), &counts,
          sizeof(counts));
    }
    file.close();
    std::filesystem::resize_file(path(), counters_file_bytes(header_.level));
  }
  std::string path() const { return folder_.file("counters"); }
  std::string error() const { return read_counters(path()).status().to_string(); }

  static void put(std::ostream& file, size_t offset, const void* from, size_t bytes) {
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(static_cast<const char*>(from), static_cast<std::streamsize>(bytes));
  }

  CountersHeader header_ = {};
  SharedFolder folder_;
};

TEST_F(CountersFile, sums_the_blocks_of_all_threads) {
  header_.threads = 3;
  write({0, 2});
  const auto counters = read_counters(path());
  ASSERT_TRUE(counters.is_ok()) << counters.status().to_string();
  EXPECT_EQ(counters->pid, 42u);
  EXPECT_EQ(counters->scopes[3].calls[HEAPDYNO_MALLOC], 14u);
  EXPECT_EQ(counters->total().bytes, 1400u);
  EXPECT_EQ(allocations(counters->scopes[4]), 0u);
}

TEST_F(CountersFile, includes_the_shared_block_of_later_threads) {
  header_.threads = 1'000'000;
  write({kOwnBlocks});
  EXPECT_EQ(read_counters(path())->scopes[3].calls[HEAPDYNO_MALLOC], 7u);
}

TEST_F(CountersFile, blocks_that_no_thread_has_yet_are_not_counted) {
  header_.threads = 1;
  write({0, 1});
  EXPECT_EQ(read_counters(path())->scopes[3].calls[HEAPDYNO_MALLOC], 7u);
}

TEST_F(CountersFile, of_level_2_says_what_is_alive_and_how_blocks_died) {
  header_.threads = 1;
  header_.level = 2;
  header_.inherited = 50;
  header_.peak = 900;
  write({0});
  heapdyno_lifetimes table = {};
  table.deaths[1][HEAPDYNO_DEATH_TEMPORARY][0] = 3;
  std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
  put(file, kLifetimesOffset + 31 * sizeof(table), &table, sizeof(table));
  file.close();
  const auto counters = read_counters(path());
  ASSERT_TRUE(counters.is_ok()) << counters.status().to_string();
  EXPECT_EQ(counters->live(), 750u);
  EXPECT_EQ(counters->peak, 900u);
  ASSERT_EQ(counters->lifetimes.size(), size_t{HEAPDYNO_SCOPES});
  EXPECT_EQ(counters->lifetimes[30].deaths(), 0u);
  EXPECT_EQ(counters->lifetimes[31], Lifetimes(table));
}

TEST_F(CountersFile, of_a_lower_level_has_no_lifetimes) {
  header_.level = 1;
  write({});
  EXPECT_TRUE(read_counters(path())->lifetimes.empty());
}

TEST_F(CountersFile, has_the_names_of_scopes_and_what_phases_counted) {
  header_.threads = 1;
  header_.names.scopes = 1;
  header_.names.phases = 2;
  header_.names.phase = 2;
  std::strcpy(header_.names.scope_names[0].data(), "put");
  std::strcpy(header_.names.phase_names[0].data(), "load");
  std::strcpy(header_.names.phase_names[1].data(), "run");
  write({0, kPhaseBlock});
  const auto counters = read_counters(path());
  ASSERT_TRUE(counters.is_ok()) << counters.status().to_string();
  EXPECT_EQ(counters->scope_names, std::vector<std::string>{"put"});
  ASSERT_EQ(counters->phases.size(), 2u);
  EXPECT_EQ(counters->phases[0].name, "load");
  EXPECT_TRUE(counters->phases[0].ended);
  EXPECT_EQ(counters->phases[0].sums.scopes[3].bytes, 700u);
  EXPECT_EQ(counters->phases[1].name, "run");
  EXPECT_FALSE(counters->phases[1].ended);
  EXPECT_EQ(counters->phases[1].sums.scopes[3].bytes, 700u);  // all of the thread's since its begin
  write({0, kPhaseBlock, kBegunBlock});
  EXPECT_EQ(read_counters(path())->phases[1].sums.scopes[3].bytes, 0u);
}

TEST_F(CountersFile, of_names_beyond_the_tables_has_those_in_them) {
  header_.names.scopes = header_.names.phases = UINT32_MAX;
  for (CountersName& name : header_.names.scope_names) name.fill('x');  // without an end
  write({});
  const auto counters = read_counters(path());
  ASSERT_TRUE(counters.is_ok()) << counters.status().to_string();
  EXPECT_EQ(counters->scope_names.size(), size_t{HEAPDYNO_NAMED_SCOPES});
  EXPECT_EQ(counters->scope_names[0], std::string(HEAPDYNO_NAME_BYTES, 'x'));
  EXPECT_EQ(counters->phases.size(), size_t{HEAPDYNO_PHASES});
}

TEST_F(CountersFile, errors_name_the_file_and_what_is_wrong) {
  EXPECT_NE(error().find(path()), std::string::npos);
  EXPECT_NE(error().find("No such file"), std::string::npos);
  header_.magic = 1;
  write({});
  EXPECT_NE(error().find("not a counters file"), std::string::npos);
  header_.magic = kCountersMagic;
  header_.version = 9;
  write({});
  EXPECT_NE(error().find("version 9, expected 3"), std::string::npos);
}

TEST_F(CountersFile, a_truncated_file_is_an_error) {
  header_.threads = 1;
  write({0});
  std::filesystem::resize_file(path(), 10'000);
  EXPECT_NE(error().find("truncated: 10000 bytes"), std::string::npos) << error();
  std::filesystem::resize_file(path(), 100);
  EXPECT_NE(error().find("ends early"), std::string::npos) << error();
}

TEST_F(CountersFile, finds_the_first_process_and_its_children) {
  for (const char* name :
       {"counters.9", "counters", "counters.12.1", "counter", "countersX", "other.counters"}) {
    std::ofstream(folder_.file(name)) << "x";
  }
  EXPECT_EQ(counters_files(path()), (std::vector<std::string>{path(), folder_.file("counters.12.1"),
                                                              folder_.file("counters.9")}));
  EXPECT_TRUE(counters_files("/no/such/folder/counters").empty());
}

TEST(Counts, what_is_left_alive_is_made_less_freed_the_loaders_too) {
  heapdyno_counts counts = {};
  counts.bytes = 1000;
  counts.loader_bytes = 300;
  counts.freed_bytes = 400;
  counts.loader_freed_bytes = 100;
  counts.usable = 2000;
  counts.usable_freed = 700;
  EXPECT_EQ(live_bytes(counts), 800u);
  EXPECT_EQ(live_usable(counts), 1300u);
  EXPECT_EQ(live_bytes(without_loader(counts)), 600u);
  EXPECT_EQ(live_usable(without_usable(counts)), 0u);
}

TEST(Counts, sums_and_differences_are_by_field) {
  heapdyno_counts a = {};
  a.calls[HEAPDYNO_NEW] = 5;
  a.sizes[47] = 2;
  heapdyno_counts b = {};
  b.calls[HEAPDYNO_NEW] = 3;
  b.calls[HEAPDYNO_DELETE] = 4;
  const heapdyno_counts both = sum(a, b);
  EXPECT_EQ(both.calls[HEAPDYNO_NEW], 8u);
  EXPECT_EQ(both.sizes[47], 2u);
  EXPECT_TRUE(equal(difference(both, b), a));
  EXPECT_FALSE(equal(both, a));
  EXPECT_EQ(allocations(both), 8u);
  EXPECT_EQ(frees(both), 4u);
}

}  // namespace
}  // namespace heapdyno
