#include "allocators/lifetimes.h"

#include <functional>
#include <memory>

namespace heapdyno {
namespace {

using Entry = Lifetimes::Entry;

uint64_t& place_of(const Entry& entry, heapdyno_lifetimes& table) {
  return table.deaths[entry.size_class][entry.death][entry.lifetime];
}

template <typename Operation>
Lifetimes by_entry(const Lifetimes& a, const Lifetimes& b, Operation operation) {
  const auto table = std::make_unique<heapdyno_lifetimes>();
  for (const Entry& entry : a.entries()) place_of(entry, *table) = entry.blocks;
  for (const Entry& entry : b.entries()) {
    uint64_t& blocks = place_of(entry, *table);
    blocks = operation(blocks, entry.blocks);
  }
  return Lifetimes(*table);
}

}  // namespace

Lifetimes::Lifetimes(const heapdyno_lifetimes& table) {
  for (uint8_t size = 0; size < HEAPDYNO_SIZE_CLASSES; ++size) {
    for (uint8_t death = 0; death < HEAPDYNO_DEATHS; ++death) {
      for (uint8_t lifetime = 0; lifetime < HEAPDYNO_LIFETIME_CLASSES; ++lifetime) {
        const uint64_t blocks = table.deaths[size][death][lifetime];
        if (blocks != 0) entries_.push_back(Entry{size, death, lifetime, blocks});
      }
    }
  }
}

uint64_t Lifetimes::deaths() const {
  uint64_t blocks = 0;
  for (const Entry& entry : entries_) blocks += entry.blocks;
  return blocks;
}

uint64_t Lifetimes::deaths(heapdyno_death death) const {
  uint64_t blocks = 0;
  for (const Entry& entry : entries_) blocks += entry.death == death ? entry.blocks : 0;
  return blocks;
}

std::array<uint64_t, HEAPDYNO_SIZE_CLASSES> Lifetimes::by_size() const {
  std::array<uint64_t, HEAPDYNO_SIZE_CLASSES> blocks = {};
  for (const Entry& entry : entries_) blocks[entry.size_class] += entry.blocks;
  return blocks;
}

std::array<uint64_t, HEAPDYNO_LIFETIME_CLASSES> Lifetimes::by_lifetime() const {
  std::array<uint64_t, HEAPDYNO_LIFETIME_CLASSES> blocks = {};
  for (const Entry& entry : entries_) blocks[entry.lifetime] += entry.blocks;
  return blocks;
}

Lifetimes operator+(const Lifetimes& a, const Lifetimes& b) {
  return by_entry(a, b, std::plus<>());
}
Lifetimes operator-(const Lifetimes& after, const Lifetimes& before) {
  return by_entry(after, before, std::minus<>());
}

}  // namespace heapdyno
