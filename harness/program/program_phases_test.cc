#include "harness/program/program_phases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

constexpr size_t kPut = kFirstNamedScope;

void allocate(ScopeSums& sums, size_t scope, uint64_t blocks) {
  sums.scopes[scope].calls[HEAPDYNO_NEW] += blocks;
  sums.scopes[scope].calls[HEAPDYNO_FREE] += blocks / 2;
  sums.scopes[scope].bytes += 10 * blocks;
}

void do_operations(ScopeSums& sums, size_t scope, uint64_t operations, uint64_t blocks) {
  sums.entered[scope] += operations;
  allocate(sums, scope, blocks);
}

Counters process(const std::string& name) {
  Counters process;
  process.executable = "/bin/" + name;
  return process;
}

// With an operation put.
Counters bench(const std::vector<std::string>& phases) {
  Counters bench = process("bench");
  bench.scope_names = {"put"};
  for (const std::string& name : phases) bench.phases.emplace_back().name = name;
  return bench;
}

std::vector<std::string> names_of(const ProgramPhases& program) {
  std::vector<std::string> names;
  for (const CellPhase& phase : program.phases) names.push_back(phase.name);
  return names;
}

NamedCounts figures(uint64_t blocks) {
  return {{"allocations", blocks}, {"bytes", 10 * blocks}, {"frees", blocks / 2}};
}

std::string error_of(const std::vector<Counters>& processes) {
  try {
    phases_of_program(processes);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ProgramPhases, AProgramThatNamesNothingIsOnePhase) {
  Counters plain = process("plain");
  allocate(plain, HEAPDYNO_SCOPE_PRE_MAIN, 100);
  allocate(plain, HEAPDYNO_SCOPE_STORE, 20);
  plain.scopes[HEAPDYNO_SCOPE_STORE].loader_allocations = 7;
  Counters child = process("child");
  allocate(child, HEAPDYNO_SCOPE_PRE_MAIN, 4);
  const ProgramPhases program = phases_of_program({plain, child});
  EXPECT_EQ(names_of(program), std::vector<std::string>{"program"});
  const auto& operations = program.phases[0].operations;
  ASSERT_EQ(operations.size(), 1u);
  EXPECT_EQ(operations.at("").operations, 0u);
  EXPECT_EQ(operations.at("").figures, figures(124));
  EXPECT_TRUE(program.notes.empty());
}

TEST(ProgramPhases, WhatLibrariesDoAsTheyAreLoadedIsNotTheProgramsOwn) {
  Counters plain = process("plain");
  allocate(plain, HEAPDYNO_SCOPE_PRE_MAIN, 100);
  allocate(plain.loaded, HEAPDYNO_SCOPE_PRE_MAIN, 30);
  EXPECT_EQ(phases_of_program({plain}).phases[0].operations.at("").figures, figures(70));
}

TEST(ProgramPhases, OperationsAreToldApartFromTheRestOfAPhase) {
  Counters marked = bench({"load", "run"});
  do_operations(marked.phases[0].sums, kPut, 50, 200);
  allocate(marked.phases[0].sums, HEAPDYNO_SCOPE_PRE_MAIN, 6);
  allocate(marked, HEAPDYNO_SCOPE_PRE_MAIN, 1000);  // in no phase
  const ProgramPhases program = phases_of_program({marked});
  ASSERT_EQ(names_of(program), (std::vector<std::string>{"load", "run"}));
  const auto& load = program.phases[0].operations;
  EXPECT_EQ(load.at("put").operations, 50u);
  EXPECT_EQ(load.at("put").figures, figures(200));
  EXPECT_EQ(load.at("").figures, figures(6));
  const auto& run = program.phases[1].operations;
  EXPECT_EQ(run.size(), 1u);
  EXPECT_EQ(run.at("").figures, figures(0));
}

TEST(ProgramPhases, WithOperationsAloneTheWholeProgramIsOnePhase) {
  Counters marked = bench({});
  do_operations(marked, kPut, 3, 8);
  allocate(marked, HEAPDYNO_SCOPE_PRE_MAIN, 2);
  const ProgramPhases program = phases_of_program({marked});
  ASSERT_EQ(names_of(program), std::vector<std::string>{"program"});
  EXPECT_EQ(program.phases[0].operations.at("put").figures, figures(8));
  EXPECT_EQ(program.phases[0].operations.at("").figures, figures(2));
}

TEST(ProgramPhases, AnOperationThatAllocatesNothingIsThereAllTheSame) {
  Counters marked = bench({"run"});
  marked.phases[0].sums.entered[kPut] = 9;
  const ProgramPhases program = phases_of_program({marked});
  EXPECT_EQ(program.phases[0].operations.at("put").operations, 9u);
  EXPECT_EQ(program.phases[0].operations.at("put").figures, figures(0));
}

TEST(ProgramPhases, ProcessesThatNameTheSameAreSummed) {
  Counters parent = bench({"load", "run"});
  Counters child = bench({"load", "run", "a child's", "A child's"});
  child.scope_names = {"get", "put"};
  do_operations(parent.phases[1].sums, kPut, 5, 10);
  do_operations(child.phases[1].sums, kPut + 1, 2, 4);
  const ProgramPhases program = phases_of_program({parent, child});
  EXPECT_EQ(names_of(program), (std::vector<std::string>{"load", "run", "A child's", "a child's"}));
  EXPECT_EQ(program.phases[1].operations.at("put").operations, 7u);
  EXPECT_EQ(program.phases[1].operations.at("put").figures, figures(14));
}

TEST(ProgramPhases, ProcessesThatNameNothingAreLeftOutBesideOthers) {
  Counters shell = process("sh");
  allocate(shell, HEAPDYNO_SCOPE_PRE_MAIN, 400);
  shell.flags = kUnreached;
  const ProgramPhases program = phases_of_program({shell, bench({"run"}), process("sort"), shell});
  EXPECT_EQ(names_of(program), std::vector<std::string>{"run"});
  EXPECT_THAT(program.notes,
              testing::ElementsAre("3 processes that name no phase are not counted: sh, sort"));
}

// It was forked before the first phase, or after the last.
TEST(ProgramPhases, AChildOutsideOfPhasesIsLeftOut) {
  Counters child = bench({});
  do_operations(child, kPut, 5, 10);
  const ProgramPhases program = phases_of_program({bench({"run"}), child});
  EXPECT_EQ(names_of(program), std::vector<std::string>{"run"});
  EXPECT_THAT(program.notes,
              testing::ElementsAre("1 process that names no phase is not counted: bench"));
}

TEST(ProgramPhases, ANameThatIsLostIsAnErrorInAnyProcess) {
  Counters child = process("child");
  child.flags = kBadName;
  EXPECT_THAT(error_of({bench({"run"}), child}), testing::StartsWith("child: an operation"));
}

TEST(ProgramPhases, CountsThatAreNotWholeAreAnErrorWithTheWayOut) {
  const std::pair<uint32_t, const char*> defects[] = {{kUnreached, "as a shared library"},
                                                      {kIncomplete, "/dev/shm is full"},
                                                      {kManyScopes, "28 operations"},
                                                      {kManyPhases, "64 phases"},
                                                      {kBadName, "more than 47 bytes"}};
  for (const auto& [flag, text] : defects) {
    Counters defective = process("bench");
    defective.flags = flag | kAfterFork;
    EXPECT_THAT(error_of({defective}), testing::StartsWith("bench: "));
    EXPECT_THAT(error_of({defective}), testing::HasSubstr(text));
  }
  Counters fine = process("bench");
  fine.flags = kAfterFork | kNoUsable;
  EXPECT_EQ(error_of({fine}), "");
}

}  // namespace
}  // namespace heapdyno
