#include "harness/stacks/heap_dump.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr char kText[] =
    "heap_v2/1\n"
    "  t*: 3: 112 [9: 400]\n"
    "  t0: 2: 96 [8: 384]\n"
    "  t1: 1: 16 [1: 16]\n"
    "@ 0x7f0000001234 0x555500001010 0x555500001020\n"
    "  t*: 1: 16 [7: 304]\n"
    "  t0: 1: 16 [7: 304]\n"
    "@ 0x555500001030\n"
    "  t*: 2: 96 [2: 96]\n"
    "  t0: 2: 96 [2: 96]\n"
    "\n"
    "MAPPED_LIBRARIES:\n"
    "555500000000-555500001000 r--p 00000000 fe:00 77                         /b/dyno x\n"
    "555500001000-555500002000 r-xp 00000800 fe:00 77                         /b/dyno x\n"
    "555500002000-555500003000 rw-p 00000000 00:00 0 \n"
    "7f0000000000-7f0000002000 r-xp 00000000 fe:00 78                         /lib/libc.so.6\n"
    "7ffff0000000-7ffff0001000 r-xp 00000000 00:00 0                          [vdso]\n";

HeapDump parse(const std::string& text) {
  std::istringstream stream(text);
  return parse_heap_dump(stream, "the dump");
}

std::string dump_error(const std::string& text) {
  try {
    parse(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(HeapDump, HasFiguresOfStacksAndOfTheProcess) {
  const HeapDump dump = parse(kText);
  EXPECT_EQ(dump.all.alive, (Allocated{3, 112}));
  EXPECT_EQ(dump.all.ever, (Allocated{9, 400}));
  ASSERT_EQ(dump.stacks.size(), 2u);
  const auto& figures = dump.stacks.at({0x7f0000001234, 0x555500001010, 0x555500001020});
  EXPECT_EQ(figures.alive, (Allocated{1, 16}));
  EXPECT_EQ(figures.ever, (Allocated{7, 304}));
}

TEST(HeapDump, KnowsInWhichFileAnAddressIs) {
  const HeapDump dump = parse(kText);
  const Mapping* const code = dump.mapping_of(0x555500001010);
  ASSERT_NE(code, nullptr);
  EXPECT_EQ(code->path, "/b/dyno x");
  // Where the file begins, although this part of it stands elsewhere in it.
  EXPECT_EQ(code->base, 0x555500000000u);
  EXPECT_EQ(dump.mapping_of(0x555500002010), nullptr);
  EXPECT_EQ(dump.mapping_of(0x7ffff0000010), nullptr);
}

TEST(HeapDump, SaysWhatIsWrongWithTheText) {
  EXPECT_THAT(dump_error(""), HasSubstr("the dump: not what jemalloc 5 dumps of every allocation"));
  EXPECT_THAT(dump_error("heap_v2/524288\n"), HasSubstr("it begins with 'heap_v2/524288'"));
  EXPECT_THAT(dump_error("heap_v2/1\n"), HasSubstr("there is no MAPPED_LIBRARIES:"));
  EXPECT_THAT(dump_error("heap_v2/1\n@ \n"), HasSubstr("a stack without an address"));
  EXPECT_THAT(dump_error("heap_v2/1\n  t*: 1: 2\n"), HasSubstr("no figures in '  t*: 1: 2'"));
  EXPECT_THAT(dump_error("heap_v2/1\nMAPPED_LIBRARIES:\nx\n"), HasSubstr("no mapping in 'x'"));
}

}  // namespace
}  // namespace heapdyno
