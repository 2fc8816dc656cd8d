#include "harness/profile/profile_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/profile/profile_diff_tables.h"
#include "harness/stacks/heap_profile.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Two builds of one program, as heaptrack's interpreter prints them: a put makes a node and copies
// a key. What is not common to them is in `places`.
std::string text_of(const std::string& places) {
  return "v 10400 3\n"
         "s 2c heapdyno::mark_profiled_phase(unsigned long)\n"
         "s 15 scenarios/profiler.cc\n"
         "s b measure_put\n"
         "s 18 scenarios/store_calls.cc\n"
         "s d put(int) [x]\n"
         "s b engine::put(std::string_view)\n"
         "s 9 engine/db/write.cc\n"
         "s a engine::make_node<int>(unsigned long)\n"
         "s f engine/memory/nodes.h\n"
         "s a std::string::_M_create(unsigned long)\n"
         "s 9 /usr/include/string\n"
         "i 1000 0 1 2 9\n" +
         places + "+ 0\n+ 2\n+ 3\n+ 2\n- 2\n+ 3\n+ 1\n";
}

// make_node is a function of its own.
std::string out_of_line() {
  return text_of(
      "i 2000 0 3 4 10\n"         // measure_put
      "i 3000 0 6 7 21\n"         // engine::put calls make_node
      "i 4000 0 8 9 5\n"          // make_node calls operator new
      "i 5000 0 a b 99 6 7 23\n"  // engine::put with the string inlined
      "t 1 0\nt 2 0\nt 3 2\nt 4 3\nt 5 2\n"
      "a 1 1\na 2 1\na 40 4\na 18 5\n");
}

// It is inlined into engine::put, all lines are others, and addresses too.
std::string inlined() {
  return text_of(
      "i 2200 0 3 4 12\n"
      "i 3300 0 8 9 7 6 7 31\n"
      "i 5500 0 a b 99 6 7 33\n"
      "t 1 0\nt 2 0\nt 3 2\nt 4 2\n"
      "a 1 1\na 2 1\na 40 3\na 18 4\n");
}

// It ends in a jump to operator new, so it leaves no frame.
std::string without_a_frame() {
  return text_of(
      "i 2200 0 3 4 12\n"
      "i 3300 0 6 7 31\n"
      "i 5500 0 a b 99 6 7 33\n"
      "t 1 0\nt 2 0\nt 3 2\nt 4 2\n"
      "a 1 1\na 2 1\na 40 3\na 18 4\n");
}

CallStacks stacks_of(const std::string& text) {
  std::istringstream stream(text);
  const std::vector<bool> temporary = {false, false, false, true, false, false};
  return parse_heap_profile(stream, temporary, "planted").phases.at(0);
}

TEST(ProfileDiff, InliningAndShiftedLinesAreNoDifference) {
  const CallStacks before = stacks_of(out_of_line());
  EXPECT_EQ(total(before), (Allocated{4, 0x40 * 2 + 0x18 * 2, 1}));
  for (const std::string& text : {out_of_line(), inlined(), without_a_frame()}) {
    const Changes there = changes_of(before, stacks_of(text));
    EXPECT_THAT(there.sites, IsEmpty());
    EXPECT_THAT(changes_of(stacks_of(text), before).sites, IsEmpty());
    EXPECT_EQ(there.before, there.after);
  }
}

const CallStacks kBefore = {{{"measure_put", "put", "make"}, {300, 9600}},
                            {{"measure_put", "put", "apply", "make"}, {50, 1600}},
                            {{"measure_put", "put", "copy"}, {200, 4000, 7}},
                            {{"measure_put", "put", "log"}, {10, 80}},
                            {{"measure_put", "put", "grow"}, {4, 400}},
                            {{"measure_put", "put", "same"}, {9, 90}}};
const CallStacks kAfter = {{{"measure_put", "put", "make"}, {100, 3200}},
                           {{"measure_put", "put", "arena", "block"}, {3, 12288}},
                           {{"measure_put", "put", "log"}, {15, 80}},
                           {{"measure_put", "put", "grow"}, {4, 800}},
                           {{"measure_put", "put", "same"}, {9, 90}}};

Profile profile(const std::string& variant, const CallStacks& stacks) {
  Profile profile;
  profile.scenario = "fill";
  profile.scenario_digest = "5ca1ab1e5ca1ab1e";
  profile.store = "reference";
  profile.variant = variant;
  profile.alloc = "glibc";
  profile.phases = {{"fill", {{"put", 100}}, stacks}};
  profile.heaps = {{"peak", {400, 9000}, {{{"load_open", "open"}, {1, 100}}}}};
  return profile;
}

TEST(ProfileDiff, SaysWhatIsGoneNewMoreAndFewer) {
  const std::vector<SiteChange> sites =
      most_changed(changes_of(kBefore, kAfter).sites, By::kAllocations);
  std::vector<std::string> said;
  for (const SiteChange& site : sites) {
    said.push_back(std::string(site.change(By::kAllocations)) + " " + site.function + " " +
                   std::to_string(difference(site, By::kAllocations)));
  }
  EXPECT_THAT(said, ElementsAre("fewer make -250", "gone copy -200", "more log 5", "new block 3",
                                "more grow 0"));
}

TEST(ProfileDiff, OfTheSitesAddsUpToThatOfTheTotals) {
  for (const auto& [a, b] :
       {std::pair(kBefore, kAfter), std::pair(kAfter, kBefore), std::pair(kBefore, CallStacks())}) {
    const Changes changes = changes_of(a, b);
    for (const By by : {By::kAllocations, By::kBytes, By::kTemporary}) {
      int64_t sum = 0;
      for (const SiteChange& site : changes.sites) sum += difference(site, by);
      EXPECT_EQ(sum, static_cast<int64_t>(figure_of(total(b), by)) -
                         static_cast<int64_t>(figure_of(total(a), by)));
    }
  }
}

TEST(ProfileDiff, IsShownWithItsTotals) {
  const Profile before = profile("baseline", kBefore);
  const Profile after = profile("all", kAfter);
  std::ostringstream out;
  print(out, tables_of(diff_of(before, after), 4), Format::kText);
  EXPECT_EQ(out.str(),
            R"(fill: baseline -> all (100 put, counted)
  change  operation  site                  allocs/op  allocations        bytes/op
  fewer   put        make                 3.500 -> 1         -250       112 -> 32
  gone    put        copy                     2 -> 0         -200         40 -> 0
  more    put        log              0.100 -> 0.150           +5  0.800 -> 0.800
  new     put        block               0 -> 0.0300           +3      0 -> 122.9
                     (1 more site)  0.0400 -> 0.0400            0          4 -> 8
  in all                              5.730 -> 1.310         -442  157.7 -> 164.6
  sites that are the same in both: 1

Alive at the peak: baseline -> all (counted)
  change  allocated by  site       bytes  difference  blocks
  in all                      100 -> 100           0  1 -> 1
  sites that are the same in both: 1
)");
}

TEST(ProfileDiff, IsWrittenAsItsSchemaSays) {
  const Profile before = profile("baseline", {{{"measure_put", "put", "make"}, {300, 9600, 1}}});
  const Profile after = profile("all", {{{"measure_put", "put", "block"}, {3, 12288}}});
  EXPECT_EQ(to_json(diff_of(before, after)).dump(),
            R"({"schema":"heapdyno.profile-diff/1",)"
            R"("tool":"heaptrack","scenario":"fill","scenario_digest":"5ca1ab1e5ca1ab1e",)"
            R"("before":{"store":"reference","variant":"baseline"},)"
            R"("after":{"store":"reference","variant":"all"},"allocator":"glibc","phases":[)"
            R"({"phase":"fill","operations":{"put":100},)"
            R"("before":{"allocations":300,"bytes":9600,"temporary":1},)"
            R"("after":{"allocations":3,"bytes":12288,"temporary":0},"same":0,"sites":[)"
            R"({"change":"gone","operation":"put","function":"make",)"
            R"("before":{"allocations":300,"bytes":9600,"temporary":1},)"
            R"("after":{"allocations":0,"bytes":0,"temporary":0}},)"
            R"({"change":"new","operation":"put","function":"block",)"
            R"("before":{"allocations":0,"bytes":0,"temporary":0},)"
            R"("after":{"allocations":3,"bytes":12288,"temporary":0}}]}],)"
            R"("heaps":[{"moment":"peak","before":{"blocks":1,"bytes":100},)"
            R"("after":{"blocks":1,"bytes":100},"same":1,"sites":[]}]})");
}

}  // namespace
}  // namespace heapdyno
