#include "scenarios/hand_over.h"

namespace heapdyno {

using engine::MutexLock;

std::optional<size_t> HandOver::free_slot() {
  MutexLock lock(mutex_);
  while (free_.empty() && !given_up_) changed_.wait(mutex_);
  return given_up_ ? std::nullopt : std::optional(free_.take());
}

void HandOver::hand_over(size_t slot) {
  MutexLock lock(mutex_);
  ready_.put(slot);
  changed_.notify_all();
}

void HandOver::maker_is_done() {
  MutexLock lock(mutex_);
  --makers_;
  changed_.notify_all();
}

std::optional<size_t> HandOver::next() {
  MutexLock lock(mutex_);
  while (ready_.empty() && makers_ > 0) changed_.wait(mutex_);
  return ready_.empty() ? std::nullopt : std::optional(ready_.take());
}

void HandOver::is_written(size_t slot) {
  MutexLock lock(mutex_);
  free_.put(slot);
  changed_.notify_all();
}

void HandOver::give_up() {
  MutexLock lock(mutex_);
  given_up_ = true;
  changed_.notify_all();
}

}  // namespace heapdyno
