#include "app/reporting/DeidentReportWords.h"

#include <array>

namespace lobule::reporting {

namespace {

struct Entry {
    const char* key;
    const char* english;
    const char* korean;
};

constexpr std::array kEntries{
    Entry{"title", "De-identification report", "비식별화 보고서"},
    Entry{"subtitle", "Counts and tags only: no names, values, file names or original UIDs",
        "개수와 태그만 기록: 이름, 값, 파일 이름, 원본 UID 없음"},
    Entry{"created", "Created %1 · %2", "작성 %1 · %2"},
    Entry{"page", "Page %1 of %2", "%1 / %2쪽"},
    Entry{"cancelled", "The run was stopped. The report covers what was done until then.",
        "작업이 중간에 중지되었습니다. 이 보고서는 그때까지의 결과입니다."},
    Entry{"profile", "Profile", "프로파일"},
    Entry{"list", "Private whitelist", "비공개 허용 목록"},
    Entry{"shipped", "the one that comes with Lobule", "Lobule 기본 목록"},
    Entry{"table", "Table", "규칙표"},
    Entry{"rows", "%1 rows", "%1행"},
    Entry{"key", "Key ID", "키 ID"},
    Entry{"program", "Program", "프로그램"},
    Entry{"started", "Started", "시작"},
    Entry{"finished", "Finished", "종료"},
    Entry{"found", "Files looked at", "확인한 파일"},
    Entry{"deidentified", "De-identified", "비식별화됨"},
    Entry{"accepted", "Taken", "받아들임"},
    Entry{"duplicates", "Already here", "이미 있음"},
    Entry{"skipped", "Not DICOM", "DICOM 아님"},
    Entry{"refused", "Not taken", "받아들이지 않음"},
    Entry{"methods", "Methods, as recorded in every file (0012,0064)", "각 파일에 기록된 비식별화 방법 (0012,0064)"},
    Entry{"code", "Code", "코드"},
    Entry{"meaning", "Meaning", "의미"},
    Entry{"actions", "Elements by action, at all nesting levels", "처리별 요소 수 (모든 중첩 수준)"},
    Entry{"action", "Action", "처리"},
    Entry{"elements", "Elements", "요소 수"},
    Entry{"dropped", "Elements dropped because they are not known or not readable", "알 수 없거나 읽을 수 없어 버린 요소"},
    Entry{"element", "Element", "요소"},
    Entry{"why", "Reason", "이유"},
    Entry{"private-kept-tags", "Private attributes kept as safe", "안전하다고 보아 남긴 비공개 속성"},
    Entry{"private-removed-tags", "Private attributes removed", "제거한 비공개 속성"},
    Entry{"tag", "Attribute", "속성"},
    Entry{"files", "Files", "파일 수"},
    Entry{"which", "Numbers", "번호"},
    Entry{"numbers", "Files are numbered in the order in which the import found them.", "파일 번호는 가져오기가 찾은 순서입니다."},
    Entry{"more", "The first %1 lines; %2 more are in the JSON form of this report.",
        "처음 %1줄만 표시합니다. 나머지 %2줄은 JSON 보고서에 있습니다."},
    // What was done with elements.
    Entry{"removed", "Removed (X)", "제거 (X)"},
    Entry{"emptied", "Emptied (Z)", "비움 (Z)"},
    Entry{"dummied", "Replaced by a dummy or the pseudonym (D)", "임의 값 또는 가명으로 대체 (D)"},
    Entry{"uids-mapped", "UIDs replaced (U)", "UID 대체 (U)"},
    Entry{"dates-shifted", "Dates and times shifted (C)", "날짜와 시각 이동 (C)"},
    Entry{"texts-cleaned", "Descriptions cleaned (C)", "설명 정리 (C)"},
    Entry{"kept-by-option", "Kept by an option (K)", "옵션에 따라 유지 (K)"},
    Entry{"private-removed", "Private elements removed", "비공개 요소 제거"},
    Entry{"private-kept", "Private elements kept as safe", "안전한 비공개 요소 유지"},
    Entry{"unknown-dropped", "Dropped: unknown or unreadable", "버림: 알 수 없거나 읽을 수 없음"},
    Entry{"swept", "Cleaned because identity stood in the value", "값에 신원 정보가 있어 정리"},
    Entry{"drop-unknown", "not in the dictionary", "사전에 없음"},
    Entry{"drop-unparsable", "not readable", "읽을 수 없음"},
    Entry{"drop-group", "foreign group", "허용되지 않는 그룹"},
    Entry{"drop-fragments", "misplaced fragments", "잘못된 위치의 조각"},
    // Why files were not taken.
    Entry{"held-for-review", "Waits for review", "확인 대기"},
    Entry{"not-dicom", "Not DICOM although its name says so", "이름과 달리 DICOM이 아님"},
    Entry{"malformed", "Damaged", "손상됨"},
    Entry{"limit-exceeded", "Beyond a limit", "한도 초과"},
    Entry{"unsupported", "Not supported", "지원하지 않음"},
    Entry{"missing-attribute", "A required attribute is missing", "필수 속성 없음"},
    Entry{"phi-survived", "Identity still found after de-identification", "비식별화 후에도 신원 정보 발견"},
    Entry{"file-unreadable", "Not readable", "읽을 수 없음"},
    Entry{"file-unwritable", "The result could not be written", "결과를 쓸 수 없음"},
    Entry{"archive-member", "The archive cannot be unpacked", "압축을 풀 수 없음"},
    Entry{"conflicting-duplicate", "Same instance UID, other content", "인스턴스 UID는 같으나 내용이 다름"},
    Entry{"worker-crashed", "Made the import worker fail", "가져오기 프로세스 오류"},
    Entry{"worker-timeout", "Took the import worker too long", "가져오기 시간 초과"},
    Entry{"not-found", "Not found", "찾을 수 없음"},
    Entry{"burned-in-annotation", "burned-in annotation", "영상에 새겨진 글자"},
    Entry{"recognizable-features", "recognizable features", "식별 가능한 모습"},
    Entry{"secondary-capture", "secondary capture", "이차 캡처"},
    Entry{"dose-screen", "dose or protocol screen", "선량 또는 프로토콜 화면"},
    Entry{"encapsulated-document", "encapsulated document", "첨부 문서"},
    Entry{"structured-report", "structured report", "구조화 보고서"},
    Entry{"overlay-in-pixels", "overlay in the pixels", "화소 안의 오버레이"},
    Entry{"screen-modality", "modality that writes names into the image", "영상에 이름을 새기는 장비"},
    Entry{"photograph", "photograph", "사진"},
    Entry{"audio-or-video", "audio or video", "음성 또는 동영상"},
    Entry{"text-in-pixel-stream", "identity in a comment of the pixel stream", "화소 데이터 주석의 신원 정보"},
    // Profiles.
    Entry{"basic", "Basic profile", "기본 프로파일"},
    Entry{"modified-dates", "shifted dates", "이동한 날짜"},
    Entry{"device", "device", "장비"},
    Entry{"patient-characteristics", "patient characteristics", "환자 특성"},
    Entry{"institution", "institution", "기관"},
    Entry{"clean-descriptors", "cleaned descriptions", "정리한 설명"},
    Entry{"safe-private", "safe private attributes", "안전한 비공개 속성"},
    Entry{"separate-issuers", "issuers kept apart", "발급 기관 구분"},
};

} // namespace

QString deidentWord(Language language, const QString& key)
{
    for (const Entry& entry : kEntries) {
        if (key == QLatin1String(entry.key)) return QString::fromUtf8(language == Language::Korean ? entry.korean : entry.english);
    }
    return key;
}

QString profileWords(Language language, const QString& profile)
{
    QStringList options = profile.split(QLatin1Char(','), Qt::SkipEmptyParts);
    options.removeAll(QStringLiteral("basic"));
    for (QString& option : options) option = deidentWord(language, option);
    const QString basic = deidentWord(language, QStringLiteral("basic"));
    return options.isEmpty() ? basic : basic + QStringLiteral(" + ") + options.join(QStringLiteral(", "));
}

QStringList deidentActionNames()
{
    return {QStringLiteral("removed"), QStringLiteral("emptied"), QStringLiteral("dummied"), QStringLiteral("uids-mapped"),
        QStringLiteral("dates-shifted"), QStringLiteral("texts-cleaned"), QStringLiteral("kept-by-option"),
        QStringLiteral("private-removed"), QStringLiteral("private-kept"), QStringLiteral("unknown-dropped"), QStringLiteral("swept")};
}

} // namespace lobule::reporting
