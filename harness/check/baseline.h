// Baselines: what was counted when somebody accepted it, and why. One file holds all cells of a
// scenario of the catalogue, or of a user's program, under one toolchain:
//
//   FOLDER/TOOLCHAIN/SCENARIO.json          results/baselines/gcc-12-.../fill-random.json
//
//   {"schema": "heapdyno.baseline/1",
//    "scenario": "fill-random",
//    "toolchain": {"compiler": "gcc 12.2.0", "libstdcxx": "12", "architecture": "x86_64", "flags": "-O2 -g1"},
//    "cells": [{                              // by scenario and variant
//      "scenario": "fill-random{size=gate}",
//      "variant": "all",                      // absent: a program
//      "digest": "0fa3b0b4cb21c1fe",          // CountedCell::digest
//      "accepted": {"reason": "...", "commit": "2d4b23a31c6f", "date": "2026-11-26",
//                   "expires": "2027-01-31"}, // commit and expires may be absent
//      "moved": ["fill put bytes"],           // figures that moved from run to run: not compared
//      "bounded": {"fill": {"instructions": 30273700}},  // CountedCell::bounded; absent: none
//      "phases": [{
//        "phase": "fill", "work": "8d26750d3de48b00 4f956aa8c30a1d11",
//        "operations": {"put": {"operations": 3760, "allocations": 4055, "bytes": 341000, "frees": 12}},
//        "physical": {"flushes": 3, "wal_bytes": 180598},
//        "sites": {"put": [               // [function, callee, file, line, allocations, bytes]
//          ["Memtable::insert", "std::string", "engine/store/memtable.cc", 88, 3760, 90240]]}}]}]}
//
// Figures that are 0 are left out, but for bounded ones. Everything is sorted, so that a change is a small difference; what
// is counted anew and equal leaves the file as it is.
// Plain values; the functions that touch files throw Error that names the file and the place.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/check/toolchain.h"
#include "harness/record/counted.h"

namespace heapdyno {

struct Acceptance {
  std::string reason;
  std::string commit;   // on which it was counted, "+" after it: with changes; empty: no checkout
  std::string date;     // UTC, 2026-11-26
  std::string expires;  // the last day on which it holds; empty: for ever
  bool operator==(const Acceptance&) const = default;
};

struct BaselineCell {
  CountedCell counted;
  Acceptance accepted;
  std::vector<std::string> moved;  // FigureKey::text() of what is not compared
};

struct Baseline {
  std::string scenario;  // without settings
  Toolchain toolchain;
  std::vector<BaselineCell> cells;

  const BaselineCell* find(const std::string& scenario, const std::string& variant) const;
  void put(BaselineCell cell);  // in its place, or in place of the one that is there
};

std::string text_of(const Baseline& baseline);
Baseline parse_baseline(const std::string& text, const std::string& path);

// "fill-random{size=gate}" -> "fill-random"
std::string base_name(const std::string& scenario);

class BaselineFolder {
 public:
  explicit BaselineFolder(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  std::string file_of(const std::string& scenario, const Toolchain& toolchain) const;
  bool has(const std::string& scenario, const Toolchain& toolchain) const;

  static Baseline read(const std::string& file);

  // Absent: there is none under this toolchain.
  std::optional<Baseline> load(const std::string& scenario, const Toolchain& toolchain) const;
  // Under other toolchains, by their keys.
  std::vector<Baseline> load_others(const std::string& scenario, const Toolchain& toolchain) const;
  // Replaces the file as a whole or leaves it as it is.
  void save(const Baseline& baseline) const;

 private:
  std::string path_;
};

}  // namespace heapdyno
