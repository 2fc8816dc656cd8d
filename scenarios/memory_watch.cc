#include "scenarios/memory_watch.h"

namespace heapdyno {

WatchedDraws watched_draws(const std::vector<PhaseWork>& works) {
  WatchedDraws watched;
  for (size_t i = 0; i < works.size(); ++i) {
    watched.all += works[i].draws();
    if (watched.draws > 0 || works[i].draws() == 0) continue;
    watched.thread = i;
    watched.draws = works[i].draws();
  }
  return watched;
}

}  // namespace heapdyno
