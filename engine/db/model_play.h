// Plays a list of calls (model_ops.h) on a database and on the model (model_map.h) and compares every
// answer. For tests only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/db/model_ops.h"
#include "engine/db/test_db.h"

namespace engine::model_test {

// What a database is played with: all of it is drawn from the seed.
struct Piece {
  explicit Piece(uint64_t seed);

  uint64_t seed;
  std::vector<std::string> keys;
  // Of the database; the file system is the play's.
  Options options;
  // For the test of this test: the database is not told of puts of which this is true.
  std::function<bool(const Op&)> loses;
};

struct Outcome {
  std::string problem;   // "": every answer was the model's
  size_t calls = 0;      // how many were made, the one with the problem included
  uint64_t answers = 0;  // digest of all answers
  // What the database did; bytes_copied is left out, in which all variants may differ.
  // With a background thread it is not the same each time.
  PhysicalWork work;
  uint64_t commits = 0;
  uint64_t conflicts = 0;
};

Outcome play(const Piece& piece, const std::vector<Op>& ops);

}  // namespace engine::model_test
