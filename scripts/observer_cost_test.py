#!/usr/bin/env python3
"""The figures of scripts/observer-cost, from measurements that are made up; nothing is run or timed."""
import importlib.machinery
import importlib.util
import math
import os
import sys
import unittest

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "observer-cost")
sys.dont_write_bytecode = True  # beside the script
LOADER = importlib.machinery.SourceFileLoader("observer_cost", SCRIPT)
cost = importlib.util.module_from_spec(importlib.util.spec_from_loader("observer_cost", LOADER))
LOADER.exec_module(cost)


def measured(l0, allocator="glibc"):
    result = cost.Measurements()
    plain = [30.0, 31, 32, 33, 34, 35, 36, 37]
    result.ns = {allocator: {"plain": plain, "L0": [l0 * ns for ns in plain], "L1": [1.2 * ns for ns in plain],
                             "L2": [2 * ns for ns in plain]}}
    return result


class Figures(unittest.TestCase):
    def test_the_interval_is_the_textbooks(self):
        # Hollander and Wolfe, table 3.1, the example of R's wilcox.test: pseudomedian 0.46, interval from 0.01 to 0.786.
        differences = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01]
        estimate, low, high = cost.ratio_of([math.exp(d) for d in differences], [1] * 9)
        self.assertAlmostEqual(math.log(estimate), 0.46)
        self.assertAlmostEqual(math.log(low), 0.01)
        self.assertAlmostEqual(math.log(high), 0.786)

    def test_fewer_than_six_rounds_have_no_interval(self):
        self.assertEqual(cost.signed_rank_index(5), 0)
        self.assertEqual(cost.signed_rank_index(6), 1)

    def test_the_table_has_a_row_for_each_allocator(self):
        row = cost.table(measured(1.08)).splitlines()[-1]
        self.assertEqual(row, "| glibc | 33.5 | 1.08 [1.08, 1.08] | 1.20 [1.20, 1.20] | 2.00 [2.00, 2.00] |")

    def test_what_is_beyond_its_bound_is_named(self):
        self.assertEqual(cost.beyond_bounds(measured(1.08), 27), [])
        self.assertEqual(cost.beyond_bounds(measured(1.11), 27), ["L0 under glibc: 1.110, more than 1.10"])
        self.assertIn("fewer than 25", cost.beyond_bounds(measured(1.08), 24.9)[0])

    def test_a_run_at_another_level_is_refused(self):
        cost.check_level("glibc", "L2", {"level": 2})
        with self.assertRaises(cost.Failed):
            cost.check_level("glibc", "L2", {"level": 0})
        with self.assertRaises(cost.Failed):
            cost.check_level("glibc", "plain", {"level": 0})


if __name__ == "__main__":
    unittest.main()
