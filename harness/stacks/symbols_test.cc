#include "harness/stacks/symbols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Symbols, AreByAddressWithInlinedFunctionsFirst) {
  std::istringstream text(
      "0x0000000000001010\n"
      "engine::f(int)\n"
      "build/engine/store/f.h:12 (discriminator 3)\n"
      "engine::g()\n"
      "build-clang/../engine/g.cc:7\n"
      "0x0000000000002000\n"
      "??\n"
      "??:0\n"
      "0x0000000000003000\n"
      "main\n"
      "/usr/include/c++/12/engine/x.h:?\n"
      "0x0000000000004000\n"
      "measure_put\n"
      "scenarios/store_calls.cc:20\n");
  EXPECT_THAT(
      parse_symbols(text, "dyno"),
      ElementsAre(Pair(0x1010, ElementsAre(Symbol{"engine::f(int)", "build/engine/store/f.h"},
                                           Symbol{"engine::g()", "build-clang/../engine/g.cc"})),
                  Pair(0x2000, ElementsAre(Symbol{"", ""})),
                  Pair(0x3000, ElementsAre(Symbol{"main", "/usr/include/c++/12/engine/x.h"})),
                  Pair(0x4000, ElementsAre(Symbol{"measure_put", "scenarios/store_calls.cc"}))));
}

TEST(Symbols, MustBeWhatAddr2linePrints) {
  for (const char* wrong : {"main\n", "0x10\nmain\n"}) {
    std::istringstream text(wrong);
    EXPECT_THROW(parse_symbols(text, "dyno"), Error) << wrong;
  }
}

}  // namespace
}  // namespace heapdyno
