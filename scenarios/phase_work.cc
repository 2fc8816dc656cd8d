#include "scenarios/phase_work.h"

#include <algorithm>

#include "scenarios/json_field.h"
#include "scenarios/stream_digest.h"
#include "scenarios/zipf.h"

namespace heapdyno {
namespace {

using engine::Random;

enum class Purpose : uint64_t { kKinds = 1, kKeys, kValues, kStrew, kLengths };

// Independent seeds from one: mixed by position, so that a phase's operations do not depend on the
// other phases.
uint64_t derive(uint64_t seed, size_t phase, Purpose purpose) {
  uint64_t state = seed ^ ((phase + 1) << 8 | static_cast<uint64_t>(purpose)) * 0xd6e8feb86659fd93;
  return engine::split_mix(state);
}

// 0 to n - 1 in an order drawn by Fisher and Yates' shuffle.
MappedArray<uint32_t> shuffled(uint64_t n, uint64_t seed) {
  MappedArray<uint32_t> order(n);
  for (uint64_t i = 0; i < n; ++i) order[i] = static_cast<uint32_t>(i);
  Random random(seed);
  for (uint64_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

}  // namespace

PhaseWork::PhaseWork(const Scenario& scenario, size_t phase_index, const Data& data, Lane lane)
    : scenario_(&scenario),
      phase_(&scenario.phases[phase_index]),
      data_(&data),
      lane_(std::move(lane)),
      keyspaces_(scenario.keyspaces.size()) {
  const size_t writers_before = scenario.writing_phases(phase_index);
  written_ = first_document(writers_before);
  looked_up_ = first_document(writers_before - std::min<size_t>(writers_before, 1));
  if (lane_.draws > 0) {
    const uint64_t seed = scenario.seed + lane_.index * 0xa0761d6478bd642f;
    keys_ = MappedArray<uint32_t>(lane_.draws);
    value_seed_ = derive(seed, phase_index, Purpose::kValues);
    length_seed_ = derive(seed, phase_index, Purpose::kLengths);
    draw_kinds(derive(seed, phase_index, Purpose::kKinds));
    draw_keys(derive(seed, phase_index, Purpose::kKeys));
    number_inserts();
  }
  digest_ = make_digest();
}

void PhaseWork::draw_kinds(uint64_t seed) {
  if (lane_.operations.size() == 1) return;
  uint64_t total = 0;
  for (const Share& share : lane_.operations) total += share.weight;
  kinds_ = MappedArray<uint8_t>(draws());
  Random random(seed);
  for (size_t i = 0; i < kinds_.size(); ++i) {
    uint64_t at = random.below(total);
    const Share* share = lane_.operations.data();
    while (at >= share->weight) at -= share++->weight;
    kinds_[i] = static_cast<uint8_t>(share->operation);
  }
}

void PhaseWork::draw_keys(uint64_t seed) {
  Random random(seed);
  switch (phase_->keys.distribution) {
    case Distribution::kSequential:
      for (size_t i = 0; i < keys_.size(); ++i) keys_[i] = lane_.number(i % lane_.keys);
      break;
    case Distribution::kUniform:
      for (size_t i = 0; i < keys_.size(); ++i) keys_[i] = lane_.number(random.below(lane_.keys));
      break;
    case Distribution::kZipf:
      draw_zipf(seed);
      break;
    case Distribution::kLatest:
      draw_latest(seed);
      break;
    case Distribution::kPermutation: {
      const MappedArray<uint32_t> order = shuffled(lane_.keys, seed);
      for (size_t i = 0; i < keys_.size(); ++i) keys_[i] = lane_.number(order[i % lane_.keys]);
      break;
    }
  }
}

MappedArray<uint32_t> keys_by_rank(const Scenario& scenario, uint64_t keys) {
  return shuffled(keys, derive(scenario.seed, 0, Purpose::kStrew));
}

void PhaseWork::draw_zipf(uint64_t seed) {
  const Zipf zipf(lane_.keys, phase_->keys.theta);
  const MappedArray<uint32_t> strewn = keys_by_rank(*scenario_, lane_.keys);
  Random random(seed);
  for (size_t i = 0; i < keys_.size(); ++i)
    keys_[i] = lane_.number(strewn[zipf.rank(static_cast<uint32_t>(random.next() >> 32))]);
}

// Ranks are counted back from the newest key. There are always as many as at the beginning: an old
// key falls out of the last rank when a new one takes the first.
void PhaseWork::draw_latest(uint64_t seed) {
  const Zipf zipf(lane_.keys, phase_->keys.theta);
  Random random(seed);
  uint64_t keys = lane_.keys;
  for (size_t i = 0; i < keys_.size(); ++i) {
    const uint64_t rank = zipf.rank(static_cast<uint32_t>(random.next() >> 32));
    keys_[i] = lane_.number(keys - 1 - rank);
    if (operation(i) == Operation::kInsert) ++keys;
  }
}

// An insert's key is a new one, whatever was drawn. Its phase draws one key at each call.
void PhaseWork::number_inserts() {
  if (!phase_->has(Operation::kInsert)) return;
  uint64_t keys = lane_.keys;
  for (size_t i = 0; i < keys_.size(); ++i)
    if (operation(i) == Operation::kInsert) keys_[i] = lane_.number(keys++);
}

PhaseWork::ValueSlice PhaseWork::value_slice(uint64_t draw) const {
  uint64_t state = value_seed_ + draw * 0x9e3779b97f4a7c15;
  const uint64_t mixed = engine::split_mix(state);
  const Values& values = phase_->values;
  const uint64_t sizes = uint64_t{values.max} - values.min + 1;
  return {static_cast<uint32_t>(mixed >> 44),
          values.min + static_cast<uint32_t>((mixed & 0xffffffff) * sizes >> 32)};
}

std::string_view PhaseWork::missing_word(uint32_t number, char* buffer) const {
  const std::string_view word = data_->word(number);
  std::memcpy(buffer, word.data(), word.size());
  buffer[word.size()] = '~';
  return {buffer, word.size() + 1};
}

uint32_t PhaseWork::scan_length(uint64_t draw) const {
  const uint32_t min = phase_->scan_length_min;
  if (!phase_->draws_lengths()) return min;
  uint64_t state = length_seed_ + draw * 0x9e3779b97f4a7c15;
  const uint64_t lengths = uint64_t{phase_->scan_length} - min + 1;
  return min + static_cast<uint32_t>((engine::split_mix(state) >> 32) * lengths >> 32);
}

uint64_t PhaseWork::first_document(size_t writing_phase) const {
  const size_t all = scenario_->writing_phases(scenario_->phases.size());
  return data_->documents() / std::max<size_t>(all, 1) * writing_phase;
}

Lookup PhaseWork::lookup(uint64_t draw) const {
  const auto index = static_cast<uint32_t>(draw % scenario_->indexes.size());
  const auto field =
      indexed_field(document(keys_[draw], looked_up_), scenario_->indexes[index].text());
  return {index, keyspace_of(keys_[draw]), field.value_or("")};
}

// What only some scenarios have.
void PhaseWork::digest_more(StreamDigest& digest) const {
  for (const Keyspace& keyspace : scenario_->keyspaces) digest.bytes(keyspace.name);
  for (const Index& index : scenario_->indexes) digest.bytes(index.name);
  if (phase_->draws_lengths()) digest.number(length_seed_);
  if (phase_->append_limit > 0) digest.number(phase_->append_limit);
  if (phase_->writes_values() && written_ > 0) digest.number(written_);
  if (phase_->has(Operation::kLookup)) digest.number(looked_up_);
  if (!phase_->has(Operation::kCommit)) return;
  const Commit& commit = phase_->commit;
  digest.number(uint64_t{commit.reads} << 32 | commit.writes);
  digest.number(uint64_t{commit.abort} << 8 | static_cast<uint64_t>(commit.isolation));
}

uint64_t PhaseWork::make_digest() const {
  StreamDigest digest;
  char buffer[kMaxKeyBytes];
  prepare(buffer);
  digest.number(static_cast<uint64_t>(phase_->operations.front().operation));
  digest.number(phase_->batch_size);
  digest.number(uint64_t{phase_->scan_length} << 32 | phase_->scan_prefix);
  digest.number(data_->digest());
  digest_more(digest);
  digest.bytes({reinterpret_cast<const char*>(kinds_.data()), kinds_.size()});
  for (uint64_t draw = 0; draw < draws(); ++draw) {
    digest.bytes(key(draw, buffer).bytes);
    if (data_->has_documents()) continue;
    const ValueSlice slice = value_slice(draw);
    digest.number(uint64_t{slice.start} << 32 | slice.size);
  }
  return digest.value();
}

std::vector<PhaseWork> works_of(const Scenario& scenario, size_t phase_index, const Data& data) {
  const Phase& phase = scenario.phases[phase_index];
  std::vector<Lane> lanes = {{0, phase.operations, 0, 1, 0, 1}};
  if (draws_keys(phase.operations.front().operation)) {
    const uint64_t distinct = data.keys_of(phase);
    lanes = lanes_of(phase, phase.count > 0 ? phase.count : distinct, distinct);
  }
  std::vector<PhaseWork> works;
  for (Lane& lane : lanes) works.emplace_back(scenario, phase_index, data, std::move(lane));
  return works;
}

uint64_t digest_of(const std::vector<PhaseWork>& works) {
  if (works.size() == 1) return works.front().digest();
  StreamDigest digest;
  for (const PhaseWork& work : works) digest.number(work.digest());
  return digest.value();
}

}  // namespace heapdyno
