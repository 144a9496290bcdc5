#!/usr/bin/env python3
"""Links a FEBRL set with another tool: `febrl.py TOOL FOLDER SET`, TOOL is `splink` or `recordlinkage`, SET is 1 or 4.

Prints one line of JSON: processor seconds of the linking (not of the imports and of reading the files), precision, recall.
"""
import json
import logging
import sys
import time
import warnings

import pandas as pd

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)


def read(folder, name):
    table = pd.read_csv(f"{folder}/{name}.csv", skipinitialspace=True, dtype=str)
    table.columns = [c.strip() for c in table.columns]
    table = table.apply(lambda column: column.str.strip()).replace("", None)
    return table.set_index("rec_id", drop=False)


def person(rec_id):
    return rec_id.split("-")[1]


def recordlinkage_pairs(tables):
    import recordlinkage

    index = recordlinkage.Index()
    for column in ["given_name", "surname", "date_of_birth", "soc_sec_id"]:
        index.block(column)
    index.block(["postcode", "street_number"])
    begun = time.process_time()
    compare = recordlinkage.Compare()
    for column in ["given_name", "surname", "address_1", "address_2", "suburb"]:
        compare.string(column, column, method="jarowinkler", threshold=0.85)
    for column in ["street_number", "postcode", "state", "date_of_birth", "soc_sec_id"]:
        compare.exact(column, column)
    features = compare.compute(index.index(*tables), *tables)
    found = recordlinkage.ECMClassifier().fit_predict(features)
    return list(found), time.process_time() - begun


def splink_pairs(tables):
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    names = ["a", "b"][: len(tables)]
    rules = [
        block_on("given_name"),
        block_on("surname"),
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("postcode", "street_number"),
    ]
    settings = SettingsCreator(
        link_type="link_only" if len(tables) == 2 else "dedupe_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.JaroWinklerAtThresholds("given_name", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("suburb", [0.9]),
            cl.LevenshteinAtThresholds("postcode", [1]),
            cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
        ],
    )
    begun = time.process_time()
    api = DuckDBAPI()
    inputs = [api.register(t.reset_index(drop=True), table_name=n) for t, n in zip(tables, names)]
    linker = Linker(inputs if len(inputs) > 1 else inputs[0], settings)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.9)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    took = time.process_time() - begun
    return list(zip(found["rec_id_l"], found["rec_id_r"])), took


def main():
    tool, folder, number = sys.argv[1:]
    files = ["dataset4a", "dataset4b"] if number == "4" else ["dataset1"]
    tables = [read(folder, name) for name in files]
    truth = 5000 if number == "4" else 500
    pairs, took = {"splink": splink_pairs, "recordlinkage": recordlinkage_pairs}[tool](tables)
    pairs = {tuple(sorted(pair)) for pair in pairs}
    right = sum(person(a) == person(b) for a, b in pairs)
    print(json.dumps({"cpu": took, "precision": right / max(1, len(pairs)), "recall": right / truth}))


main()
