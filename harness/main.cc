#include <iostream>

#include "harness/tool/tool.h"

int main(int argc, char** argv) {
  return heapdyno::run_tool({argv + 1, argv + argc}, std::cout, std::cerr, argv[0]);
}
