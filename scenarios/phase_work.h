// The operations of one phase, drawn before it begins: which kind at each call, which key at each
// draw, which value with it. The driver's loop only reads tables, so drawing costs nothing inside
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

#include "scenarios/data.h"
#include "scenarios/key_format.h"
#include "scenarios/mapped.h"
#include "scenarios/scenario.h"

namespace heapdyno {

class PhaseWork {
 public:
  // `data` and `phase` are borrowed.
  PhaseWork(const Scenario& scenario, size_t phase_index, const Data& data);

  uint64_t draws() const { return keys_.size(); }
  Operation operation(uint64_t call) const {
    return kinds_.empty() ? phase_->operations.front().operation
                          : static_cast<Operation>(kinds_[call]);
  }

  // The key of a draw. It lies in `buffer` (kMaxKeyBytes, prepared by prepare()) or in the data.
  std::string_view key(uint64_t draw, char* buffer) const {
    const uint32_t number = keys_[draw];
    if (!data_->has_words())
      return encode_key(number, phase_->keys.size, phase_->keys.missing, buffer);
    return phase_->keys.missing ? missing_word(number, buffer) : data_->word(number);
  }
  void prepare(char* buffer) const {
    if (!data_->has_words()) prepare_key(buffer, phase_->keys.size);
  }

  std::string_view value(uint64_t draw) const {
    if (data_->has_words()) return data_->document(keys_[draw]);
    const ValueSlice slice = value_slice(draw);
    return data_->slice(slice.start, slice.size);
  }

  uint64_t digest() const { return digest_; }

 private:
  struct ValueSlice {
    uint32_t start;
    uint32_t size;
  };
  ValueSlice value_slice(uint64_t draw) const;
  std::string_view missing_word(uint32_t number, char* buffer) const;
  void draw_kinds(uint64_t seed);
  void draw_keys(const Scenario& scenario, uint64_t distinct, uint64_t seed);
  uint64_t make_digest() const;

  const Phase* phase_;
  const Data* data_;
  uint64_t value_seed_ = 0;
  MappedArray<uint32_t> keys_;
  MappedArray<uint8_t> kinds_;  // empty where the phase has one kind
  uint64_t digest_ = 0;
};

}  // namespace heapdyno
