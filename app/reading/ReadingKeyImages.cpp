// The part of the reading page that marks key images and goes from one to the next.

#include "app/reading/KeyImagePanel.h"
#include "app/reading/ReadingPage.h"
#include "app/reading/SeriesStrip.h"
#include "app/reading/SliceSlider.h"
#include "app/reading/ToolRail.h"
#include "core/volume/SeriesVolume.h"
#include "viewer/panels/SliceWidget.h"
#include "viewer/tools/KeyImageModel.h"

#include <QStackedWidget>

#include <algorithm>
#include <tuple>

namespace lobule::reading {

void ReadingPage::showKeyMarks()
{
    QList<int> marked;
    std::optional<QString> note;
    if (m_session && m_volume) {
        for (const auto& image : m_session->keyImages()->all()) {
            if (image.seriesUid != m_volume->seriesUid()) continue;
            const int index = m_volume->indexOf(image.instanceUid, image.frame);
            if (index >= 0) marked << index;
            if (index == m_view->slice()) note = image.note;
        }
    }
    m_slider->setMarks(marked);
    m_view->setKeyMark(note);
    m_rail->setKeyImage(note.has_value());
    m_strip->viewport()->update();
    if (m_session && m_volume) {
        const auto& slice = m_volume->slice(m_view->slice());
        m_keyImages->showFrame(slice.instanceUid, slice.frame);
    }
}

void ReadingPage::toggleKeyImage()
{
    if (m_session && m_volume && m_image->currentIndex() == 0)
        m_session->keyImages()->toggle(render::keyImageOf(m_view->scene()));
    else
        Q_EMIT notice(tr("Key images are slices: go back to the slices to mark one."));
    showKeyMarks();
}

void ReadingPage::goToKeyImage(const library::KeyImage& image)
{
    const auto place = m_session ? m_session->placeOf(image.seriesUid, image.instanceUid, image.frame) : std::nullopt;
    // Its pixels are not decoded here any more: opening the series brings them back.
    if (!place) return m_session ? showVolume(image.seriesUid, 0) : void();
    goTo(image.seriesUid, image.instanceUid, image.frame);
    m_view->setWindow(render::windowOf(image, *place->volume, place->index));
}

void ReadingPage::stepKeyImage(int step)
{
    if (!m_session) return;
    const QList<library::KeyImage> images = m_session->keyImagesInOrder();
    if (images.isEmpty()) return Q_EMIT notice(tr("This study has no key image yet. Press K to mark the image that is shown."));
    const auto keyOf = [](const StudySession::Place& place) { return std::tuple(place.series, place.stack, place.index); };
    auto here = std::tuple(-1, -1, -1);
    if (m_volume) {
        const auto& slice = m_volume->slice(m_view->slice());
        if (const auto place = m_session->placeOf(m_volume->seriesUid(), slice.instanceUid, slice.frame)) here = keyOf(*place);
    }
    const auto isBeyond = [&](const library::KeyImage& image) {
        const auto place = m_session->placeOf(image.seriesUid, image.instanceUid, image.frame);
        return place && (step > 0 ? keyOf(*place) > here : keyOf(*place) < here);
    };
    // After the last one comes the first one.
    if (step > 0) {
        const auto next = std::find_if(images.begin(), images.end(), isBeyond);
        return goToKeyImage(next == images.end() ? images.first() : *next);
    }
    const auto former = std::find_if(images.rbegin(), images.rend(), isBeyond);
    goToKeyImage(former == images.rend() ? images.last() : *former);
}

} // namespace lobule::reading
