# SPDX-License-Identifier: Apache-2.0
"""Prints what WindowSampleTest expects, by scikit-learn (written with 1.9.1).

The windows are made by a linear congruential generator that the test has too.
"""

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import (average_precision_score, f1_score, precision_score, recall_score,
                             roc_auc_score)

WINDOWS, PATIENTS, THRESHOLD = 200, 7, np.float32(0.4)


def windows():
    x, scores, truth = 2026, [], []
    for _ in range(WINDOWS):
        x = (1103515245 * x + 12345) % 2**31
        score = np.float32((x >> 16) % 68) / np.float32(67)
        x = (1103515245 * x + 12345) % 2**31
        scores.append(score)
        truth.append((x >> 16) % 100 < 10 + 60 * score)
    return np.array(scores, dtype=np.float32), np.array(truth), np.arange(WINDOWS) % PATIENTS


def show(name, counts):
    scores, truth, patient = windows()
    rows = np.repeat(np.arange(WINDOWS), np.array(counts)[patient])
    s, y = scores[rows].astype(float), truth[rows]
    called = scores[rows] >= THRESHOLD
    share, mean = calibration_curve(y, s, n_bins=10, strategy="uniform")
    weight = np.array([n for n in np.histogram(s, bins=np.linspace(0, 1, 11))[0] if n > 0])
    print(name, len(y), int(y.sum()))
    print("  auc", repr(roc_auc_score(y, s)))
    print("  ap", repr(average_precision_score(y, s)))
    print("  f1", repr(f1_score(y, called)))
    print("  sensitivity", repr(recall_score(y, called)))
    print("  specificity", repr(recall_score(~y, ~called)))
    print("  ppv", repr(precision_score(y, called)))
    print("  ece", repr(float(np.sum(weight * np.abs(share - mean)) / weight.sum())))


show("once", [1] * PATIENTS)
show("drawn", [2, 0, 1, 3, 0, 1, 0])
