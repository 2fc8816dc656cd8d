// The scenarios of the house, one file each: FOLDER/THEME/NAME.json.
//
// Thread contract: pure function of the folder's content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heapdyno {

struct CatalogueEntry {
  std::string name;   // of the file, without .json
  std::string theme;  // the folder in which it stands; empty: at the top
  std::string path;
};

// By name. Other JSON may stand there: a scenario names its schema.
std::vector<CatalogueEntry> read_catalogue(const std::string& folder);

// The path of the one with this name; empty: there is none.
std::string find_in_catalogue(const std::string& folder, std::string_view name);

}  // namespace heapdyno
