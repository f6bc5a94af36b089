#include "app/keys/RecoverySheet.h"

#include "core/deidentify/KeyBackup.h"

#include <QCoreApplication>
#include <QDate>
#include <QFontDatabase>
#include <QLocale>
#include <QPagedPaintDevice>
#include <QPainter>

namespace lobule::keys {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RecoverySheet)
};

/// Draws wrapped text from `y` down; returns the y below it.
qreal drawText(QPainter& painter, qreal y, const QString& text, double points, bool isBold)
{
    QFont font = painter.font();
    font.setPointSizeF(points);
    font.setBold(isBold);
    painter.setFont(font);
    const QRectF window(painter.window());
    QRectF used;
    painter.drawText(QRectF(0, y, window.width(), window.height() - y), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text, &used);
    return used.bottom() + painter.fontMetrics().height() * 0.6;
}

} // namespace

bool paintRecoverySheet(QPagedPaintDevice& device, const deidentify::SiteKey& key)
{
    QPainter painter;
    if (!painter.begin(&device)) return false;
    qreal y = drawText(painter, 0, Words::tr("Lobule: recovery code of the site key"), 20, true);
    y = drawText(painter, y,
        Words::tr("With this code the site key can be restored when the computer or its user account is lost. Without it, and without a "
                  "sealed copy, nobody can ever read again who the pseudonyms are, and known patients get new pseudonyms."),
        11, false);
    y = drawText(painter, y,
        Words::tr("Keep this sheet locked away, apart from the computer. Whoever has it and the library folder can read the identities of "
                  "all patients in it."),
        11, true);
    const QStringList groups = deidentify::recoveryCode(key).split(u'-');
    QFont code = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    code.setPointSizeF(26);
    code.setBold(true);
    painter.setFont(code);
    const QFontMetricsF metrics(code, &device);
    y += metrics.height() * 0.5;
    constexpr int kPerRow = 4;
    const qreal width = metrics.horizontalAdvance(QStringLiteral("MMMM  "));
    for (qsizetype i = 0; i < groups.size(); ++i)
        painter.drawText(
            QPointF(width * static_cast<qreal>(i % kPerRow), y + metrics.height() * 1.3 * static_cast<qreal>(1 + i / kPerRow)), groups[i]);
    y += metrics.height() * 1.3 * static_cast<qreal>((groups.size() + kPerRow - 1) / kPerRow) + metrics.height();
    painter.setFont(QFont());
    y = drawText(painter, y,
        Words::tr(
            "To use it: \"Restore...\" under Settings, Keys, or at the start of Lobule, or \"lobulectl key restore\". Capital and small "
            "letters are the same; dashes may be left out; there is no letter O or I or L in it, only the digits 0 and 1."),
        11, false);
    drawText(painter, y, Words::tr("Key %1 · printed %2").arg(key.keyId(), QLocale().toString(QDate::currentDate(), QLocale::LongFormat)),
        10, false);
    return painter.end();
}

} // namespace lobule::keys
