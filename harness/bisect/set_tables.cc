#include "harness/bisect/set_tables.h"

#include "harness/base/words.h"

namespace heapdyno {
namespace {

std::string title_of(const SmallestSets& found, Question question, const std::string& what) {
  const bool one = found.sets.size() == 1;
  const std::string sets = !found.is_smallest ? "A set of toggles of which none can be left out"
                           : one              ? "The smallest set of toggles"
                                              : "The smallest sets of toggles";
  const std::string does = question == Question::kAnyChange ? (one ? "changes" : "change")
                           : one                            ? "makes the whole change of"
                                                            : "make the whole change of";
  return sets + " that " + does + " " + what;
}

std::vector<std::string> words_of(const std::vector<std::string>& toggles,
                                  const Switches& switches) {
  std::vector<std::string> words;
  for (const std::string& toggle : toggles) words.push_back(switches.word_of(toggle));
  return words;
}

// What the set takes along.
std::string along_text(const FoundSet& set, const Switches& switches) {
  std::vector<std::string> along = switches.with_all(set.toggles);
  for (const std::string& toggle : set.toggles) std::erase(along, toggle);
  return join(words_of(along, switches), ", ");
}

}  // namespace

std::string text_of(const FoundSet& set, const Switches& switches) {
  return join(words_of(set.toggles, switches), "+");
}

Table table_of(const SmallestSets& found, const Switches& switches, Question question, size_t most,
               const std::string& what, double seconds) {
  Table table{title_of(found, question, what),
              {{"set", Align::kLeft}, {"with", Align::kLeft}, {"phase", Align::kLeft}, {"count"}},
              {},
              {}};
  for (const FoundSet& set : found.sets) {
    const std::string with = along_text(set, switches);
    for (const ChangedCount& change : changed_counts(found.from, set.counts))
      table.rows.push_back({text_of(set, switches), with, change.phase,
                            change_cell({"before", change.before}, {"after", change.after})});
  }
  if (!found.is_smallest)
    table.notes.push_back("no set of up to " + std::to_string(most) +
                          " toggles does; a smaller one than this may, of more than that: --most");
  table.notes.push_back(std::to_string(found.counted) + " variants, counted once each: " +
                        fixed(seconds, 1) + " s with what had to be built, " +
                        fixed(seconds / static_cast<double>(found.counted), 1) + " s each");
  return table;
}

}  // namespace heapdyno
