#include "allocators/observer_client.h"

#include <dlfcn.h>

#include <cstdlib>
#include <string>

#include "allocators/counters_file.h"

namespace heapdyno {
namespace {

template <typename Function>
Function look_up(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

engine::Result<Observer> Observer::find() {
  const auto abi = look_up<unsigned (*)()>("heapdyno_observer_abi");
  if (abi == nullptr) {
    if (std::getenv(HEAPDYNO_OBSERVER_VARIABLE) == nullptr) return Observer();
    return engine::Status::invalid_argument(
        HEAPDYNO_OBSERVER_VARIABLE
        " is set but no observer is loaded: LD_PRELOAD must name libheapdyno-observer.so, by a "
        "path without spaces or colons");
  }
  if (abi() != HEAPDYNO_OBSERVER_ABI) {
    return engine::Status::invalid_argument("the observer loaded has interface " +
                                            std::to_string(abi()) + ", expected " +
                                            std::to_string(HEAPDYNO_OBSERVER_ABI));
  }
  const auto flags = look_up<unsigned (*)()>("heapdyno_observer_flags");
  if ((flags() & kUnreached) != 0) {
    return engine::Status::invalid_argument(
        "malloc does not reach the observer: another library or the executable itself defines "
        "malloc before it");
  }
  Observer observer;
  observer.enter_ = look_up<unsigned (*)(unsigned)>("heapdyno_observer_enter");
  observer.leave_ = look_up<void (*)(unsigned)>("heapdyno_observer_leave");
  observer.read_ = look_up<void (*)(unsigned, heapdyno_counts*)>("heapdyno_observer_read");
  observer.live_ = look_up<uint64_t (*)()>("heapdyno_observer_live");
  observer.peak_ = look_up<uint64_t (*)()>("heapdyno_observer_peak");
  observer.reset_peak_ = look_up<void (*)()>("heapdyno_observer_reset_peak");
  observer.lifetimes_ =
      look_up<void (*)(unsigned, heapdyno_lifetimes*)>("heapdyno_observer_lifetimes");
  observer.level_ = look_up<unsigned (*)()>("heapdyno_observer_level")();
  return observer;
}

Lifetimes Observer::lifetimes(unsigned scope) const {
  if (level_ < 2) return Lifetimes();
  heapdyno_lifetimes table;
  lifetimes_(scope, &table);
  return Lifetimes(table);
}

}  // namespace heapdyno
