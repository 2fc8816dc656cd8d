// What a scenario's keys and values are made of, prepared once for each process and never changed:
// generated numbers and slices of one random buffer, or the words of a file and a small JSON
// document about each, or generated JSON documents about names, or the objects of a JSON file.
//
// Thread contract: immutable after prepare().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "scenarios/mapped.h"
#include "scenarios/scenario.h"

namespace heapdyno {

class Data {
 public:
  // Errors: the data file is not there (names the package that brings it) or is not what it should
  // be: it has no word, no such list, an object without a key, or fewer keys than a phase threads.
  static engine::Result<Data> prepare(const Scenario& scenario);

  // The keys that words and JSON bring.
  bool has_words() const { return !words_.empty(); }
  uint64_t words() const { return words_.size(); }
  std::string_view word(uint32_t index) const { return words_[index].in(text_); }
  // How many distinct keys the phase draws from.
  uint64_t keys_of(const Phase& phase) const;
  bool has_documents() const { return !documents_of_.empty(); }
  uint64_t documents() const { return documents_of_.size(); }
  std::string_view document(uint32_t index) const { return documents_of_[index].in(documents_); }

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

  engine::Status check_threads(const Scenario& scenario) const;
  engine::Status read_words(const std::string& path);
  engine::Status read_objects(const Scenario& scenario);
  void take_keys(const std::vector<std::string>& keys);
  // `write(i, out)` writes document i and says how long it is.
  template <typename Write>
  void write_documents(uint64_t count, size_t room, Write write);
  void write_documents_about_words();
  void write_documents_about_names(const Scenario& scenario);
  void fill_values(const Scenario& scenario);

  MappedArray<char> values_;
  MappedArray<char> text_;
  MappedArray<Slice> words_;  // in text_
  MappedArray<char> documents_;
  MappedArray<Slice> documents_of_;  // in documents_, by number
  uint64_t digest_ = 0;
};

}  // namespace heapdyno
