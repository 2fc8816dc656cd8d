#include "scenarios/trial.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "allocators/adapter.h"
#include "allocators/proof.h"
#include "scenarios/allocation_cost.h"
#include "scenarios/background_hooks.h"
#include "scenarios/data.h"
#include "scenarios/json_field.h"
#include "scenarios/phase_calls.h"
#include "scenarios/phase_meter.h"
#include "scenarios/phase_runner.h"
#include "scenarios/phase_work.h"
#include "scenarios/planted_store.h"
#include "scenarios/store_calls.h"

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;

// Finding a field is the driver's work, on whichever thread the store does it.
const Observer* g_observer = nullptr;
std::optional<std::string_view> field_in_harness(std::string_view value, std::string_view field) {
  const ObserverScope within(*g_observer, kScopeHarness);
  return indexed_field(value, field);
}

class Trial {
 public:
  Trial(const Scenario& scenario, const TrialOptions& options, const Observer& observer,
        const Profiler& profiler, Progress& progress)
      : scenario_(scenario),
        options_(options),
        observer_(observer),
        profiler_(profiler),
        progress_(progress),
        store_(with_plant(options.plant, make_store(options.store, scenario), scenario)),
        calls_(target_, context()) {
    g_observer = &observer;
  }

  Result<TrialResult> run();

 private:
  Status prove();
  void look_before_open();
  void describe();
  Status check_folder();
  Status run_phase(size_t index, const Data& data);
  uint64_t rate_of(const Phase& phase) const;
  const char* lacks(const Phase& phase) const;
  std::string why_not_applicable(size_t index) const;
  Status measure_phase(const Phase& phase, const std::vector<PhaseWork>& works,
                       PhaseResult& result);
  StoreContext context() const;

  const Scenario& scenario_;
  const TrialOptions& options_;
  const Observer& observer_;
  const Profiler& profiler_;
  Progress& progress_;
  std::unique_ptr<Store> store_;
  const Target target_{store_.get(), &observer_};
  PhaseCalls calls_;
  bool is_cut_ = false;
  uint64_t rss_without_driver_ = 0;
  TrialResult result_;
};

Result<TrialResult> Trial::run() {
  RETURN_IF_ERROR(prove());
  RETURN_IF_ERROR(check_folder());
  describe();
  const Result<Data> data = Data::prepare(scenario_);
  if (!data.is_ok()) return data.status();
  const Scenario::Span span = scenario_.phases_of(options_.part);
  if (runs_free(options_.mode)) look_before_open();
  for (size_t i = span.first; i < span.last && !is_cut_; ++i) {
    const Status status = run_phase(i, *data);
    if (!status.is_ok()) {
      return Status::io_error("phase \"" + scenario_.phases[i].name + "\": " + status.to_string());
    }
  }
  if (options_.part + 1 < scenario_.parts() || is_cut_) {
    store_.release();  // its destructor would close it
  } else {
    RETURN_IF_ERROR(calls_.close(kLoad));
    // At the very end, where it disturbs nothing and finds the heap as the work has left it.
    if (options_.mode == Mode::kTime)
      result_.allocation_pair_ns = allocation_pair_ns(std::malloc, std::free);
  }
  return std::move(result_);
}

void Trial::look_before_open() {
  constexpr uint64_t kSpinNs = 200'000'000;
  result_.clock_ns = clock_cost_ns();
  if (options_.mode == Mode::kOpenLoop) result_.noise = measure_noise(kSpinNs);
  result_.rss_anon_before_open = process_memory().rss_anon;
  rss_without_driver_ = *result_.rss_anon_before_open - g_mapped_bytes;
}

Status Trial::prove() {
  Expected expected;
  expected.name = options_.expect_library.empty() ? allocator::name() : options_.expect_name;
  if (options_.expect_library.empty()) expected.own_function = allocator::own_function();
  // Where a call comes from does not depend on the allocator behind the profiler.
  if (options_.mode == Mode::kProfile && profiler_.stands_before_allocator())
    expected.own_function = profiler_.own_function();
  expected.path = options_.expect_library;
  expected.build_id = options_.expect_build_id;
  const Result<Answers> answers = prove_allocator(expected);
  if (!answers.is_ok()) return answers.status();
  result_.allocator = {{"name", expected.name},
                       {"version", options_.expect_library.empty() ? allocator::version() : ""},
                       {"library", answers->malloc_library.path},
                       {"build_id", answers->malloc_library.build_id}};
  return Status::ok();
}

void Trial::describe() {
  result_.scenario_name = scenario_.name;
  result_.scenario_digest = scenario_.digest;
  result_.mode = options_.mode;
  result_.part = options_.part;
  result_.seed = options_.seed;
  result_.plant = options_.plant;
  result_.store = describe_store();
  result_.store.name = options_.store;
  result_.store_settings = settings_of(scenario_.store, options_.store);
}

Status Trial::check_folder() {
  struct stat facts = {};
  const bool there = stat(kDatabase, &facts) == 0;
  if (there && options_.part == 0) {
    return Status::invalid_argument(options_.folder + "/" + kDatabase +
                                    " is there already: a trial begins with an empty folder");
  }
  return Status::ok();
}

Status Trial::run_phase(size_t index, const Data& data) {
  const Phase& phase = scenario_.phases[index];
  progress_.operations.store(0, std::memory_order_relaxed);
  progress_.phase.store(index, std::memory_order_relaxed);
  PhaseResult result;
  result.index = index;
  result.name = phase.name;
  result.measured = phase.measured;
  result.by_chance = std::any_of(scenario_.phases.begin(),
                                 scenario_.phases.begin() + static_cast<ptrdiff_t>(index) + 1,
                                 [](const Phase& earlier) { return earlier.threads > 1; });
  result.not_applicable = why_not_applicable(index);
  if (result.not_applicable.empty()) {
    RETURN_IF_ERROR(measure_phase(phase, works_of(scenario_, index, data), result));
  }
  result_.phases.push_back(std::move(result));
  return Status::ok();
}

// Null: the store has every operation of the phase.
const char* Trial::lacks(const Phase& phase) const {
  if (phase.has(Operation::kPurge) && !options_.expect_library.empty())
    return "only an allocator that is linked can be told to purge";
  for (const Share& share : phase.operations) {
    if (const char* why = store_->not_applicable(share.operation)) return why;
  }
  return phase.threads > 1 ? store_->refuses_threads() : nullptr;
}

// Empty: the store can run the phase, and finds there what earlier ones wrote, in this process or
// in another.
std::string Trial::why_not_applicable(size_t index) const {
  if (const char* why = store_->not_applicable()) return why;
  if (const char* why = lacks(scenario_.phases[index])) return why;
  for (size_t i = 0; i < index; ++i) {
    const Phase& earlier = scenario_.phases[i];
    if (earlier.changes_data() && lacks(earlier) != nullptr)
      return "it follows " + earlier.name + ", which was not run";
  }
  return "";
}

Status Trial::measure_phase(const Phase& phase, const std::vector<PhaseWork>& works,
                            PhaseResult& result) {
  const Operation operation = phase.operations.front().operation;
  RETURN_IF_ERROR(calls_.prepare(phase, result.before_not_applicable));
  const std::unique_ptr<PhaseMeter> meter =
      make_meter({options_.mode, &observer_, &profiler_, &phase, &works, rate_of(phase),
                  options_.expect_library.empty()});
  PhaseRunner runner(target_, phase, works, meter->watches(), progress_);
  const bool is_cut_here = options_.cut && options_.cut->phase == result.index;
  if (is_cut_here && !options_.cut->after) {
    is_cut_ = true;
    return Status::ok();
  }
  meter->begin(calls_.is_open() && operation != Operation::kOpen ? store_.get() : nullptr,
               result.index);
  const Status status = calls_.run(phase, runner);
  meter->end(*store_);
  RETURN_IF_ERROR(status);
  is_cut_ = is_cut_here;
  meter->report(draws_keys(operation) ? &runner : nullptr, result);
  if (result.looked_at)
    result.looked_at->rss_base = rss_without_driver_ + result.times->driver_bytes;
  result.operation_digest = digest_of(works);
  result.answer_digest = runner.answer_digest();
  return Status::ok();
}

// 0: it has none.
uint64_t Trial::rate_of(const Phase& phase) const {
  const auto rate = options_.rates.find(phase.name);
  return rate == options_.rates.end() ? 0 : rate->second;
}

StoreContext Trial::context() const {
  StoreContext context;
  context.is_new = options_.part == 0;
  context.count_mode = !runs_free(options_.mode);
  context.seed = options_.seed;
  if (observer_.present() || options_.mode == Mode::kOpenLoop)
    set_background_hooks(observer_, context);
  context.field_of = field_in_harness;
  return context;
}

}  // namespace

Result<TrialResult> run_trial(const Scenario& scenario, const TrialOptions& options,
                              const Observer& observer, const Profiler& profiler,
                              Progress& progress) {
  return Trial(scenario, options, observer, profiler, progress).run();
}

}  // namespace heapdyno
