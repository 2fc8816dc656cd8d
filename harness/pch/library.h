// What most files of the harness begin with, compiled once for all of them. Each names what it uses
// all the same.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <vector>
