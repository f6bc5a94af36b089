#!/usr/bin/python3
"""Makes tests/ai/model/torchvision_golden.json: what torchvision's densenet121 answers with weights made by a formula.

The C++ test (tests/ai/model/tst_densenet.cpp) fills Lobule's network by the same formula and compares. Run it with
Debian's Python (packages python3-torch and python3-torchvision):

    /usr/bin/python3 tests/support/torchvision_golden.py > tests/ai/model/torchvision_golden.json

Formula, with k the position of an entry in state_dict() and i the row-major index in it, all in double precision:
    convolution, linear weight   sin(0.37 i + k) * sqrt(2 / fan_in)
    BN weight                    1 + 0.1 sin(0.37 i + k)
    BN bias, linear bias         0.1 sin(0.37 i + k)
    BN running_mean              0.1 sin(0.37 i + k)
    BN running_var               1 + 0.5 sin(0.37 i + k)
    num_batches_tracked          0
Input, with i the row-major index in N x C x H x W:  sin(0.00001 i^2) + 0.5 sin(0.0031 i)
"""
import json
import sys

import torch
import torch.nn.functional as functional
import torchvision

CASES = [(channels, classes, rows, columns) for channels in (1, 3) for classes in (1, 2) for rows, columns in ((64, 64), (96, 160))]


def fill(model):
    for k, (name, tensor) in enumerate(model.state_dict().items()):
        if name.endswith("num_batches_tracked"):
            tensor.zero_()
            continue
        wave = torch.sin(0.37 * torch.arange(tensor.numel(), dtype=torch.float64) + k).reshape(tensor.shape)
        if tensor.dim() >= 2:
            wave = wave * (2.0 / tensor[0].numel()) ** 0.5
        elif name.endswith("running_var"):
            wave = 1.0 + 0.5 * wave
        elif name.endswith("weight"):
            wave = 1.0 + 0.1 * wave
        else:
            wave = 0.1 * wave
        tensor.copy_(wave)


def answer(channels, classes, rows, columns):
    model = torchvision.models.densenet121(num_classes=classes)
    if channels == 1:
        model.features.conv0 = torch.nn.Conv2d(1, 64, 7, 2, 3, bias=False)
    fill(model)
    model.eval()
    i = torch.arange(2 * channels * rows * columns, dtype=torch.float64)
    image = (torch.sin(0.00001 * i * i) + 0.5 * torch.sin(0.0031 * i)).reshape(2, channels, rows, columns).float()
    with torch.no_grad():
        features = functional.relu(model.features(image))
        logits = model(image)
    return {
        "channels": channels, "classes": classes, "rows": rows, "columns": columns,
        "logits": [round(value, 7) for value in logits.flatten().tolist()],
        "feature_mean": round(features.double().mean().item(), 7),
        "feature_max": round(features.max().item(), 6),
    }


def names():
    state = torchvision.models.densenet121(num_classes=2).state_dict()
    return [name + " " + "x".join(map(str, tensor.shape)) for name, tensor in state.items()]


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    document = {
        "made_by": "torchvision " + torchvision.__version__ + ", torch " + torch.__version__,
        "state": names(),
        "cases": [answer(*case) for case in CASES],
    }
    json.dump(document, sys.stdout, indent=1)
    print()
