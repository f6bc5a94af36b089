#include "app/reporting/ReportWords.h"

#include "core/report/ReportFields.h"

#include <array>

namespace lobule::reporting {

namespace {

struct Pair {
    Word word;
    const char* english;
    const char* korean;
};

constexpr std::array kWords{
    Pair{Word::ReportTitle, "Liver CT report", "간 CT 판독문"},
    Pair{Word::Draft, "Draft", "임시 저장"},
    Pair{Word::DraftMark, "DRAFT", "초안"},
    Pair{Word::Final, "Final", "확정"},
    Pair{Word::Version, "version %1", "버전 %1"},
    Pair{Word::NotStored, "no report written yet", "작성된 판독문 없음"},
    Pair{Word::By, "by %1", "작성자 %1"},
    Pair{Word::Pseudonym, "Pseudonym", "가명"},
    Pair{Word::Sex, "Sex", "성별"},
    Pair{Word::Age, "Age", "나이"},
    Pair{Word::StudyDate, "Study date", "검사일"},
    Pair{Word::Study, "Study", "검사"},
    Pair{Word::Institution, "Institution", "기관"},
    Pair{Word::Series, "Series", "시리즈"},
    Pair{Word::Images, "Images", "영상 수"},
    Pair{Word::Imported, "Imported", "가져온 날"},
    Pair{Word::StudyUid, "Study UID", "검사 UID"},
    Pair{Word::Male, "male", "남"},
    Pair{Word::Female, "female", "여"},
    Pair{Word::Other, "other", "기타"},
    Pair{Word::Years, "%1 years", "%1세"},
    Pair{Word::NotKnown, "—", "—"},
    Pair{Word::Indication, "Indication", "검사 목적"},
    Pair{Word::Technique, "Technique", "검사 방법"},
    Pair{Word::Findings, "Findings", "소견"},
    Pair{Word::AiResult, "AI result", "AI 결과"},
    Pair{Word::Impression, "Impression", "결론"},
    Pair{Word::AiModel, "Model %1 (SHA-256 %2), %3, %4", "모델 %1 (SHA-256 %2), %3, %4"},
    Pair{Word::AiScoreOf, "%1, score of LC %2", "%1, LC 점수 %2"},
    Pair{Word::AiNotProbability, "The score is the model's output, not a probability of disease.",
        "점수는 모델의 출력값이며 질병의 확률이 아닙니다."},
    Pair{Word::AiIndeterminate, "indeterminate", "판정 보류"},
    Pair{Word::AiWarning, "Demonstration model — not for clinical use.", "시연용 모델 — 임상 사용 불가."},
    Pair{Word::KeyImages, "Key images", "주요 영상"},
    Pair{Word::Image, "Series %1, image %2", "시리즈 %1, 영상 %2"},
    Pair{Word::FrameOf, ", frame %1", ", 프레임 %1"},
    Pair{Word::NoPixels, "The pixels of this image are not decoded on this computer.", "이 컴퓨터에 이 영상의 디코딩된 픽셀이 없습니다."},
    Pair{Word::WindowOf, "W %1 L %2", "W %1 L %2"},
    Pair{
        Word::Synthetic, "Synthetic phantom: no person, not for clinical use.", "합성 팬텀: 실제 환자가 아니며 임상에 사용할 수 없습니다."},
    Pair{Word::DeIdentified, "de-identified", "비식별화됨"},
    Pair{Word::Created, "Created %1 · Lobule %2", "작성 %1 · Lobule %2"},
    Pair{Word::PageOf, "Page %1 of %2", "%1 / %2쪽"},
    Pair{Word::Addendum, "Addendum", "추가 판독"},
    Pair{Word::NoText, "—", "—"},
};

} // namespace

QString word(Language language, Word which)
{
    for (const Pair& pair : kWords) {
        if (pair.word == which) return QString::fromUtf8(language == Language::Korean ? pair.korean : pair.english);
    }
    return {};
}

QString fieldTitle(Language language, const QString& key)
{
    struct Title {
        const char* key;
        Word word;
    };
    constexpr std::array kTitles{Title{report::kIndication, Word::Indication}, Title{report::kTechnique, Word::Technique},
        Title{report::kFindings, Word::Findings}, Title{report::kAiResult, Word::AiResult}, Title{report::kImpression, Word::Impression},
        Title{report::kAddendum, Word::Addendum}};
    for (const Title& title : kTitles) {
        if (key == QLatin1String(title.key)) return word(language, title.word);
    }
    return key;
}

QString phaseWord(Language language, const QString& phase)
{
    struct Phase {
        const char* key;
        const char* english;
        const char* korean;
    };
    constexpr std::array kPhases{Phase{"unenhanced", "non-contrast", "조영 전"}, Phase{"arterial", "arterial phase", "동맥기"},
        Phase{"portal-venous", "portal venous phase", "문맥기"}, Phase{"delayed", "delayed phase", "지연기"},
        Phase{"hepatobiliary", "hepatobiliary phase", "간담도기"}};
    for (const Phase& known : kPhases) {
        if (phase == QLatin1String(known.key)) return QString::fromUtf8(language == Language::Korean ? known.korean : known.english);
    }
    return phase;
}

std::optional<Language> languageFromTag(const QString& tag)
{
    if (tag == QLatin1String("ko")) return Language::Korean;
    if (tag == QLatin1String("en")) return Language::English;
    return std::nullopt;
}

QString languageTag(Language language) { return language == Language::Korean ? QStringLiteral("ko") : QStringLiteral("en"); }

} // namespace lobule::reporting
