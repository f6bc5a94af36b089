#include "core/ingest/ImportJob.h"

#include "core/ingest/LibraryWriter.h"
#include "core/ingest/ProfileChoice.h"
#include "core/ingest/SiteKeyHex.h"
#include "core/library/Library.h"
#include "core/volume/Durable.h"

#include <QDir>
#include <QFile>
#include <QSet>

#include <algorithm>
#include <optional>
#include <utility>

namespace lobule::ingest {

namespace {

/// A commit has a fixed price (several flushes of the disk), so that single files wait a moment for company.
constexpr qsizetype kGoodBatch = 64;
constexpr int kPatienceMs = 150;
/// How long the list of quarantined files may lag behind; what a kill takes with it is found again when the import is continued.
constexpr int kListingMs = 250;

/// The library remembers held files and unfinished imports: a path from here says nothing in another folder.
QStringList absolute(const QStringList& paths)
{
    QStringList out;
    for (const QString& path : paths) {
        const QString whole = QDir().absoluteFilePath(path);
        // Behind a link, ".." is not the folder that the text says.
        out << (whole.contains(QLatin1String("/..")) ? whole : QDir::cleanPath(whole));
    }
    return out;
}

/// Somebody gave two patients one ID, or typed a wrong one: nobody else will notice once the names are gone.
QStringList sharedIds(const library::Library& library, const QStringList& studies)
{
    QSet<QString> seen;
    QStringList shared;
    for (const QString& uid : studies) {
        const auto study = library.study(uid);
        if (!study || seen.contains(study->pseudonym)) continue;
        seen.insert(study->pseudonym);
        if (library.isPatientIdShared(uid).value_or(false)) shared << study->pseudonym;
    }
    shared.sort();
    return shared;
}

/// What the library says about itself, not about the file.
bool isRefusal(const Error& error)
{
    const std::string what = error.arguments.empty() ? std::string() : error.arguments.front();
    switch (error.code) {
    case ErrorCode::DiskFull:
    case ErrorCode::FileUnwritable: return true;
    case ErrorCode::Corrupt: return what == "catalogue";
    case ErrorCode::NotFound: return what == "staged object";
    default: return false;
    }
}

/// Whether going on is pointless: the library refuses, or all of a batch was refused by the catalogue.
std::optional<Error> refusalOf(const QList<Result<library::AddOutcome>>& outcomes)
{
    const auto isDatabase = [](const auto& outcome) { return !outcome && outcome.error().code == ErrorCode::Database; };
    for (const auto& outcome : outcomes)
        if (!outcome && isRefusal(outcome.error())) return outcome.error();
    if (!outcomes.isEmpty() && std::all_of(outcomes.cbegin(), outcomes.cend(), isDatabase)) return outcomes.first().error();
    return std::nullopt;
}

library::UnfinishedImport unfinished(const QStringList& paths, const ImportOptions& options)
{
    library::UnfinishedImport import;
    import.paths = paths;
    import.profile = options.profile;
    import.release = options.release;
    return import;
}

} // namespace

ImportJob::ImportJob(QString libraryFolder, ImportOptions options, const QStringList& paths)
    : FileJob(std::move(options), absolute(paths)), m_libraryFolder(std::move(libraryFolder))
{
    m_patience.setParent(this);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &ImportJob::commit);
    m_listing.setParent(this);
    m_listing.setSingleShot(true);
    m_listing.setInterval(kListingMs);
    connect(&m_listing, &QTimer::timeout, this, &ImportJob::list);
}

ImportJob::~ImportJob()
{
    // Quarantined files that the writer has not listed yet are listed before its thread goes.
    if (m_writerThread.isRunning()) {
        list();
        QMetaObject::invokeMethod(
            m_writer, [] {}, Qt::BlockingQueuedConnection);
    }
    m_writerThread.quit();
    m_writerThread.wait();
}

Result<Hello> ImportJob::prepare()
{
    const Result<QString> key = siteKeyHex();
    if (!key) return tl::unexpected(key.error());
    m_writer = new LibraryWriter;
    m_writer->moveToThread(&m_writerThread);
    connect(&m_writerThread, &QThread::finished, m_writer, &QObject::deleteLater);
    m_writerThread.start();
    Result<QString> staging;
    ProfileChoice choice;
    const auto open = [&] {
        staging = m_writer->open(m_libraryFolder);
        if (!staging) return;
        // Said before anything is read, not with the first batch.
        if (const auto mine = m_writer->library().checkSiteKey(); !mine) staging = tl::unexpected(mine.error());
        if (!staging) return;
        choice = profileChoice(m_writer->library());
        // What was decided for one file, or with a black-out or a whitelist of its own, is not remembered: continuing it knows neither the
        // file that was reviewed nor the rectangles nor the list, and would let through what was to be hidden.
        const bool isPlain = options().digest.isEmpty() && options().member.isEmpty() && options().blackOuts.isEmpty()
            && options().safePrivateList.isEmpty();
        // Continuing keeps to the profile that it began with.
        auto note = unfinished(paths(), options());
        if (note.profile.isEmpty()) note.profile = choice.profile;
        if (isPlain) m_remembered = m_writer->remember(note, options().continues);
        if (const auto rows = m_writer->library().quarantine())
            for (const library::QuarantineRow& row : *rows) m_quarantined.insert(row.file, row.id);
    };
    QMetaObject::invokeMethod(m_writer, open, Qt::BlockingQueuedConnection);
    if (!staging) return tl::unexpected(staging.error());
    m_asksFirst = !options().continues.isEmpty();
    Hello hello;
    hello.keyHex = *key;
    hello.profile = options().profile.isEmpty() ? choice.profile : options().profile;
    hello.safePrivateList = options().safePrivateList.isEmpty() ? choice.safePrivateList : options().safePrivateList;
    hello.release = options().release;
    hello.stagingFolder = *staging;
    hello.memoryMiB = options().memoryMiB;
    return hello;
}

Request ImportJob::requestFor(const SourceFile& file) { return makeRequest(m_asksFirst ? RequestKind::Digest : RequestKind::Ingest, file); }

void ImportJob::onDigest(const SourceFile& file, const QString& digest)
{
    if (!m_lookup) {
        if (auto opened = library::Library::open(m_libraryFolder)) m_lookup = std::move(*opened);
    }
    const auto known = m_lookup ? m_lookup->studyOfSource(digest) : Result<QString>(QString());
    if (known && !known->isEmpty()) {
        noteOutcomes(1, 0);
        return fileKnown(file, *known);
    }
    askAgain(file, makeRequest(RequestKind::Ingest, file));
}

void ImportJob::noteOutcomes(int known, int added)
{
    // Asking first costs one more reading of a new file and saves nearly everything of a known one.
    if (added > 0)
        m_asksFirst = false;
    else if (known > 0)
        m_asksFirst = true;
}

void ImportJob::onTaken(const SourceFile& file)
{
    if (const auto found = m_quarantined.constFind(file.shown); found != m_quarantined.constEnd()) {
        m_toForget << *found;
        m_quarantined.erase(found);
        listSoon();
    }
}

void ImportJob::onEnded(ImportResult& result, bool isInterrupted)
{
    if (m_writer == nullptr) return;
    // A medium that is not in the drive says nothing about what is on it.
    const bool isAway = !options().continues.isEmpty() && (isPathMissing() || result.total == 0);
    const bool isFinished = !isInterrupted && !result.failure && !isAway;
    // Also waits for the quarantine list, which is written behind the scenes.
    const auto end = [&] {
        if (isFinished && m_remembered != 0) static_cast<void>(m_writer->library().forgetImport(m_remembered));
        if (result.imported > 0) result.sharedIds = sharedIds(m_writer->library(), result.studies);
        if (result.deidentification.found > 0) m_writer->noteImport(auditDetail(result.deidentification));
    };
    list();
    if (m_writer->isOpen()) QMetaObject::invokeMethod(m_writer, end, Qt::BlockingQueuedConnection);
}

void ImportJob::accept(const SourceFile& file, Reply reply)
{
    // The disk can begin while the batch is still gathering: its commit waits for these.
    QFile object(reply.instance.objectPath);
    if (object.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) volume::beginWriteback(object, 0, 0);
    m_gathered.append({file, std::move(reply.instance)});
    commitSoon();
}

void ImportJob::commitSoon()
{
    if (m_gathered.isEmpty() || !m_committing.isEmpty()) return;
    if (m_gathered.size() >= kGoodBatch || isDrained()) return commit();
    if (!m_patience.isActive()) m_patience.start();
}

void ImportJob::commit()
{
    if (m_gathered.isEmpty() || !m_committing.isEmpty()) return;
    m_patience.stop();
    list();
    m_committing = std::exchange(m_gathered, {});
    QList<library::StagedInstance> batch;
    for (const Staged& staged : std::as_const(m_committing)) batch.append(staged.instance);
    QMetaObject::invokeMethod(
        m_writer,
        [this, batch] {
            auto outcomes = m_writer->add(batch);
            QMetaObject::invokeMethod(
                this, [this, outcomes] { onCommitted(outcomes); }, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void ImportJob::countTaken(const Staged& staged, library::AddOutcome outcome)
{
    const library::StagedInstance& instance = staged.instance;
    countImported(staged.source, instance.studyUid);
    if (outcome == library::AddOutcome::Replaced) {
        // Where this very import brought the damaged copy, too, one image came in.
        if (const auto before = m_notShown.constFind(instance.instanceUid); before != m_notShown.constEnd()) withdrawNotShown(*before);
        m_notShown.remove(instance.instanceUid);
    } else if (!instance.hasPixels() && isPicture(instance.sopClassUid, static_cast<int>(instance.frames.size()))) {
        noteNotShown(staged.source, instance.pixelNote);
        m_notShown.insert(instance.instanceUid, staged.source.number);
    }
}

void ImportJob::onCommitted(const Result<QList<Result<library::AddOutcome>>>& outcomes)
{
    const QList<Staged> batch = std::exchange(m_committing, {});
    if (!outcomes) {
        m_gathered.clear();
        return failWhole(outcomes.error());
    }
    const std::optional<Error> refusal = refusalOf(*outcomes);
    int known = 0;
    int added = 0;
    for (qsizetype i = 0; i < batch.size(); ++i) {
        const auto& outcome = outcomes->at(i);
        if (!outcome) {
            // Those that were refused for reasons of the library are neither in nor quarantined: continuing takes them up.
            if (!refusal || (!isRefusal(outcome.error()) && outcome.error().code != refusal->code))
                quarantineAccepted(batch.at(i).source, outcome.error());
        } else if (*outcome == library::AddOutcome::Duplicate) {
            ++known;
            countDuplicate(batch.at(i).source, batch.at(i).instance.studyUid);
        } else {
            ++added;
            countTaken(batch.at(i), *outcome);
        }
    }
    noteOutcomes(known, added);
    if (refusal) {
        // What has been staged meanwhile gets in no better, and nobody else would commit it now.
        m_gathered.clear();
        return failWhole(*refusal);
    }
    commitSoon();
    proceed();
}

void ImportJob::onQuarantined(const QuarantinedFile& file)
{
    if (m_writer == nullptr) return;
    // A file is listed once, with what became of it last.
    if (const auto before = m_quarantined.constFind(file.file); before != m_quarantined.constEnd()) {
        m_toForget << *before;
        m_quarantined.erase(before);
    }
    m_toList << file;
    listSoon();
}

void ImportJob::listSoon()
{
    if (!m_listing.isActive()) m_listing.start();
}

void ImportJob::list()
{
    m_listing.stop();
    if (m_writer == nullptr || !m_writer->isOpen() || (m_toList.isEmpty() && m_toForget.isEmpty())) return;
    QMetaObject::invokeMethod(
        m_writer,
        [writer = m_writer, files = std::exchange(m_toList, {}), gone = std::exchange(m_toForget, {})] {
            writer->addQuarantine(files, gone);
        },
        Qt::QueuedConnection);
}

void ImportJob::onDrained() { commit(); }

} // namespace lobule::ingest
