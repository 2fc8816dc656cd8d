#include "harness/tool/values.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "harness/check/report_formats.h"
#include "harness/figures/conditions.h"
#include "harness/figures/metrics.h"
#include "harness/figures/terms.h"
#include "harness/stacks/profile_tool.h"
#include "harness/tool/command_tree.h"
#include "harness/tool/commands.h"
#include "harness/tool/completion.h"

namespace heapdyno {
namespace {

using Words = std::vector<std::string>;

Words metric_names() {
  Words names;
  for (const Metric& metric : metrics()) names.emplace_back(metric.name);
  return names;
}

// Without marks such as "~", which a shell would take for something else.
Words explained_names() {
  Words names = metric_names();
  for (const Term& term : terms()) {
    if (std::isalpha(static_cast<unsigned char>(term.term.front())) != 0)
      names.emplace_back(term.term);
  }
  return names;
}

Words profile_tools() {
  return {std::string(name_of(ProfileTool::kHeaptrack)),
          std::string(name_of(ProfileTool::kJemalloc))};
}

struct WordsOfOption {
  const char* command;  // "": of every command that has it
  const char* option;
  Words (*words)();
  ValueKind kind = ValueKind::kWords;
};

// The first row that fits counts.
const WordsOfOption kFixedSets[] = {
    {"check", "--format", [] { return check_format_names(); }},
    {"", "--format", [] { return format_names(); }},
    {"", "--size",
     [] {
       return Words{"full", "gate"};
     }},
    {"run", "--until", [] { return Words{"resolved"}; }},
    {"compare", "--accept", [] { return Conditions::kKinds; }, ValueKind::kWordList},
    {"profile", "--tool", profile_tools},
    {"", "--metric", metric_names, ValueKind::kWordList},
    {"compare", "--gate", metric_names, ValueKind::kWordList},
    {"list", "TOPIC", list_topics},
    {"show", "TOPIC", show_topics},
    {"export", "FORMAT", [] { return export_kinds(); }},
    {"explain", "METRIC", explained_names},
    {"completion", "SHELL", shells},
};

struct TopicOfOption {
  const char* option;
  const char* topic;
};

constexpr TopicOfOption kTopicsOfOptions[] = {
    {"--scenario", "scenarios"}, {"SCENARIO", "scenarios"}, {"NAME", "scenarios"},
    {"--variant", "variants"},   {"--from", "variants"},    {"--to", "variants"},
    {"--diff", "variants"},      {"--alloc", "allocators"}, {"--store", "stores"},
    {"--toggles", "toggles"},    {"--phase", "phases"},     {"--claim", "claims"}};

constexpr std::pair<const char*, const char*> kSelections[] = {
    {"compare", "A"}, {"compare", "B"}, {"", "--filter"}};

}  // namespace

OptionValues values_of(const std::string& command, const CLI::Option& option) {
  const std::string name =
      option.get_positional() ? option.get_name(true) : spellings(option).back();
  const auto is_this = [&](const std::string& of_command, const std::string& of_option) {
    return of_option == name && (of_command.empty() || of_command == command);
  };
  for (const WordsOfOption& fixed : kFixedSets) {
    if (is_this(fixed.command, fixed.option)) return {fixed.kind, fixed.words(), ""};
  }
  for (const TopicOfOption& names : kTopicsOfOptions) {
    if (names.option == name) return {ValueKind::kNames, {}, names.topic};
  }
  for (const auto& [of_command, of_option] : kSelections) {
    if (is_this(of_command, of_option)) return {ValueKind::kSelection, {}, ""};
  }
  const std::string form = option.get_positional() ? name : form_of(option);
  const bool is_file = form.starts_with("FILE") || form == "DIR" || form.starts_with("PROGRAM");
  return {is_file ? ValueKind::kFile : ValueKind::kAny, {}, ""};
}

}  // namespace heapdyno
