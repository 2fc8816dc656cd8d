#include "harness/check/toolchain.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

const Toolchain kPlainGcc = {"gcc 12.2.0", "12", "x86_64", "-O2 -g1"};

Toolchain with(std::string Toolchain::*part, const std::string& value) {
  Toolchain other = kPlainGcc;
  other.*part = value;
  return other;
}

TEST(Toolchain, PatchLevelsAreNoPartOfTheKey) {
  EXPECT_EQ(kPlainGcc.key().substr(0, 27), "gcc-12-libstdcxx-12-x86_64-");
  EXPECT_EQ(with(&Toolchain::compiler, "gcc 12.3.1").key(), kPlainGcc.key());
}

TEST(Toolchain, WhateverElseDiffersIsAnotherOne) {
  EXPECT_NE(with(&Toolchain::compiler, "gcc 13.2.0").key(), kPlainGcc.key());
  EXPECT_NE(with(&Toolchain::compiler, "clang 12.0.0").key(), kPlainGcc.key());
  EXPECT_NE(with(&Toolchain::libstdcxx, "13").key(), kPlainGcc.key());
  EXPECT_NE(with(&Toolchain::architecture, "aarch64").key(), kPlainGcc.key());
  EXPECT_NE(with(&Toolchain::flags, "-O3 -g1").key(), kPlainGcc.key());
}

TEST(Toolchain, OfAProgramIsTheArchitecture) {
  EXPECT_EQ(toolchain_of_programs().key(), toolchain_of_programs().architecture);
}

}  // namespace
}  // namespace heapdyno
