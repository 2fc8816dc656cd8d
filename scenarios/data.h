// What a scenario's keys and values are made of, prepared once for each process and never changed:
// generated numbers and slices of one random buffer, or the words of a file and a small JSON
// document about each.
//
// Thread contract: immutable after prepare().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "scenarios/mapped.h"
#include "scenarios/scenario.h"

namespace heapdyno {

class Data {
 public:
  // Errors: the word file is not there (names the package that brings it) or holds no word.
  static engine::Result<Data> prepare(const Scenario& scenario);

  bool has_words() const { return !words_.empty(); }
  uint64_t words() const { return words_.size(); }
  std::string_view word(uint32_t index) const { return words_[index].word.in(text_); }
  std::string_view document(uint32_t index) const { return words_[index].document.in(documents_); }

  // A slice of the buffer. REQUIRES: start < kValueStarts, size <= the scenario's largest value.
  static constexpr uint32_t kValueStarts = 1 << 20;
  std::string_view slice(uint32_t start, uint32_t size) const {
    return {values_.data() + start, size};
  }

  // Of all that is above.
  uint64_t digest() const { return digest_; }

 private:
  struct Slice {
    uint32_t start;
    uint32_t size;
    std::string_view in(const MappedArray<char>& bytes) const {
      return {bytes.data() + start, size};
    }
  };
  struct Word {
    Slice word;
    Slice document;
  };

  engine::Status read_words(const std::string& path);
  void write_documents();
  void fill_values(const Scenario& scenario);

  MappedArray<char> values_;
  MappedArray<char> text_;
  MappedArray<char> documents_;
  MappedArray<Word> words_;
  uint64_t digest_ = 0;
};

}  // namespace heapdyno
