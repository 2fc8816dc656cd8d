#include "engine/db/file_names.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(FileNames, EachNameIsReadBackAsWhatItStandsFor) {
  const FileNames names("db");
  EXPECT_EQ(names.log(5), "db/000005.log");
  EXPECT_EQ(names.table(1234567), "db/1234567.sst");
  EXPECT_EQ(names.manifest(4), "db/MANIFEST-000004");
  for (const auto& [path, type] :
       {std::pair(names.log(77), FileType::kLog), std::pair(names.table(77), FileType::kTable),
        std::pair(names.temporary(77), FileType::kTemporary),
        std::pair(names.manifest(77), FileType::kManifest)}) {
    const auto parsed = parse_file_name(std::string_view(path).substr(3));
    ASSERT_TRUE(parsed) << path;
    EXPECT_EQ(parsed->type, type) << path;
    EXPECT_EQ(parsed->number, 77u) << path;
  }
}

TEST(FileNames, ForeignNamesStandForNothing) {
  for (const char* name : {"", "CURRENT", "LOCK", "x.sst", "12", "12.sstx", "12.", "MANIFEST-",
                           "MANIFEST-x", "MANIFEST-12.sst", "-1.sst", "99999999999999999999.log"})
    EXPECT_FALSE(parse_file_name(name)) << name;
}

}  // namespace
}  // namespace engine
