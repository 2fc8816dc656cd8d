// A flame graph (see folded.h): one SVG without scripts, the outermost frame on top, its width by
// the count, and all figures in what a browser shows of the frame under the pointer.
// Pure; any thread.
#pragma once

#include <ostream>
#include <string>

#include "harness/profile/folded.h"

namespace heapdyno {

struct Graph {
  std::string title;
  Folded stacks;
};

void write_flame_graph(std::ostream& out, const Graph& graph);
// One above the other, to one scale; blue: fewer in the second, red: more, grey: the same.
void write_flame_graph(std::ostream& out, const Graph& before, const Graph& after);

}  // namespace heapdyno
