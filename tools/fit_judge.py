"""Fit the judge of a model on people's solos and the model's own, and write it into the model file.

    python -m tools.fit_judge --wjazzd wjazzd.db --model weimar [--takes FOLDER] [--out FILE]

It learns from the training tunes and is calibrated on the validation tunes; test tunes stay unused. The
weights of the network are written as they are, so links keep their solos.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jazzlstm.formats.corpus import read_corpus
from jazzlstm.model.model_file import write_model
from jazzlstm.services.models import models_folder, open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.classifiers import area_under_curve, fit_judge
from tools.command import command
from tools.slices import TakesStore, read_part

TAKES = 8
"""Takes over each slice."""


def main() -> None:
    """Improvise, fit, and write."""
    parser = command(__doc__, quick="", corpus=True)
    parser.add_argument("--takes", type=Path, metavar="FOLDER", help="keep the takes in this folder")
    parser.add_argument("--stored", action="store_true", help="use only slices whose takes are kept there")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the model file (that of the model)")
    options = parser.parse_args()
    network = open_model(options.model)
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    store = TakesStore(network, TAKES, options.takes, options.stored)
    training = read_part(solos_of_part(network, solos, "train"), store).plain
    validation = read_part(solos_of_part(network, solos, "validation"), store, to_test=True).plain
    judge = fit_judge(training, validation)
    area = area_under_curve(judge.judge(validation.human), judge.judge(validation.generated))
    print(f"area under the curve on the validation tunes: {area:.3f}")
    out = options.out or models_folder() / f"{network.name}.safetensors"
    write_model(out, replace(network, judge=judge))


if __name__ == "__main__":
    main()
