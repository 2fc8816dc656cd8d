#include "engine/base/mutex.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace engine {
namespace {

// More threads than processors: some wait for one that was stopped while it held the lock.
TEST(SpinLock, OneThreadAtATimeHoldsIt) {
  constexpr int kThreads = 4, kTurns = 500'000;
  SpinLock lock;
  int turns = 0;
  const auto take_turns = [&] {
    for (int i = 0; i < kTurns; ++i) {
      MutexLock held(lock);
      ++turns;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(take_turns);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(turns, kThreads * kTurns);
}

}  // namespace
}  // namespace engine
