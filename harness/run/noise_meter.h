// What the machine does besides while a timed trial runs: reads the system's own counters before and
// after. Thread contract: one thread; it sees the whole machine, so trials that share it see each
// other.
#pragma once

#include "harness/base/child.h"
#include "harness/record/record.h"

namespace heapdyno {

class NoiseMeter {
 public:
  NoiseMeter();  // the trial begins

  // A process of the trial has ended.
  void add(const ChildEnd& child);

  MachineNoise read() const;  // since the beginning

 private:
  MachineNoise begin_;
  MachineNoise processes_;
};

}  // namespace heapdyno
