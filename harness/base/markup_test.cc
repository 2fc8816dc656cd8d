#include "harness/base/markup.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

TEST(Markup, WhatHasAMeaningIsEscaped) {
  EXPECT_EQ(markup("std::map<int, \"a\"> && b"), "std::map&lt;int, &quot;a&quot;&gt; &amp;&amp; b");
}

TEST(Markup, ALineHasNoControlCharacters) {
  EXPECT_EQ(one_line("a\r\nb\tc\x1b[31m\x7f \u00e9"), "a  b c [31m  \u00e9");
}

}  // namespace
}  // namespace heapdyno
