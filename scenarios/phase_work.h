// The operations of one thread of a phase, drawn before it begins: which kind at each call, which key
// at each draw, which value with it. The driver's loop only reads tables, so drawing costs nothing inside
// the figures.
//
// All of it follows from the scenario's seed, the phase's place and integers; digest() is over
// everything that the operations are made of and is the same for every store, allocator, compiler
// and machine.
//
// Thread contract: immutable after construction.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/random.h"
#include "scenarios/data.h"
#include "scenarios/key_format.h"
#include "scenarios/lanes.h"
#include "scenarios/mapped.h"
#include "scenarios/scenario.h"
#include "scenarios/stores/store.h"
#include "scenarios/stream_digest.h"

namespace heapdyno {

class PhaseWork {
 public:
  // `data` and `scenario` are borrowed.
  PhaseWork(const Scenario& scenario, size_t phase_index, const Data& data, Lane lane);

  uint64_t draws() const { return keys_.size(); }
  Operation operation(uint64_t call) const {
    return kinds_.empty() ? lane_.operations.front().operation
                          : static_cast<Operation>(kinds_[call]);
  }
  const Lane& lane() const { return lane_; }

  // The key of a draw. It lies in `buffer` (kMaxKeyBytes, prepared by prepare()) or in the data.
  Key key(uint64_t draw, char* buffer) const {
    const uint32_t number = keys_[draw];
    return {bytes_of(number, buffer), keyspace_of(number)};
  }
  void prepare(char* buffer) const {
    if (!data_->has_words()) prepare_key(buffer, phase_->keys.size);
  }

  std::string_view value(uint64_t draw) const {
    if (data_->has_documents()) return document(keys_[draw], written_);
    const ValueSlice slice = value_slice(draw);
    return data_->slice(slice.start, slice.size);
  }

  // How many entries a seek or a range takes.
  uint32_t scan_length(uint64_t draw) const;

  // REQUIRES: the scenario has indexes. By each in turn; for a field of the document that the last
  // phase before this one that writes puts at the key.
  Lookup lookup(uint64_t draw) const;

  // Whether the phase's nth transaction ends without a commit.
  bool aborts(uint64_t n) const {
    const uint64_t percent = phase_->commit.abort;
    return (n + 1) * percent / 100 != n * percent / 100;
  }

  uint64_t digest() const { return digest_; }

 private:
  struct ValueSlice {
    uint32_t start;
    uint32_t size;
  };
  ValueSlice value_slice(uint64_t draw) const;
  std::string_view bytes_of(uint32_t number, char* buffer) const {
    const Keys& keys = phase_->keys;
    if (!data_->has_words())
      return encode_key(keys.hashed ? hashed_number(number) : number, keys.size, keys.missing,
                        buffer);
    return keys.missing ? missing_word(number, buffer) : data_->word(number);
  }
  // A key lies in the same keyspace in every phase.
  uint32_t keyspace_of(uint32_t number) const {
    if (keyspaces_ < 2) return 0;
    uint64_t state = number;
    return static_cast<uint32_t>(engine::split_mix(state) % keyspaces_);
  }
  // In the first phase that writes, the key's own. Each later one begins at another document, as far
  // away as can be, so that another put of a key is one of other fields.
  uint64_t first_document(size_t writing_phase) const;
  std::string_view document(uint32_t number, uint64_t first) const {
    return data_->document(static_cast<uint32_t>((number + first) % data_->documents()));
  }
  std::string_view missing_word(uint32_t number, char* buffer) const;
  void draw_kinds(uint64_t seed);
  void draw_keys(uint64_t seed);
  void draw_zipf(uint64_t seed);
  void draw_latest(uint64_t seed);
  void number_inserts();
  void digest_more(StreamDigest& digest) const;
  uint64_t make_digest() const;

  const Scenario* scenario_;
  const Phase* phase_;
  const Data* data_;
  const Lane lane_;
  size_t keyspaces_;
  uint64_t written_ = 0;    // first_document() of what this phase puts
  uint64_t looked_up_ = 0;  // and of what its lookups ask for
  uint64_t value_seed_ = 0;
  uint64_t length_seed_ = 0;
  MappedArray<uint32_t> keys_;
  MappedArray<uint8_t> kinds_;  // empty where the phase has one kind
  uint64_t digest_ = 0;
};

// Of Zipf's so many keys of a thread, the one of each rank: the same in every phase, so that a key that
// is often read is the one that is often written.
MappedArray<uint32_t> keys_by_rank(const Scenario& scenario, uint64_t keys);

// The works of all threads of a phase, one of a phase that draws no keys.
std::vector<PhaseWork> works_of(const Scenario& scenario, size_t phase_index, const Data& data);

// Of all of them.
uint64_t digest_of(const std::vector<PhaseWork>& works);

}  // namespace heapdyno
