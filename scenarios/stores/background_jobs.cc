#include "scenarios/stores/background_jobs.h"

#include <chrono>
#include <memory>
#include <thread>

#include "scenarios/stores/slots.h"

namespace heapdyno {

namespace {
constexpr std::chrono::milliseconds kMoment{20};
}  // namespace

struct BackgroundJobs::Job : Slotted<BackgroundJobs::Job, 64> {
  Job(BackgroundJobs* all, Function what, void* with, Function instead)
      : jobs(all), function(what), argument(with), dropped(instead) {}
  BackgroundJobs* jobs;
  Function function;
  void* argument;
  Function dropped;
};

void* BackgroundJobs::add(Function function, void* argument, Function dropped) {
  {
    engine::MutexLock lock(mutex_);
    ++in_flight_;
  }
  return new Job(this, function, argument, dropped);
}

void BackgroundJobs::run(void* argument) {
  const std::unique_ptr<Job> job(static_cast<Job*>(argument));
  if (job->jobs->gives_way_.load(std::memory_order_relaxed)) std::this_thread::sleep_for(kMoment);
  const StoreContext& context = job->jobs->context_;
  if (context.enter_background != nullptr) context.enter_background(context.background);
  job->function(job->argument);
  if (context.leave_background != nullptr) context.leave_background(context.background);
  job->jobs->end();
}

void BackgroundJobs::drop(void* argument) {
  const std::unique_ptr<Job> job(static_cast<Job*>(argument));
  if (job->dropped != nullptr) job->dropped(job->argument);
  job->jobs->end();
}

void BackgroundJobs::end() {
  engine::MutexLock lock(mutex_);
  if (--in_flight_ == 0) idle_.notify_all();
}

void BackgroundJobs::settle() {
  engine::MutexLock lock(mutex_);
  while (in_flight_ > 0) idle_.wait(mutex_);
}

}  // namespace heapdyno
