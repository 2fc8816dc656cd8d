// thread_slot<T>(): this thread's own T, made at first use and destroyed with the thread; null once
// that has happened, so that an object that outlives the thread's slots (a static one, or another
// slot) can still let go of what it holds.
#pragma once

namespace engine {

namespace thread_slot_internal {

template <typename T>
inline constinit thread_local bool destroyed = false;

template <typename T>
struct Holder {
  T value;
  ~Holder() { destroyed<T> = true; }  // before `value` goes
};

}  // namespace thread_slot_internal

template <typename T>
T* thread_slot() {
  if (thread_slot_internal::destroyed<T>) return nullptr;
  static thread_local thread_slot_internal::Holder<T> holder;
  return &holder.value;
}

}  // namespace engine
