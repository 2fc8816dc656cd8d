// Random calls of every kind against a model that does the same. HEAPDYNO_SEED chooses the calls; a
// failure names the seed that repeats it, and prints the shortest list of calls that still fails.
// HEAPDYNO_LONG=1 plays a million calls.
//
// Each piece prints a digest of its answers and of the work done for them. scripts/test --all demands
// that all variants print the same.
#include <gtest/gtest.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "engine/base/hash.h"
#include "engine/base/shrink.h"
#include "engine/base/test_seed.h"
#include "engine/db/model_play.h"

namespace engine::model_test {
namespace {

bool is_long() { return std::getenv("HEAPDYNO_LONG") != nullptr; }
int pieces() { return is_long() ? 12 : 4; }
size_t calls() { return is_long() ? 90'000 : 12'000; }

// Calls that are played to shrink a list.
constexpr uint64_t kShrinkingWork = 2'000'000;

std::vector<Op> calls_of(const Piece& piece, size_t n) {
  return OpSource(piece.seed, static_cast<uint32_t>(piece.keys.size())).draw(n);
}

// The shortest list that does not do as the model does, with what it does.
std::vector<Op> shrunk(const Piece& piece, std::vector<Op> ops, const Outcome& failed) {
  ops.resize(failed.calls);
  const auto fails = [&](const std::vector<Op>& some) {
    return !play(piece, some).problem.empty();
  };
  return shrink(std::move(ops), fails, kShrinkingWork);
}

std::string report(const Piece& piece, const std::vector<Op>& ops) {
  std::string text = play(piece, ops).problem + " after " + std::to_string(ops.size()) +
                     " calls, with the keys and options of piece seed " +
                     std::to_string(piece.seed) + ":\n";
  for (const Op& op : ops) text += to_string(op) + "\n";
  return text;
}

// Of what was done to blocks, or of all else.
uint64_t digest_of(const PhysicalWork& work, bool of_blocks) {
  uint64_t digest = 0;
  for (const PhysicalWorkField& field : kPhysicalWorkFields)
    if (field.of_blocks == of_blocks) digest = hash_integer(work.*field.field, digest);
  return digest;
}

class DbModel : public ::testing::TestWithParam<int> {};

TEST_P(DbModel, RandomCallsDoWhatTheyDoToTheModel) {
  SCOPED_TRACE("HEAPDYNO_SEED=" + std::to_string(test_seed()));
  const Piece piece(test_seed() * 1000 + static_cast<uint64_t>(GetParam()));
  const std::vector<Op> ops = calls_of(piece, calls());
  const Outcome outcome = play(piece, ops);
  if (!outcome.problem.empty()) {
    FAIL() << outcome.problem << "\n" << report(piece, shrunk(piece, ops, outcome));
  }
  const bool exact = piece.options.background == Background::kInline;
  std::printf("digest: seed %" PRIu64 ", %zu calls, %zu keys: answers %016" PRIx64
              ", work %016" PRIx64 "\n",
              piece.seed, ops.size(), piece.keys.size(), outcome.answers,
              exact ? digest_of(outcome.work, false) : 0);
  std::printf("digest of %s blocks: seed %" PRIu64 ": %016" PRIx64 "\n",
              FileBytes::kMapped ? "mapped" : "cached", piece.seed,
              exact ? digest_of(outcome.work, true) : 0);
  EXPECT_GT(outcome.work.flushes, 2u);
  EXPECT_GT(outcome.commits, 20u);
  EXPECT_GT(outcome.conflicts, 0u);
}

INSTANTIATE_TEST_SUITE_P(Pieces, DbModel, ::testing::Range(0, pieces()));

// The pieces together must come by everything there is.
TEST(DbModelCoverage, ThePiecesFlushCompactCheckpointSplitAndMerge) {
  PhysicalWork work;
  for (uint64_t i = 0; i < 4; ++i) {
    const Piece piece(test_seed() * 1000 + i);
    const Outcome outcome = play(piece, calls_of(piece, kReopenEvery + 500));
    for (const PhysicalWorkField& field : kPhysicalWorkFields)
      work.*field.field += outcome.work.*field.field;
  }
  EXPECT_GT(work.compactions, 10u);
  EXPECT_GT(work.checkpoints, 10u);
  EXPECT_GT(work.page_splits, 10u);
  EXPECT_GT(work.page_merges, 0u);
  EXPECT_GT(work.replayed_entries, 0u);
}

// A database that loses one put in a hundred: found, and shrunk to what shows it.
TEST(DbModelShrinking, APlantedBugIsFoundAndShrunkToAHandfulOfCalls) {
  Piece piece(test_seed());
  piece.loses = [](const Op& op) { return op.number % 101 == 0; };
  const std::vector<Op> ops = calls_of(piece, 5000);
  const Outcome outcome = play(piece, ops);
  ASSERT_NE(outcome.problem, "");
  const std::vector<Op> few = shrunk(piece, ops, outcome);
  EXPECT_LE(few.size(), 3u) << report(piece, few);  // the keyspace, the put, and who misses it
  EXPECT_NE(play(piece, few).problem, "");
  EXPECT_NE(report(piece, few).find("put: keyspace"), std::string::npos);
  piece.loses = nullptr;
  EXPECT_EQ(play(piece, few).problem, "");
}

TEST(DbModelDigest, TellsApartAnswersThatDiffer) {
  const Piece piece(test_seed());
  std::vector<Op> ops = calls_of(piece, 3000);
  const Outcome outcome = play(piece, ops);
  EXPECT_EQ(play(piece, ops).answers, outcome.answers);
  ops.pop_back();
  EXPECT_NE(play(piece, ops).answers, outcome.answers);
}

}  // namespace
}  // namespace engine::model_test
