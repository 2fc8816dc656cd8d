// Two threads add to one plain integer: the thread sanitizer must end this program with an error, or else it is not
// looking and its clean runs mean nothing.
#include <thread>

int main() {
  int races = 0;
  std::thread other([&races] { ++races; });
  ++races;
  other.join();
  return 0;
}
