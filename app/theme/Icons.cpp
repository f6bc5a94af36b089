#include "app/theme/Icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace lobule::theme {
namespace {

/// The colour that all icon files are drawn in; it is replaced when an icon is painted.
constexpr auto kFileColor = "#9fb0bf";

QByteArray iconSource(const QString& name, const QColor& color)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return file.readAll().replace(kFileColor, color.name().toLatin1());
}

class StrokeIconEngine : public QIconEngine {
public:
    StrokeIconEngine(QString name, Token normal, Token checked) : m_name(std::move(name)), m_normal(normal), m_checked(checked) { }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        QSvgRenderer(iconSource(m_name, colorOf(mode, state))).render(painter, QRectF(rect));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return picture;
    }
    [[nodiscard]] QIconEngine* clone() const override { return new StrokeIconEngine(m_name, m_normal, m_checked); }
    [[nodiscard]] QString key() const override { return QStringLiteral("lobule-stroke"); }

private:
    [[nodiscard]] QColor colorOf(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled) return color(Token::Text3);
        return color(state == QIcon::On ? m_checked : m_normal);
    }

    QString m_name;
    Token m_normal;
    Token m_checked;
};

} // namespace

QIcon icon(const QString& name, Token normal, Token checked) { return QIcon(new StrokeIconEngine(name, normal, checked)); }

QPixmap iconPixmap(const QString& name, const QColor& color, int sizePx, double devicePixelRatio)
{
    const QString key = QStringLiteral("lobule/%1/%2/%3/%4").arg(name, color.name()).arg(sizePx).arg(devicePixelRatio);
    QPixmap picture;
    if (QPixmapCache::find(key, &picture)) return picture;
    picture = QPixmap(QSize(sizePx, sizePx) * devicePixelRatio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    QSvgRenderer(iconSource(name, color)).render(&painter, QRectF(QPointF(0, 0), QSizeF(picture.size())));
    painter.end();
    picture.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, picture);
    return picture;
}

} // namespace lobule::theme
