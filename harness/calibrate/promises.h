// What a procedure promises, what it was measured to do, and whether that is within its bound: the
// rows of a table. A value; one thread.
#pragma once

#include <string>

#include "harness/base/table.h"
#include "harness/calibrate/outcomes.h"

namespace heapdyno {

class Promises {
 public:
  explicit Promises(std::string title);

  // The rows that follow are about this.
  void about(std::string what) { about_ = std::move(what); }

  void at_most(const std::string& promise, Rate measured, double bound);
  void at_least(const std::string& promise, Rate measured, double bound);
  // What the procedure is meant to do and cannot promise on every machine: "met" or "missed".
  void aims_at_least(const std::string& promise, Rate measured, double aim);
  void without_bound(const std::string& promise, Rate measured);

  // Of the bounds; an aim may be missed.
  bool hold() const { return hold_; }
  const Table& table() const { return table_; }

 private:
  void add(const std::string& promise, Rate measured, const std::string& bound,
           const std::string& holds);

  Table table_;
  std::string about_;
  bool hold_ = true;
};

}  // namespace heapdyno
