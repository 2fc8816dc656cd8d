#include "engine/base/status.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Status, SuccessAndNotFoundAreOnePointer) {
  static_assert(sizeof(Status) == sizeof(void*));
  EXPECT_TRUE(Status::ok().is_ok());
  EXPECT_TRUE(Status::not_found().is_not_found());
  EXPECT_EQ(Status::not_found().to_string(), "not found");
}

TEST(Status, AFailureKeepsItsMessageThroughCopiesAndMoves) {
  Status status = Status::corruption("000012.sst: block at 4096");
  const Status copy = status;
  const Status moved = std::move(status);
  EXPECT_EQ(copy.to_string(), "corruption: 000012.sst: block at 4096");
  EXPECT_EQ(moved.code(), Code::kCorruption);
  EXPECT_EQ(moved.message(), copy.message());
}

Status fails_first(const Status& first, bool& went_on) {
  RETURN_IF_ERROR(first);
  went_on = true;
  return Status::ok();
}

TEST(Status, ReturnIfErrorLeavesWithTheError) {
  bool went_on = false;
  EXPECT_EQ(fails_first(Status::io_error("disk"), went_on).code(), Code::kIoError);
  EXPECT_FALSE(went_on);
  EXPECT_TRUE(fails_first(Status::ok(), went_on).is_ok());
  EXPECT_TRUE(went_on);
}

TEST(Result, HoldsAValueOrTheReason) {
  const Result<int> value = 3;
  EXPECT_EQ(*value, 3);
  const Result<int> reason = Status::not_found();
  EXPECT_FALSE(reason.is_ok());
  EXPECT_TRUE(reason.status().is_not_found());
}

TEST(ResultDeathTest, TheValueOfAFailureEndsTheProcess) {
  const Result<int> reason = Status::not_found();
  EXPECT_DEATH((void)reason.value(), "check failed");
}

}  // namespace
}  // namespace engine
