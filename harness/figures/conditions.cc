#include "harness/figures/conditions.h"

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

std::string compiler_of(const Sample& sample) {
  std::vector<std::string> parts;
  for (const char* key : {"compiler", "flags", "libstdcxx"}) {
    if (!value_of(sample, key).empty()) parts.push_back(value_of(sample, key));
  }
  return join(parts, ", ");
}

auto value_of_key(const char* key) {
  return [key](const Sample& sample) { return value_of(sample, key); };
}

std::string described(const std::string& value, const Sample& sample) {
  return "'" + value + "' (" + sample.record->origin + ")";
}

}  // namespace

const std::vector<std::string> Conditions::kKinds = {"work", "compiler", "host", "seed", "build"};

// Where `of` gives nothing there is nothing to compare.
template <typename Of>
void Conditions::same(const std::string& kind, const std::string& where,
                      const std::vector<Sample>& samples, const std::string& what, Of of) {
  const Sample* first = nullptr;
  for (const Sample& sample : samples) {
    if (of(sample).empty()) continue;
    if (first == nullptr) first = &sample;
    if (of(sample) == of(*first)) continue;
    const std::string text =
        what + ": " + described(of(*first), *first) + " and " + described(of(sample), sample);
    if (!accepted_ || !accepted_->contains(kind)) {
      throw Error("not comparable at " + where + ": " + text +
                      (accepted_ ? "; --accept " + kind + " compares them all the same" : ""),
                  Exit::kNotComparable);
    }
    notes_.emplace(kind, "accepted at " + where + ": " + text);
    return;
  }
}

void Conditions::check_work(const std::string& where, const std::vector<Sample>& samples) {
  same("work", where, samples, "the scenario's content differs",
       [](const Sample& s) { return s.record->scenario_digest; });
  if (!applies(samples)) return;
  same("work", where, samples, "the operations differ",
       [](const Sample& s) { return s.phase->operation_digest; });
  std::vector<Sample> answering = samples;
  std::erase_if(answering, [](const Sample& s) { return value_of(s, "store") == "null"; });
  same("work", where, answering, "the answers differ",
       [](const Sample& s) { return s.phase->answer_digest; });
}

void Conditions::check_alike(const std::string& where, const std::vector<Sample>& samples) {
  check_work(where, samples);
  same("compiler", where, samples, "the compilers differ", compiler_of);
  same("seed", where, samples, "the seeds differ", value_of_key("seed"));
}

void Conditions::check_build(const std::string& where,
                             const std::vector<Sample>& of_one_configuration) {
  // Each layout is an executable of its own.
  std::map<std::string, std::vector<Sample>> executables;
  for (const Sample& sample : of_one_configuration)
    executables[value_of(sample, "layout")].push_back(sample);
  for (const auto& [layout, samples] : executables)
    same("build", where, samples, "one side is several builds of one name", value_of_key("build"));
  // In a profile the profiler's library stands where the allocator's does in other modes.
  std::map<std::string, std::vector<Sample>> allocators;
  for (const Sample& sample : of_one_configuration)
    allocators[value_of(sample, "alloc") + " " + value_of(sample, "mode")].push_back(sample);
  for (const auto& [allocator, samples] : allocators)
    same("build", where, samples, "one allocator is several builds of one name",
         value_of_key("allocator-build"));
}

void Conditions::check_host(const std::string& where, const std::vector<Sample>& samples) {
  same("host", where, samples, "the machines differ, and times of two machines say nothing",
       value_of_key("host"));
}

std::vector<std::string> Conditions::notes() const {
  std::vector<std::string> notes;
  for (const auto& [kind, note] : notes_) notes.push_back(note);
  return notes;
}

}  // namespace heapdyno
