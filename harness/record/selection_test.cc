#include "harness/record/selection.h"

#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

const CellKeys kCell = {{"alloc", "jemalloc"}, {"variant", "all"}, {"scenario", "scan"}};

TEST(Selection, EveryNamedKeyMustHaveOneOfItsValues) {
  EXPECT_TRUE(Selection::parse("alloc:jemalloc,tcmalloc variant:all").matches(kCell));
  EXPECT_FALSE(Selection::parse("alloc:jemalloc variant:baseline").matches(kCell));
  EXPECT_TRUE(Selection::parse("").matches(kCell));
}

TEST(Selection, AKeyNamedTwiceAddsItsValues) {
  EXPECT_TRUE(Selection::parse("alloc:glibc alloc:jemalloc").matches(kCell));
}

TEST(Selection, ACellWithoutTheKeyIsNotSelected) {
  EXPECT_FALSE(Selection::parse("store:reference").matches(kCell));
}

TEST(Selection, AConfigurationIsNamedByItsVariantItsStoreOrBoth) {
  EXPECT_EQ(configuration_of({{"store", "reference"}, {"variant", "all"}}), "all");
  EXPECT_EQ(configuration_of({{"store", "leveldb"}}), "leveldb");
  EXPECT_EQ(configuration_of({{"store", "btree"}, {"variant", "all"}}), "btree/all");
}

TEST(Selection, SettingsInBracesAreOneValue) {
  const Selection s = Selection::parse("alloc:jemalloc{MALLOC_CONF=narenas:1,tcache:false}");
  EXPECT_TRUE(s.matches({{"alloc", "jemalloc{MALLOC_CONF=narenas:1,tcache:false}"}}));
}

TEST(Selection, BracesAroundAValueKeepItsSpacesAndCommas) {
  const CellKeys cell = {{"compiler", "gcc 12.2.0"}, {"host", "AMD EPYC, 2 cores"}};
  const Selection s = Selection::parse("compiler:{gcc 12.2.0} host:x,{AMD EPYC, 2 cores}");
  EXPECT_TRUE(s.matches(cell));
  EXPECT_FALSE(Selection::parse("compiler:{gcc}").matches(cell));
  EXPECT_EQ(Selection::parse(s.text()).text(), s.text());
}

TEST(Selection, EmptyBracesAreWhatHasNoSuchKey) {
  EXPECT_TRUE(Selection::parse("layout:{}").matches(kCell));
  EXPECT_TRUE(Selection::parse("layout:1,{}").matches(kCell));
  EXPECT_FALSE(Selection::parse("alloc:{}").matches(kCell));
}

TEST(Selection, AnyRecordedKeyAndAnyToggleCanBeNamed) {
  for (const std::string& key : kRecordedKeys) EXPECT_NO_THROW(Selection::parse(key + ":x"));
  EXPECT_TRUE(Selection::parse("toggle.arena:fresh,retained")
                  .matches({{"toggle.arena", "retained"}, {"toggle.zero_copy", "off"}}));
  EXPECT_EQ(Selection::parse_projection("commit toggle.arena").keys(),
            (std::vector<std::string>{"commit", "toggle.arena"}));
}

TEST(Selection, AMisspeltKeyIsAnsweredWithTheOneThatWasMeant) {
  const auto answer = [](const char* text) -> std::string {
    try {
      Selection::parse(text);
      return "accepted";
    } catch (const Error& error) {
      return error.what();
    }
  };
  EXPECT_NE(answer("comit:x").find("did you mean 'commit'?"), std::string::npos);
  EXPECT_NE(answer("toggle.:x").find("toggle.NAME"), std::string::npos);
}

TEST(Selection, AScenariosNameStandsForItWithAnySettings) {
  const CellKeys point = {{"scenario", "value-size{value_size=64,scale=0.1}"}};
  EXPECT_TRUE(Selection::parse("scenario:value-size").matches(point));
  EXPECT_TRUE(Selection::parse("scenario:value-size{value_size=64,scale=0.1},scan").matches(point));
  EXPECT_FALSE(Selection::parse("scenario:value-size{value_size=64}").matches(point));
  EXPECT_FALSE(Selection::parse("scenario:value").matches(point));
  EXPECT_FALSE(
      Selection::parse("scenario:value-size{value_size=64}").matches({{"scenario", "value-size"}}));
}

TEST(Selection, UnknownKeyAndBareKeyAreUsageErrors) {
  for (const char* text : {"aloc:jemalloc", "alloc", "alloc:"}) {
    try {
      Selection::parse(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::kUsage);
    }
  }
}

TEST(Selection, ProjectionMayNameBareKeys) {
  const Selection s = Selection::parse_projection("scenario,phase alloc:glibc,jemalloc");
  ASSERT_EQ(s.words().size(), 3u);
  EXPECT_EQ(s.words()[0].key, "scenario");
  EXPECT_TRUE(s.words()[1].values.empty());
  EXPECT_EQ(s.text(), "scenario phase alloc:glibc,jemalloc");
}

}  // namespace
}  // namespace heapdyno
