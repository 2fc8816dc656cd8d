// Interleavings: a small model checker. It runs a few threads in every order of their steps, where a
// step is one operation on an Atomic or a Plain, and asks a check about each way in which they end.
//
// The threads are ordinary functions. They run one at a time and on one stack: to take a step, a thread
// is run from its beginning, is told again what its earlier steps returned, does the new one and is left
// by an exception at the next. So what a thread does must follow from what its steps return, and it must
// change nothing but Atomics and Plains. All that was done is in one State, which can be copied and
// compared; one that was met before is not gone into again, which leaves thousands of states of millions
// of orders.
//
// Steps are sequentially consistent: what a relaxed load may return beside the newest value is not
// tried. Missing orders show as races instead: clocks follow what releases and acquires order (with
// release sequences, as C++20 has them), and two accesses to a Plain that nothing orders are reported,
// in whatever order they came.
//
// Thread contract: one thread. Atomics and Plains are made while an Interleavings is alive, and belong
// to the last one that was made.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace engine {

class Interleavings {
 public:
  static constexpr size_t kMaxThreads = 3;
  static constexpr size_t kMaxCalls = 12;

  // A call that a thread makes: what it returned, and those that had returned before its first step.
  struct Call {
    uint64_t result = 0;
    uint64_t after = 0;  // bits by id
    auto operator<=>(const Call&) const = default;
  };

  Interleavings() { model_ = this; }
  Interleavings(const Interleavings&) = delete;
  Interleavings& operator=(const Interleavings&) = delete;

  // Empty, or what the check first complained of. The threads begin with how things are now. The check
  // may use Atomics, which is undone.
  std::string explore(std::vector<std::function<void()>> threads,
                      std::function<std::string()> check) {
    threads_ = std::move(threads);
    check_ = std::move(check);
    visit(State(state_));
    return complaint_;
  }
  size_t states() const { return seen_.size(); }
  const Call& call(size_t id) const { return state_.calls[id]; }

  // For threads: a call, by an id of its own, whose result the check may ask for.
  template <typename Function>
  uint64_t record(size_t id, Function function) {
    begins_ = id;
    const uint64_t result = function();
    state_.calls[id].result = result;
    state_.returned |= uint64_t{1} << id;
    return result;
  }

  static Interleavings& model() { return *model_; }

  // For Atomic and Plain. Orders may be relaxed, acquire and release.
  size_t new_cell(uint64_t value) {
    state_.cells.push_back({value, {}, 0, 0});
    return state_.cells.size() - 1;
  }
  uint64_t load(size_t cell, std::memory_order order) {
    return step([=, this] { return acquire(cell, order); });
  }
  void store(size_t cell, uint64_t value, std::memory_order order) {
    step([=, this] {
      state_.cells[cell].released = {};  // ends release sequences
      release(cell, value, order);
      return value;
    });
  }
  uint64_t compare_exchange(size_t cell, uint64_t expected, uint64_t desired,
                            std::memory_order success, std::memory_order failure) {
    return step([=, this] {
      const bool equal = state_.cells[cell].value == expected;
      const uint64_t old = acquire(cell, equal ? success : failure);
      if (equal) release(cell, desired, success);
      return old;
    });
  }
  uint64_t exchange_plain(size_t cell, uint64_t value) {
    return step([=, this] {
      Cell& plain = state_.cells[cell];
      if (plain.time > clock()[plain.user]) complain("a race");
      plain.user = current_;
      plain.time = clock()[current_];
      return std::exchange(plain.value, value);
    });
  }

 private:
  static constexpr size_t kNobody = kMaxThreads;    // before the threads, and after them
  using Clock = std::array<uint64_t, kMaxThreads>;  // of each thread, so many steps

  struct Cell {
    uint64_t value;
    Clock released;  // of an Atomic: what who acquires it comes after
    size_t user;     // of a Plain: who used it last, and when
    uint64_t time;
    auto operator<=>(const Cell&) const = default;
  };
  struct State {
    std::vector<Cell> cells;
    std::array<std::vector<uint64_t>, kMaxThreads> log;  // what the steps of each thread returned
    std::array<bool, kMaxThreads> ended = {};
    std::array<Clock, kMaxThreads + 1> clocks = {};  // what each, and nobody, comes after
    std::array<Call, kMaxCalls> calls = {};
    uint64_t returned = 0;  // calls, by bits
    auto operator<=>(const State&) const = default;
  };
  struct Pause {};

  void visit(State state) {
    if (!complaint_.empty() || !seen_.insert(state).second) return;
    bool goes_on = false;
    for (size_t thread = 0; thread < threads_.size(); ++thread) {
      if (state.ended[thread]) continue;
      goes_on = true;
      state_ = state;
      advance(thread);
      visit(state_);
    }
    if (goes_on) return;
    state_ = state;
    complain(check_());
  }

  // One step more.
  void advance(size_t thread) {
    current_ = thread;
    position_ = 0;
    stepped_ = false;
    try {
      threads_[thread]();
      state_.ended[thread] = true;
    } catch (const Pause&) {
    }
    current_ = kNobody;
  }

  template <typename Effect>
  uint64_t step(Effect effect) {
    if (current_ == kNobody) return effect();
    std::vector<uint64_t>& log = state_.log[current_];
    if (position_ == log.size()) {
      if (std::exchange(stepped_, true)) throw Pause{};
      ++clock()[current_];
      if (begins_ != kMaxCalls) state_.calls[begins_].after = state_.returned;
      log.push_back(effect());
    }
    begins_ = kMaxCalls;
    return log[position_++];
  }

  Clock& clock() { return state_.clocks[current_]; }

  uint64_t acquire(size_t cell, std::memory_order order) {
    if (order == std::memory_order_acquire) join(clock(), state_.cells[cell].released);
    return state_.cells[cell].value;
  }
  void release(size_t cell, uint64_t value, std::memory_order order) {
    state_.cells[cell].value = value;
    if (order == std::memory_order_release) join(state_.cells[cell].released, clock());
  }
  static void join(Clock& clock, const Clock& other) {
    for (size_t i = 0; i < kMaxThreads; ++i) clock[i] = std::max(clock[i], other[i]);
  }

  void complain(const std::string& what) {
    if (complaint_.empty()) complaint_ = what;
  }

  static inline Interleavings* model_ = nullptr;

  std::vector<std::function<void()>> threads_;
  std::function<std::string()> check_;
  std::set<State> seen_;
  std::string complaint_;
  State state_;

  // Of the thread that runs.
  size_t current_ = kNobody;
  size_t position_ = 0;        // steps it has been through
  bool stepped_ = false;       // the last of them is new
  size_t begins_ = kMaxCalls;  // the call whose first step comes next
};

// std::atomic of a number, as far as it is needed, in a model that keeps `bits` of each value, and that
// forgets orders where kOrdered is false: what either is good for shows when it is gone.
template <unsigned kBits = 64, bool kOrdered = true>
struct Modelled {
  template <typename T>
  class Atomic {
   public:
    Atomic(T value = 0) : cell_(model().new_cell(kept(value))) {}

    T load(std::memory_order order) const { return model().load(cell_, kept(order)); }
    void store(T value, std::memory_order order) { model().store(cell_, kept(value), kept(order)); }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                               std::memory_order failure) {
      const T old = model().compare_exchange(cell_, kept(expected), kept(desired), kept(success),
                                             kept(failure));
      return old == kept(std::exchange(expected, old));
    }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order order) {
      return compare_exchange_weak(
          expected, desired, order,
          order == std::memory_order_release ? std::memory_order_relaxed : order);
    }

   private:
    static Interleavings& model() { return Interleavings::model(); }
    static T kept(T value) { return value & (~T{0} >> (64 - kBits)); }
    static std::memory_order kept(std::memory_order order) {
      return kOrdered ? order : std::memory_order_relaxed;
    }

    size_t cell_;
  };
};

// What a thread may use only while nobody else does.
class Plain {
 public:
  uint64_t exchange(uint64_t value) { return Interleavings::model().exchange_plain(cell_, value); }

 private:
  size_t cell_ = Interleavings::model().new_cell(0);
};

}  // namespace engine
