#include "harness/claims/claim_list.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "harness/base/error.h"
#include "harness/base/json_file.h"
#include "harness/base/words.h"
#include "harness/builds/scenario_choice.h"
#include "scenarios/scenario_document.h"

namespace heapdyno {
namespace {

constexpr size_t kMostHeadlines = 3;

// One claim, from its object.
class ClaimReader {
 public:
  ClaimReader(const Json& json, const std::string& pointer, const FindScenario& find)
      : reader_(json, pointer,
                {"id", "number", "place", "quotation", "metric", "reduction", "more_than",
                 "headline", "also", "arms", "why"}),
        find_(find) {}

  Claim read() {
    claim_.id = required_text(reader_, "id", "a name for the claim, such as \"arena\"");
    claim_.number = required_text(reader_, "number", "the document's chapter, or \"all\"");
    claim_.place = required_text(reader_, "place", "where the document says it");
    claim_.quotation = required_text(reader_, "quotation", "the document's words");
    claim_.why = required_text(reader_, "why", "why it is put to the test there");
    claim_.metric = metric();
    read_figure();
    read_headline();
    read_also();
    read_arms();
    return std::move(claim_);
  }

 private:
  const Metric* metric() const {
    try {
      return &find_metric(required_text(reader_, "metric", "the name of a metric"));
    } catch (const Error& error) {
      reader_.fail("metric", error.what());
    }
  }

  void read_figure() {
    if (reader_.has("more_than")) {
      reader_.forbid("reduction", "the claim is a share, by \"more_than\"");
      claim_.more_than = reader_.number("more_than", 0, 0, 100);
    }
    if (!reader_.has("reduction")) return;
    static constexpr char kExpected[] = "expected two percentages such as [30, 50]";
    const Json& range = reader_.at("reduction");
    const bool numbers =
        range.is_array() && range.size() == 2 && range[0].is_number() && range[1].is_number();
    if (!numbers) reader_.fail("reduction", kExpected);
    claim_.reduction = ClaimedRange{range[0].get<double>(), range[1].get<double>()};
    if (!(0 < claim_.reduction->low && claim_.reduction->low < claim_.reduction->high &&
          claim_.reduction->high <= 100))
      reader_.fail("reduction", std::string(kExpected) + ", the lower one first, above 0");
  }

  FoundScenario find(const std::string& name, const std::string& pointer) const {
    try {
      return find_(name);
    } catch (const Error& error) {
      throw Problem{pointer, error.what()};
    }
  }

  // The scenario that a headline is divided by or that is taken off it: it has the same phase.
  std::string other(const ObjectReader& reader, const char* key, const std::string& phase) const {
    if (!reader.has(key)) return "";
    const FoundScenario found =
        find(required_text(reader, key, "the name of a scenario"), reader.place(key));
    if (std::find(found.phases.begin(), found.phases.end(), phase) == found.phases.end())
      reader.fail(key, found.name + " has no measured phase " + phase);
    return found.name;
  }

  void read_headline() {
    static constexpr char kExpected[] = "a list of one to three phases of scenarios";
    const Json& list = list_at(reader_, "headline", kExpected);
    if (list.size() > kMostHeadlines)
      reader_.fail("headline", std::string("expected ") + kExpected);
    for (const Json& json : list) {
      const ObjectReader place(json, numbered(reader_.place("headline"), claim_.headline),
                               {"scenario", "phase", "over", "less"});
      add_headline(place);
    }
    for (size_t i = 0; i < claim_.headline; ++i) add_other_phases(ClaimPlace(claim_.places[i]));
  }

  void add_headline(const ObjectReader& reader) {
    const FoundScenario found =
        find(required_text(reader, "scenario", "the name of a scenario"), reader.place("scenario"));
    const std::string phase = required_text(reader, "phase", "a measured phase of the scenario");
    if (std::find(found.phases.begin(), found.phases.end(), phase) == found.phases.end())
      reader.fail("phase", unknown_name("measured phase", phase, found.phases));
    if (reader.has("less")) {
      reader.forbid("over", "a headline is a ratio or a difference");
      if (!is_counted(*claim_.metric)) reader.fail("less", "only of counted metrics");
    }
    add({found.name, phase, other(reader, "over", phase), other(reader, "less", phase)});
    if (claim_.places.size() == claim_.headline)
      reader.fail("phase", "this phase is a headline already");
    ++claim_.headline;
  }

  // What else is measured of a headline's scenario, in the same way where that can be.
  void add_other_phases(const ClaimPlace& headline) {
    const FoundScenario found = find_(headline.scenario);
    const std::string& other = headline.over.empty() ? headline.less : headline.over;
    const std::vector<std::string> there = other.empty() ? found.phases : find_(other).phases;
    for (const std::string& phase : found.phases) {
      if (std::find(there.begin(), there.end(), phase) != there.end())
        add({headline.scenario, phase, headline.over, headline.less});
    }
  }

  void read_also() {
    if (!reader_.has("also")) return;
    size_t i = 0;
    for (const Json& name : list_at(reader_, "also", "a list of scenarios")) {
      const std::string pointer = numbered(reader_.place("also"), i++);
      if (!name.is_string()) throw Problem{pointer, "expected the name of a scenario"};
      const FoundScenario found = find(name, pointer);
      for (const std::string& phase : found.phases) add({found.name, phase, "", ""});
    }
  }

  // Each phase of a scenario once: a headline is not among the others.
  void add(ClaimPlace place) {
    const bool there =
        std::any_of(claim_.places.begin(), claim_.places.end(), [&](const ClaimPlace& other) {
          return other.scenario == place.scenario && other.phase == place.phase;
        });
    if (!there) claim_.places.push_back(std::move(place));
  }

  static ClaimConfiguration configuration(const ObjectReader& reader, const char* key) {
    ClaimConfiguration configuration;
    if (!reader.has(key)) return configuration;
    static constexpr char kExpected[] =
        "a configuration such as \"variant:only-arena\" or \"alloc:jemalloc\"";
    for (const std::string& word :
         split_outside_braces(required_text(reader, key, kExpected), ' ')) {
      const size_t colon = word.find(':');
      const std::string value = colon == std::string::npos ? "" : word.substr(colon + 1);
      if (value.empty()) reader.fail(key, std::string("expected ") + kExpected);
      if (word.starts_with("variant:")) {
        configuration.variant = value;
      } else if (word.starts_with("alloc:")) {
        configuration.alloc = value;
      } else {
        reader.fail(key, std::string("expected ") + kExpected);
      }
    }
    return configuration;
  }

  void read_arms() {
    static constexpr char kExpected[] = "a list of arms such as [{\"on\": \"variant:only-arena\"}]";
    const Json& list = list_at(reader_, "arms", kExpected);
    for (const Json& json : list) {
      const ObjectReader arm(json, numbered(reader_.place("arms"), claim_.arms.size()),
                             {"off", "on"});
      arm.require("on", "the configuration that is said to be better");
      if (claim_.more_than) arm.forbid("off", "a share is of one configuration");
      claim_.arms.push_back({configuration(arm, "off"), configuration(arm, "on")});
      if (!claim_.more_than && claim_.arms.back().off == claim_.arms.back().on)
        arm.fail("on", "the same configuration as \"off\"");
    }
  }

  const ObjectReader reader_;
  const FindScenario& find_;
  Claim claim_;
};

ClaimList list_of(const Json& json, const FindScenario& find) {
  const ObjectReader reader(json, "", {"schema", "document", "claims"});
  require_schema(reader, "heapdyno.claims/1");
  ClaimList list{required_text(reader, "document", "the document's title"), {}};
  std::set<std::string> ids;
  for (const Json& claim : list_at(reader, "claims", "a list of claims")) {
    const std::string pointer = numbered("/claims", list.claims.size());
    list.claims.push_back(ClaimReader(claim, pointer, find).read());
    if (!ids.insert(list.claims.back().id).second)
      throw Problem{pointer + "/id", "another claim is called " + list.claims.back().id};
  }
  return list;
}

std::string other_than(const ClaimConfiguration& configuration) {
  const ClaimConfiguration usual;
  if (configuration.alloc == usual.alloc) return configuration.variant;
  if (configuration.variant == usual.variant) return configuration.alloc;
  return configuration.variant + " " + configuration.alloc;
}

}  // namespace

std::string ClaimPlace::name() const {
  std::string text = scenario + " " + phase;
  if (!over.empty()) text += " over " + over;
  if (!less.empty()) text += " less " + less;
  return text;
}

std::string ClaimArm::name() const {
  const bool usual = off == ClaimConfiguration() || off == on;
  return other_than(on) + (usual ? "" : " after " + other_than(off));
}

std::string Claim::claimed() const {
  if (more_than) return "more than " + number_text(*more_than) + " %";
  if (!reduction) return "less";
  return "-" + number_text(reduction->low) + " to -" + number_text(reduction->high) + " %";
}

// Each is read once.
FindScenario scenarios_of(const BuildFolder& folder) {
  const auto known = std::make_shared<std::map<std::string, FoundScenario>>();
  return [folder, known](const std::string& name) {
    const auto there = known->find(name);
    if (there != known->end()) return there->second;
    if (name.find('/') != std::string::npos)
      throw Error("expected the name of a scenario of the catalogue, found " + name);
    const ScenarioInstance instance = one_instance_of(name, {}, folder);
    return (*known)[name] = {instance.name, measured_phases(instance.scenario)};
  };
}

ClaimList parse_claims(const std::string& text, const std::string& file, const FindScenario& find) {
  return parse_json_with(text, file, [&](const Json& json) { return list_of(json, find); });
}

ClaimList load_claims(const std::string& file, const FindScenario& find) {
  return parse_claims(text_of_file(file), file, find);
}

std::optional<ClaimList> claims_of_checkout(const BuildFolder& folder) {
  if (folder.is_installed()) return std::nullopt;
  const std::string file = folder.source_file("scenarios/claims.json");
  if (!std::filesystem::exists(file)) return std::nullopt;
  return load_claims(file, scenarios_of(folder));
}

ClaimList choose_claims(const ClaimList& list, const std::vector<std::string>& ids) {
  if (ids.empty()) return list;
  std::vector<std::string> known;
  for (const Claim& claim : list.claims) known.push_back(claim.id);
  ClaimList chosen{list.document, {}};
  for (const std::string& id : ids) {
    const auto found = std::find(known.begin(), known.end(), id);
    if (found == known.end()) throw usage_error(unknown_name("claim", id, known));
    chosen.claims.push_back(list.claims[static_cast<size_t>(found - known.begin())]);
  }
  return chosen;
}

}  // namespace heapdyno
