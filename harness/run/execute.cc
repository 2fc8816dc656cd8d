#include "harness/run/execute.h"

#include <exception>
#include <thread>

#include "engine/base/mutex.h"

namespace heapdyno {
namespace {

using engine::Mutex;
using engine::MutexLock;

// One phase of the run: trials taken in order by one or several workers.
class Queue {
 public:
  Queue(const Plan& plan, std::vector<const Trial*> trials, Executor& executor,
        const ExecuteOptions& options)
      : plan_(plan), trials_(std::move(trials)), executor_(executor), options_(options) {}

  ExecuteResult run(int workers) {
    std::vector<std::thread> threads;
    for (int i = 1; i < workers; ++i) threads.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : threads) thread.join();
    MutexLock lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    return result_;
  }

 private:
  void work() {
    while (const Trial* trial = take()) {
      try {
        attempt_all(*trial);
      } catch (...) {
        MutexLock lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
      }
    }
  }

  const Trial* take() {
    MutexLock lock(mutex_);
    if (options_.stop != nullptr && options_.stop->load()) result_.stopped = true;
    if (failure_ || result_.stopped) return nullptr;
    while (next_ != trials_.size() && !options_.wanted(*trials_[next_])) ++next_;
    if (next_ == trials_.size()) return nullptr;
    const Trial* trial = trials_[next_++];
    options_.on_start(*trial);
    return trial;
  }

  void attempt_all(const Trial& trial) {
    for (int attempt = 1; attempt <= options_.attempts; ++attempt) {
      const TrialEnd end = executor_.run(plan_, trial);
      MutexLock lock(mutex_);
      if (end.state == TrialEnd::State::kStopped) {
        result_.stopped = true;
        return;
      }
      if (failure_) return;
      options_.on_end(trial, attempt, end);
      if (end.state == TrialEnd::State::kOk) {
        ++result_.succeeded;
        return;
      }
      ++result_.failures;
    }
    MutexLock lock(mutex_);
    ++result_.missing;
  }

  const Plan& plan_;
  const std::vector<const Trial*> trials_;
  Executor& executor_;
  const ExecuteOptions& options_;

  Mutex mutex_;
  size_t next_ GUARDED_BY(mutex_) = 0;
  ExecuteResult result_ GUARDED_BY(mutex_);
  std::exception_ptr failure_ GUARDED_BY(mutex_);
};

std::vector<const Trial*> to_do(const Plan& plan, Mode mode, const ExecuteOptions& options) {
  std::vector<const Trial*> trials;
  for (const Trial& trial : plan.trials) {
    if (trial.mode == mode && options.done.count(plan.id_of(trial)) == 0) trials.push_back(&trial);
  }
  return trials;
}

}  // namespace

ExecuteResult execute(const Plan& plan, Executor& executor, const ExecuteOptions& options) {
  ExecuteResult total;
  for (const Mode mode : {Mode::kCount, Mode::kProfile, Mode::kLive, Mode::kInstructions,
                          Mode::kMemory, Mode::kTime, Mode::kOpenLoop}) {
    if (total.stopped) break;
    Queue queue(plan, to_do(plan, mode, options), executor, options);
    const ExecuteResult result = queue.run(is_timed(mode) ? 1 : options.counting_at_once);
    total.succeeded += result.succeeded;
    total.failures += result.failures;
    total.missing += result.missing;
    total.stopped |= result.stopped;
  }
  return total;
}

}  // namespace heapdyno
