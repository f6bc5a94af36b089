#include "viewer/panels/SliceTexts.h"

#include "core/volume/SeriesVolume.h"

#include <QCoreApplication>

#include <cmath>

namespace lobule::panels::detail {

namespace {

QString words(const char* text) { return QCoreApplication::translate("SliceView", text); }

/// With a true minus sign: a hyphen is easily overlooked before a location.
QString number(double value, int decimals)
{
    QString text = QString::number(value, 'f', decimals);
    if (text.startsWith(u'-')) text[0] = QChar(0x2212);
    return text;
}

QString windowText(const render::WindowLevel& window, int presetKey)
{
    if (window.usesTable) return words(QT_TRANSLATE_NOOP("SliceView", "Look-up table of the file"));
    const int decimals = window.widthHu < 10.0 ? 2 : 0;
    QString text = QStringLiteral("W %1 L %2").arg(number(window.widthHu, decimals), number(window.centerHu, decimals));
    const char* name = nullptr;
    for (const render::WindowPreset& preset : render::windowPresets()) {
        if (preset.window == window && (name == nullptr || preset.key == presetKey)) name = preset.name;
    }
    if (name != nullptr) text += QStringLiteral(" · ") + QCoreApplication::translate("WindowPreset", name);
    if (window.function == VoiFunction::LinearExact) text += QStringLiteral(" · ") + words(QT_TRANSLATE_NOOP("SliceView", "exact"));
    if (window.function == VoiFunction::Sigmoid) text += QStringLiteral(" · ") + words(QT_TRANSLATE_NOOP("SliceView", "sigmoid"));
    return text;
}

QString placeText(const volume::SliceInfo& slice)
{
    QStringList parts;
    if (slice.thicknessMm > 0.0) parts.append(words(QT_TRANSLATE_NOOP("SliceView", "Thk %1 mm")).arg(number(slice.thicknessMm, 1)));
    if (slice.geometry.hasPosition) {
        // Along the normal of the slice, as it is for PS3.3 C.7.6.2.1.2 where the slices are parallel.
        const double location = dot(slice.geometry.originLps, slice.geometry.normal());
        parts.append(words(QT_TRANSLATE_NOOP("SliceView", "Loc %1 mm")).arg(number(location, 1)));
    }
    return parts.join(QStringLiteral(" · "));
}

/// The mark of a key image, with the beginning of its note.
QString keyText(const QString& note)
{
    constexpr qsizetype kShown = 40;
    QString text = QStringLiteral("\u2605 ") + words(QT_TRANSLATE_NOOP("SliceView", "Key image"));
    if (!note.isEmpty()) text += QStringLiteral(" · ") + (note.size() > kShown ? note.left(kShown - 1).trimmed() + QChar(0x2026) : note);
    return text;
}

} // namespace

QString probeText(const render::SliceScene& scene, QPointF ij)
{
    const SliceView pixels = scene.volume->pixels(scene.index);
    const int i = static_cast<int>(std::floor(ij.x() + 0.5));
    const int j = static_cast<int>(std::floor(ij.y() + 0.5));
    if (i < 0 || j < 0 || i >= pixels.columns || j >= pixels.rows || pixels.data == nullptr) return {};
    QString value;
    if (pixels.type == PixelType::Rgb8) {
        const auto* rgb = static_cast<const std::uint8_t*>(pixels.data)
            + 3 * (static_cast<std::size_t>(j) * static_cast<std::size_t>(pixels.columns) + static_cast<std::size_t>(i));
        value = QStringLiteral("R %1 G %2 B %3").arg(rgb[0]).arg(rgb[1]).arg(rgb[2]);
    } else {
        const double own = pixels.value(i, j);
        if (scene.volume->slice(scene.index).isPadding(own))
            return QStringLiteral("x %1 y %2 · \t%3").arg(i).arg(j).arg(words(QT_TRANSLATE_NOOP("SliceView", "no image here")));
        value = number(own, pixels.type == PixelType::Float32 ? 1 : 0);
        if (const QString unit = scene.volume->unit(); !unit.isEmpty()) value += u' ' + unit;
    }
    return QStringLiteral("x %1 y %2 · \t%3").arg(i).arg(j).arg(value);
}

render::CornerTexts cornerTexts(const render::SliceScene& scene, double zoom, const SliceTextInput& input)
{
    render::CornerTexts texts;
    const volume::SliceInfo& slice = scene.volume->slice(scene.index);
    texts.topLeft = input.fixedTopLeft;
    const QString image = words(QT_TRANSLATE_NOOP("SliceView", "Im %1/%2")).arg(scene.index + 1).arg(scene.volume->sliceCount());
    if (texts.topLeft.size() > 1)
        texts.topLeft.last() += QStringLiteral(" · ") + image;
    else
        texts.topLeft.append(image);
    if (const QString place = placeText(slice); !place.isEmpty()) texts.topLeft.append(place);
    if (scene.keyNote) texts.topLeft.append(keyText(*scene.keyNote));
    if (scene.volume->pixels(scene.index).type != PixelType::Rgb8) texts.topRight.append(windowText(scene.view.window, input.presetKey));
    if (slice.isLossy) {
        const QString lossy = words(QT_TRANSLATE_NOOP("SliceView", "Lossy"));
        texts.topRight.append(slice.lossyRatio > 0.0 ? QStringLiteral("\t%1 %2:1").arg(lossy, number(slice.lossyRatio, 1)) : u'\t' + lossy);
    }
    if (scene.view.invert) texts.topRight.append(words(QT_TRANSLATE_NOOP("SliceView", "Inverted")));
    texts.topRight.append(words(QT_TRANSLATE_NOOP("SliceView", "Zoom %1×")).arg(number(zoom, zoom < 0.995 ? 2 : 1)));
    texts.topRight.append(input.fixedTopRight);
    if (input.cursorIj) {
        if (const QString probe = probeText(scene, *input.cursorIj); !probe.isEmpty()) texts.bottomLeft.append(probe);
    }
    return texts;
}

} // namespace lobule::panels::detail
