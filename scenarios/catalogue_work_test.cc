// What operations of the catalogue find: they are followed without a store.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "scenarios/catalogue.h"
#include "scenarios/json_field.h"
#include "scenarios/phase_work.h"

namespace heapdyno {
namespace {

constexpr const char* kCatalogue = HEAPDYNO_TEST_SOURCE "/scenarios/catalogue";

Scenario shipped(const std::string& name) {
  return load_scenario(find_in_catalogue(kCatalogue, name)).value();
}

// What is stored under each key, and how many entries each field has in each keyspace.
class Model {
 public:
  explicit Model(const Scenario& scenario) : scenario_(scenario) {}

  void put(const Key& key, std::string_view value) {
    remove(key);
    stored_[place_of(key)] = value;
    count(key.keyspace, value, 1);
  }
  void remove(const Key& key) {
    const auto stored = stored_.find(place_of(key));
    if (stored == stored_.end()) return;
    count(key.keyspace, stored->second, -1);
    stored_.erase(stored);
  }
  bool finds(const Lookup& lookup) const {
    const auto entries =
        entries_.find({lookup.index, lookup.keyspace, std::string(lookup.field_value)});
    return entries != entries_.end() && entries->second > 0;
  }

 private:
  static std::pair<uint32_t, std::string> place_of(const Key& key) {
    return {key.keyspace, std::string(key.bytes)};
  }
  void count(uint32_t keyspace, std::string_view value, int more) {
    for (uint32_t i = 0; i < scenario_.indexes.size(); ++i) {
      const auto field = indexed_field(value, scenario_.indexes[i].text());
      entries_[{i, keyspace, std::string(field.value_or(""))}] += more;
    }
  }

  const Scenario& scenario_;
  std::map<std::pair<uint32_t, std::string>, std::string_view> stored_;
  std::map<std::tuple<uint32_t, uint32_t, std::string>, int> entries_;
};

// The part of the scenario's lookups that find something.
double share_of_hits(const Scenario& scenario, const Data& data) {
  Model model(scenario);
  double lookups = 0;
  double hits = 0;
  for (size_t i = 0; i < scenario.phases.size(); ++i) {
    const PhaseWork work = std::move(works_of(scenario, i, data).front());
    char buffer[kMaxKeyBytes];
    work.prepare(buffer);
    for (uint64_t draw = 0; draw < work.draws(); ++draw) {
      // All draws of a batch or a transaction write.
      const Operation operation =
          scenario.phases[i].has(Operation::kCommit) ? Operation::kCommit : work.operation(draw);
      if (operation == Operation::kLookup) {
        ++lookups;
        hits += model.finds(work.lookup(draw)) ? 1 : 0;
      } else if (operation == Operation::kDelete) {
        model.remove(work.key(draw, buffer));
      } else if (scenario.phases[i].changes_data(operation)) {
        model.put(work.key(draw, buffer), work.value(draw));
      }
    }
  }
  return hits / lookups;
}

// Two of three keys hold what the last phase that writes put there; of the others' names many are
// another key's, too, where names come again.
TEST(CatalogueWork, LookupsMostlyFindSomething) {
  const std::map<std::string, double> least = {
      {"names", 0.9}, {"strings", 0.8}, {"strings-unique", 0.6}, {"documents", 0.9}};
  for (const auto& [name, share] : least) {
    const Scenario scenario = shipped(name);
    const double hits = share_of_hits(scenario, Data::prepare(scenario).value());
    EXPECT_GT(hits, share) << name;
    EXPECT_LE(hits, 1) << name;
  }
}

// 20,000 documents have a name of 200,000 each.
TEST(CatalogueWork, TheNamesOfStringsUniqueHardlyEverComeAgain) {
  const Scenario scenario = shipped("strings-unique");
  const Data data = Data::prepare(scenario).value();
  std::set<std::string> names;
  for (uint32_t i = 0; i < data.documents(); ++i)
    names.insert(std::string(*json_field(data.document(i), "name")));
  EXPECT_EQ(data.documents(), 20'000u);
  EXPECT_GT(names.size(), 18'500u);
}

// A window that begins near the newest point has all its hundred entries.
TEST(CatalogueWork, EveryWindowOfATimeSeriesIsFull) {
  const Scenario scenario = shipped("time-series");
  const Data data = Data::prepare(scenario).value();
  const Phase& read = scenario.phases.at(1);
  const PhaseWork work = std::move(works_of(scenario, 1, data).front());
  char buffer[kMaxKeyBytes];
  work.prepare(buffer);
  for (uint64_t draw = 0; draw < work.draws(); ++draw) {
    const uint64_t first = std::stoull(std::string(work.key(draw, buffer).bytes));
    ASSERT_LE(first + read.scan_length, scenario.phases.at(0).count);
  }
}

}  // namespace
}  // namespace heapdyno
