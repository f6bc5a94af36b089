#!/usr/bin/python3
"""Imports that are meant to hurt, through lobulectl as a user would run it. Everything that is wrong ends in "FAILED" and exit status 1.

  import_torture.py corpus DATA           every file below DATA: imported, quarantined by reason or skipped; the totals must add up
  import_torture.py bombs                 crafted bombs and nests: each below 5 s and 1 GiB
  import_torture.py mutate DATA [N SEED]  N byte-mutated copies (default 500): no crash of the importer, no hang, totals add up
  import_torture.py kill [N SEED FILES]   kill -9 of the importer and of a worker at N random moments of a 600-file import (default 20);
                                          FILES: a folder of good files to import instead of small phantoms
  import_torture.py full                  the disk runs full, gets room, and the import is continued (needs unshare)

LOBULE_BIN is the folder of the programs (default: build/bin of this checkout). Seeds are printed.
"""
import collections, json, os, pathlib, random, resource, shutil, signal, struct, subprocess, sys, tempfile, threading, time, zipfile, zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get('LOBULE_BIN', ROOT / 'build/bin'))
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print('FAILED:', what, flush=True)


class Home:
    """A library and a key of its own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.library = self.folder / 'library'
        self.env = dict(os.environ, HOME=str(folder), LOBULE_LIBRARY=str(self.library), LOBULE_KEY_FILE=str(self.folder / 'site.key'))

    def start(self, *arguments, prefix=()):
        return subprocess.Popen([*prefix, str(BIN / 'lobulectl'), *map(str, arguments), '--json'], env=self.env, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL)

    def run(self, *arguments):
        process = self.start(*arguments)
        out = process.communicate()[0]
        try:
            return process.returncode, json.loads(out)
        except ValueError:
            return process.returncode, {}


def totals_add_up(result):
    return result.get('total') == result['imported'] + result['duplicates'] + result['skipped'] + len(result['quarantined'])


def children(pid):
    try:
        return [int(c) for t in os.listdir(f'/proc/{pid}/task') for c in open(f'/proc/{pid}/task/{t}/children').read().split()]
    except OSError:
        return []


def rss_kb(pid):
    """Memory of a process's own, the highest since it began: mapped files belong to the page cache."""
    try:
        fields = dict(line.split(':', 1) for line in open(f'/proc/{pid}/status') if ':' in line)
        return int(fields['RssAnon'].split()[0]) + int(fields['RssShmem'].split()[0])
    except (OSError, KeyError):
        return 0


def processor_seconds():
    """Of the processes that have ended, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def corpus(data):
    data = pathlib.Path(data)
    print(f'{"folder":24} {"files":>6} {"total":>6} {"imported":>9} {"duplicate":>9} {"skipped":>8} {"quarantined":>11} {"missing":>8} {"s":>6}')
    sums, reasons = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        for part in sorted(p for p in data.iterdir()):
            files = sum(1 for p in part.rglob('*') if p.is_file()) if part.is_dir() else 1
            code, result = home.run('import', part)
            check(code in (0, 1) and result.get('error') is None, f'{part.name}: the import ended with {code}')
            check(totals_add_up(result), f'{part.name}: totals do not add up')
            # What a DICOMDIR lists and the folder lacks comes on top of the files; an archive counts as its members.
            missing = sum(q['code'] == 'not-found' for q in result['quarantined'])
            row = {'files': files, 'total': result['total'], 'imported': result['imported'], 'duplicates': result['duplicates'],
                   'skipped': result['skipped'], 'quarantined': len(result['quarantined']) - missing, 'missing': missing}
            sums.update(row)
            for q in result['quarantined']:
                reasons[q['code']] += 1
                check(q['code'] != 'internal', f'internal error: {q["file"]}')
            print('{:24} {files:6} {total:6} {imported:9} {duplicates:9} {skipped:8} {quarantined:11} {missing:8} {seconds:6.1f}'.format(
                part.name, seconds=result['seconds'], **row), flush=True)
            check(row['files'] == row['total'] - missing or any(part.rglob('*.zip')), f'{part.name}: {files} files, {row["total"] - missing} accounted for')
        print('{:24} {files:6} {total:6} {imported:9} {duplicates:9} {skipped:8} {quarantined:11} {missing:8}'.format('all', **sums))
        for code, count in reasons.most_common():
            print(f'  quarantined {code:24} {count}')
        code, report = home.run('verify')
        check(code == 0, 'verify is not clean')
        print('verify:', report.get('instances'), 'instances,', len(report.get('problems', [])), 'problems')


# --- crafted files -----------------------------------------------------------------------------------------------------------

LONG = {b'OB', b'OW', b'SQ', b'UN', b'UT'}


def element(group, number, vr, value=b'', length=None):
    value = value + (b'\0' if len(value) % 2 else b'')
    length = len(value) if length is None else length
    head = struct.pack('<HH', group, number) + vr
    return head + (struct.pack('<HI', 0, length) if vr in LONG else struct.pack('<H', length)) + value


def us(group, number, value):
    return element(group, number, b'US', struct.pack('<H', value))


def item(value=b'', length=None):
    return struct.pack('<HHI', 0xFFFE, 0xE000, len(value) if length is None else length) + value


END_ITEM, END_SEQUENCE = struct.pack('<HHI', 0xFFFE, 0xE00D, 0), struct.pack('<HHI', 0xFFFE, 0xE0DD, 0)


def file(data, syntax=b'1.2.840.10008.1.2.1'):
    meta = element(2, 2, b'UI', b'1.2.840.10008.5.1.4.1.1.2') + element(2, 3, b'UI', b'1.2.3.4.50') + element(2, 0x10, b'UI', syntax)
    return b'\0' * 128 + b'DICM' + element(2, 0, b'UL', struct.pack('<I', len(meta))) + meta + data


IDENTITY = (element(8, 0x16, b'UI', b'1.2.840.10008.5.1.4.1.1.2') + element(8, 0x18, b'UI', b'1.2.3.4.50') + element(8, 0x60, b'CS', b'CT')
            + element(0x10, 0x10, b'PN', b'Hong^Gildong') + element(0x10, 0x20, b'LO', b'4711') + element(0x20, 0xD, b'UI', b'1.2.3')
            + element(0x20, 0xE, b'UI', b'1.2.3.4'))


def image(rows, columns, frames=1, bits=8):
    return (IDENTITY + us(0x28, 2, 1) + element(0x28, 4, b'CS', b'MONOCHROME2') + element(0x28, 8, b'IS', b'%d' % frames) + us(0x28, 0x10, rows)
            + us(0x28, 0x11, columns) + us(0x28, 0x100, bits) + us(0x28, 0x101, bits) + us(0x28, 0x102, bits - 1) + us(0x28, 0x103, 0))


def fragments(parts):
    return element(0x7FE0, 0x10, b'OB', length=0xFFFFFFFF) + item() + b''.join(item(p) for p in parts) + END_SEQUENCE


def rle_zeros(pixels):
    runs = b'\x81\x00' * (pixels // 128 + 1)
    return struct.pack('<16I', 1, 64, *[0] * 14) + runs


def deflate(chunks):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b''.join(packer.compress(c) for c in chunks) + packer.flush()


def zip_of(members):
    import io
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, value in members:
            archive.writestr(name, value)
    return out.getvalue()


def zip_of_zeros(megabytes):
    import io
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        with archive.open('zeros', 'w', force_zip64=True) as member:
            for _ in range(megabytes):
                member.write(b'\0' * (1 << 20))
    return out.getvalue()


def crafted():
    nest = element(8, 0x1110, b'SQ', length=0xFFFFFFFF) + item(length=0xFFFFFFFF)
    yield 'value of 4 GiB', file(IDENTITY + element(0x42, 0x11, b'OB', b'x', 0xFFFFFFF0))
    yield 'value of 3.5 GiB', file(IDENTITY + element(0x42, 0x11, b'OB', b'x', 0xE0000000))
    yield '1,000 nested sequences', file(nest * 1000 + (END_ITEM + END_SEQUENCE) * 1000)
    yield '200,000 nested sequences', file(nest * 200000)
    yield '64 nested sequences', file(IDENTITY + nest * 64 + (END_ITEM + END_SEQUENCE) * 64)
    yield '999,000 empty items', file(IDENTITY + element(8, 0x1110, b'SQ', item() * 999000))
    yield '900,000 private elements', file(IDENTITY + b''.join(element(9, 0x1000 + i % 0xE000, b'LO') for i in range(900000)))
    yield '300,000 items with a name', file(IDENTITY + element(8, 0x1110, b'SQ', item(element(0x10, 0x10, b'PN', b'A^B')) * 300000))
    yield '2,000,000 elements', file(IDENTITY + b''.join(element(9, 0x1000, b'LO') for i in range(2000000)))
    yield 'deflated 1 GiB', file(deflate([element(0x42, 0x11, b'OB', length=1 << 30)] + [b'\0' * (1 << 20)] * 1024), b'1.2.840.10008.1.2.1.99')
    yield 'deflated 60 MiB of elements', file(deflate([IDENTITY] + [element(9, 0x1000, b'LO') * 1000] * 7500), b'1.2.840.10008.1.2.1.99')
    yield 'fragment of 1 byte', file(image(4, 4) + fragments([b'x']), b'1.2.840.10008.1.2.5')
    yield '1,000,000 fragments', file(image(4, 4) + fragments([b'xx'] * 1000000), b'1.2.840.10008.1.2.4.70')
    yield 'RLE, 4 GiB of zeros', file(image(65535, 65535) + fragments([rle_zeros(1 << 20)]), b'1.2.840.10008.1.2.5')
    yield 'RLE, 250 MiB of zeros', file(image(16000, 16384) + fragments([rle_zeros(16000 * 16384)]), b'1.2.840.10008.1.2.5')
    yield 'RLE, 1,000 frames of 1 MiB', file(image(1024, 1024, 1000) + fragments([rle_zeros(1 << 20)] * 1000), b'1.2.840.10008.1.2.5')
    yield '100,000 frames', file(image(1, 1, 100000) + element(0x7FE0, 0x10, b'OB', b'x' * 100000))
    yield '2^31 frames', file(image(1, 1, 2**31) + element(0x7FE0, 0x10, b'OB', b'x' * 100000))
    yield '65535 x 65535', file(image(65535, 65535) + element(0x7FE0, 0x10, b'OB', b'xx'))
    yield 'ZIP, 2 GB of zeros', zip_of_zeros(2000)
    yield 'ZIP, 20 x 250 MB of zeros', zip_of([(str(i), zip_of_zeros(250)) for i in range(20)])
    hundred = zip_of_zeros(100)
    yield 'ZIP of 100 ZIPs of 100 MB', zip_of([(f'{i}.zip', hundred) for i in range(100)])
    level = zip_of_zeros(100)
    for _ in range(5):
        level = zip_of([(f'{i}.zip', level) for i in range(10)])
    yield 'ZIP in ZIP, 10 wide, 6 deep', level
    yield 'ZIP of 150,000 files', zip_of([(str(i), b'x') for i in range(150000)])


def bombs():
    print(f'{"file":30} {"bytes":>10} {"s":>6} {"cpu s":>6} {"MiB":>6}  result')
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        home.run('list')
        for number, (name, value) in enumerate(crafted(), 10):
            path = home.folder / 'bomb'
            # Each an image of its own: one that is another's duplicate would not be stored.
            path.write_bytes(value.replace(b'1.2.3.4.50', b'1.2.3.4.%d' % number))
            begin, before = time.monotonic(), processor_seconds()
            process = home.start('import', path, '--workers', 2)
            peak = [0]

            def watch():
                while process.poll() is None:
                    peak[0] = max([peak[0], rss_kb(process.pid)] + [rss_kb(c) for c in children(process.pid)])
                    time.sleep(0.01)
            watcher = threading.Thread(target=watch)
            watcher.start()
            out = process.communicate()[0]
            watcher.join()
            seconds, cpu = time.monotonic() - begin, processor_seconds() - before
            result = json.loads(out or b'{}')
            codes = collections.Counter(q['code'] for q in result.get('quarantined', []))
            words = ', '.join([f'{v} {k}' for k, v in codes.items()] + [f'{result[k]} {k}' for k in ('imported', 'duplicates', 'skipped') if result.get(k)])
            print(f'{name:30} {len(value):10} {seconds:6.2f} {cpu:6.2f} {peak[0] / 1024:6.0f}  {words}', flush=True)
            # On a machine that is busy with other things the wall clock says little.
            # A picture of 1,000 MiB that is what it says is decoded and written whole.
            check(min(seconds, cpu) < (10 if '1,000 frames of 1 MiB' in name else 5), f'{name}: {seconds:.1f} s, {cpu:.1f} s of processor time')
            check(peak[0] < 1 << 20, f'{name}: {peak[0] / 1024:.0f} MiB')
            check('error' not in result and totals_add_up(result), f'{name}: the import itself failed')
        code, _ = home.run('verify')
        check(code == 0, 'verify is not clean')


def mutate(data, count=500, seed=None):
    seed = int(seed) if seed else random.SystemRandom().randrange(1 << 32)
    print('seed', seed)
    rng = random.Random(seed)
    sources = sorted(p for p in pathlib.Path(data).rglob('*') if p.is_file() and 256 < p.stat().st_size < 2_000_000 and p.suffix not in ('.txt', '.tsv', '.md'))
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        inputs = home.folder / 'in'
        inputs.mkdir()
        for i in range(int(count)):
            value = bytearray(rng.choice(sources).read_bytes())
            # Headers are where the damage is interesting.
            span = len(value) if i % 3 == 0 else min(len(value), 4096)
            for _ in range(rng.randint(1, 20)):
                value[rng.randrange(span)] = rng.choice([0, 0xFF, 0x7F, rng.randrange(256)])
            if i % 10 == 0:
                del value[rng.randrange(len(value)):]
            (inputs / f'{i:04}').write_bytes(value)
        begin = time.monotonic()
        code, result = home.run('import', inputs)
        seconds = time.monotonic() - begin
        check(code in (0, 1) and 'error' not in result, f'the import ended with {code}')
        codes = collections.Counter(q['code'] for q in result['quarantined'])
        # What a DICOMDIR lists and the folder lacks comes on top.
        check(totals_add_up(result) and result['total'] - codes['not-found'] == int(count), 'totals do not add up')
        print(f'{count} files in {seconds:.1f} s: {result["imported"]} imported, {result["duplicates"]} duplicates, {result["skipped"]} skipped, '
              f'{len(result["quarantined"])} quarantined')
        for name, number in codes.most_common():
            print(f'  quarantined {name:24} {number}')
        check(codes['worker-timeout'] == 0, 'files that hang')
        for q in result['quarantined']:
            if q['code'] in ('worker-crashed', 'worker-timeout', 'internal'):
                print('  ', q['code'], os.path.basename(q['file']))
        check(home.run('verify')[0] == 0, 'verify is not clean')


def phantom(folder, slices=200, studies=3, size=128):
    home = Home(folder)
    for i in range(studies):
        subprocess.run([BIN / 'lobulectl', 'phantom', folder / f'in/{i}', '--label', 'LC' if i % 2 else 'NonLC', '--seed', str(70 + i), '--slices',
                        str(slices), '--size', str(size)], env=home.env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # A liver is only so long: there may be fewer slices than were asked for.
    return folder / 'in', sum(1 for path in (folder / 'in').rglob('*') if path.is_file())


def kill(count=20, seed=None, folder=None):
    seed = int(seed) if seed else random.SystemRandom().randrange(1 << 32)
    print('seed', seed)
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as top:
        inputs, files = (pathlib.Path(folder), sum(len(f) for _, _, f in os.walk(folder))) if folder else phantom(pathlib.Path(top))
        for victim in ('importer', 'worker'):
            midway = quarantined = 0
            whole = None
            for round_ in range(int(count)):
                place = pathlib.Path(top) / 'home'
                place.mkdir()
                home = Home(place)
                begin = time.monotonic()
                process = home.start('import', inputs, '--workers', 2)
                if whole is None:  # how long one takes undisturbed
                    process.communicate()
                    whole = time.monotonic() - begin
                    shutil.rmtree(place)
                    continue
                time.sleep(rng.uniform(0.02, whole))
                workers = children(process.pid)
                target = process.pid if victim == 'importer' else rng.choice(workers) if workers else None
                if target and process.poll() is None:
                    os.kill(target, signal.SIGKILL)
                out = process.communicate()[0]
                if victim == 'importer':
                    code, report = home.run('verify')
                    check(code == 0, f'importer, round {round_}: verify is not clean after the kill')
                    listed = report.get('instances', 0)
                    midway += 0 < listed < files
                    code, result = home.run('import', '--resume')
                    check(code == 0, f'importer, round {round_}: continuing ended with {code}')
                    if result.get('total', 0) == 0:  # it had come to its end, or not yet begun
                        code, result = home.run('import', inputs)
                    check(result['imported'] + result['duplicates'] == files and result['duplicates'] >= listed,
                          f'importer, round {round_}: {result["imported"]} + {result["duplicates"]} of {files}, {listed} were listed')
                else:
                    result = json.loads(out)
                    lost = len(result['quarantined'])
                    quarantined += lost
                    check(result['imported'] + lost == files and lost <= 1, f'worker, round {round_}: {result["imported"]} + {lost} of {files}')
                    if lost:
                        home.run('import', inputs)
                code, listed = home.run('list', 'instances')
                uids = [i['uid'] for i in listed.get('instances', [])]
                check(len(uids) == files and len(set(uids)) == files, f'{victim}, round {round_}: {len(uids)} instances, {len(set(uids))} different')
                code, report = home.run('verify')
                check(code == 0, f'{victim}, round {round_}: verify is not clean')
                check(not any((home.library / 'staging').iterdir()), f'{victim}, round {round_}: something is left in staging')
                shutil.rmtree(place)
            print(f'kill -9 of the {victim}: {int(count) - 1} rounds of {files} files ({whole:.1f} s each), '
                  + (f'{midway} with a part listed' if victim == 'importer' else f'{quarantined} files given up'), flush=True)


def full():
    if os.environ.get('LOBULE_TORTURE_INSIDE') is None:
        probe = subprocess.run(['unshare', '--map-root-user', '--mount', 'true'], stderr=subprocess.DEVNULL)
        if probe.returncode != 0:
            print('skipped: this account may not mount a small file system (unshare)')
            return
        environment = dict(os.environ, LOBULE_TORTURE_INSIDE='1')
        status = subprocess.run(['unshare', '--map-root-user', '--mount', sys.executable, __file__, 'full'], env=environment).returncode
        check(status == 0, 'see above')
        return
    with tempfile.TemporaryDirectory() as top:
        inputs, files = phantom(pathlib.Path(top), slices=100, studies=6, size=256)
        for megabytes in (9, 24, 32, 44):
            fill(pathlib.Path(top), inputs, files, megabytes)


def fill(folder, inputs, files, megabytes):
    small = folder / f'small-{megabytes}'
    small.mkdir()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={megabytes}m', 'none', small], check=True)
    home = Home(small)
    # The key and the temporary files of others are not the subject.
    home.env['LOBULE_KEY_FILE'] = str(folder / 'site.key')
    code, result = home.run('import', inputs)
    print(f'full at {megabytes} MB:', code, result.get('error'), result.get('imported'), 'of', files, 'imported')
    check(code == 3 and result.get('error', {}).get('code') == 'disk-full', 'no clear error')
    code, report = home.run('verify')
    check(code == 0, f'verify on the full disk: {report}')
    before = report.get('instances', 0)
    check(before >= result.get('imported', 0), 'imported files are missing')
    subprocess.run(['mount', '-o', 'remount,size=200m', small], check=True)
    code, result = home.run('import', '--resume')
    print('with room:', code, result.get('imported'), 'imported,', result.get('duplicates'), 'recognised')
    check(code == 0 and result['imported'] + result['duplicates'] == files and result['duplicates'] == before, 'not continued')
    check(home.run('verify')[0] == 0, 'verify is not clean')
    # And a library that may only be read says so.
    subprocess.run(['mount', '-o', 'remount,ro', small], check=True)
    code, result = home.run('list')
    print('read-only:', code, result.get('error'))
    check(code == 0 or (code == 3 and result.get('error', {}).get('code') == 'file-unwritable'), 'a read-only library is neither read nor refused clearly')
    subprocess.run(['umount', small], check=True)


if __name__ == '__main__':
    commands = {'corpus': corpus, 'bombs': bombs, 'mutate': mutate, 'kill': kill, 'full': full}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(__doc__)
        sys.exit(2)
    commands[sys.argv[1]](*sys.argv[2:])
    print('FAILED' if failures else 'ok')
    sys.exit(1 if failures else 0)
