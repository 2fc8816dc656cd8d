#include "harness/run/execute.h"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <thread>

#include "engine/base/mutex.h"
#include "harness/testing/test_plans.h"

namespace heapdyno {
namespace {

using engine::Mutex;
using engine::MutexLock;
using State = TrialEnd::State;
using Ids = std::vector<std::string>;

// Answers from a script: the states of each trial's attempts; "ok" when there is none.
class FakeExecutor : public Executor {
 public:
  TrialEnd run(const Plan& plan, const Trial& trial) override {
    const std::string id = plan.id_of(trial);
    {
      MutexLock lock(mutex_);
      ran_.push_back(id);
      ++running_;
      most_running_[trial.mode] = std::max(most_running_[trial.mode], running_);
    }
    if (meanwhile) meanwhile();
    MutexLock lock(mutex_);
    --running_;
    TrialEnd end;
    auto& script = script_[id];
    if (!script.empty()) {
      end.state = script.front();
      script.erase(script.begin());
    }
    return end;
  }

  void fails(const std::string& id, std::vector<State> states) {
    MutexLock lock(mutex_);
    script_[id] = std::move(states);
  }
  Ids ran() {
    MutexLock lock(mutex_);
    return ran_;
  }
  int most_running(Mode mode) {
    MutexLock lock(mutex_);
    return most_running_[mode];
  }

  std::function<void()> meanwhile;

 private:
  Mutex mutex_;
  Ids ran_ GUARDED_BY(mutex_);
  std::map<std::string, std::vector<State>> script_ GUARDED_BY(mutex_);
  int running_ GUARDED_BY(mutex_) = 0;
  std::map<Mode, int> most_running_ GUARDED_BY(mutex_);
};

class Execute : public ::testing::Test {
 protected:
  Execute() {
    options_.counting_at_once = 1;
    options_.on_end = [this](const Trial& trial, int attempt, const TrialEnd& end) {
      recorded_.push_back(plan_.id_of(trial) + " #" + std::to_string(attempt) + " " +
                          std::string(name_of(end.state)));
    };
  }

  ExecuteResult run() { return execute(plan_, executor_, options_); }

  Ids planned() const {
    Ids ids;
    for (const Trial& trial : plan_.trials) ids.push_back(plan_.id_of(trial));
    return ids;
  }

  const Plan plan_ = small_plan();
  FakeExecutor executor_;
  ExecuteOptions options_;
  Ids recorded_;
};

TEST_F(Execute, TrialsRunInTheOrderOfThePlanAndEachIsRecorded) {
  const ExecuteResult result = run();
  EXPECT_EQ(executor_.ran(), planned());
  EXPECT_EQ(recorded_.size(), planned().size());
  EXPECT_EQ(result.succeeded, static_cast<int>(planned().size()));
  EXPECT_EQ(result.failures, 0);
}

TEST_F(Execute, CountingRunsTwoAtATimeAndTimingAlone) {
  options_.counting_at_once = 2;
  // Every trial waits until another one is running, or a while has passed.
  executor_.meanwhile = [] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
  run();
  EXPECT_EQ(executor_.most_running(Mode::kTime), 1);
  EXPECT_EQ(executor_.most_running(Mode::kCount), 2);
  const Ids ran = executor_.ran();
  for (size_t i = 0; i < 4; ++i) EXPECT_NE(ran[i].find("count"), std::string::npos) << ran[i];
}

TEST_F(Execute, ATrialThatFailsIsTriedOnceMoreAndTheRunGoesOn) {
  executor_.fails("fill all glibc count 0.1", {State::kCrashed});
  executor_.fails("scan all glibc count 0.1", {State::kHung, State::kKilled});
  const ExecuteResult result = run();
  EXPECT_EQ(result.failures, 3);
  EXPECT_EQ(result.missing, 1);
  EXPECT_EQ(result.succeeded, static_cast<int>(planned().size()) - 1);
  EXPECT_EQ(recorded_[1], "fill all glibc count 0.1 #1 crashed");
  EXPECT_EQ(recorded_[2], "fill all glibc count 0.1 #2 ok");
  EXPECT_EQ(recorded_[4], "scan all glibc count 0.1 #1 hung");
  EXPECT_EQ(recorded_[5], "scan all glibc count 0.1 #2 killed");
  EXPECT_EQ(recorded_.size(), planned().size() + 2);
}

TEST_F(Execute, WhatIsDoneAlreadyIsLeftOut) {
  options_.done = {"fill baseline glibc count 0.0", "fill all glibc time 1.2"};
  run();
  Ids expected;
  for (const std::string& id : planned()) {
    if (options_.done.count(id) == 0) expected.push_back(id);
  }
  EXPECT_EQ(executor_.ran(), expected);
}

TEST_F(Execute, WhatIsNotWantedIsLeftOutAndAskedForWhenAllBeforeItHasEnded) {
  options_.wanted = [this](const Trial& trial) {
    EXPECT_TRUE(trial.mode != Mode::kTime || recorded_.size() == executor_.ran().size());
    return trial.mode != Mode::kTime || trial.block == 0;
  };
  const ExecuteResult result = run();
  EXPECT_EQ(executor_.ran().size(), 4u + 4u);
  EXPECT_EQ(result.missing, 0);
}

TEST_F(Execute, ARecordThatCannotBeWrittenEndsTheRun) {
  options_.on_end = [](const Trial&, int, const TrialEnd&) {
    throw std::runtime_error("no space left");
  };
  EXPECT_THROW(run(), std::runtime_error);
  EXPECT_EQ(executor_.ran().size(), 1u);
}

TEST_F(Execute, AStoppedTrialIsNotRecordedAndNoneFollows) {
  executor_.fails("fill all glibc count 0.1", {State::kStopped});
  const ExecuteResult result = run();
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(recorded_.size(), 1u);
  EXPECT_EQ(executor_.ran().size(), 2u);
}

TEST_F(Execute, AStopBetweenTrialsIsSeen) {
  std::atomic<bool> stop{true};
  options_.stop = &stop;
  EXPECT_TRUE(run().stopped);
  EXPECT_TRUE(executor_.ran().empty());
}

}  // namespace
}  // namespace heapdyno
