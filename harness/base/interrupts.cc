#include "harness/base/interrupts.h"

#include <csignal>

namespace heapdyno {
namespace {

std::atomic<bool> g_interrupted{false};
int g_guards = 0;

void on_interrupt(int signal_number) {
  g_interrupted = true;
  std::signal(signal_number, SIG_DFL);
}

void handle_with(void (*handler)(int)) {
  std::signal(SIGINT, handler);
  std::signal(SIGTERM, handler);
}

}  // namespace

const std::atomic<bool>& interrupted() { return g_interrupted; }

InterruptGuard::InterruptGuard() {
  if (++g_guards > 1) return;
  g_interrupted = false;
  handle_with(on_interrupt);
}

InterruptGuard::~InterruptGuard() {
  if (--g_guards == 0) handle_with(SIG_DFL);
}

}  // namespace heapdyno
