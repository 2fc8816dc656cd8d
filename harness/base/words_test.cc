#include "harness/base/words.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heapdyno {
namespace {

using Words = std::vector<std::string>;

TEST(Words, BracesProtectSeparators) {
  EXPECT_EQ(split_outside_braces("glibc,jemalloc{MALLOC_CONF=narenas:1,tcache:false},x", ','),
            (Words{"glibc", "jemalloc{MALLOC_CONF=narenas:1,tcache:false}", "x"}));
  EXPECT_EQ(split_outside_braces(",,a,", ','), Words{"a"});
}

TEST(Words, UnknownNameSuggestsTheNearestOne) {
  const Words known = {"fill-random", "get-hit", "scan"};
  EXPECT_EQ(unknown_name("scenario", "fil-random", known),
            "unknown scenario 'fil-random': did you mean 'fill-random'? There are: fill-random, "
            "get-hit, scan");
  EXPECT_EQ(unknown_name("scenario", "compaction-storm", known),
            "unknown scenario 'compaction-storm'; there are: fill-random, get-hit, scan");
}

TEST(Words, LongTextsAreShownShort) {
  EXPECT_EQ(short_version("5.3.0-0-g54eaed1d8b56"), "5.3.0");
  EXPECT_EQ(short_version("2.36"), "2.36");
  EXPECT_EQ(first_sentence("Shows this. And more."), "Shows this.");
  EXPECT_EQ(first_sentence("One"), "One");
  EXPECT_EQ(shortened("what it is for", 14), "what it is for");
  EXPECT_EQ(shortened("what it is for", 13), "what it is...");
  EXPECT_EQ(shortened("what it is for", 12), "what it...");
  EXPECT_EQ(shortened("whatever", 7), "what...");
}

TEST(Words, NumbersInNamesAreOrderedAsNumbers) {
  const Words ordered = {"scan",
                         "scan-2",
                         "scan-10",
                         "scan-10x",
                         "scan-100",
                         "scanner",
                         "size{bytes=16,scale=0.1}",
                         "size{bytes=64}",
                         "size{bytes=256}",
                         "words"};
  Words names(ordered.rbegin(), ordered.rend());
  std::sort(names.begin(), names.end(), comes_before);
  EXPECT_EQ(names, ordered);
  EXPECT_FALSE(comes_before("scan-10", "scan-10"));
  EXPECT_FALSE(comes_before("scan-01", "scan-1"));
}

TEST(Words, ALongTextIsDividedBetweenWords) {
  EXPECT_EQ(in_lines("one two three", 7), (Words{"one two", "three"}));
  EXPECT_EQ(in_lines("one two three", 6), (Words{"one", "two", "three"}));
  EXPECT_EQ(in_lines("as-long-as-it-is is one line", 9),
            (Words{"as-long-as-it-is", "is one", "line"}));
  EXPECT_EQ(in_lines("", 5), Words{""});
}

TEST(Words, AShellReadsAWordBackAsItWas) {
  EXPECT_EQ(shell_word("--out=runs/a-1.jsonl"), "--out=runs/a-1.jsonl");
  EXPECT_EQ(shell_word("fill{keys=1}"), "'fill{keys=1}'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(Words, AListIsWholeOrBeginsAndSaysHowManyMore) {
  const std::vector<std::string> names = {"a", "b", "c", "d"};
  EXPECT_EQ(listed(names, 4), "a, b, c, d");
  EXPECT_EQ(listed(names, 3), "a, b and 2 more");
}

}  // namespace
}  // namespace heapdyno
