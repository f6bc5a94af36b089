#!/usr/bin/env python3
"""Proof of the de-identification, complete and slow; ctest runs the short part of it (tst_checker, tst_leaks).

    prove.py --tools DIR [--data DIR] [--build DIR] [--checker FILE] [--proposal] [PART...]

Parts (default: all of them):
  corpus   both halves of an adversarial corpus (make_phi.py), with every profile, by the engine alone and by lobulectl
  real     the real files below DATA, by `lobulectl anonymize --release all`, Basic Profile
  same     one patient twice, in two processes at once, in two orders, and under another key
  charsets the names that go into the vault, against pydicom
  tables   the tables against their sources (FACTS: DIR of the two JSON files)

TOOLS holds make_phi.py and anoncheck.py, the independent checker; python3 with pydicom runs them. The checker is told nothing but the
two folders, which file became which, and the options. Exit 0: every part passed.
"""
import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "../../.."))
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable  # the one that has pydicom
# Profile -> options of the checker.
OPTIONS = {
    "modified-dates": ["--retain-modif-dates"],
    "device": ["--retain-device"],
    "patient-characteristics": ["--retain-patient-chars"],
    "institution": ["--retain-institution"],
    "clean-descriptors": ["--clean-desc"],
    "safe-private": ["--retain-safe-private", "--private-whitelist", os.path.join(ROOT, "resources/deidentify/safe_private.txt")],
}
FOLDERS = ["e_phi", "c_transfer_syntax", "d_charsets", "g_sr_seg_pr_pdf"]
failures = []


def profiles():
    yield "basic", []
    for name, flags in OPTIONS.items():
        yield name, flags
    yield ",".join(OPTIONS), [flag for flags in OPTIONS.values() for flag in flags]


class Lobule:
    """lobulectl with a home and a key of its own."""

    def __init__(self, build, home):
        os.makedirs(home, exist_ok=True)
        self.ctl = os.path.join(build, "bin/lobulectl")
        self.environment = dict(os.environ, HOME=home, XDG_DATA_HOME=home + "/data", XDG_CONFIG_HOME=home + "/config",
                                LOBULE_LIBRARY=home + "/library", LOBULE_KEY_FILE=home + "/site.key", QT_QPA_PLATFORM="offscreen")

    def command(self, *arguments):
        return [self.ctl, *arguments, "--json"]

    def run(self, *arguments):
        done = subprocess.run(self.command(*arguments), env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return json.loads(done.stdout)

    def anonymize(self, source, out, profile="basic"):
        return self.run("anonymize", source, out, "--release", "all", "--profile", profile)


def say(part, what, passed, text):
    print("%-4s %-8s %-62s %s" % ("ok" if passed else "FAIL", part, what, text), flush=True)
    if not passed:
        failures.append("%s %s" % (part, what))


def check(arguments, original, new, flags, mapping=None):
    """Runs the checker; (passed, summary line, whole output)."""
    command = [PYTHON, arguments.checker, original, new] + flags + (["--map", mapping] if mapping else [])
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    out = done.stdout
    score = re.search(r"= ([0-9.]+) %", out)
    leak = re.search(r"no-leak rate: ([0-9.]+) %", out)
    tokens = re.search(r"phi tokens: (\d+) searched.*?; (\d+) distinct survive", out)
    bad = re.findall(r"^VIOLATION (\S+) +(\d+)", out, re.M)
    actions = re.search(r"actions: (\d+) required", out)
    text = "%s %% of %s actions right, %s %% no leak, %s of %s tokens survive" % (
        score and score.group(1), actions and actions.group(1), leak and leak.group(1), tokens and tokens.group(2), tokens and tokens.group(1))
    if bad:
        text += "; " + ", ".join("%s %s" % pair for pair in bad)
    return done.returncode == 0 and "RESULT: PASS" in out, text, out


def write_map(path, result, source, written):
    with open(path, "w", encoding="utf-8") as out:
        for entry in written:
            out.write("%s,%s\n" % (os.path.relpath(entry["file"], source), entry["name"]))


def corpus(arguments, work):
    everything = os.path.join(work, "all")
    subprocess.run([PYTHON, os.path.join(arguments.tools, "make_phi.py"), everything], check=True, stdout=subprocess.DEVNULL)
    for half in ("IM", "EX"):
        source = os.path.join(work, half)
        os.makedirs(source)
        for name in os.listdir(everything):
            if name.startswith(half):
                os.link(os.path.join(everything, name), os.path.join(source, name))
        for number, (profile, flags) in enumerate(profiles()):
            out = os.path.join(work, "engine-%s-%d" % (half, number))
            subprocess.run([os.path.join(arguments.build, "tests/anonymize_tree"), source, out, "--profile", profile, "--key-file", os.path.join(work, "engine.key")],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            passed, text, log = check(arguments, source, out, flags)
            say("corpus", "%s engine %s" % (half, "all options" if "," in profile else profile), passed, text)
            keep(arguments, "corpus-%s-engine-%d" % (half, number), log)
            out = os.path.join(work, "ctl-%s-%d" % (half, number))
            result = Lobule(arguments.build, os.path.join(work, "home")).anonymize(source, out, profile)
            mapping = out + ".csv"
            write_map(mapping, result, source, result.get("files", []))
            passed, text, log = check(arguments, source, out, flags, mapping)
            text += "; %d written, %d refused" % (result["imported"], len(result["quarantined"]))
            say("corpus", "%s lobulectl %s" % (half, "all options" if "," in profile else profile), passed, text)
            keep(arguments, "corpus-%s-ctl-%d" % (half, number), log)
            shutil.rmtree(out)


def real(arguments, work):
    for folder in FOLDERS:
        source = os.path.join(arguments.data, folder)
        left = sorted(os.path.join(base, name) for base, _, names in os.walk(source) for name in names)
        found, numbers, refused, bad = len(left), collections.Counter(), [], []
        # Test folders hold many files with one SOP Instance UID and different content, of which a run takes one: rounds until each had its turn.
        for turn in range(100):
            again, result, passed, text = one_round(arguments, work, "%s-%02d" % (folder, turn), source, left)
            for key in ("imported", "duplicates", "skipped"):
                numbers[key] += result[key]
            refused += [entry for entry in result["quarantined"] if entry["code"] != "conflicting-duplicate"]
            if not passed:
                bad.append("round %d: %s" % (turn, text))
            if not again or len(again) == len(left):
                break
            left = again
        text = "%d files: %d written in %d rounds, %d same again, %d no DICOM, %d refused" % (
            found, numbers["imported"], turn + 1, numbers["duplicates"], numbers["skipped"], len(refused))
        say("real", folder, not bad, text)
        for line in bad:
            print("            " + line)
        for entry in refused:
            print("            refused: %s: %s (%s)" % (os.path.basename(entry["file"]), entry["reason"], entry["code"]))


def one_round(arguments, work, name, source, files):
    """De-identifies `files`; (those whose turn is still to come, result, whether the checker is content, what it says)."""
    offered, taken, out = (os.path.join(work, "%s-%s" % (what, name)) for what in ("offered", "taken", "out"))
    for path in files:
        link = os.path.join(offered, os.path.relpath(path, source))
        os.makedirs(os.path.dirname(link), exist_ok=True)
        shutil.copyfile(path, link)
    result = Lobule(arguments.build, os.path.join(work, "home-real")).anonymize(offered, out)
    # The checker sees the originals of what was written; a refused file has no result that could be checked.
    for entry in result.get("files", []):
        copy = os.path.join(taken, os.path.relpath(entry["file"], offered))
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        os.link(entry["file"], copy)
    again = [os.path.join(source, os.path.relpath(entry["file"], offered)) for entry in result["quarantined"] if entry["code"] == "conflicting-duplicate"]
    mapping = out + ".csv"
    write_map(mapping, result, offered, result.get("files", []))
    passed, text, log = check(arguments, taken, out, [], mapping) if result.get("files") else (True, "nothing written", "")
    keep(arguments, "real-" + name, log)
    return again, result, passed, text


def proposed(checker, work):
    """A copy of the checker with the proposed change."""
    folder = os.path.join(work, "checker")
    os.makedirs(folder)
    for name in (checker, os.path.join(os.path.dirname(checker), "e11.json")):
        shutil.copy(name, folder)
    copy = os.path.join(folder, os.path.basename(checker))
    with open(os.path.join(HERE, "anoncheck_proposal.patch")) as patch:
        subprocess.run(["patch", "--quiet", copy], stdin=patch, check=True)
    return copy


def keep(arguments, name, log):
    if arguments.logs:
        os.makedirs(arguments.logs, exist_ok=True)
        open(os.path.join(arguments.logs, name + ".txt"), "w").write(log)


def identifiers(folder, names):
    """What pydicom reads of a result: original file -> (patient ID, study, series, instance, references)."""
    code = """
import json, sys, pydicom
out = {}
for name, path in json.load(sys.stdin).items():
    d = pydicom.dcmread(path, force=True)
    refs = sorted(str(e.value) for e in d.iterall() if e.VR == 'UI' and e.tag in (0x00081155, 0x0020000e, 0x0020000d, 0x00200052))
    out[name] = [str(d.get('PatientID')), str(d.get('StudyInstanceUID')), str(d.get('SeriesInstanceUID')), str(d.get('SOPInstanceUID')), refs]
print(json.dumps(out))
"""
    done = subprocess.run([PYTHON, "-c", code], input=json.dumps({k: os.path.join(folder, v) for k, v in names.items()}),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(done.stdout)


def same(arguments, work):
    source = os.path.join(work, "same")
    os.makedirs(source)
    # Made files: of real ones with the same UID and other content, the first one stays, whichever that is.
    folder = os.path.join(work, "all")
    if not os.path.isdir(folder):
        subprocess.run([PYTHON, os.path.join(arguments.tools, "make_phi.py"), folder], check=True, stdout=subprocess.DEVNULL)
    files = sorted(os.path.join(base, name) for base, _, names in os.walk(folder) for name in names if name.startswith("IM"))
    for number, path in enumerate(files):
        shutil.copy(path, os.path.join(source, "%03d" % number))
    home = os.path.join(work, "home-same")
    ours = Lobule(arguments.build, home)

    def named(result):
        return {os.path.basename(entry["file"]): entry["name"] for entry in result.get("files", [])}

    outs = [os.path.join(work, "same-%d" % i) for i in range(5)]
    first = identifiers(outs[0], named(ours.anonymize(source, outs[0])))
    say("same", "there is something to compare", len(first) > 5, "%d files" % len(first))
    again = identifiers(outs[1], named(ours.anonymize(source, outs[1])))
    say("same", "after a restart", first == again, "")
    both = [subprocess.Popen(ours.command("anonymize", source, out, "--release", "all", "--workers", workers), env=ours.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            for out, workers in ((outs[2], "1"), (outs[3], "2"))]
    results = [json.loads(process.communicate()[0]) for process in both]
    say("same", "two processes at once", all(identifiers(out, named(result)) == first for out, result in zip(outs[2:4], results)), "")
    backwards = os.path.join(work, "backwards")
    os.makedirs(backwards)
    originals = sorted(os.listdir(source))
    for number, name in enumerate(reversed(originals)):
        os.link(os.path.join(source, name), os.path.join(backwards, "%03d" % number))
    result = ours.anonymize(backwards, outs[4])
    turned = identifiers(outs[4], {originals[len(originals) - 1 - int(name)]: to for name, to in named(result).items()})
    common = set(turned) & set(first)
    say("same", "in the other order", len(common) >= len(first) - result["duplicates"] and all(turned[name] == first[name] for name in common), "%d files" % len(common))
    theirs = Lobule(arguments.build, os.path.join(work, "home-other"))
    out = os.path.join(work, "other-key")
    other = identifiers(out, named(theirs.anonymize(source, out)))
    standard = re.compile(r"^1\.2\.840\.10008(\.|$)|^None$|^$")
    flat = lambda values: {v for entry in values for part in entry for v in (part if isinstance(part, list) else [part]) if not standard.match(v)}
    shared = flat(first.values()) & flat(other.values())
    say("same", "another key: nothing in common", len(other) == len(first) and not shared, "%d identifiers" % len(flat(first.values())))
    libraries(arguments, work, source, first)


def libraries(arguments, work, source, first):
    """Two imports into libraries of their own: the same pseudonyms and studies as the tree has."""
    studies = []
    for number in range(2):
        ctl = Lobule(arguments.build, os.path.join(work, "home-same"))
        ctl.environment["LOBULE_LIBRARY"] = os.path.join(work, "library-%d" % number)
        ctl.run("import", source, "--release", "all")
        studies.append(sorted((s["uid"], s["pseudonym"]) for s in ctl.run("list")["studies"]))
    known = {(entry[1], entry[0]) for entry in first.values()}
    say("same", "imported twice: same studies and pseudonyms", studies[0] == studies[1] and len(studies[0]) > 3 and set(studies[0]) <= known, "%d studies" % len(studies[0]))


def charsets(arguments, work):
    folder = os.path.join(arguments.data, "d_charsets")
    program = os.path.join(arguments.build, "tests/identity_of")
    read = subprocess.run([program, folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    ours = json.loads(read.stdout)
    code = """
import json, sys, os, unicodedata, pydicom
out = {}
for base, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(base, name)
        try: d = pydicom.dcmread(path)
        except Exception: continue
        d.decode()
        whole = lambda v: str(v) if isinstance(v, str) or not hasattr(v, '__iter__') or hasattr(v, 'components') else chr(92).join(map(str, v))
        names = [whole(e.value).rstrip() for e in d.iterall() if e.VR == 'PN']
        out[os.path.relpath(path, sys.argv[1])] = [str(d.get('PatientName', '')).rstrip(), names]
print(json.dumps(out))
"""
    theirs = json.loads(subprocess.run([PYTHON, "-c", code, folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
    say("charsets", "same files", sorted(ours) == sorted(theirs), "%d files" % len(theirs))
    for name in sorted(theirs):
        mine, (patient, every) = ours.get(name, {}), theirs[name]
        # pydicom leaves out an empty last component group.
        bare = lambda names: [n.rstrip().rstrip("=") for n in names if n.strip("^= \\")]
        equal = bare([mine.get("patientName", "")]) == bare([patient])
        # Every component of every name must be found by the sweep, in decoded text and in UTF-8 bytes.
        missing = [n for n in bare(every) if n not in bare(mine.get("names", []))]
        deaf = [n for n in bare(mine.get("names", [])) if n not in bare(mine.get("foundInText", []))]
        say("charsets", os.path.basename(name), equal and not missing and not deaf, "%d names%s" % (len(every), "".join("; " + repr(x) for x in missing + deaf)))


def tables(arguments, work):
    facts = arguments.facts or os.path.join(arguments.tools, "../facts")
    done = subprocess.run([PYTHON, os.path.join(ROOT, "resources/deidentify/generate.py"), os.path.join(facts, "confidentiality_profile_attributes.json"),
                           os.path.join(facts, "attributes.json"), "--check"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    say("tables", "profile.tsv and attributes.tsv are what generate.py makes", done.returncode == 0, done.stdout.strip())


PARTS = collections.OrderedDict((f.__name__, f) for f in (corpus, real, same, charsets, tables))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--tools", default=os.environ.get("LOBULE_TEST_TOOLS"))
    parser.add_argument("--data", default=os.environ.get("LOBULE_TEST_DATA"))
    parser.add_argument("--facts")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--checker", help="another version of anoncheck.py")
    parser.add_argument("--proposal", action="store_true", help="apply anoncheck_proposal.patch (it says why) to a copy of the checker")
    parser.add_argument("--logs", help="keep what the checker says in this folder")
    arguments = parser.parse_args()
    if not arguments.tools:
        parser.error("--tools or LOBULE_TEST_TOOLS must name the folder of anoncheck.py")
    arguments.checker = arguments.checker or os.path.join(arguments.tools, "anoncheck.py")
    needs_data = {"real", "charsets", "same"}
    with tempfile.TemporaryDirectory(prefix="lobule-proof-") as work:
        if arguments.proposal:
            arguments.checker = proposed(arguments.checker, work)
        for name, part in PARTS.items():
            if arguments.parts and name not in arguments.parts:
                continue
            if name in needs_data and not arguments.data:
                say(name, "", False, "--data or LOBULE_TEST_DATA must name the folder of real files")
                continue
            part(arguments, work)
    print("%d failed%s" % (len(failures), ": " + "; ".join(failures) if failures else ""))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
