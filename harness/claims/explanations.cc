#include "harness/claims/explanations.h"

#include <algorithm>
#include <array>
#include <set>

#include "harness/base/error.h"
#include "harness/base/json_file.h"

namespace heapdyno {
namespace {

constexpr std::array kOutcomes = {Outcome::kExceeded, Outcome::kConfirmed, Outcome::kPartly,
                                  Outcome::kNotConfirmed, Outcome::kReversed};

Words outcome_words() {
  Words words{};
  for (const Outcome outcome : kOutcomes) words.push_back(name_of(outcome));
  return words;
}

Explanation explanation_of(const Json& json, const std::string& pointer) {
  const ObjectReader reader(json, pointer, {"verdict", "why"});
  reader.require("verdict", "the verdict that is explained");
  const size_t index = choice(reader.at("verdict"), reader.place("verdict"), outcome_words());
  return {kOutcomes[index], required_text(reader, "why", "two sentences")};
}

// The members of an object, whatever they are called.
const Json& object_at(const Json& json, const std::string& pointer) {
  if (!json.is_object()) throw Problem{pointer, "expected an object"};
  return json;
}

Explanations explanations_of(const Json& json) {
  const ObjectReader reader(json, "", {"schema", "explained"});
  require_schema(reader, "heapdyno.claims-explained/1");
  reader.require("explained", "an object of claims");
  Explanations explanations;
  for (const auto& [claim, arms] : object_at(reader.at("explained"), "/explained").items()) {
    const std::string pointer = "/explained/" + claim;
    for (const auto& [arm, explanation] : object_at(arms, pointer).items())
      explanations[claim][arm] = explanation_of(explanation, pointer + "/" + arm);
  }
  return explanations;
}

}  // namespace

Explanations parse_explanations(const std::string& text, const std::string& file) {
  return parse_json_with(text, file, explanations_of);
}

Explanations load_explanations(const std::string& file) {
  return parse_explanations(text_of_file(file), file);
}

std::vector<std::string> mismatches(const Explanations& explanations,
                                    const std::vector<ClaimFigures>& rows) {
  std::vector<std::string> wrong;
  std::set<std::pair<std::string, std::string>> there;
  for (const ClaimFigures& row : rows) {
    const std::string arm = row.arm.name();
    const std::string name = row.claim->id + ", " + arm;
    there.insert({row.claim->id, arm});
    const auto claim = explanations.find(row.claim->id);
    if (claim == explanations.end() || !claim->second.contains(arm)) {
      wrong.push_back(name + ": " + std::string(name_of(row.outcome)) + ", but not explained");
    } else if (const Outcome explained = claim->second.at(arm).outcome; explained != row.outcome) {
      wrong.push_back(name + ": explained as " + std::string(name_of(explained)) + ", but it is " +
                      std::string(name_of(row.outcome)));
    }
  }
  for (const auto& [claim, arms] : explanations) {
    for (const auto& [arm, explanation] : arms) {
      if (!there.contains({claim, arm}))
        wrong.push_back(claim + ", " + arm + ": explained, but no such row is there");
    }
  }
  return wrong;
}

}  // namespace heapdyno
