// Where Debian's heaptrack lies, and how it is run without its shell script: preload kHeaptrack with
// kHeaptrackVariable naming the raw file, then feed that to kHeaptrackInterpreter.
// Thread contract: constants.
#pragma once

namespace heapdyno {

inline constexpr char kHeaptrack[] = "/usr/lib/heaptrack/libheaptrack_preload.so";
inline constexpr char kHeaptrackInterpreter[] = "/usr/lib/heaptrack/libexec/heaptrack_interpret";
inline constexpr char kHeaptrackVariable[] = "DUMP_HEAPTRACK_OUTPUT";

}  // namespace heapdyno
