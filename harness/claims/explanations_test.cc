#include "harness/claims/explanations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"
#include "harness/claims/claims_page.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kExplained[] = R"({"schema": "heapdyno.claims-explained/1",
 "explained": {
  "arena": {"only-arena": {"verdict": "exceeded", "why": "Because. So."}}}})";

// One claim of one arm.
class Explained : public ::testing::Test {
 protected:
  Explained() {
    claim_.id = "arena";
    claim_.quotation = "30-50% less";
    claim_.place = "2. Arenas";
    claim_.why = "There.";
    claim_.metric = &find_metric("allocs/op");
    claim_.headline = 1;
    row_.claim = &claim_;
    row_.arm.on.variant = "only-arena";
    row_.outcome = Outcome::kExceeded;
    const SideFigures figures{4, 1, {-1.386, Interval{-1.386, -1.386}}};
    row_.phases = {{{"fill", "fill", "", ""}, figures}};
    row_.headline = figures;
  }

  std::vector<std::string> wrong(const std::string& text) const {
    return mismatches(parse_explanations(text, "explained.json"), {row_});
  }

  Claim claim_;
  ClaimFigures row_;
};

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = kExplained;
  return text.replace(text.find(from), from.size(), to);
}

TEST_F(Explained, FitsWhereEveryRowHasTheVerdictThatIsExplained) {
  EXPECT_THAT(wrong(kExplained), ElementsAre());
}

TEST_F(Explained, AnotherVerdictIsAMismatch) {
  EXPECT_THAT(wrong(replaced("exceeded", "reversed")),
              ElementsAre("arena, only-arena: explained as reversed, but it is exceeded"));
}

TEST_F(Explained, ARowWithoutAndAnExplanationWithoutARowAreMismatches) {
  EXPECT_THAT(wrong(replaced("only-arena", "arena=fresh")),
              ElementsAre("arena, only-arena: exceeded, but not explained",
                          "arena, arena=fresh: explained, but no such row is there"));
}

TEST_F(Explained, ThePageHasQuotationFiguresAndExplanation) {
  std::ostringstream page;
  print_claims_page(page, {"A document", {claim_}}, {row_},
                    parse_explanations(kExplained, "e.json"));
  EXPECT_THAT(page.str(), HasSubstr("\n## arena: \"30-50% less\"\n"));
  EXPECT_THAT(page.str(), HasSubstr("\n### only-arena: exceeded\n\nBecause. So.\n"));
  EXPECT_THAT(page.str(), HasSubstr("| fill | fill | yes | 4 | 1 | -75.0 % |"));
}

TEST_F(Explained, ThePageIsNotMadeOfExplanationsThatDoNotFit) {
  std::ostringstream page;
  try {
    print_claims_page(page, {"A document", {claim_}}, {row_}, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("arena, only-arena: exceeded, but not explained"));
    EXPECT_EQ(error.exit(), Exit::kNotComparable);
  }
}

TEST(Explanations, SayWhereTheyAreWrong) {
  const auto error_of = [](const std::string& text) -> std::string {
    try {
      parse_explanations(text, "explained.json");
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(error_of(replaced("exceeded", "exceded")),
              HasSubstr("explained.json:3: /explained/arena/only-arena/verdict"));
  EXPECT_THAT(error_of(replaced("\"Because. So.\"", "\"\"")),
              HasSubstr("/explained/arena/only-arena/why"));
  EXPECT_THAT(error_of(replaced("explained/1", "explained/2")), HasSubstr("explained/1"));
  EXPECT_THAT(error_of(replaced("{\"only-arena\"", "[\"only-arena\"")), HasSubstr("not JSON"));
}

}  // namespace
}  // namespace heapdyno
