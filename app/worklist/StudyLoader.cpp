#include "app/worklist/StudyLoader.h"

#include "core/library/Library.h"
#include "core/library/SyncStore.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace lobule::worklist {
namespace {

constexpr int kPollMs = 400;
/// A reload may take at most this share of the thread's time, or a large library would be read without pause while an import
/// runs.
constexpr int kRestFactor = 3;

} // namespace

/// Lives in the loader's thread; the connection is opened, used and closed there.
class StudyLoader::Worker : public QObject {
public:
    Worker(StudyLoader* loader, QString folder) : m_loader(loader), m_folder(std::move(folder)) { }

    void start()
    {
        auto opened = library::Library::open(m_folder);
        if (!opened) {
            Q_EMIT m_loader->failed(opened.error());
            return;
        }
        m_library = std::move(*opened);
        if (auto store = library::SyncStore::open(m_folder)) m_store = std::move(*store);
        m_timer = std::make_unique<QTimer>();
        connect(m_timer.get(), &QTimer::timeout, this, [this] { poll(false); });
        m_timer->setSingleShot(true);
        poll(true);
    }

    void poll(bool force)
    {
        if (!m_library) return;
        QElapsedTimer clock;
        clock.start();
        const qint64 counter = m_library->changeCounter();
        if (force || counter != m_counter) {
            m_counter = counter;
            reload();
        }
        m_timer->start(std::max<int>(kPollMs, static_cast<int>(clock.elapsed()) * kRestFactor));
    }

    void stop()
    {
        m_timer.reset();
        m_store.reset();
        m_library.reset();
    }

private:
    void reload()
    {
        const auto rows = m_library->studies();
        if (!rows) {
            Q_EMIT m_loader->failed(rows.error());
            return;
        }
        // Without it the list is still the list.
        const auto places = m_store ? m_store->places() : Result<library::StudyPlaces>();
        Q_EMIT m_loader->loaded(makeEntries(*rows, places.value_or(library::StudyPlaces())));
    }

    StudyLoader* m_loader;
    QString m_folder;
    std::unique_ptr<library::Library> m_library;
    std::unique_ptr<library::SyncStore> m_store;
    std::unique_ptr<QTimer> m_timer;
    qint64 m_counter = -1;
};

StudyLoader::StudyLoader(const QString& libraryFolder, QObject* parent) : QObject(parent), m_worker(new Worker(this, libraryFolder))
{
    qRegisterMetaType<lobule::worklist::StudyEntries>();
    qRegisterMetaType<lobule::Error>();
    m_worker->moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("study-loader"));
    m_thread.start();
}

void StudyLoader::start()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->start(); });
}

StudyLoader::~StudyLoader()
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->stop(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
    delete m_worker;
}

void StudyLoader::refresh(bool force)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, force] { worker->poll(force); });
}

} // namespace lobule::worklist
