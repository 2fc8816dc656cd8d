#include "harness/profile/flame_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

std::string svg(const Graph& graph) {
  std::ostringstream out;
  write_flame_graph(out, graph);
  return out.str();
}

size_t times(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(Folded, HasPhaseAndOperationFirst) {
  Profile profile;
  profile.phases = {{"fill", {{"put", 10}}, {}}};
  profile.phases[0].stacks = {{{"measure_put", "engine::Db::put", "engine::make"}, {30, 1}},
                              {{"load_open", "engine::DbImpl::run"}, {2, 1}}};
  EXPECT_THAT(folded(profile),
              ElementsAre(Pair(ElementsAre("fill", "load open, background", "DbImpl::run"), 2),
                          Pair(ElementsAre("fill", "put", "Db::put", "make"), 30)));
}

TEST(Folded, IsOneLineForEachStack) {
  std::ostringstream out;
  write_folded(out, {{{"fill", "put", "Map::operator[]"}, 3}, {{"a;b", "c\nd"}, 4}});
  EXPECT_EQ(out.str(), "a_b;c_d 4\nfill;put;Map::operator[] 3\n");
}

TEST(Folded, OfADifferenceHasBothCounts) {
  std::ostringstream out;
  write_folded(out, {{{"a"}, 3}, {{"a", "b"}, 4}}, {{{"a"}, 5}, {{"c"}, 6}});
  EXPECT_EQ(out.str(), "a 3 5\na;b 4 0\nc 0 6\n");
}

TEST(FlameGraph, HasAFrameForEachFunctionBelowItsCaller) {
  const std::string text =
      svg({"fill on reference", {{{"put", "make"}, 3000}, {{"put"}, 1000}, {{"get"}, 4000}}});
  EXPECT_THAT(text, HasSubstr("fill on reference: 8,000 allocations"));
  // 1180 pixels for 8,000; callees by name.
  EXPECT_THAT(text, HasSubstr("<title>get: 4,000 allocations, 50.00 %</title>"
                              "<rect x=\"10.0\" y=\"28.0\" width=\"590.0\""));
  EXPECT_THAT(text, HasSubstr("<title>put: 4,000 allocations, 50.00 %</title>"
                              "<rect x=\"600.0\" y=\"28.0\" width=\"590.0\""));
  EXPECT_THAT(text, HasSubstr("<title>make: 3,000 allocations, 37.50 %</title>"
                              "<rect x=\"600.0\" y=\"46.0\" width=\"442.5\""));
  EXPECT_EQ(times(text, "<g>"), 3u);
  EXPECT_EQ(times(text, "</g>"), 3u);
}

TEST(FlameGraph, EscapesWhatXmlTakesForItsOwn) {
  const std::string text = svg({"a & b", {{{"operator<\">", "x\ny"}, 10}}});
  EXPECT_THAT(text, HasSubstr("a &amp; b: 10"));
  EXPECT_THAT(text, HasSubstr("<title>operator&lt;&quot;&gt;: 10"));
  EXPECT_THAT(text, HasSubstr(">operator&lt;&quot;&gt;</text>"));
  EXPECT_THAT(text, HasSubstr("<title>x y: 10"));
}

TEST(FlameGraph, ClipsTextToItsFrameAndLeavesTheNarrowestOut) {
  const std::string text = svg({"t",
                                {{{"wide"}, 1000000},
                                 {{"function_of_a_long_name"}, 60000},
                                 {{"narrow"}, 1000},
                                 {{"invisible"}, 10}}});
  EXPECT_THAT(text, HasSubstr(">functi..</text>"));
  EXPECT_THAT(text, HasSubstr("<title>function_of_a_long_name: 60,000"));
  EXPECT_THAT(text, HasSubstr("<title>narrow: 1,000"));
  EXPECT_THAT(text, Not(HasSubstr(">narrow</text>")));
  EXPECT_THAT(text, Not(HasSubstr("invisible")));
}

TEST(FlameGraph, OfADifferenceShowsBothByChange) {
  std::ostringstream out;
  write_flame_graph(out, {"baseline", {{{"put", "make"}, 3000}, {{"get"}, 100}}},
                    {"all", {{{"put", "block"}, 1500}, {{"get"}, 100}}});
  const std::string text = out.str();
  EXPECT_THAT(text, HasSubstr("baseline: 3,100 allocations"));
  EXPECT_THAT(text, HasSubstr("all: 1,600 allocations"));
  // To one scale, the first above the second.
  EXPECT_THAT(text, HasSubstr("put: 3,000 -&gt; 1,500 allocations, 96.77 %</title>"
                              "<rect x=\"48.1\" y=\"28.0\" width=\"1141.9\" height=\"17.0\" "
                              "fill=\"rgb(175,175,255)\"/>"));
  EXPECT_THAT(text, HasSubstr("put: 3,000 -&gt; 1,500 allocations, 93.75 %</title>"
                              "<rect x=\"48.1\" y=\"100.0\" width=\"571.0\""));
  EXPECT_THAT(text, HasSubstr("make: 3,000 -&gt; 0 allocations"));
  EXPECT_EQ(times(text, "fill=\"rgb(120,120,255)\""), 1u);  // gone
  EXPECT_EQ(times(text, "fill=\"rgb(255,120,120)\""), 1u);  // new
  EXPECT_EQ(times(text, "fill=\"rgb(225,225,225)\""), 2u);  // get
}

TEST(FlameGraph, IsAsHighAsItsFramesThatAreSeen) {
  const std::string text = svg({"t", {{{"a", "b"}, 1000000}, {{"a", "c", "d", "e"}, 1}}});
  // A margin, the title, two rows and an empty one.
  EXPECT_THAT(text, HasSubstr("height=\"82\""));
}

TEST(FlameGraph, OfNothingIsAGraph) {
  EXPECT_THAT(svg({"empty", {}}), HasSubstr("empty: 0 allocations"));
}

}  // namespace
}  // namespace heapdyno
