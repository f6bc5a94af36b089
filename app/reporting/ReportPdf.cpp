#include "app/reporting/ReportPdf.h"

#include "app/reporting/PdfFile.h"
#include "app/reporting/ReportPictures.h"
#include "app/reporting/ReportWords.h"
#include "core/library/Library.h"
#include "core/report/ReportFields.h"
#include "core/volume/SeriesVolume.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lobule::reporting {

namespace {

constexpr QSize kKeyPictureSize(560, 560); ///< So that the words on the picture are 2 mm high on paper.
constexpr double kKeyPictureRatio = 1.75; ///< Device pixels a unit: 980 pixels over 78 mm are 319 dots an inch.

/// Turns library rows into the printed words of one language.
class Writer {
public:
    explicit Writer(const ReportInput& input) : m_input(input), m_language(input.language) { }
    [[nodiscard]] ReportContent content() const;

private:
    [[nodiscard]] QString say(Word which) const { return word(m_language, which); }
    [[nodiscard]] QString orUnknown(const QString& text) const { return text.isEmpty() ? say(Word::NotKnown) : text; }
    [[nodiscard]] QString when(const QDateTime& time) const { return time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")); }
    [[nodiscard]] bool isFinal() const { return !m_input.versions.isEmpty() && m_input.versions.first().status == QLatin1String("final"); }
    [[nodiscard]] QString statusLine() const;
    [[nodiscard]] QString versionWords(const library::ReportVersion& version) const;
    [[nodiscard]] QString sex() const;
    [[nodiscard]] QString age() const;
    [[nodiscard]] QString seriesWords() const;
    void addSections(ReportContent& content) const;
    void addAi(ReportContent& content, const QString& text) const;
    [[nodiscard]] QString provenance(const library::Prediction& prediction, bool withScore) const;
    [[nodiscard]] QString caption(const ReportPicture& picture) const;
    [[nodiscard]] QImage image(const ReportPicture& picture) const;

    const ReportInput& m_input;
    Language m_language;
};

QString Writer::versionWords(const library::ReportVersion& version) const
{
    QStringList words{say(Word::Version).arg(version.version), when(version.createdAt)};
    if (!version.author.isEmpty()) words << say(Word::By).arg(version.author);
    return words.join(QStringLiteral(" · "));
}

QString Writer::statusLine() const
{
    if (m_input.versions.isEmpty()) return say(Word::Draft) + QStringLiteral(" · ") + say(Word::NotStored);
    if (!isFinal()) return say(Word::Draft) + QStringLiteral(" · ") + versionWords(m_input.versions.first());
    // Finalised when the first final version was made; what follows are addenda, which carry their own line.
    const auto first = std::find_if(m_input.versions.rbegin(), m_input.versions.rend(),
        [](const library::ReportVersion& version) { return version.status == QLatin1String("final"); });
    return say(Word::Final) + QStringLiteral(" · ") + versionWords(*first);
}

QString Writer::sex() const
{
    const QString& code = m_input.study.sex;
    if (code == QLatin1String("M")) return say(Word::Male);
    if (code == QLatin1String("F")) return say(Word::Female);
    return code.isEmpty() ? say(Word::NotKnown) : say(Word::Other);
}

/// PS3.5 6.2, AS: three digits and D, W, M or Y.
QString Writer::age() const
{
    const QString& text = m_input.study.age;
    bool isNumber = false;
    const int years = text.left(3).toInt(&isNumber);
    if (isNumber && text.endsWith(QLatin1Char('Y'))) return say(Word::Years).arg(years);
    return orUnknown(text);
}

QString Writer::seriesWords() const
{
    QStringList lines;
    for (const library::SeriesRow& row : m_input.series) {
        QStringList words{QStringLiteral("%1").arg(row.number)};
        if (!row.description.isEmpty()) words << row.description;
        if (!row.phase.isEmpty()) words << phaseWord(m_language, row.phase);
        if (row.thicknessMm > 0) words << QStringLiteral("%1 mm").arg(row.thicknessMm, 0, 'g', 3);
        if (row.tubeVoltageKvp > 0) words << QStringLiteral("%1 kVp").arg(row.tubeVoltageKvp, 0, 'g', 4);
        lines << words.join(QStringLiteral(" · "));
    }
    constexpr qsizetype kShown = 4;
    if (lines.size() > kShown) lines = lines.mid(0, kShown) << QStringLiteral("+%1").arg(lines.size() - kShown);
    return lines.join(QLatin1Char('\n'));
}

QString Writer::provenance(const library::Prediction& prediction, bool withScore) const
{
    QString text;
    if (withScore) {
        const QString label = prediction.indeterminate ? say(Word::AiIndeterminate) : prediction.label;
        text = say(Word::AiScoreOf).arg(label, QString::number(prediction.score, 'f', 2)) + QStringLiteral(". ");
    }
    text += say(Word::AiModel)
                .arg(prediction.modelName + QLatin1Char(' ') + prediction.modelVersion, prediction.modelSha256.left(12), prediction.device,
                    when(prediction.createdAt));
    return text + QStringLiteral(". ") + say(Word::AiNotProbability);
}

/// What the reader wrote, and with it, not to be removed, what it rests on.
void Writer::addAi(ReportContent& content, const QString& text) const
{
    const bool isDrawn = std::any_of(
        m_input.pictures.begin(), m_input.pictures.end(), [](const ReportPicture& picture) { return picture.scene.result.has_value(); });
    if (text.isEmpty() && !isDrawn) return;
    AiBlock block;
    block.title = say(Word::AiResult);
    block.text = text;
    if (m_input.prediction) block.provenance = provenance(*m_input.prediction, text.isEmpty());
    if (!m_input.prediction || !m_input.prediction->clinicalUse) block.warning = say(Word::AiWarning);
    content.ai = block;
    content.aiAfterSection = static_cast<int>(content.sections.size());
}

void Writer::addSections(ReportContent& content) const
{
    const library::ReportVersion version = m_input.versions.isEmpty() ? library::ReportVersion{} : m_input.versions.first();
    for (const report::ReportField& field : report::reportFields()) {
        const QString key = QLatin1String(field.key);
        const QString text = version.fields.value(key).toString().trimmed();
        if (key == QLatin1String(report::kAiResult)) {
            addAi(content, text);
            continue;
        }
        // Findings and impression are what a report is: their absence is shown. Other empty fields say nothing.
        const bool isImpression = key == QLatin1String(report::kImpression);
        if (text.isEmpty() && !isImpression && key != QLatin1String(report::kFindings)) continue;
        QString title = fieldTitle(m_language, key);
        if (field.isAfterFinal) title += QStringLiteral(" · ") + versionWords(version);
        content.sections << ReportSection{title, text.isEmpty() ? say(Word::NoText) : text, isImpression && !text.isEmpty()};
    }
}

QString Writer::caption(const ReportPicture& picture) const
{
    const auto series = std::find_if(
        m_input.series.begin(), m_input.series.end(), [&](const library::SeriesRow& row) { return row.seriesUid == picture.seriesUid; });
    QString words = say(Word::Image).arg(series == m_input.series.end() ? 0 : series->number).arg(picture.imageNumber);
    if (picture.frameNumber > 0) words += say(Word::FrameOf).arg(picture.frameNumber);
    const render::SliceScene& scene = picture.scene;
    if (scene.volume && scene.volume->pixels(scene.index).type != PixelType::Rgb8) {
        const render::WindowLevel& window = scene.view.window;
        words += QStringLiteral(" · ") + say(Word::WindowOf).arg(std::lround(window.widthHu)).arg(std::lround(window.centerHu));
    }
    return picture.note.isEmpty() ? words : words + u'\n' + picture.note;
}

QImage Writer::image(const ReportPicture& picture) const
{
    if (picture.scene.volume) return render::renderScene(picture.scene, kKeyPictureSize, kKeyPictureRatio);
    QImage empty(kKeyPictureSize, QImage::Format_RGB32);
    empty.fill(QColor(0xee, 0xee, 0xee));
    QPainter painter(&empty);
    QFont font = painter.font();
    font.setPixelSize(24);
    painter.setFont(font);
    painter.setPen(Qt::black);
    painter.drawText(empty.rect().adjusted(40, 0, -40, 0), Qt::AlignCenter | Qt::TextWordWrap, say(Word::NoPixels));
    return empty;
}

ReportContent Writer::content() const
{
    const library::StudyRow& study = m_input.study;
    ReportContent content;
    content.institution = study.institution;
    content.title = say(Word::ReportTitle);
    content.statusLine = statusLine();
    if (!isFinal()) content.statusMark = say(Word::DraftMark);
    if (study.isSynthetic) content.notice = say(Word::Synthetic);
    content.runningHead = study.pseudonym + QStringLiteral(" · ") + content.title;
    content.footerLeft
        = say(Word::Created).arg(when(m_input.createdAt), QStringLiteral(LOBULE_VERSION)) + QStringLiteral(" · ") + say(Word::DeIdentified);
    content.pageOf = say(Word::PageOf);
    content.keyPicturesTitle = say(Word::KeyImages);
    content.facts = {{say(Word::Pseudonym), study.pseudonym}, {say(Word::Sex), sex()}, {say(Word::Age), age()},
        {say(Word::StudyDate), orUnknown(study.studyDate)}, {say(Word::Imported), when(study.importedAt)},
        {say(Word::Study), orUnknown(study.description)}, {say(Word::Series), orUnknown(seriesWords())},
        {say(Word::Images), QString::number(study.instanceCount)}, {say(Word::Institution), orUnknown(study.institution)}};
    addSections(content);
    for (const ReportPicture& picture : m_input.pictures) content.keyPictures << KeyPicture{image(picture), caption(picture)};
    return content;
}

} // namespace

Result<ReportInput> loadReportInput(const library::Library& library, const QString& studyUid, Language language)
{
    ReportInput input;
    input.language = language;
    input.createdAt = QDateTime::currentDateTimeUtc();
    auto study = library.study(studyUid);
    if (!study) return tl::unexpected(study.error());
    input.study = std::move(*study);
    auto series = library.series(studyUid);
    if (!series) return tl::unexpected(series.error());
    input.series = std::move(*series);
    auto versions = library.reportVersions(studyUid);
    if (!versions) return tl::unexpected(versions.error());
    input.versions = std::move(*versions);
    const auto predictions = library.predictions(studyUid);
    if (!predictions) return tl::unexpected(predictions.error());
    if (!predictions->isEmpty()) input.prediction = predictions->first();
    auto pictures = loadPictures(library, input.study, *predictions);
    if (!pictures) return tl::unexpected(pictures.error());
    input.pictures = std::move(*pictures);
    return input;
}

ReportContent reportContent(const ReportInput& input) { return Writer(input).content(); }

Result<void> writeReportPdf(const QString& path, const ReportInput& input)
{
    const ReportContent content = reportContent(input);
    return writePdf(path, content, content.title + QStringLiteral(" ") + input.study.pseudonym);
}

QString suggestedFileName(const library::StudyRow& study)
{
    QString name = study.pseudonym;
    for (QChar& letter : name) {
        if (!letter.isLetterOrNumber() && letter != QLatin1Char('-')) letter = QLatin1Char('_');
    }
    return QStringLiteral("report %1.pdf").arg(name.isEmpty() ? QStringLiteral("study") : name);
}

} // namespace lobule::reporting
