#!/usr/bin/env python3
"""De-identification beside its peers: 120 CT files of 512x512, alternating rounds, medians.

    deidentify.py --build DIR [--tools DIR] [--rounds N]

TOOLS (or LOBULE_TEST_TOOLS) holds make_ct.py, which makes the files. Needs gdcmanon, openssl, pydicom. `gdcmanon -e` is GDCM's own Basic
Profile, of the edition of 2008; ours does everything that table E.1-1 asks, removes private attributes, and searches what it wrote.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
QUIET = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--tools", default=os.environ.get("LOBULE_TEST_TOOLS"))
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    if not arguments.tools:
        parser.error("--tools or LOBULE_TEST_TOOLS must name the folder of make_ct.py")
    with tempfile.TemporaryDirectory(prefix="lobule-bench-") as work:
        measure(arguments, work)


def measure(arguments, work):
    source, halves = os.path.join(work, "in"), [os.path.join(work, "half%d" % i) for i in range(2)]
    subprocess.run([PYTHON, os.path.join(arguments.tools, "make_ct.py"), "--slices", "120", "--seed", "1", "--out", source], check=True, **QUIET)
    files = sorted(os.path.join(base, name) for base, _, names in os.walk(source) for name in names)
    for number, path in enumerate(files):
        os.makedirs(halves[number % 2], exist_ok=True)
        os.link(path, os.path.join(halves[number % 2], os.path.basename(path)))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", work + "/k.pem", "-out", work + "/c.pem",
                    "-days", "10", "-subj", "/CN=bench"], check=True, **QUIET)
    environment = dict(os.environ, HOME=work, XDG_DATA_HOME=work + "/data", LOBULE_LIBRARY=work + "/library", LOBULE_KEY_FILE=work + "/site.key")
    ctl = os.path.join(arguments.build, "bin/lobulectl")
    out = os.path.join(work, "out")

    def gdcmanon(folder, to):
        return ["gdcmanon", "-e", "-c", work + "/c.pem", "-i", folder, "-o", to]

    def ours(workers):
        return [[ctl, "anonymize", source, out, "--profile", "basic", "--workers", str(workers)]]

    ways = [
        ("cp -r", [["cp", "-r", source, out]]),
        ("cat | sha256sum", [["sh", "-c", "cat '%s'/* | sha256sum" % source]]),
        ("gdcmanon -e, 1 process", [gdcmanon(source, out + "/a")]),
        ("gdcmanon -e, 2 processes", [gdcmanon(half, "%s/%d" % (out, i)) for i, half in enumerate(halves)]),
        ("lobulectl anonymize, 1 worker", ours(1)),
        ("lobulectl anonymize, 2 workers", ours(2)),
    ]
    times = {name: [] for name, _ in ways}
    failed = set()
    for round_number in range(arguments.rounds + 1):
        for name, commands in ways:
            shutil.rmtree(out, ignore_errors=True)
            if not name.startswith("cp"):
                for i in ("a", "0", "1"):
                    os.makedirs(os.path.join(out, i))
            start = time.perf_counter()
            processes = [subprocess.Popen(command, env=environment, **QUIET) for command in commands]
            codes = [process.wait() for process in processes]
            if any(codes):
                failed.add(name)
            if round_number > 0:  # the first one warms up
                times[name].append(time.perf_counter() - start)
    report(ways, times, failed, len(files), sum(os.path.getsize(path) for path in files))


def report(ways, times, failed, files, size):
    print("de-identification of %d files, %.1f MB, %d alternating rounds; load %.1f" % (files, size / 1e6, len(times["cp -r"]), os.getloadavg()[0]))
    print("%-34s %8s %17s %8s %9s %9s" % ("what", "median s", "(min-max)", "files/s", "x cp", "x sha256"))
    median = {name: statistics.median(values) for name, values in times.items()}
    for name, _ in ways:
        print("%-34s %8.3f %17s %8.0f %9.2f %9.2f%s" % (name, median[name], "(%.3f-%.3f)" % (min(times[name]), max(times[name])), files / median[name],
              median[name] / median["cp -r"], median[name] / median["cat | sha256sum"], "  FAILED" if name in failed else ""))
    one, two = median["gdcmanon -e, 1 process"], median["gdcmanon -e, 2 processes"]
    print("lobulectl 1 worker / gdcmanon 1 process %.2f  (goal <= 0.8)" % (median["lobulectl anonymize, 1 worker"] / one))
    print("lobulectl 2 workers / gdcmanon 1 process %.2f  (goal <= 0.5);  / gdcmanon 2 processes %.2f"
          % (median["lobulectl anonymize, 2 workers"] / one, median["lobulectl anonymize, 2 workers"] / two))


if __name__ == "__main__":
    main()
