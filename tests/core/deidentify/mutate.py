#!/usr/bin/env python3
"""Mutation test of the de-identification engine: injects one fault after the other into a copy of the source tree, builds
the tests of this folder and expects at least one of them to fail.

    mutate.py [--only N...] [--keep FOLDER]

Takes about half an hour on two cores, so it is run by hand before a change of the engine is merged, not by ctest.
Exit 0: every fault was caught.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
ENGINE = "core/deidentify/"
TABLES = "resources/deidentify/"
TESTS = ["tst_actiontable", "tst_characterset", "tst_pseudonyms", "tst_deidentifier", "tst_sweep", "tst_spellings", "tst_options", "tst_adversary", "tst_blackout", "tst_leaks", "tst_leaks_encoded"]

# (what is wrong, file, text, replacement)
FAULTS = [
    ("patient's comments stay", TABLES + "profile.tsv", "00104000\tLT\tX\t", "00104000\tLT\tZ\t"),
    ("accession number is removed, a device row emptied", TABLES + "profile.tsv", "00080050\tSH\tZ\t", "00080050\tSH\tD\t"),
    ("birth date gets the dates option", TABLES + "profile.tsv", "00100030\tDA\tZ\t----------", "00100030\tDA\tZ\t-----KC---"),
    ("document title is not in the supplement", TABLES + "supplement.tsv", "00420010\tST\tZ\t", "00420010\tST\tX\t"),
    ("overlay comments pattern loses its mask", ENGINE + "ActionTable.cpp", "(any ? 0u : 0xfu)", "0xfu"),
    ("the first row of the supplement wins over the dictionary", ENGINE + "ActionTable.cpp", "return findExact(kSupplement, tag);", "return nullptr;"),
    ("X/Z keeps", ENGINE + "ActionResolver.cpp", "case Action::RemoveOrEmpty: return Treatment::Empty;", "case Action::RemoveOrEmpty: return Treatment::Keep;"),
    ("enhanced images get empty values", ENGINE + "ActionResolver.cpp", "m_valuesRequired(!isClassic(sopClassUid))", "m_valuesRequired(!isClassic(sopClassUid) && false)"),
    ("an option keeps where it should clean", ENGINE + "ActionResolver.cpp", "if (clean && asListed && isText(vr)) return Treatment::CleanText;", "if (clean && asListed && isText(vr)) return Treatment::Keep;"),
    ("ages are not capped", ENGINE + "DateShift.cpp", "amount > 89", "amount > 98"),
    ("dates shift by one day more in DT", ENGINE + "DateShift.cpp", "std::string out = *newDate;", "std::string out = stamp.substr(0, 8) == *newDate ? *newDate : std::string(stamp.substr(0, 8));"),
    ("the UID hash ignores the key", ENGINE + "Pseudonymizer.cpp", "keyedHash(m_uidKey, uid)", "keyedHash(Secret({}), uid)"),
    ("standard UIDs are mapped too", ENGINE + "Transformer.cpp", "isStandardUid(uid) ? std::string(uid) : ", ""),
    ("only the first of several UIDs is mapped", ENGINE + "Transformer.cpp", "        out += '\\\\';\n        values.remove_prefix(end + 1);\n    }\n    return makeText", "        out += '\\\\';\n        out += values.substr(end + 1);\n        break;\n    }\n    return makeText"),
    ("nested patient IDs stay", ENGINE + "Transformer.cpp", "if (tag != kPatientId) return false;", "if (tag != kPatientId || !root) return false;"),
    ("sequences are copied, not entered", ENGINE + "Transformer.cpp", "if (vr == vr::kSQ) return sequence(in, out, characterSet);", "if (vr == vr::kSQ) return (void)characterSet, append(out, in);"),
    ("private elements stay", ENGINE + "Normalizer.cpp", "if (m_keepPrivate) return true;", "return true;"),
    ("unknown elements stay", ENGINE + "Normalizer.cpp", "drop(tag, path, \"unknown\");\n        return false;", "drop(tag, path, \"unknown\");\n        return true;"),
    ("unparsable sequences stay", ENGINE + "Normalizer.cpp", "if (listed) append(out, makeEmpty(tag, vr::kSQ));", "append(out, in);"),
    ("no limit on nesting", ENGINE + "Normalizer.cpp", "if (depth > Deidentifier::kMaxDepth)", "if (depth > 100000)"),
    ("items may be longer than their sequence", ENGINE + "NestedParser.cpp", "if (length > m_rest.size()) return false;", "if (length > m_rest.size()) length = static_cast<std::uint32_t>(m_rest.size());"),
    ("the sweep stops at the root", ENGINE + "Sweep.cpp", "for (gdcm::Item& item : items->Items) dataSet(item.GetNestedDataSet(), characterSet);", "(void)items;"),
    ("the sweep forgets names", ENGINE + "IdentityReader.cpp", "m_tokens.addPersonName(characterSet.decode(rawValue(element)));", "(void)characterSet;"),
    ("dates are looked for in one order only", ENGINE + "PhiSearch.cpp", "(knownDigits(c + b + a, longOnly) || knownDigits(c + a + b, longOnly))", "knownDigits(c + b + a, longOnly)"),
    ("bytes are compared with case", ENGINE + "PhiSearch.cpp", "    const std::string text = lower(bytes);\n    for", "    const std::string text(bytes);\n    for"),
    ("UTF-16 is not searched", ENGINE + "PhiTokens.cpp", "addPattern(wide, false, false);", ""),
    ("Korean is decoded as Latin-1", ENGINE + "CharacterSet.cpp", "{\"149\", \"EUC-KR\", true, true}", "{\"149\", \"ISO-8859-1\", true, true}"),
    ("escape sequences of Korean are ignored", ENGINE + "CharacterSet.cpp", "{\"$)C\", true, \"EUC-KR\", 2, 0},", ""),
    ("the sender's file meta stays", ENGINE + "FileMeta.cpp", "    meta.Clear();\n", ""),
    ("the method is not recorded", ENGINE + "Deidentifier.cpp", "    recordMethod(", "    if (outcome.hold.size() > 99) recordMethod("),
    ("patients without an ID are one patient", ENGINE + "Deidentifier.cpp", "anonymous ? study : personText(identity)", "(anonymous ? study : personText(identity)).isEmpty() ? QString() : QStringLiteral(\"nobody\")"),
    ("burned-in text is not held", ENGINE + "HoldRules.cpp", "holdIf(!burnedIn.empty() && !saysNo(burnedIn), HoldReason::BurnedInAnnotation);", ""),
    ("any creator makes a private element safe", ENGINE + "SafePrivate.cpp", "equalIgnoringCase(safe.creator, creator)", "(equalIgnoringCase(safe.creator, creator) || !creator.empty())"),
    ("unknown words count as safe", ENGINE + "SafeWords.cpp", "if ((isSafe(word) &&", "if (word.size() > 12 || (isSafe(word) &&"),
    ("a date that came as text is cleaned as a description", ENGINE + "ActionResolver.cpp", "if (clean && asListed && isText(vr))", "if (clean && isText(vr))"),
    ("family and given name are not looked for together", ENGINE + "PhiTokens.cpp", "    for (const QString& form : forms) {", "    for (const QString& form : QStringList()) {"),
    ("12-34-5678 is not looked for as 12345678", ENGINE + "PhiTokens.cpp", "if (hasDigit && bare != value.trimmed())", "if (!hasDigit && bare != value.trimmed())"),
    ("a reinterpreted name hides behind its VR", ENGINE + "IdentityReader.cpp", "const Vr vr = known.known() ? known : effectiveVr(element);", "const Vr vr = known.known() && element.IsEmpty() ? known : effectiveVr(element);"),
    ("spellings are not compared squashed", ENGINE + "PhiSearch.cpp", "if (vr != vr::kCS && !strongOnly && foundSquashed(text)) return true;", ""),
    ("phone numbers in other groups are not found", ENGINE + "PhiSearch.cpp", "joined.size() >= (k == i ? kMinBareDigits : kMinJoined) && known(joined)", "joined.size() >= (k == i ? kMinBareDigits : kMinJoined + 99) && known(joined)"),
    ("six-digit dates are not looked for", ENGINE + "PhiTokens.cpp", "m_dateForms.insert(", "if (digits.size() > 99) m_dateForms.insert("),
    ("descriptions keep bare numbers", ENGINE + "SafeWords.cpp", "if (afterNumber || beforeNumber) return false;", "if (afterNumber || beforeNumber || words.size() < 99) return true;"),
    ("any comment in a stream passes", ENGINE + "HoldRules.cpp", "if (!isEncoderText(text) || ", "if ((!isEncoderText(text) && text.size() > 9999) || "),
    ("safe private elements may hold text", ENGINE + "SafePrivate.cpp", "if (!holdsNumbersOnly(element)) return false;", "if (!holdsNumbersOnly(element) && tag == 0) return false;"),
    ("comments in JPEG streams are not read", ENGINE + "CodestreamText.cpp", "if (holdsText(marker, jpeg2000))", "if (jpeg2000 && holdsText(marker, jpeg2000))"),
    ("structured reports are not held", ENGINE + "HoldRules.cpp", "holdIf(isStorageClass(sopClass, \"88\"), HoldReason::StructuredReport);", ""),
    ("the thumbnail of a blacked out image stays", ENGINE + "CleanPixels.cpp", ", 0x00880200u}", "}"),
    ("overlays of a blacked out image stay", ENGINE + "CleanPixels.cpp", "0xffe1u) == 0x6000u", "0xffe1u) == 0x6200u"),
    ("calibration dates stay beside shifted ones", ENGINE + "ActionResolver.cpp", "if (action == OptionAction::Keep && !isShifted) return", "if (action == OptionAction::Keep) return"),
    ("a kept date may be the day of the study", ENGINE + "Transformer.cpp", "m_tokens.foundInNumbers(rawValue(in))", "rawValue(in).empty()"),
    ("protocol pages of one vendor are not held", "core/base/ScreenPages.h", "\"_SOM5 PROT\", ", ""),
    ("overlay descriptions stay", ENGINE + "ActionTable.cpp", "if (const ActionRow* row = findPattern(kSupplementPatterns, tag)) return row;", ""),
    ("what is written beside a name hides it", ENGINE + "PhiTokens.cpp", "if (bare != components.mid(0, 3)) addWholeName(bare);", ""),
    ("names in one word are not taken apart", ENGINE + "PhiTokens.cpp", "if (family == 0) continue;", "if (family < 99) continue;"),
    ("country codes are taken off the text only", ENGINE + "PhiTokens.cpp", "home.size() >= kMinPhone) m_digits", "home.size() >= kMinPhone + 99) m_digits"),
    ("identifiers are no names", ENGINE + "IdentityReader.cpp", "m_tokens.addIdentifier(text);", "m_tokens.addText(text);"),
    ("short dates in codes are not looked for", ENGINE + "PhiSearch.cpp", "if (vr == vr::kCS && foundDateForm(lowerText)) return true;", ""),
    ("Korean under Latin-1 is read as Latin-1", ENGINE + "CharacterSet.cpp", "if (isPlain && !m_g1TwoBytes) {", "if (isPlain && m_g1TwoBytes) {"),
    ("cleaned descriptions name the hospital", ENGINE + "SafeWords.cpp", " && !namesPlace(folded)", " && !(namesPlace(folded) && folded.isEmpty())"),
    ("black-out is not recorded as code 113101", ENGINE + "CleanPixels.cpp", "    if (!known) {", "    if (!known && codes.size() > 99) {"),
]


def run(command, folder):
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")


def build(tree):
    return run(["cmake", "--build", os.path.join(tree, "build"), "-j2", "--target"] + TESTS, tree)


def first_failing_test(tree):
    for test in TESTS:
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", QTEST_DISABLE_STACK_DUMP="1")
        try:
            done = subprocess.run([os.path.join(tree, "build/tests", test)], env=environment, timeout=120, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return test + " (time)"
        if done.returncode != 0:
            return test
    return None


def copy_tree(to):
    ignore = shutil.ignore_patterns("build*", ".git", "*.safetensors")
    shutil.copytree(ROOT, to, ignore=ignore, dirs_exist_ok=True)
    done = run(["cmake", "-S", to, "-B", os.path.join(to, "build"), "-G", "Ninja", "-DLOBULE_VIEWER=OFF", "-DLOBULE_APP=OFF", "-DLOBULE_AI=OFF"], to)
    if done.returncode != 0:
        sys.exit("cannot configure:\n" + done.stdout[-2000:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=int, nargs="+")
    parser.add_argument("--keep", help="work in this new folder and leave it")
    arguments = parser.parse_args()
    tree = arguments.keep or tempfile.mkdtemp(prefix="lobule-mutants-")
    copy_tree(tree)
    built = build(tree)
    if built.returncode != 0 or first_failing_test(tree):
        sys.exit("the unchanged tree does not build or pass:\n" + built.stdout[-2000:])
    survived = []
    for number, (what, name, old, new) in enumerate(FAULTS):
        if arguments.only is not None and number not in arguments.only:
            continue
        path = os.path.join(tree, name)
        original = open(path, encoding="utf-8").read()
        if original.count(old) < 1:
            sys.exit("fault %d (%s) does not apply: the code has changed" % (number, what))
        open(path, "w", encoding="utf-8").write(original.replace(old, new, 1))
        built = build(tree)
        caught = "compiler" if built.returncode != 0 else first_failing_test(tree)
        print("%2d %-55s %s" % (number, what, caught or "SURVIVED"), flush=True)
        if caught in (None, "compiler"):
            survived.append(what)
        open(path, "w", encoding="utf-8").write(original)
    if not arguments.keep:
        shutil.rmtree(tree)
    print("%d faults, %d not caught" % (len(FAULTS), len(survived)))
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()
