#include "app/theme/Theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPalette>
#include <QScreen>
#include <QStyle>
#include <QStyleFactory>
#include <QVariant>
#include <QWidget>

#include <array>
#include <cmath>

// Outside of any namespace: rcc declares the initialiser globally.
static void initLookResources() { Q_INIT_RESOURCE(lobule_look); }

namespace lobule::theme {
namespace {

struct NamedToken {
    Token token;
    const char* name; ///< As written in the style sheet: @name@.
    QRgb rgb;
};

constexpr std::array kTokens{
    NamedToken{Token::Bg0, "bg0", 0xff0b0e11},
    NamedToken{Token::Bg1, "bg1", 0xff12171c},
    NamedToken{Token::Bg2, "bg2", 0xff1a2027},
    NamedToken{Token::Bg3, "bg3", 0xff242c35},
    NamedToken{Token::Line, "line", 0xff2c3640},
    NamedToken{Token::Text1, "text1", 0xffe6edf3},
    NamedToken{Token::Text2, "text2", 0xff9fb0bf},
    NamedToken{Token::Text3, "text3", 0xff6b7c8c},
    NamedToken{Token::Accent, "accent", 0xff4aa8ff},
    NamedToken{Token::AccentDark, "accentDark", 0xff173a5c},
    NamedToken{Token::Lc, "lc", 0xffff9f43},
    NamedToken{Token::NonLc, "nonLc", 0xff39c6b0},
    NamedToken{Token::Indeterminate, "indeterminate", 0xffc9b458},
    NamedToken{Token::Error, "error", 0xffff6b6b},
    NamedToken{Token::Ok, "ok", 0xff6fcf7f},
};

double textScale()
{
    const QScreen* screen = QGuiApplication::primaryScreen();
    // 96 DPI is the density of the drawings. Less is not followed: text must not fall below the design's size.
    return screen == nullptr ? 1.0 : std::max(1.0, screen->logicalDotsPerInchY() / 96.0);
}

/// Replaces @token@ and @NNpx@ in the template; Qt's style sheets know whole pixels only.
QString styleSheet()
{
    QFile file(QStringLiteral(":/style/lobule.qss"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    QString sheet = QString::fromUtf8(file.readAll());
    for (const auto& entry : kTokens) sheet.replace(u'@' + QLatin1StringView(entry.name) + u'@', QColor(entry.rgb).name());
    for (const double size : {11.0, 12.5, 14.0, 15.0, 16.0, 18.0, 22.0})
        sheet.replace(QStringLiteral("@%1px@").arg(size), QStringLiteral("%1px").arg(px(size)));
    return sheet;
}

QPalette palette()
{
    QPalette p;
    p.setColor(QPalette::Window, color(Token::Bg0));
    p.setColor(QPalette::WindowText, color(Token::Text1));
    p.setColor(QPalette::Base, color(Token::Bg0));
    p.setColor(QPalette::AlternateBase, color(Token::Bg1));
    p.setColor(QPalette::Text, color(Token::Text1));
    p.setColor(QPalette::PlaceholderText, color(Token::Text2));
    p.setColor(QPalette::Button, color(Token::Bg2));
    p.setColor(QPalette::ButtonText, color(Token::Text1));
    p.setColor(QPalette::BrightText, color(Token::Error));
    p.setColor(QPalette::Highlight, color(Token::AccentDark));
    p.setColor(QPalette::HighlightedText, color(Token::Text1));
    p.setColor(QPalette::Link, color(Token::Accent));
    p.setColor(QPalette::LinkVisited, color(Token::Accent));
    p.setColor(QPalette::ToolTipBase, color(Token::Bg3));
    p.setColor(QPalette::ToolTipText, color(Token::Text1));
    p.setColor(QPalette::Light, color(Token::Bg3));
    p.setColor(QPalette::Midlight, color(Token::Bg3));
    p.setColor(QPalette::Mid, color(Token::Line));
    p.setColor(QPalette::Dark, color(Token::Bg0));
    p.setColor(QPalette::Shadow, Qt::black);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, color(Token::Text3));
    return p;
}

} // namespace

QColor color(Token token)
{
    for (const auto& entry : kTokens)
        if (entry.token == token) return QColor(entry.rgb);
    return {};
}

int px(double designPx) { return static_cast<int>(std::lround(designPx * textScale())); }

QFont font(double designPx, QFont::Weight weight)
{
    QFont result;
    // Inter has no Hangul: Qt takes the next family for the characters that are missing.
    result.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans CJK KR"), QStringLiteral("Malgun Gothic"),
        QFontDatabase::systemFont(QFontDatabase::GeneralFont).family()});
    result.setPixelSize(px(designPx));
    result.setWeight(weight);
    return result;
}

void apply(QApplication& application)
{
    initLookResources();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    for (const auto effect : {Qt::UI_AnimateMenu, Qt::UI_FadeMenu, Qt::UI_AnimateCombo, Qt::UI_AnimateTooltip, Qt::UI_FadeTooltip})
        QApplication::setEffectEnabled(effect, false);
    QApplication::setPalette(palette());
    QApplication::setFont(font());
    application.setStyleSheet(styleSheet());
}

void setRole(QWidget* widget, const char* role)
{
    widget->setProperty("role", QString::fromLatin1(role));
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace lobule::theme
