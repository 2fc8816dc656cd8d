// For tests: what a call throws.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "harness/base/error.h"

namespace heapdyno {

// The message of the usage error that the call must throw.
template <typename Call>
std::string usage_error_of(Call call) {
  try {
    call();
    ADD_FAILURE() << "it threw nothing";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
    return error.what();
  }
  return "";
}

}  // namespace heapdyno
