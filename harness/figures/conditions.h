// What samples must share to be set against each other, and what to say where they do not.
//
// Work (the scenario's content, the operations, their answers), the compiler with its flags and
// library, and seeds must be the same for every metric, an executable one build, and so an allocator;
// the machine for noisy metrics. What a record does not say is not checked: Google Benchmark's say
// little. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/figures/cells.h"

namespace heapdyno {

class Conditions {
 public:
  // The kinds of differences.
  static const std::vector<std::string> kKinds;

  // Nothing may differ.
  Conditions() = default;
  // But for these kinds, and a refusal says that its own can be accepted.
  explicit Conditions(std::set<std::string> accepted) : accepted_(std::move(accepted)) {}

  // Throw Error with Exit::kNotComparable that says what differs; `where` is for the message. A
  // difference that is accepted becomes a note.
  // Of every metric: work, compiler and seed.
  void check_alike(const std::string& where, const std::vector<Sample>& samples);
  void check_build(const std::string& where, const std::vector<Sample>& of_one_configuration);
  void check_host(const std::string& where, const std::vector<Sample>& samples);

  // Of what was accepted, the first of each kind.
  std::vector<std::string> notes() const;

 private:
  void check_work(const std::string& where, const std::vector<Sample>& samples);
  template <typename Of>
  void same(const std::string& kind, const std::string& where, const std::vector<Sample>& samples,
            const std::string& what, Of of);

  std::optional<std::set<std::string>> accepted_;
  std::map<std::string, std::string> notes_;  // by kind
};

}  // namespace heapdyno
