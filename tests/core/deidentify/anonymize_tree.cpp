// anonymize_tree INPUT OUTPUT [--key-file FILE] [--profile NAMES] [--safe-private FILE] [--repeat N]
// De-identifies every DICOM file below INPUT with the engine alone, releasing what would be held, and prints a summary.
// The names of the files stay, so that a checker can pair them; Lobule itself names files by their new UIDs.

#include "core/deidentify/Deidentifier.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTextStream>

#include <gdcmReader.h>
#include <gdcmTrace.h>
#include <gdcmWriter.h>

#include <sstream>

using namespace lobule;
using namespace lobule::deidentify;

namespace {

struct Tally {
    int written = 0;
    int skipped = 0;
    int failed = 0;
    int held = 0;
    int phiSurvived = 0;
    qint64 applyNs = 0;
    qint64 verifyNs = 0;
    qint64 readNs = 0;
    std::array<int, Outcome::CountOfCounts> counts{};
};

bool readFile(gdcm::Reader& reader, const QByteArray& bytes)
{
    std::istringstream stream(std::string(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    reader.SetStream(stream);
    return reader.Read();
}

void anonymizeFile(const Deidentifier& engine, const QString& from, const QString& to, int repeat, Tally& tally, QTextStream& log)
{
    QFile input(from);
    if (!input.open(QIODevice::ReadOnly)) return;
    const QByteArray bytes = input.readAll();
    QElapsedTimer timer;
    timer.start();
    gdcm::Reader reader;
    if (!readFile(reader, bytes)) {
        ++tally.skipped;
        return;
    }
    tally.readNs += timer.nsecsElapsed();
    for (int i = 1; i < repeat; ++i) { // Timing only: the same work on a fresh copy.
        gdcm::Reader again;
        if (!readFile(again, bytes)) return;
        timer.restart();
        const auto ignored = engine.apply(again.GetFile());
        tally.applyNs += timer.nsecsElapsed();
        Q_UNUSED(ignored);
    }
    timer.restart();
    const Result<Outcome> outcome = engine.apply(reader.GetFile());
    tally.applyNs += timer.nsecsElapsed();
    if (!outcome) {
        ++tally.failed;
        log << from << ": " << errorCodeName(outcome.error().code) << ' ' << outcome.error().detail.c_str() << '\n';
        return;
    }
    std::ostringstream stream;
    gdcm::Writer writer;
    writer.SetFile(reader.GetFile());
    writer.SetStream(stream);
    if (!writer.Write()) {
        ++tally.failed;
        log << from << ": not writable\n";
        return;
    }
    const std::string out = stream.str();
    timer.restart();
    const auto verified = engine.verifyBytes(*outcome, QByteArrayView(out.data(), static_cast<qsizetype>(out.size())));
    tally.verifyNs += timer.nsecsElapsed();
    if (!verified) {
        ++tally.phiSurvived;
        log << from << ": identity survives\n";
    }
    for (const std::string& dropped : outcome->droppedTags) log << from << ": dropped " << dropped.c_str() << '\n';
    tally.held += outcome->hold.empty() ? 0 : 1;
    for (std::size_t i = 0; i < tally.counts.size(); ++i) tally.counts[i] += outcome->counts[i];
    QDir().mkpath(QFileInfo(to).absolutePath());
    QFile output(to);
    if (output.open(QIODevice::WriteOnly)) output.write(out.data(), static_cast<qint64>(out.size()));
    ++tally.written;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{"key-file", "Site key", "file"}, {"profile", "Options joined by commas", "names", "basic"},
        {"safe-private", "Whitelist of private attributes", "file"}, {"repeat", "Times each pass is timed", "n", "1"}});
    parser.process(application);
    QTextStream log(stderr);
    if (parser.positionalArguments().size() != 2) return 2;
    gdcm::Trace::SetStreamToFile("/dev/null");

    Result<Profile> profile = Profile::fromName(parser.value("profile").toStdString());
    const Result<SiteKey> key = parser.isSet("key-file") ? loadOrCreateSiteKey(parser.value("key-file")) : SiteKey::generate();
    if (!profile || !key) {
        log << (!profile ? profile.error().detail : key.error().detail).c_str() << '\n';
        return 2;
    }
    if (parser.isSet("safe-private")) {
        QFile list(parser.value("safe-private"));
        if (!list.open(QIODevice::ReadOnly)) return 2;
        auto parsed = parseSafePrivateList(list.readAll().toStdString());
        if (!parsed) return 2;
        profile->safePrivate = *parsed;
    }
    const Deidentifier engine(*key, *profile);
    const QDir from(QFileInfo(parser.positionalArguments()[0]).absoluteFilePath());
    const QDir to(parser.positionalArguments()[1]);
    const int repeat = std::max(1, parser.value("repeat").toInt());
    Tally tally;
    QDirIterator files(from.path(), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        anonymizeFile(engine, path, to.filePath(from.relativeFilePath(path)), repeat, tally, log);
    }
    QTextStream out(stdout);
    out << "written " << tally.written << ", skipped " << tally.skipped << ", failed " << tally.failed << ", would be held " << tally.held
        << ", identity survives " << tally.phiSurvived << '\n';
    for (std::size_t i = 0; i < tally.counts.size(); ++i)
        out << countName(static_cast<Outcome::Count>(i)) << ' ' << tally.counts[i] << "  ";
    const double n = std::max(1, tally.written);
    out << "\nms a file: read " << double(tally.readNs) / n / 1e6 << ", pass " << double(tally.applyNs) / n / repeat / 1e6 << ", verify "
        << double(tally.verifyNs) / n / 1e6 << '\n';
    return tally.failed != 0 || tally.phiSurvived != 0 ? 1 : 0;
}
