// A report as JUnit's XML, which most CI systems show as tests: a suite for each scenario or
// program, a case for each of its variants.
//
//   <testcase name="baseline" classname="fill-random" assertions="28" time="0.412">
//     <failure type="increase" message="put: +2.00 allocations/op: +1.00 ...">every line</failure>
//     <system-out>what failed nothing</system-out>
//
// An error is a cell that failed or that nothing can be compared with; a failure one whose figures
// changed or whose exception has expired. What is of the whole check is a case of the suite
// "check". One error or failure a case, as some readers show but one.
//
// Source: jenkins-junit.xsd, the form that Jenkins, GitLab and others read. Ant's older one demands
// the name of the host and the time of day, which are no part of a report. Pure; any thread.
#pragma once

#include <ostream>

#include "harness/check/check_report.h"

namespace heapdyno {

void write_junit(const CheckReport& report, std::ostream& out);

}  // namespace heapdyno
