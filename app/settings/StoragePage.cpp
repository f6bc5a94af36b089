#include "app/settings/StoragePage.h"

#include "app/ErrorText.h"
#include "app/settings/Settings.h"
#include "app/theme/Theme.h"
#include "core/ingest/CacheRebuilder.h"
#include "core/library/Library.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QShowEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lobule::settings {

using theme::px;

namespace {

constexpr qint64 kGigabyte = 1'000'000'000;
constexpr double kMostGigabytes = 100'000.0;

/// As the box shows it: tenths, 0 only for no limit.
double gigabytesOf(qint64 bytes)
{
    return bytes == 0 ? 0.0 : std::max(0.1, std::round(static_cast<double>(bytes) / (kGigabyte / 10)) / 10.0);
}

QString sizeText(qint64 bytes) { return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat); }

} // namespace

StoragePage::StoragePage(Settings* settings, library::Library* library, QWidget* parent)
    : SettingsPage(parent), m_settings(settings), m_library(library)
{
    build();
    m_quota->setValue(gigabytesOf(m_library->cacheQuotaBytes()));
    connect(m_quota, &QDoubleSpinBox::editingFinished, this, &StoragePage::storeQuota);
    connect(m_clear, &QPushButton::clicked, this, &StoragePage::clear);
    connect(m_rebuild, &QPushButton::clicked, this, &StoragePage::rebuildOrStop);
    retranslate();
}

StoragePage::~StoragePage() = default;

void StoragePage::build()
{
    const auto label = [this](const char* role) {
        auto* made = new QLabel(this);
        made->setWordWrap(true);
        if (role[0] != '\0') theme::setRole(made, role);
        return made;
    };
    m_heading = label("title");
    m_explanation = label("secondary");
    m_quotaName = new QLabel(this);
    m_quota = new QDoubleSpinBox(this);
    m_quota->setObjectName(QStringLiteral("cacheQuota"));
    m_quota->setRange(0.0, kMostGigabytes);
    m_quota->setDecimals(1);
    m_quota->setMaximumWidth(px(220));
    m_usedName = new QLabel(this);
    m_used = label("");
    m_used->setObjectName(QStringLiteral("cacheUsed"));
    m_clear = new QPushButton(this);
    m_clear->setObjectName(QStringLiteral("clearCache"));
    m_rebuild = new QPushButton(this);
    m_rebuild->setObjectName(QStringLiteral("rebuildCache"));
    m_progress = new QProgressBar(this);
    m_progress->hide();
    m_note = label("small");
    m_problem = label("error");
    m_problem->hide();
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(px(16));
    form->setVerticalSpacing(px(12));
    form->addRow(m_quotaName, m_quota);
    form->addRow(m_usedName, m_used);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(px(8));
    buttons->addWidget(m_rebuild);
    buttons->addWidget(m_clear);
    buttons->addWidget(m_progress, 1);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(14));
    column->addWidget(m_heading);
    column->addWidget(m_explanation);
    column->addLayout(form);
    column->addLayout(buttons);
    column->addWidget(m_note);
    column->addWidget(m_problem);
    column->addStretch();
}

QString StoragePage::title() const { return tr("Storage"); }

void StoragePage::retranslate()
{
    m_heading->setText(tr("Pixel cache"));
    m_explanation->setText(
        tr("Decoded images, so that a study opens at once. They are made from the stored study and can be removed at any time: "
           "what is opened later is decoded again."));
    m_quotaName->setText(tr("At most"));
    m_quota->setSuffix(tr(" GB"));
    m_quota->setSpecialValueText(tr("No limit"));
    m_quota->setToolTip(tr("Above this the series opened least recently are removed. What is open or being imported stays."));
    m_usedName->setText(tr("Used now"));
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("Remove the decoded images of everything that is not open"));
    m_rebuild->setText(m_rebuilder ? tr("Stop") : tr("Rebuild"));
    m_rebuild->setToolTip(tr("Decode what is missing, the newest studies first, as far as there is room"));
    refresh();
}

void StoragePage::showEvent(QShowEvent* event)
{
    SettingsPage::showEvent(event);
    refresh();
}

void StoragePage::refresh()
{
    const auto use = m_library->cacheUse();
    if (!use) return fail(use.error());
    QStringList parts{sizeText(use->bytes), tr("%n series", nullptr, use->series)};
    if (use->evictedSeries > 0) parts << tr("%n series not decoded", nullptr, use->evictedSeries);
    if (use->inUse > 0) parts << tr("%n file(s) in use", nullptr, use->inUse);
    m_used->setText(parts.join(QStringLiteral(" · ")));
    m_clear->setEnabled(use->bytes > 0 && !m_rebuilder);
    m_rebuild->setEnabled(m_rebuilder || use->evictedSeries > 0 || use->series > 0);
}

void StoragePage::say(const QString& sentence)
{
    m_problem->hide();
    m_note->setText(sentence);
}

void StoragePage::fail(const Error& error)
{
    m_note->clear();
    m_problem->setText(app::errorText(error));
    m_problem->show();
}

void StoragePage::storeQuota()
{
    // Leaving the box is no change, even where it shows a rounded number.
    if (std::abs(m_quota->value() - gigabytesOf(m_library->cacheQuotaBytes())) < 0.05) return;
    const qint64 bytes = std::llround(m_quota->value() * 10.0) * (kGigabyte / 10);
    if (const auto stored = m_library->setCacheQuotaBytes(bytes); !stored) return fail(stored.error());
    const auto freed = m_library->trimCache();
    if (!freed) return fail(freed.error());
    say(*freed > 0 ? tr("%1 freed.").arg(sizeText(*freed)) : QString());
    refresh();
}

void StoragePage::clear()
{
    const auto freed = m_library->clearCache();
    if (!freed) return fail(freed.error());
    say(tr("%1 freed. What is open stays.").arg(sizeText(*freed)));
    refresh();
}

void StoragePage::rebuildOrStop()
{
    if (m_rebuilder) return m_rebuilder->cancel();
    ingest::ImportOptions options;
    options.workers = m_settings->importWorkers();
    m_rebuilder = std::make_unique<ingest::CacheRebuilder>(m_library->folder(), options);
    connect(m_rebuilder.get(), &ingest::CacheRebuilder::progressed, this, [this](const ingest::ImportProgress& progress) {
        m_progress->setRange(0, static_cast<int>(progress.filesTotal));
        m_progress->setValue(static_cast<int>(progress.filesDone));
    });
    connect(m_rebuilder.get(), &ingest::CacheRebuilder::finished, this, &StoragePage::rebuilt);
    m_progress->setRange(0, 0);
    m_progress->show();
    say({});
    m_rebuilder->start();
    retranslate();
}

void StoragePage::rebuilt(const ingest::ImportResult& result)
{
    // Released by the event loop: it is still emitting.
    m_rebuilder.release()->deleteLater();
    m_progress->hide();
    retranslate();
    if (result.failure) return fail(*result.failure);
    QString sentence = tr("%n image(s) decoded.", nullptr, result.imported);
    if (!result.quarantined.isEmpty())
        sentence
            += u' ' + tr("%n cannot be decoded any more; run \"lobulectl verify\".", nullptr, static_cast<int>(result.quarantined.size()));
    if (result.cancelled) sentence += u' ' + tr("Stopped; the rest is decoded when it is opened.");
    say(sentence);
}

} // namespace lobule::settings
