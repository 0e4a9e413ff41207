"""Drives Tilewright's space and simulator with Optuna's TPE sampler, through ask.

Prints one JSON object a seed: the best cycles after each trial. The space is what the server says: every knob is a
categorical parameter. A schedule that is illegal, or wrong, is told to Optuna as a failed trial.
"""

import argparse
import json
import urllib.request

import optuna


def call(url, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data=data, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def suggest(trial, knobs):
    # Optuna's categories are plain values; a knob's value may be a list.
    return {
        knob["name"]: knob["values"][trial.suggest_categorical(knob["name"], list(range(len(knob["values"]))))]
        for knob in knobs
    }


def run(url, workload, hardware, trials, seed):
    tuning = call(url, "/v1/tunings", {
        "workload": workload, "hardware": hardware, "kind": "outside", "strategy": "random",
        "budget": {"trials": trials}, "seed": seed,
    })
    knobs = call(url, f"/v1/workloads/{tuning['workload_id']}/knobs?hardware={hardware}")["knobs"]
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    best, curve = None, []
    for _ in range(trials):
        trial = study.ask()
        answer = call(url, f"/v1/tunings/{tuning['id']}/ask",
                      {"schedules": [suggest(trial, knobs)], "simulate": True})
        simulated = answer["candidates"][0]["simulated"]
        if simulated["verified"]:
            study.tell(trial, simulated["cycles"])
            best = simulated["cycles"] if best is None else min(best, simulated["cycles"])
        else:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
        curve.append(best)
    request = urllib.request.Request(f"{url}/v1/tunings/{tuning['id']}", method="DELETE")
    urllib.request.urlopen(request).close()
    return curve


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--workload", required=True, help="JSON")
    parser.add_argument("--hardware", default="pynq")
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=3)
    flags = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    for seed in range(1, flags.seeds + 1):
        curve = run(flags.url, json.loads(flags.workload), flags.hardware, flags.trials, seed)
        print(json.dumps({"tuner": "optuna tpe", "seed": seed, "curve": curve}), flush=True)


main()
