#include "engine/memory/index_stack.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "engine/memory/testing/interleavings.h"

namespace engine {
namespace {

constexpr size_t kNumbers = 3;

TEST(IndexStack, GivesTheNumberThatCameLast) {
  IndexStack<kNumbers> stack(2);
  EXPECT_EQ(stack.pop(), 0u);
  stack.push(2);
  stack.push(0);
  EXPECT_EQ(stack.pop(), 0u);
  EXPECT_EQ(stack.pop(), 2u);
  EXPECT_EQ(stack.pop(), 1u);
  EXPECT_EQ(stack.pop(), std::nullopt);
  EXPECT_EQ(IndexStack<kNumbers>(0).pop(), std::nullopt);
}

TEST(IndexStack, HoldsAsManyAsAWordCanNumber) {
  constexpr size_t kMost = 65535;
  IndexStack<kMost> stack(kMost);
  for (size_t i = 0; i < kMost; ++i) ASSERT_EQ(stack.pop(), i);
  EXPECT_EQ(stack.pop(), std::nullopt);
}

// One thread after the other: what a stack of numbers answers.
using Model = std::vector<uint64_t>;
constexpr uint64_t kNothing = 99;
constexpr uint64_t kSkipped = 100;

uint64_t pop(Model& model) {
  if (model.empty()) return kNothing;
  const uint64_t top = model.back();
  model.pop_back();
  return top;
}

template <typename Stack>
uint64_t pop(Stack& stack) {
  return stack.pop().value_or(kNothing);
}

// What a thread does, a letter each: '-' takes a number, '+' puts back the one it has had longest.
using Script = std::string;

struct Step {
  char what;
  uint64_t number;  // taken, or put back
  uint64_t after;   // of calls, bits
};

// Is there an order of the calls, each after those that had returned before it began, in which a stack
// that stands as `model` does gives these answers and stands as `end` does?
bool is_explained(const std::vector<Step>& steps, uint64_t done, const Model& model,
                  const Model& end) {
  if (done == (uint64_t{1} << steps.size()) - 1) return model == end;
  for (size_t i = 0; i < steps.size(); ++i) {
    if ((done >> i & 1) != 0 || (steps[i].after & ~done) != 0) continue;
    Model next = model;
    if (steps[i].what == '-' && pop(next) != steps[i].number) continue;
    if (steps[i].what == '+' && steps[i].number != kSkipped) next.push_back(steps[i].number);
    if (is_explained(steps, done | uint64_t{1} << i, next, end)) return true;
  }
  return false;
}

struct Explored {
  std::string complaint;
  size_t states;
};

// Every interleaving of the scripts on a stack of all numbers.
template <typename Atomics>
Explored explore(const std::vector<Script>& scripts) {
  Interleavings model;
  IndexStack<kNumbers, Atomics::template Atomic> stack(kNumbers);
  std::array<Plain, kNumbers> slots;  // what the numbers stand for
  std::vector<std::function<void()>> threads;
  Script all;
  for (const Script& script : scripts) {
    threads.push_back([&, script, first = all.size()] {
      std::vector<uint64_t> held;
      for (size_t i = 0; i < script.size(); ++i) {
        model.record(first + i, [&] {
          if (script[i] == '-') {
            const uint64_t number = pop(stack);
            if (number == kNothing) return kNothing;
            slots[number].exchange(1);
            held.push_back(number);
            return number;
          }
          if (held.empty()) return kSkipped;
          const uint64_t number = held.front();
          held.erase(held.begin());
          slots[number].exchange(0);
          stack.push(number);
          return number;
        });
      }
    });
    all += script;
  }
  const auto check = [&]() -> std::string {
    std::vector<Step> steps;
    for (size_t i = 0; i < all.size(); ++i)
      steps.push_back({all[i], model.call(i).result, model.call(i).after});
    Model end;
    for (uint64_t number = pop(stack); number != kNothing; number = pop(stack)) {
      if (end.size() == kNumbers) return "a number twice";
      end.insert(end.begin(), number);
    }
    return is_explained(steps, 0, {2, 1, 0}, end) ? "" : "answers of no stack";
  };
  const std::string complaint = model.explore(threads, check);
  return {complaint, model.states()};
}

TEST(IndexStackInterleaved, AnswersAsAStackInEveryOrderOfSteps) {
  const std::vector<std::vector<Script>> kScripts = {
      {"-", "--+"}, {"-+", "--++"}, {"--+", "--+-"}, {"-", "-", "-+"}, {"-", "---+", "-"}};
  for (const std::vector<Script>& scripts : kScripts) {
    const Explored explored = explore<Modelled<>>(scripts);
    EXPECT_EQ(explored.complaint, "") << testing::PrintToString(scripts);
    EXPECT_GT(explored.states, 500u);  // they did meet
  }
}

// ABA: the first thread has read that 1 is under 0 when the second takes both and puts 0 back.
TEST(IndexStackInterleaved, WithoutTheCountOfExchangesANumberIsTakenTwice) {
  EXPECT_EQ(explore<Modelled<16>>({"-", "--+"}).complaint, "answers of no stack");
}

TEST(IndexStackInterleaved, WithoutOrdersWhatANumberStandsForIsRacedFor) {
  EXPECT_EQ((explore<Modelled<64, false>>({"-+", "-"}).complaint), "a race");
}

}  // namespace
}  // namespace engine
