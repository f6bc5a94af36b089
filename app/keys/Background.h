#pragma once

#include <QFutureWatcher>
#include <QtConcurrent>

#include <type_traits>
#include <utility>

namespace lobule::keys {

/// Runs `work` on a thread of the pool and then `then(result)` in the thread of `owner`, unless `owner` has gone meanwhile. For what
/// takes a second: Argon2id, a key store that asks its user.
template <class Work, class Then> void inBackground(QObject* owner, Work work, Then then)
{
    auto* watcher = new QFutureWatcher<std::invoke_result_t<Work>>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, then = std::move(then)] {
        watcher->deleteLater();
        then(watcher->result());
    });
    watcher->setFuture(QtConcurrent::run(std::move(work)));
}

} // namespace lobule::keys
