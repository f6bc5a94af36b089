<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>AiBadge</name>
    <message>
        <source>Indeterminate</source>
        <translation>판정 보류</translation>
    </message>
</context>
<context>
    <name>AuditAction</name>
    <message>
        <source>Identity revealed</source>
        <translation>신원 열람</translation>
    </message>
    <message>
        <source>Reveal refused</source>
        <translation>신원 열람 거부</translation>
    </message>
    <message>
        <source>Reveal passphrase set</source>
        <translation>열람 암호 설정</translation>
    </message>
    <message>
        <source>Reveal passphrase changed</source>
        <translation>열람 암호 변경</translation>
    </message>
    <message>
        <source>Site key backed up</source>
        <translation>사이트 키 백업</translation>
    </message>
    <message>
        <source>Site key restored</source>
        <translation>사이트 키 복원</translation>
    </message>
    <message>
        <source>Protection of the site key changed</source>
        <translation>사이트 키 보호 방식 변경</translation>
    </message>
    <message>
        <source>Study removed</source>
        <translation>검사 제거</translation>
    </message>
    <message>
        <source>Report exported</source>
        <translation>판독문 내보내기</translation>
    </message>
    <message>
        <source>Released from quarantine</source>
        <translation>격리 해제</translation>
    </message>
    <message>
        <source>Released into a folder</source>
        <translation>폴더로 격리 해제</translation>
    </message>
    <message>
        <source>De-identification profile changed</source>
        <translation>비식별화 프로파일 변경</translation>
    </message>
    <message>
        <source>Files de-identified</source>
        <translation>파일 비식별화</translation>
    </message>
    <message>
        <source>Backup of the site key failed</source>
        <translation>사이트 키 백업 실패</translation>
    </message>
    <message>
        <source>Held file looked at</source>
        <translation>보류된 파일 열람</translation>
    </message>
    <message>
        <source>Change of others not taken over</source>
        <translation>다른 사용자의 변경을 반영하지 않음</translation>
    </message>
    <message>
        <source>Change not taken over: dismissed</source>
        <translation>반영하지 않은 변경: 확인 후 목록에서 뺌</translation>
    </message>
    <message>
        <source>Image replaced by one that can be shown</source>
        <translation>표시할 수 있는 영상으로 교체됨</translation>
    </message>
</context>
<context>
    <name>CatalogueText</name>
    <message>
        <source>even %1 mm</source>
        <translation>균일 %1 mm</translation>
    </message>
    <message>
        <source>one slice</source>
        <translation>한 장</translation>
    </message>
    <message>
        <source>no positions</source>
        <translation>위치 정보 없음</translation>
    </message>
    <message>
        <source>Non-contrast</source>
        <translation>조영 전</translation>
    </message>
    <message>
        <source>Arterial</source>
        <translation>동맥기</translation>
    </message>
    <message>
        <source>Portal venous</source>
        <translation>문맥기</translation>
    </message>
    <message>
        <source>Delayed</source>
        <translation>지연기</translation>
    </message>
    <message>
        <source>Hepatobiliary</source>
        <translation>간담도기</translation>
    </message>
    <message>
        <source>imported %1</source>
        <translation>%1 가져옴</translation>
    </message>
    <message numerus="yes">
        <source>%n phase(s)</source>
        <translation>
            <numerusform>%n개 시기</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pass(es) over the same place</source>
        <translation>
            <numerusform>같은 위치 %n회 반복</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stack(s)</source>
        <translation>
            <numerusform>%n개 묶음</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n localizer(s)</source>
        <translation>
            <numerusform>위치 결정 영상 %n장</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>페이지 %n장</numerusform>
        </translation>
    </message>
    <message>
        <source>gap of %1 mm</source>
        <translation>%1 mm 비어 있음</translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) missing</source>
        <translation>
            <numerusform>빠진 슬라이스 %n장</numerusform>
        </translation>
    </message>
    <message>
        <source>uneven spacing %1 mm</source>
        <translation>간격 불균일 %1 mm</translation>
    </message>
    <message>
        <source>gantry tilt %1°</source>
        <translation>갠트리 기울임 %1°</translation>
    </message>
    <message>
        <source>shifted sideways by %1 mm</source>
        <translation>옆으로 %1 mm 이동</translation>
    </message>
    <message numerus="yes">
        <source>%n repeated position(s)</source>
        <translation>
            <numerusform>위치 중복 %n곳</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n orientation(s) mixed</source>
        <translation>
            <numerusform>방향 %n개 혼재</numerusform>
        </translation>
    </message>
    <message>
        <source>pixel sizes mixed</source>
        <translation>화소 크기 혼재</translation>
    </message>
    <message>
        <source>no pixel spacing</source>
        <translation>화소 간격 없음</translation>
    </message>
    <message>
        <source>Localizer</source>
        <translation>위치 결정 영상</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>페이지</translation>
    </message>
    <message>
        <source>Phase %1 of %2</source>
        <translation>시기 %1/%2</translation>
    </message>
    <message>
        <source>Pass %1 of %2</source>
        <translation>반복 %1/%2</translation>
    </message>
    <message>
        <source>Stack %1 of %2</source>
        <translation>묶음 %1/%2</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) cannot be shown</source>
        <translation>
            <numerusform>영상 %n개 표시할 수 없음</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) without Hounsfield units</source>
        <translation>
            <numerusform>HU 단위가 없는 단면 %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeidentificationPage</name>
    <message>
        <source>Basic profile (always on)</source>
        <translation>기본 프로파일 (항상 적용)</translation>
    </message>
    <message>
        <source>Keep dates, shifted</source>
        <translation>날짜를 이동하여 유지</translation>
    </message>
    <message>
        <source>Keep the device</source>
        <translation>장비 정보 유지</translation>
    </message>
    <message>
        <source>Keep patient characteristics</source>
        <translation>환자 특성 유지</translation>
    </message>
    <message>
        <source>Keep the institution</source>
        <translation>기관 정보 유지</translation>
    </message>
    <message>
        <source>Keep cleaned descriptions</source>
        <translation>정리한 설명 유지</translation>
    </message>
    <message>
        <source>Keep safe private attributes</source>
        <translation>안전한 비공개 속성 유지</translation>
    </message>
    <message>
        <source>Tell patient IDs of different issuers apart</source>
        <translation>발급 기관이 다른 환자 ID 구분</translation>
    </message>
    <message>
        <source>Removes or replaces names, identifiers, dates, institutions, free text, UIDs and private attributes, at every level (PS3.15 table E.1-1).</source>
        <translation>이름, 식별 번호, 날짜, 기관, 자유 텍스트, UID, 비공개 속성을 모든 수준에서 제거하거나 대체합니다 (PS3.15 표 E.1-1).</translation>
    </message>
    <message>
        <source>Every date of a patient moves back by the same secret number of days, so that intervals stay. Whoever knows one true date of a patient can work out all the others.</source>
        <translation>한 환자의 모든 날짜를 비밀로 정해진 같은 일수만큼 앞당겨 간격을 유지합니다. 실제 날짜를 하나라도 아는 사람은 나머지 날짜를 모두 알아낼 수 있습니다.</translation>
    </message>
    <message>
        <source>Keeps serial numbers, station names and calibration dates. They tell which scanner, and so which hospital, made the images.</source>
        <translation>일련번호, 스테이션 이름, 교정 날짜를 유지합니다. 어느 장비, 따라서 어느 병원에서 촬영했는지 드러납니다.</translation>
    </message>
    <message>
        <source>Keeps sex, age (90 for everybody above 89), size, weight and smoking status. Rare combinations may point to one person.</source>
        <translation>성별, 나이(89세 초과는 모두 90세), 키, 체중, 흡연 여부를 유지합니다. 드문 조합은 한 사람을 가리킬 수 있습니다.</translation>
    </message>
    <message>
        <source>Keeps name, address and department of the hospital. It narrows down where the patient was treated.</source>
        <translation>병원의 이름, 주소, 부서를 유지합니다. 환자가 진료받은 곳을 좁힐 수 있습니다.</translation>
    </message>
    <message>
        <source>Keeps those words of study, series and protocol descriptions that are radiological vocabulary. A name that is such a word stays.</source>
        <translation>검사, 시리즈, 프로토콜 설명에서 영상의학 용어인 낱말만 유지합니다. 그런 낱말과 같은 이름은 남습니다.</translation>
    </message>
    <message>
        <source>Keeps the private attributes of the whitelist. A list that is too generous lets manufacturers&apos; hidden identifiers through.</source>
        <translation>허용 목록의 비공개 속성을 유지합니다. 목록이 너무 넓으면 제조사가 숨겨 둔 식별 정보가 남습니다.</translation>
    </message>
    <message>
        <source>For archives that hold several hospitals&apos; IDs. Changes the pseudonym of every patient whose files name an issuer; files without the issuer no longer belong to the same patient.</source>
        <translation>여러 병원의 환자 ID가 섞인 보관소에 사용합니다. 파일에 발급 기관이 있는 모든 환자의 가명이 바뀌며, 발급 기관이 없는 파일은 더 이상 같은 환자에 속하지 않습니다.</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>%1 is not a DICOM file.</source>
        <translation>%1: DICOM 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>The DICOM file is damaged: %1.</source>
        <translation>DICOM 파일이 손상되었습니다: %1.</translation>
    </message>
    <message>
        <source>it breaks the encoding rules</source>
        <translation>부호화 규칙에 어긋남</translation>
    </message>
    <message>
        <source>The file asks for more than Lobule accepts: %1.</source>
        <translation>파일이 Lobule의 허용 한도를 넘습니다: %1.</translation>
    </message>
    <message>
        <source>a size limit</source>
        <translation>크기 한도</translation>
    </message>
    <message>
        <source>This is not supported: %1.</source>
        <translation>지원하지 않습니다: %1.</translation>
    </message>
    <message>
        <source>the kind of file</source>
        <translation>이 종류의 파일</translation>
    </message>
    <message>
        <source>The file lacks the required attribute %1.</source>
        <translation>파일에 필수 속성이 없습니다: %1.</translation>
    </message>
    <message>
        <source>of its kind</source>
        <translation>이 종류의 필수 속성</translation>
    </message>
    <message>
        <source>The file may show who the patient is: %1.</source>
        <translation>파일에 환자의 신원이 드러날 수 있습니다: %1.</translation>
    </message>
    <message>
        <source>text in the image</source>
        <translation>영상 속 글자</translation>
    </message>
    <message>
        <source>Identity was still found after de-identification; the file was not imported.</source>
        <translation>비식별화 후에도 신원 정보가 발견되어 파일을 가져오지 않았습니다.</translation>
    </message>
    <message>
        <source>Another image with the same identifier but other content is already in the library.</source>
        <translation>식별자는 같지만 내용이 다른 영상이 이미 라이브러리에 있습니다.</translation>
    </message>
    <message>
        <source>The archive cannot be unpacked: %1.</source>
        <translation>압축 파일을 풀 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>손상됨</translation>
    </message>
    <message>
        <source>%1 was not found.</source>
        <translation>찾을 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>What was asked for</source>
        <translation>요청한 항목</translation>
    </message>
    <message>
        <source>It may have been removed in the meantime.</source>
        <translation>그 사이에 삭제되었을 수 있습니다.</translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation>읽을 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>Check that it exists and that you may read it.</source>
        <translation>존재하는지, 읽기 권한이 있는지 확인하십시오.</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>쓸 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>Check the folder&apos;s permissions, or choose another folder.</source>
        <translation>폴더의 권한을 확인하거나 다른 폴더를 고르십시오.</translation>
    </message>
    <message>
        <source>The disk is full: %1.</source>
        <translation>디스크가 가득 찼습니다: %1.</translation>
    </message>
    <message>
        <source>the library&apos;s folder</source>
        <translation>라이브러리 폴더</translation>
    </message>
    <message>
        <source>Free some space and try again; nothing was lost.</source>
        <translation>공간을 비우고 다시 시도하십시오. 잃은 것은 없습니다.</translation>
    </message>
    <message>
        <source>The catalogue refused the change: %1.</source>
        <translation>목록 데이터베이스가 변경을 거부했습니다: %1.</translation>
    </message>
    <message>
        <source>the database reports an error</source>
        <translation>데이터베이스 오류</translation>
    </message>
    <message>
        <source>Try again; if it stays, run &quot;lobulectl verify&quot;.</source>
        <translation>다시 시도하고, 계속되면 &quot;lobulectl verify&quot;를 실행하십시오.</translation>
    </message>
    <message>
        <source>Another program is writing to the library.</source>
        <translation>다른 프로그램이 라이브러리에 쓰고 있습니다.</translation>
    </message>
    <message>
        <source>Wait until its import has ended, or close it.</source>
        <translation>그 프로그램의 가져오기가 끝날 때까지 기다리거나 닫으십시오.</translation>
    </message>
    <message>
        <source>The library was written by a newer Lobule (%1).</source>
        <translation>더 새로운 Lobule(%1)이 만든 라이브러리입니다.</translation>
    </message>
    <message>
        <source>unknown version</source>
        <translation>알 수 없는 버전</translation>
    </message>
    <message>
        <source>Install the newer version, or choose another library.</source>
        <translation>새 버전을 설치하거나 다른 라이브러리를 고르십시오.</translation>
    </message>
    <message>
        <source>Stored data is damaged: %1.</source>
        <translation>저장된 자료가 손상되었습니다: %1.</translation>
    </message>
    <message>
        <source>its checksum does not match</source>
        <translation>체크섬 불일치</translation>
    </message>
    <message>
        <source>Run &quot;lobulectl verify --repair&quot;, or import the study again.</source>
        <translation>&quot;lobulectl verify --repair&quot;를 실행하거나 검사를 다시 가져오십시오.</translation>
    </message>
    <message>
        <source>The helper program ended unexpectedly.</source>
        <translation>보조 프로그램이 예기치 않게 종료되었습니다.</translation>
    </message>
    <message>
        <source>It has been started again; try once more.</source>
        <translation>다시 시작했습니다. 한 번 더 시도하십시오.</translation>
    </message>
    <message>
        <source>The helper program took too long and was stopped.</source>
        <translation>보조 프로그램이 너무 오래 걸려 중지했습니다.</translation>
    </message>
    <message>
        <source>The helper program %1 is missing or does not start.</source>
        <translation>보조 프로그램 %1이(가) 없거나 시작되지 않습니다.</translation>
    </message>
    <message>
        <source>of Lobule</source>
        <translation>(Lobule)</translation>
    </message>
    <message>
        <source>Reinstall Lobule.</source>
        <translation>Lobule을 다시 설치하십시오.</translation>
    </message>
    <message>
        <source>The helper program gave an answer that cannot be understood.</source>
        <translation>보조 프로그램의 응답을 이해할 수 없습니다.</translation>
    </message>
    <message>
        <source>Its version may not match; reinstall Lobule.</source>
        <translation>버전이 맞지 않을 수 있습니다. Lobule을 다시 설치하십시오.</translation>
    </message>
    <message>
        <source>The model package cannot be used: %1.</source>
        <translation>모델 패키지를 사용할 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>it is incomplete</source>
        <translation>불완전함</translation>
    </message>
    <message>
        <source>Choose another package in the settings.</source>
        <translation>설정에서 다른 패키지를 고르십시오.</translation>
    </message>
    <message>
        <source>The model does not reproduce its own test answer, so it is not used.</source>
        <translation>모델이 자체 시험값을 재현하지 못하여 사용하지 않습니다.</translation>
    </message>
    <message>
        <source>Choose another package, or the device CPU, in the settings.</source>
        <translation>설정에서 다른 패키지를 고르거나 장치를 CPU로 바꾸십시오.</translation>
    </message>
    <message>
        <source>The compute device %1 is not available.</source>
        <translation>연산 장치 %1을(를) 사용할 수 없습니다.</translation>
    </message>
    <message>
        <source>of the settings</source>
        <translation>(설정)</translation>
    </message>
    <message>
        <source>Choose &quot;Automatic&quot; or &quot;CPU&quot; in the settings.</source>
        <translation>설정에서 &quot;자동&quot; 또는 &quot;CPU&quot;를 고르십시오.</translation>
    </message>
    <message>
        <source>Not scored: %1.</source>
        <translation>점수 없음: %1.</translation>
    </message>
    <message>
        <source>the slice does not qualify</source>
        <translation>슬라이스가 조건에 맞지 않음</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>취소했습니다.</translation>
    </message>
    <message>
        <source>A final report needs an impression.</source>
        <translation>판독문을 확정하려면 결론이 필요합니다.</translation>
    </message>
    <message>
        <source>Write the impression, then finalise.</source>
        <translation>결론을 쓴 뒤 확정하십시오.</translation>
    </message>
    <message>
        <source>The report is final.</source>
        <translation>확정된 판독문입니다.</translation>
    </message>
    <message>
        <source>Write an addendum instead.</source>
        <translation>추가 판독을 쓰십시오.</translation>
    </message>
    <message>
        <source>An addendum belongs to a final report.</source>
        <translation>추가 판독은 확정된 판독문에만 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Write it into the findings, or finalise first.</source>
        <translation>소견에 쓰거나 먼저 확정하십시오.</translation>
    </message>
    <message>
        <source>This cannot be done: %1.</source>
        <translation>수행할 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>the request is not valid</source>
        <translation>올바르지 않은 요청</translation>
    </message>
    <message>
        <source>Something went wrong inside Lobule.</source>
        <translation>Lobule 내부에서 문제가 발생했습니다.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again; please report it if it stays.</source>
        <translation>잃은 것은 없습니다. 다시 시도하고, 계속되면 알려 주십시오.</translation>
    </message>
    <message>
        <source>Not DICOM</source>
        <translation>DICOM 아님</translation>
    </message>
    <message>
        <source>Damaged file</source>
        <translation>손상된 파일</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>너무 큼</translation>
    </message>
    <message>
        <source>Not supported</source>
        <translation>지원 안 함</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>불완전</translation>
    </message>
    <message>
        <source>Held for review</source>
        <translation>확인 대기</translation>
    </message>
    <message>
        <source>Identity found</source>
        <translation>신원 발견</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>충돌</translation>
    </message>
    <message>
        <source>Crashed the parser</source>
        <translation>해석기 중단</translation>
    </message>
    <message>
        <source>Took too long</source>
        <translation>시간 초과</translation>
    </message>
    <message>
        <source>Damaged archive</source>
        <translation>손상된 압축 파일</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>읽을 수 없음</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>디스크 가득 참</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>Not imported</source>
        <translation>가져오지 않음</translation>
    </message>
    <message>
        <source>Nothing to do: the file is not an image study.</source>
        <translation>할 일이 없습니다. 영상 검사 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>Export the study again from the scanner or the PACS.</source>
        <translation>장비나 PACS에서 검사를 다시 내보내십시오.</translation>
    </message>
    <message>
        <source>Check that the file is what it should be; export it again.</source>
        <translation>올바른 파일인지 확인하고 다시 내보내십시오.</translation>
    </message>
    <message>
        <source>Export it uncompressed or as a standard CT series.</source>
        <translation>압축하지 않거나 표준 CT 시리즈로 내보내십시오.</translation>
    </message>
    <message>
        <source>Export the study again with all its attributes.</source>
        <translation>모든 속성을 포함하여 다시 내보내십시오.</translation>
    </message>
    <message>
        <source>Tell whoever looks after de-identification; do not pass the file on.</source>
        <translation>비식별화 담당자에게 알리고 파일을 다른 곳에 전달하지 마십시오.</translation>
    </message>
    <message>
        <source>Find out which of the two is right; remove the stored study to import the other.</source>
        <translation>둘 중 어느 것이 맞는지 확인하고, 다른 것을 가져오려면 저장된 검사를 삭제하십시오.</translation>
    </message>
    <message>
        <source>Do not trust this file; export it again from its source.</source>
        <translation>이 파일을 신뢰하지 말고 원본에서 다시 내보내십시오.</translation>
    </message>
    <message>
        <source>Import it alone; if it stays, export it again.</source>
        <translation>이 파일만 따로 가져오고, 계속되면 다시 내보내십시오.</translation>
    </message>
    <message>
        <source>Unpack the archive yourself and import the folder.</source>
        <translation>압축을 직접 풀어 폴더를 가져오십시오.</translation>
    </message>
    <message>
        <source>Check that the disc or drive is still there and that you may read it.</source>
        <translation>디스크나 드라이브가 연결되어 있는지, 읽기 권한이 있는지 확인하십시오.</translation>
    </message>
    <message>
        <source>Free some space and import again; what is already here is skipped.</source>
        <translation>공간을 비우고 다시 가져오십시오. 이미 있는 영상은 건너뜁니다.</translation>
    </message>
    <message>
        <source>Import again; what is already here is skipped.</source>
        <translation>다시 가져오십시오. 이미 있는 영상은 건너뜁니다.</translation>
    </message>
    <message>
        <source>Import it again; if it stays, report it with the code shown here.</source>
        <translation>다시 가져오고, 계속되면 여기 표시된 코드와 함께 알려 주십시오.</translation>
    </message>
    <message>
        <source>The site key has not been opened.</source>
        <translation>사이트 키가 열려 있지 않습니다.</translation>
    </message>
    <message>
        <source>Start Lobule again.</source>
        <translation>Lobule을 다시 시작하십시오.</translation>
    </message>
    <message>
        <source>There is no site key yet, and this computer has no key store to keep one in.</source>
        <translation>아직 사이트 키가 없고, 이 컴퓨터에는 키를 보관할 키 저장소가 없습니다.</translation>
    </message>
    <message>
        <source>Choose a protection: give a passphrase (LOBULE_KEY_PASSPHRASE or --passphrase-file), or run &quot;lobulectl key create --with plain-file&quot; to keep it in a file that only this account can read.</source>
        <translation>보호 방식을 고르십시오: 암호를 주거나(LOBULE_KEY_PASSPHRASE 또는 --passphrase-file), &quot;lobulectl key create --with plain-file&quot;을 실행하여 이 계정만 읽을 수 있는 파일에 보관하십시오.</translation>
    </message>
    <message>
        <source>The site key is protected by a passphrase.</source>
        <translation>사이트 키는 암호로 보호되어 있습니다.</translation>
    </message>
    <message>
        <source>Type it in a terminal, or give it in LOBULE_KEY_PASSPHRASE or with --passphrase-file.</source>
        <translation>터미널에서 입력하거나 LOBULE_KEY_PASSPHRASE 또는 --passphrase-file로 주십시오.</translation>
    </message>
    <message>
        <source>Identities are shown only to those who know the reveal passphrase.</source>
        <translation>신원은 열람 암호를 아는 사람에게만 보입니다.</translation>
    </message>
    <message>
        <source>Type it in a terminal, or give it in LOBULE_REVEAL_PASSPHRASE or with --reveal-passphrase-file.</source>
        <translation>터미널에서 입력하거나 LOBULE_REVEAL_PASSPHRASE 또는 --reveal-passphrase-file로 주십시오.</translation>
    </message>
    <message>
        <source>The passphrase is wrong.</source>
        <translation>암호가 맞지 않습니다.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The two passphrases differ.</source>
        <translation>두 암호가 서로 다릅니다.</translation>
    </message>
    <message>
        <source>The passphrase is too short.</source>
        <translation>암호가 너무 짧습니다.</translation>
    </message>
    <message>
        <source>Use at least 8 characters.</source>
        <translation>8자 이상으로 하십시오.</translation>
    </message>
    <message>
        <source>The key store that holds the site key is not there.</source>
        <translation>사이트 키를 보관한 키 저장소가 없습니다.</translation>
    </message>
    <message>
        <source>Sign in to the desktop as the user who keeps the key, or restore the key from its recovery code or its sealed copy.</source>
        <translation>키를 가진 사용자로 데스크톱에 로그인하거나, 복구 코드 또는 암호화된 사본으로 키를 복원하십시오.</translation>
    </message>
    <message>
        <source>The key store of this computer does not answer.</source>
        <translation>이 컴퓨터의 키 저장소가 응답하지 않습니다.</translation>
    </message>
    <message>
        <source>Unlock it (sign in, open the keyring) and try again.</source>
        <translation>잠금을 풀고(로그인, 키링 열기) 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The key store of this computer refused access.</source>
        <translation>이 컴퓨터의 키 저장소가 접근을 거부했습니다.</translation>
    </message>
    <message>
        <source>Allow it and try again.</source>
        <translation>허용한 뒤 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The site key is no longer where it was put.</source>
        <translation>사이트 키가 있던 자리에 없습니다.</translation>
    </message>
    <message>
        <source>Restore it from its recovery code or its sealed copy.</source>
        <translation>복구 코드나 암호화된 사본으로 복원하십시오.</translation>
    </message>
    <message>
        <source>Another program is working on the site key.</source>
        <translation>다른 프로그램이 사이트 키를 다루고 있습니다.</translation>
    </message>
    <message>
        <source>Wait until it has ended, or close it.</source>
        <translation>끝날 때까지 기다리거나 닫으십시오.</translation>
    </message>
    <message>
        <source>The site key is the file named by LOBULE_KEY_FILE.</source>
        <translation>사이트 키는 LOBULE_KEY_FILE이 가리키는 파일입니다.</translation>
    </message>
    <message>
        <source>Remove that setting to protect the key otherwise.</source>
        <translation>키를 다르게 보호하려면 그 설정을 없애십시오.</translation>
    </message>
    <message>
        <source>This is not a recovery code.</source>
        <translation>복구 코드가 아닙니다.</translation>
    </message>
    <message>
        <source>It has 56 letters and digits in 14 groups of four.</source>
        <translation>네 글자씩 14묶음, 모두 56개의 글자와 숫자입니다.</translation>
    </message>
    <message>
        <source>The recovery code has a typing error.</source>
        <translation>복구 코드에 오타가 있습니다.</translation>
    </message>
    <message>
        <source>Compare it group by group.</source>
        <translation>묶음마다 비교해 보십시오.</translation>
    </message>
    <message>
        <source>Too many wrong passphrases.</source>
        <translation>틀린 암호를 너무 많이 입력했습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Wait %n second(s), then try again.</source>
        <translation>
            <numerusform>%n초 뒤에 다시 시도하십시오.</numerusform>
        </translation>
    </message>
    <message>
        <source>The file is not the one that was reviewed: it has changed since.</source>
        <translation>검토한 파일이 아닙니다. 그 뒤에 바뀌었습니다.</translation>
    </message>
    <message>
        <source>The black-out cannot be done: %1.</source>
        <translation>가릴 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>the picture cannot be decoded</source>
        <translation>영상을 디코딩할 수 없음</translation>
    </message>
    <message>
        <source>Changed since</source>
        <translation>이후 변경됨</translation>
    </message>
    <message>
        <source>Black-out failed</source>
        <translation>가리기 실패</translation>
    </message>
    <message>
        <source>Review it in the quarantine: release it, black out text, or keep it there.</source>
        <translation>격리에서 검토하십시오: 격리 해제하거나, 글자를 가리거나, 그대로 두십시오.</translation>
    </message>
    <message>
        <source>Try it again, then review the new content.</source>
        <translation>다시 시도한 다음 새 내용을 검토하십시오.</translation>
    </message>
    <message>
        <source>Try it again and draw other rectangles, or export the file uncompressed.</source>
        <translation>다시 시도하여 다른 사각형을 그리거나, 파일을 압축하지 않고 다시 내보내십시오.</translation>
    </message>
    <message>
        <source>The file says that text is burned into the picture.</source>
        <translation>영상에 글자가 새겨져 있다고 파일에 표시되어 있습니다.</translation>
    </message>
    <message>
        <source>The file says that the patient can be recognised, for instance by the face.</source>
        <translation>얼굴 등으로 환자를 알아볼 수 있다고 파일에 표시되어 있습니다.</translation>
    </message>
    <message>
        <source>It is a screen copy or a scan; such pictures often show the name.</source>
        <translation>화면 캡처 또는 스캔입니다. 이런 영상에는 이름이 보이는 경우가 많습니다.</translation>
    </message>
    <message>
        <source>It is a dose report, protocol page or screen save; such pages show the name.</source>
        <translation>선량 보고서, 프로토콜 화면 또는 화면 저장입니다. 이런 화면에는 이름이 보입니다.</translation>
    </message>
    <message>
        <source>It is a document (PDF, CDA or a model) whose content is not de-identified.</source>
        <translation>내용이 비식별화되지 않는 문서(PDF, CDA, 모델)입니다.</translation>
    </message>
    <message>
        <source>It is a structured report: free text throughout.</source>
        <translation>구조화 보고서로, 전체가 자유 기술입니다.</translation>
    </message>
    <message>
        <source>An overlay lies in unused bits of the pixels; it may be text.</source>
        <translation>픽셀의 남는 비트에 오버레이가 있으며, 글자일 수 있습니다.</translation>
    </message>
    <message>
        <source>Devices of this kind write the name into the picture, and the file does not say that it is clean.</source>
        <translation>이런 장비는 영상에 이름을 새기며, 파일에 글자가 없다는 표시가 없습니다.</translation>
    </message>
    <message>
        <source>It is a photograph.</source>
        <translation>사진입니다.</translation>
    </message>
    <message>
        <source>It holds speech or video.</source>
        <translation>음성 또는 동영상이 들어 있습니다.</translation>
    </message>
    <message>
        <source>Something in the picture looks like burned-in text.</source>
        <translation>영상에 새겨진 글자로 보이는 것이 있습니다.</translation>
    </message>
    <message>
        <source>A comment in the compressed pixels holds the patient&apos;s identity.</source>
        <translation>압축된 픽셀의 주석에 환자 정보가 들어 있습니다.</translation>
    </message>
    <message>
        <source>It may show who the patient is (%1).</source>
        <translation>환자를 알아볼 수 있을지 모릅니다 (%1).</translation>
    </message>
    <message>
        <source>The password does not open the archive.</source>
        <translation>비밀번호가 압축 파일과 맞지 않습니다.</translation>
    </message>
    <message>
        <source>The archive needs a password.</source>
        <translation>압축 파일에 비밀번호가 필요합니다.</translation>
    </message>
    <message>
        <source>Needs a password</source>
        <translation>비밀번호 필요</translation>
    </message>
    <message>
        <source>Not there</source>
        <translation>파일 없음</translation>
    </message>
    <message>
        <source>Import it again and give its password.</source>
        <translation>다시 가져오면서 비밀번호를 입력하십시오.</translation>
    </message>
    <message>
        <source>Check that the medium is complete; ask for another copy.</source>
        <translation>매체에 빠진 파일이 없는지 확인하고 사본을 다시 요청하십시오.</translation>
    </message>
    <message>
        <source>the archive</source>
        <translation>공유 보관소</translation>
    </message>
    <message>
        <source>There is no computer named %1.</source>
        <translation>%1(이)라는 컴퓨터가 없습니다.</translation>
    </message>
    <message>
        <source>Check the name, and that this computer is on the network.</source>
        <translation>이름이 맞는지, 이 컴퓨터가 네트워크에 연결되어 있는지 확인하십시오.</translation>
    </message>
    <message>
        <source>Nothing answers at %1.</source>
        <translation>%1에서 응답이 없습니다.</translation>
    </message>
    <message>
        <source>Check the port, and ask whether the archive&apos;s server is running.</source>
        <translation>포트를 확인하고, 공유 보관소 서버가 실행 중인지 문의하십시오.</translation>
    </message>
    <message>
        <source>%1 does not answer in time.</source>
        <translation>%1이(가) 제시간에 응답하지 않습니다.</translation>
    </message>
    <message>
        <source>Check the network; what waits here is sent later.</source>
        <translation>네트워크를 확인하십시오. 여기서 기다리는 내용은 나중에 전송됩니다.</translation>
    </message>
    <message>
        <source>%1 does not encrypt the connection, so Lobule does not use it.</source>
        <translation>%1이(가) 연결을 암호화하지 않으므로 Lobule은 사용하지 않습니다.</translation>
    </message>
    <message>
        <source>Ask the administrator to turn TLS on.</source>
        <translation>관리자에게 TLS를 켜 달라고 요청하십시오.</translation>
    </message>
    <message>
        <source>%1 holds no certificate that can be used.</source>
        <translation>%1에 사용할 수 있는 인증서가 없습니다.</translation>
    </message>
    <message>
        <source>Choose the PEM file that the administrator gave you.</source>
        <translation>관리자에게 받은 PEM 파일을 선택하십시오.</translation>
    </message>
    <message>
        <source>The certificate of the server is not for the name %1.</source>
        <translation>서버의 인증서가 %1이라는 이름의 것이 아닙니다.</translation>
    </message>
    <message>
        <source>Use the name that the certificate is for. Do not go on if you are not sure whom you are talking to.</source>
        <translation>인증서에 적힌 이름을 사용하십시오. 상대가 누구인지 확실하지 않으면 계속하지 마십시오.</translation>
    </message>
    <message>
        <source>The certificate of %1 does not come from the trusted authority.</source>
        <translation>%1의 인증서가 신뢰하는 인증 기관에서 발급한 것이 아닙니다.</translation>
    </message>
    <message>
        <source>Choose the right certificate file. Do not go on if you are not sure whom you are talking to.</source>
        <translation>올바른 인증서 파일을 선택하십시오. 상대가 누구인지 확실하지 않으면 계속하지 마십시오.</translation>
    </message>
    <message>
        <source>The certificate of %1 has expired or is not valid yet.</source>
        <translation>%1의 인증서가 만료되었거나 아직 유효하지 않습니다.</translation>
    </message>
    <message>
        <source>Check this computer&apos;s clock, and ask the administrator to renew it.</source>
        <translation>이 컴퓨터의 시계를 확인하고, 관리자에게 인증서 갱신을 요청하십시오.</translation>
    </message>
    <message>
        <source>There is no password for the archive.</source>
        <translation>공유 보관소의 암호가 없습니다.</translation>
    </message>
    <message>
        <source>The password file %1 cannot be used.</source>
        <translation>암호 파일 %1을(를) 사용할 수 없습니다.</translation>
    </message>
    <message>
        <source>It must be there, and only its owner may read it (chmod 600).</source>
        <translation>파일이 있어야 하고, 소유자만 읽을 수 있어야 합니다(chmod 600).</translation>
    </message>
    <message>
        <source>The archive does not accept this login and password (%1).</source>
        <translation>공유 보관소가 이 로그인과 암호를 받아들이지 않습니다(%1).</translation>
    </message>
    <message>
        <source>Check both, or ask for a new password.</source>
        <translation>둘 다 확인하거나 새 암호를 요청하십시오.</translation>
    </message>
    <message>
        <source>The archive does not let %1 in.</source>
        <translation>공유 보관소가 %1의 접속을 허용하지 않습니다.</translation>
    </message>
    <message>
        <source>Ask the administrator whether the login is still valid.</source>
        <translation>로그인이 아직 유효한지 관리자에게 문의하십시오.</translation>
    </message>
    <message>
        <source>There is no Lobule archive in %1.</source>
        <translation>%1에 Lobule 공유 보관소가 없습니다.</translation>
    </message>
    <message>
        <source>Check the name of the database.</source>
        <translation>데이터베이스 이름을 확인하십시오.</translation>
    </message>
    <message>
        <source>%1 is not a member of any institution of the archive.</source>
        <translation>%1은(는) 공유 보관소의 어느 기관에도 속해 있지 않습니다.</translation>
    </message>
    <message>
        <source>Ask the administrator for a membership.</source>
        <translation>관리자에게 소속 등록을 요청하십시오.</translation>
    </message>
    <message>
        <source>The connection to the archive was lost.</source>
        <translation>공유 보관소와의 연결이 끊어졌습니다.</translation>
    </message>
    <message>
        <source>Nothing is lost: what was not confirmed is sent again.</source>
        <translation>잃은 것은 없습니다. 확인되지 않은 내용은 다시 전송됩니다.</translation>
    </message>
    <message>
        <source>The archive needs a newer Lobule.</source>
        <translation>공유 보관소에 더 새로운 Lobule이 필요합니다.</translation>
    </message>
    <message>
        <source>Install the newer version; until then the archive can only be read.</source>
        <translation>새 버전을 설치하십시오. 그때까지 공유 보관소는 읽기만 할 수 있습니다.</translation>
    </message>
    <message>
        <source>The archive is older than this Lobule.</source>
        <translation>공유 보관소가 이 Lobule보다 오래되었습니다.</translation>
    </message>
    <message>
        <source>Ask the administrator to run &quot;lobulectl archive migrate&quot;.</source>
        <translation>관리자에게 &quot;lobulectl archive migrate&quot; 실행을 요청하십시오.</translation>
    </message>
    <message>
        <source>The archive takes no changes at the moment.</source>
        <translation>공유 보관소가 지금은 변경을 받지 않습니다.</translation>
    </message>
    <message>
        <source>What waits here is sent later.</source>
        <translation>여기서 기다리는 내용은 나중에 전송됩니다.</translation>
    </message>
    <message>
        <source>The archive is busy.</source>
        <translation>공유 보관소가 바쁩니다.</translation>
    </message>
    <message>
        <source>The disk of the archive is full.</source>
        <translation>공유 보관소의 디스크가 가득 찼습니다.</translation>
    </message>
    <message>
        <source>Tell the administrator; what waits here is sent later.</source>
        <translation>관리자에게 알리십시오. 여기서 기다리는 내용은 나중에 전송됩니다.</translation>
    </message>
    <message>
        <source>The archive holds another image with the same identifier but other content.</source>
        <translation>공유 보관소에 식별자는 같고 내용이 다른 영상이 있습니다.</translation>
    </message>
    <message>
        <source>Find out which of the two is right.</source>
        <translation>둘 중 어느 것이 맞는지 확인하십시오.</translation>
    </message>
    <message>
        <source>The archive does not have the study that this belongs to.</source>
        <translation>이 항목이 속한 검사가 공유 보관소에 없습니다.</translation>
    </message>
    <message>
        <source>It is sent again later.</source>
        <translation>나중에 다시 전송됩니다.</translation>
    </message>
    <message>
        <source>The archive does not allow this.</source>
        <translation>공유 보관소가 이 작업을 허용하지 않습니다.</translation>
    </message>
    <message>
        <source>Ask the administrator what your login may do.</source>
        <translation>이 로그인으로 무엇을 할 수 있는지 관리자에게 문의하십시오.</translation>
    </message>
    <message>
        <source>A file does not have the content that it should have.</source>
        <translation>파일의 내용이 원래의 내용과 다릅니다.</translation>
    </message>
    <message>
        <source>Run &quot;lobulectl verify&quot;, or import the study again.</source>
        <translation>&quot;lobulectl verify&quot;를 실행하거나 검사를 다시 가져오십시오.</translation>
    </message>
    <message>
        <source>The archive does not take a value of this study: %1.</source>
        <translation>공유 보관소가 이 검사의 값을 받지 않습니다: %1.</translation>
    </message>
    <message>
        <source>Only de-identified studies can be shared; import it again with new UIDs.</source>
        <translation>비식별화된 검사만 공유할 수 있습니다. 새 UID로 다시 가져오십시오.</translation>
    </message>
    <message>
        <source>The archive refused: %1.</source>
        <translation>공유 보관소가 거부했습니다: %1.</translation>
    </message>
    <message>
        <source>Try again; if it stays, tell the administrator.</source>
        <translation>다시 시도하고, 계속되면 관리자에게 알리십시오.</translation>
    </message>
    <message>
        <source>Another site key is in place and in use, so it is not replaced.</source>
        <translation>다른 사이트 키가 사용 중이므로 바꾸지 않았습니다.</translation>
    </message>
    <message>
        <source>Studies were imported under it. Restore on a computer, or for a user, whose key is not in use yet.</source>
        <translation>그 키로 가져온 검사가 있습니다. 키를 아직 사용하지 않은 컴퓨터나 사용자에서 복원하십시오.</translation>
    </message>
    <message>
        <source>Another site key, protected by a passphrase, is in place.</source>
        <translation>암호로 보호된 다른 사이트 키가 있습니다.</translation>
    </message>
    <message>
        <source>Choose another protection for it first (Change the protection...), then restore; or run &quot;lobulectl key restore&quot;.</source>
        <translation>먼저 그 키의 보호 방법을 바꾼 뒤 복원하거나 &quot;lobulectl key restore&quot;를 실행하십시오.</translation>
    </message>
    <message>
        <source>The library&apos;s folder may only be read.</source>
        <translation>라이브러리 폴더가 읽기 전용입니다.</translation>
    </message>
    <message>
        <source>Lobule keeps its notes there, even while reading. Give this account write access, or copy the folder to a disk that can be written and open the copy (--library DIR).</source>
        <translation>Lobule은 판독하는 동안에도 그곳에 기록합니다. 이 계정에 쓰기 권한을 주거나, 쓸 수 있는 디스크에 폴더를 복사한 뒤 그 복사본을 여십시오(--library DIR).</translation>
    </message>
    <message>
        <source>Enter it in the settings (Shared archive), or set LOBULE_ARCHIVE_PASSWORD.</source>
        <translation>설정(공유 보관소)에서 입력하거나 LOBULE_ARCHIVE_PASSWORD를 설정하십시오.</translation>
    </message>
    <message>
        <source>%1 is there already and is not overwritten.</source>
        <translation>%1 파일이 이미 있어 덮어쓰지 않습니다.</translation>
    </message>
    <message>
        <source>Choose another name, or remove that file first.</source>
        <translation>다른 이름을 고르거나 그 파일을 먼저 지우십시오.</translation>
    </message>
    <message>
        <source>The site key in place is not the one that this library was filled under.</source>
        <translation>지금 있는 사이트 키는 이 라이브러리를 채운 키가 아닙니다.</translation>
    </message>
    <message>
        <source>Restore the right one from its recovery code or its sealed copy: Settings, Keys, Restore, or &quot;lobulectl key restore&quot;.</source>
        <translation>복구 코드나 봉인된 사본으로 맞는 키를 복원하십시오. 설정, 사이트 키, 복원 또는 &quot;lobulectl key restore&quot;입니다.</translation>
    </message>
    <message>
        <source>This library belongs to another archive.</source>
        <translation>이 라이브러리는 다른 보관소에 속합니다.</translation>
    </message>
    <message>
        <source>Nothing was sent. Disconnect the library from its archive first (Settings, Shared archive, or &quot;lobulectl archive disconnect&quot;), then connect it to this one.</source>
        <translation>아무것도 보내지 않았습니다. 먼저 라이브러리와 그 보관소의 연결을 끊은 다음(설정, 공유 보관소 또는 &quot;lobulectl archive disconnect&quot;) 이 보관소에 연결하십시오.</translation>
    </message>
    <message>
        <source>Your membership of the institution allows reading only.</source>
        <translation>이 기관의 회원 자격으로는 읽기만 할 수 있습니다.</translation>
    </message>
    <message>
        <source>It is kept on this computer and sent when you may write; ask the administrator.</source>
        <translation>이 컴퓨터에 보관되며 쓰기가 허용되면 전송됩니다. 관리자에게 문의하십시오.</translation>
    </message>
    <message>
        <source>The study belongs to another institution of this library.</source>
        <translation>이 검사는 이 라이브러리의 다른 기관에 속합니다.</translation>
    </message>
    <message>
        <source>Remove it here to have the one of the archive; the archive keeps it.</source>
        <translation>보관소의 검사를 받으려면 여기에서 삭제하십시오. 보관소에는 그대로 남습니다.</translation>
    </message>
    <message>
        <source>Your membership of %1 has ended.</source>
        <translation>%1의 회원 자격이 종료되었습니다.</translation>
    </message>
    <message>
        <source>Its images cannot be fetched any more. What you imported or wrote here stays; ask the administrator.</source>
        <translation>그 영상은 더 이상 가져올 수 없습니다. 여기서 가져오거나 작성한 것은 그대로 남습니다. 관리자에게 문의하십시오.</translation>
    </message>
    <message>
        <source>The report has several versions that nobody has merged.</source>
        <translation>판독문에 아무도 병합하지 않은 버전이 여러 개 있습니다.</translation>
    </message>
    <message>
        <source>The archive does not have all of an image&apos;s file.</source>
        <translation>보관소에 영상 파일의 일부가 없습니다.</translation>
    </message>
    <message>
        <source>It is sent again; if it stays, tell the administrator.</source>
        <translation>다시 보냅니다. 계속되면 관리자에게 알리십시오.</translation>
    </message>
    <message>
        <source>Links are not followed. Import the link or the folder that it leads to by itself.</source>
        <translation>링크는 따라가지 않습니다. 링크나 링크가 가리키는 폴더를 따로 가져오십시오.</translation>
    </message>
    <message>
        <source>%1 is an auditor&apos;s login: it reads the audit chain and the feed with psql, and no workstation works with it.</source>
        <translation>%1은(는) 감사자의 로그인입니다. 감사 사슬과 변경 목록을 psql로 읽을 뿐, 워크스테이션에서는 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Connect with the login of a member, or ask the administrator for one.</source>
        <translation>구성원의 로그인으로 연결하거나, 관리자에게 로그인을 요청하십시오.</translation>
    </message>
    <message>
        <source>Compare and merge them in the window (open the study, then the report panel) or with &quot;lobulectl report set --merge&quot;.</source>
        <translation>창에서(검사를 연 다음 판독문 패널에서) 또는 &quot;lobulectl report set --merge&quot;로 비교하고 병합하십시오.</translation>
    </message>
    <message>
        <source>The report is too long.</source>
        <translation>판독문이 너무 깁니다.</translation>
    </message>
    <message>
        <source>Shorten it: all of its texts together may have 250 kB.</source>
        <translation>줄여 주십시오. 모든 글을 합쳐 250 kB까지 담을 수 있습니다.</translation>
    </message>
    <message>
        <source>The versions differ in a field that this Lobule does not know.</source>
        <translation>버전들이 이 Lobule이 모르는 항목에서 서로 다릅니다.</translation>
    </message>
    <message>
        <source>Merge them with the newer Lobule that wrote it.</source>
        <translation>그 항목을 작성한 최신 Lobule에서 병합하십시오.</translation>
    </message>
</context>
<context>
    <name>ImportCsv</name>
    <message>
        <source>Number</source>
        <translation>번호</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>파일 종류</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>조치</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>사유</translation>
    </message>
</context>
<context>
    <name>MouseTool</name>
    <message>
        <source>Window/level</source>
        <translation>창 너비/중심</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>확대/축소</translation>
    </message>
    <message>
        <source>Scroll</source>
        <translation>넘기기</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>선택</translation>
    </message>
</context>
<context>
    <name>NotScored</name>
    <message>
        <source>the modality is not CT</source>
        <translation>CT가 아님</translation>
    </message>
    <message>
        <source>the pixels are not in Hounsfield units</source>
        <translation>화소값이 HU가 아님</translation>
    </message>
    <message>
        <source>the image is a localizer</source>
        <translation>위치 확인 영상(localizer)임</translation>
    </message>
    <message>
        <source>the image is a secondary capture, not an acquired slice</source>
        <translation>촬영한 단면이 아니라 이차 캡처 영상임</translation>
    </message>
    <message>
        <source>the position of the slice in the patient is not known</source>
        <translation>슬라이스의 환자 내 위치를 알 수 없음</translation>
    </message>
    <message>
        <source>the slice is not axial</source>
        <translation>축상면이 아님</translation>
    </message>
    <message>
        <source>the pixel spacing is not known</source>
        <translation>화소 간격을 알 수 없음</translation>
    </message>
    <message>
        <source>the field of view is outside the range of abdominal CT</source>
        <translation>촬영 범위(FOV)가 복부 CT의 범위를 벗어남</translation>
    </message>
    <message>
        <source>the pixels are far from square</source>
        <translation>화소가 정사각형에서 크게 벗어남</translation>
    </message>
    <message>
        <source>the slice is too thick</source>
        <translation>슬라이스가 너무 두꺼움</translation>
    </message>
    <message>
        <source>the image has too few pixels</source>
        <translation>영상의 화소 수가 너무 적음</translation>
    </message>
    <message>
        <source>the image is a colour picture</source>
        <translation>컬러 영상임</translation>
    </message>
</context>
<context>
    <name>ProfileText</name>
    <message>
        <source>Basic profile</source>
        <translation>기본 프로파일</translation>
    </message>
    <message>
        <source>shifted dates</source>
        <translation>이동한 날짜</translation>
    </message>
    <message>
        <source>device</source>
        <translation>장비</translation>
    </message>
    <message>
        <source>patient characteristics</source>
        <translation>환자 특성</translation>
    </message>
    <message>
        <source>institution</source>
        <translation>기관</translation>
    </message>
    <message>
        <source>cleaned descriptions</source>
        <translation>정리한 설명</translation>
    </message>
    <message>
        <source>safe private attributes</source>
        <translation>안전한 비공개 속성</translation>
    </message>
    <message>
        <source>issuers kept apart</source>
        <translation>발급 기관 구분</translation>
    </message>
</context>
<context>
    <name>ReasonText</name>
    <message>
        <source>%1 %2 files before the damage were read.</source>
        <translation>%1 손상된 곳 앞의 파일 %2개는 읽었습니다.</translation>
    </message>
    <message>
        <source>The file is not DICOM although its name says so.</source>
        <translation>파일 이름과 달리 DICOM 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>Not a DICOM file.</source>
        <translation>DICOM 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>The index of a medium (DICOMDIR); its images are imported themselves.</source>
        <translation>미디어의 목차(DICOMDIR)입니다. 영상은 따로 가져옵니다.</translation>
    </message>
    <message>
        <source>It is a pipe or a device, not a file.</source>
        <translation>파일이 아니라 파이프나 장치입니다.</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>그런 파일이 없습니다.</translation>
    </message>
    <message>
        <source>There is no such file or folder.</source>
        <translation>그런 파일이나 폴더가 없습니다.</translation>
    </message>
    <message>
        <source>The file disappeared.</source>
        <translation>파일이 사라졌습니다.</translation>
    </message>
    <message>
        <source>The link leads nowhere.</source>
        <translation>링크가 가리키는 파일이 없습니다.</translation>
    </message>
    <message>
        <source>It cannot be looked at.</source>
        <translation>파일을 살펴볼 수 없습니다.</translation>
    </message>
    <message>
        <source>The folder cannot be listed.</source>
        <translation>폴더의 내용을 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>The file has changed since it was reviewed.</source>
        <translation>검토한 뒤에 파일이 바뀌었습니다.</translation>
    </message>
    <message>
        <source>Identity was still found after de-identification.</source>
        <translation>비식별화한 뒤에도 신원 정보가 발견되었습니다.</translation>
    </message>
    <message>
        <source>The file changed while it was being read.</source>
        <translation>읽는 동안 파일이 바뀌었습니다.</translation>
    </message>
    <message>
        <source>The file cannot be read.</source>
        <translation>파일을 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>The result cannot be written.</source>
        <translation>결과를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>There is no room on the disk.</source>
        <translation>디스크에 공간이 없습니다.</translation>
    </message>
    <message>
        <source>The password does not open the archive.</source>
        <translation>암호가 맞지 않아 압축을 풀 수 없습니다.</translation>
    </message>
    <message>
        <source>The archive needs a password.</source>
        <translation>압축 파일에 암호가 필요합니다.</translation>
    </message>
    <message>
        <source>Another file with the same SOP Instance UID but other content is stored already.</source>
        <translation>SOP Instance UID는 같지만 내용이 다른 파일이 이미 저장되어 있습니다.</translation>
    </message>
    <message>
        <source>The file made the import worker fail.</source>
        <translation>이 파일을 처리하던 가져오기 작업 프로그램이 중단되었습니다.</translation>
    </message>
    <message>
        <source>The file took the import worker too long.</source>
        <translation>이 파일을 처리하는 데 시간이 너무 오래 걸렸습니다.</translation>
    </message>
    <message>
        <source>Archives are nested too deeply.</source>
        <translation>압축 파일이 너무 깊이 겹쳐 있습니다.</translation>
    </message>
    <message>
        <source>The archives in it unfold to more than Lobule accepts.</source>
        <translation>안에 든 압축 파일을 풀면 Lobule의 한도를 넘습니다.</translation>
    </message>
    <message>
        <source>Nothing here can decode it.</source>
        <translation>여기에는 이것을 디코딩할 수 있는 것이 없습니다.</translation>
    </message>
    <message>
        <source>it breaks the encoding rules</source>
        <translation>부호화 규칙에 어긋납니다</translation>
    </message>
    <message>
        <source>it cannot be parsed</source>
        <translation>해석할 수 없습니다</translation>
    </message>
    <message>
        <source>it is not whole after de-identification</source>
        <translation>비식별화한 뒤에 온전하지 않습니다</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>손상되었습니다</translation>
    </message>
    <message>
        <source>files in archives cannot be reviewed on this system</source>
        <translation>이 시스템에서는 압축 파일 안의 파일을 검토할 수 없습니다</translation>
    </message>
    <message>
        <source>the data set is empty</source>
        <translation>데이터 세트가 비어 있습니다</translation>
    </message>
    <message>
        <source>the data set cannot be parsed</source>
        <translation>데이터 세트를 해석할 수 없습니다</translation>
    </message>
    <message>
        <source>the deflated data set is damaged or truncated</source>
        <translation>압축된(deflate) 데이터 세트가 손상되었거나 잘렸습니다</translation>
    </message>
    <message>
        <source>the DICOMDIR has a wrong transfer syntax</source>
        <translation>DICOMDIR의 전송 구문이 잘못되었습니다</translation>
    </message>
    <message>
        <source>a sequence or item of undefined length has no end</source>
        <translation>길이가 정해지지 않은 시퀀스나 항목에 끝이 없습니다</translation>
    </message>
    <message>
        <source>bytes that are no element follow the data set</source>
        <translation>데이터 세트 뒤에 요소가 아닌 바이트가 있습니다</translation>
    </message>
    <message>
        <source>the file ends inside an element header</source>
        <translation>요소 헤더 안에서 파일이 끝납니다</translation>
    </message>
    <message>
        <source>a sequence ends before its length</source>
        <translation>시퀀스가 제 길이보다 먼저 끝납니다</translation>
    </message>
    <message>
        <source>an item is longer than its sequence</source>
        <translation>항목이 시퀀스보다 깁니다</translation>
    </message>
    <message>
        <source>an item ends where none can end</source>
        <translation>항목이 끝날 수 없는 곳에서 끝납니다</translation>
    </message>
    <message>
        <source>a delimiter stands where an element must be</source>
        <translation>요소가 있어야 할 자리에 구분자가 있습니다</translation>
    </message>
    <message>
        <source>encapsulated pixel data has no end (truncated file?)</source>
        <translation>캡슐화된 픽셀 데이터에 끝이 없습니다(잘린 파일?)</translation>
    </message>
    <message>
        <source>encapsulated pixel data has no offset table</source>
        <translation>캡슐화된 픽셀 데이터에 오프셋 표가 없습니다</translation>
    </message>
    <message>
        <source>a pixel data fragment is longer than the bytes that are left (truncated file?)</source>
        <translation>픽셀 데이터 조각이 남은 바이트보다 깁니다(잘린 파일?)</translation>
    </message>
    <message>
        <source>a pixel data fragment is empty</source>
        <translation>픽셀 데이터 조각이 비어 있습니다</translation>
    </message>
    <message>
        <source>elements follow Pixel Data</source>
        <translation>픽셀 데이터 뒤에 요소가 있습니다</translation>
    </message>
    <message>
        <source>there are two Pixel Data elements</source>
        <translation>픽셀 데이터 요소가 두 개입니다</translation>
    </message>
    <message>
        <source>Number of Frames is no number</source>
        <translation>Number of Frames가 숫자가 아닙니다</translation>
    </message>
    <message>
        <source>Rows or Columns is 0</source>
        <translation>Rows나 Columns가 0입니다</translation>
    </message>
    <message>
        <source>Bits Allocated is none of 1, 8, 16, 32, 64</source>
        <translation>Bits Allocated가 1, 8, 16, 32, 64 가운데 하나가 아닙니다</translation>
    </message>
    <message>
        <source>Bits Stored does not fit Bits Allocated</source>
        <translation>Bits Stored가 Bits Allocated와 맞지 않습니다</translation>
    </message>
    <message>
        <source>High Bit does not fit Bits Stored</source>
        <translation>High Bit가 Bits Stored와 맞지 않습니다</translation>
    </message>
    <message>
        <source>Samples per Pixel is none of 1, 3, 4</source>
        <translation>Samples per Pixel이 1, 3, 4 가운데 하나가 아닙니다</translation>
    </message>
    <message>
        <source>Pixel Data is shorter than Rows, Columns and frames say</source>
        <translation>픽셀 데이터가 Rows, Columns, 프레임 수보다 짧습니다</translation>
    </message>
    <message>
        <source>the offset table has a broken length</source>
        <translation>오프셋 표의 길이가 잘못되었습니다</translation>
    </message>
    <message>
        <source>the offset table does not begin with the first fragment</source>
        <translation>오프셋 표가 첫 조각에서 시작하지 않습니다</translation>
    </message>
    <message>
        <source>the offset table points beside the fragments</source>
        <translation>오프셋 표가 조각이 아닌 곳을 가리킵니다</translation>
    </message>
    <message>
        <source>there are fewer pixel data fragments than frames</source>
        <translation>픽셀 데이터 조각이 프레임보다 적습니다</translation>
    </message>
    <message>
        <source>the first fragment does not begin a frame</source>
        <translation>첫 조각이 프레임의 시작이 아닙니다</translation>
    </message>
    <message>
        <source>the fragments cannot be divided among the frames</source>
        <translation>조각을 프레임별로 나눌 수 없습니다</translation>
    </message>
    <message>
        <source>an overlay is shorter than its rows and columns</source>
        <translation>오버레이가 행과 열보다 짧습니다</translation>
    </message>
    <message>
        <source>the transfer syntax and the form of Pixel Data do not agree</source>
        <translation>전송 구문과 픽셀 데이터의 형식이 맞지 않습니다</translation>
    </message>
    <message>
        <source>a compressed frame has another size than Rows and Columns</source>
        <translation>압축된 프레임의 크기가 Rows, Columns와 다릅니다</translation>
    </message>
    <message>
        <source>a compressed frame has another number of components than Samples per Pixel</source>
        <translation>압축된 프레임의 성분 수가 Samples per Pixel과 다릅니다</translation>
    </message>
    <message>
        <source>a compressed frame has more bits than Bits Allocated</source>
        <translation>압축된 프레임의 비트 수가 Bits Allocated보다 많습니다</translation>
    </message>
    <message>
        <source>a compressed frame cannot be decoded</source>
        <translation>압축된 프레임을 디코딩할 수 없습니다</translation>
    </message>
    <message>
        <source>a compressed frame does not begin like JPEG 2000</source>
        <translation>압축된 프레임이 JPEG 2000처럼 시작하지 않습니다</translation>
    </message>
    <message>
        <source>a compressed frame does not begin like JPEG</source>
        <translation>압축된 프레임이 JPEG처럼 시작하지 않습니다</translation>
    </message>
    <message>
        <source>a compressed frame states no size</source>
        <translation>압축된 프레임에 크기가 없습니다</translation>
    </message>
    <message>
        <source>a compressed frame states empty tiles</source>
        <translation>압축된 프레임의 타일이 비어 있습니다</translation>
    </message>
    <message>
        <source>a compressed frame has a damaged size marker</source>
        <translation>압축된 프레임의 크기 표식이 손상되었습니다</translation>
    </message>
    <message>
        <source>a compressed frame has components of different size</source>
        <translation>압축된 프레임의 성분 크기가 서로 다릅니다</translation>
    </message>
    <message>
        <source>a compressed frame has a damaged header</source>
        <translation>압축된 프레임의 헤더가 손상되었습니다</translation>
    </message>
    <message>
        <source>a compressed frame has a damaged frame header</source>
        <translation>압축된 프레임의 프레임 헤더가 손상되었습니다</translation>
    </message>
    <message>
        <source>a compressed frame has no frame header</source>
        <translation>압축된 프레임에 프레임 헤더가 없습니다</translation>
    </message>
    <message>
        <source>a compressed frame is shorter than an RLE header</source>
        <translation>압축된 프레임이 RLE 헤더보다 짧습니다</translation>
    </message>
    <message>
        <source>a compressed frame has another number of RLE segments than its pixels need</source>
        <translation>압축된 프레임의 RLE 구간 수가 픽셀에 필요한 수와 다릅니다</translation>
    </message>
    <message>
        <source>a compressed frame has an RLE segment outside of it</source>
        <translation>압축된 프레임의 RLE 구간이 프레임 밖에 있습니다</translation>
    </message>
    <message>
        <source>RLE cannot hold so many bytes a pixel</source>
        <translation>RLE는 픽셀당 그렇게 많은 바이트를 담을 수 없습니다</translation>
    </message>
    <message>
        <source>an RLE segment is too short</source>
        <translation>RLE 구간이 너무 짧습니다</translation>
    </message>
    <message>
        <source>one Series Instance UID in two studies</source>
        <translation>하나의 Series Instance UID가 두 검사에 있습니다</translation>
    </message>
    <message>
        <source>number of elements</source>
        <translation>요소의 수</translation>
    </message>
    <message>
        <source>depth of nested sequences</source>
        <translation>겹친 시퀀스의 깊이</translation>
    </message>
    <message>
        <source>number of pixel data fragments</source>
        <translation>픽셀 데이터 조각의 수</translation>
    </message>
    <message>
        <source>number of files in a DICOMDIR</source>
        <translation>DICOMDIR에 적힌 파일의 수</translation>
    </message>
    <message>
        <source>number of frames</source>
        <translation>프레임의 수</translation>
    </message>
    <message>
        <source>compression ratio of the pixels</source>
        <translation>픽셀의 압축률</translation>
    </message>
    <message>
        <source>size of the decoded pixels</source>
        <translation>디코딩한 픽셀의 크기</translation>
    </message>
    <message>
        <source>size of a compressed frame</source>
        <translation>압축된 프레임의 크기</translation>
    </message>
    <message>
        <source>size of the picture</source>
        <translation>영상의 크기</translation>
    </message>
    <message>
        <source>inflated size</source>
        <translation>압축을 푼 크기</translation>
    </message>
    <message>
        <source>file size</source>
        <translation>파일 크기</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>number of files in an archive</source>
        <translation>압축 파일에 든 파일의 수</translation>
    </message>
    <message>
        <source>unpacked size of an archive</source>
        <translation>압축을 푼 크기의 합</translation>
    </message>
    <message>
        <source>compression ratio of an archive</source>
        <translation>압축 파일의 압축률</translation>
    </message>
    <message>
        <source>size of a file in an archive</source>
        <translation>압축 파일에 든 파일의 크기</translation>
    </message>
    <message>
        <source>palette that is missing or damaged</source>
        <translation>없거나 손상된 팔레트</translation>
    </message>
    <message>
        <source>64 bits allocated</source>
        <translation>64비트 할당</translation>
    </message>
    <message>
        <source>big endian data set without file meta information</source>
        <translation>파일 메타 정보가 없는 빅 엔디언 데이터 세트</translation>
    </message>
    <message>
        <source>the picture cannot be decoded</source>
        <translation>영상을 디코딩할 수 없습니다</translation>
    </message>
    <message>
        <source>its palette is missing or damaged</source>
        <translation>팔레트가 없거나 손상되었습니다</translation>
    </message>
    <message>
        <source>the decoded pixels are longer than 4 GiB</source>
        <translation>디코딩한 픽셀이 4 GiB를 넘습니다</translation>
    </message>
    <message>
        <source>its frames have different numbers of bits</source>
        <translation>프레임마다 비트 수가 다릅니다</translation>
    </message>
    <message>
        <source>The DICOMDIR lists it (%1), but it is not on the medium.</source>
        <translation>DICOMDIR에 적혀 있지만(%1) 미디어에 없습니다.</translation>
    </message>
    <message>
        <source>there is no folder %1</source>
        <translation>%1 폴더가 없습니다</translation>
    </message>
    <message>
        <source>patient %1, study %2, series %3</source>
        <translation>환자 %1, 검사 %2, 시리즈 %3</translation>
    </message>
    <message>
        <source>The file is damaged: %1.</source>
        <translation>파일이 손상되었습니다: %1.</translation>
    </message>
    <message>
        <source>The file is beyond a limit: %1.</source>
        <translation>파일이 한도를 넘습니다: %1.</translation>
    </message>
    <message>
        <source>Not supported: %1.</source>
        <translation>지원하지 않습니다: %1.</translation>
    </message>
    <message>
        <source>Waits for review: %1.</source>
        <translation>검토를 기다립니다: %1.</translation>
    </message>
    <message>
        <source>The black-out cannot be done: %1.</source>
        <translation>가릴 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>The archive cannot be unpacked: %1.</source>
        <translation>압축을 풀 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>The file could not be processed (%1).</source>
        <translation>파일을 처리하지 못했습니다(%1).</translation>
    </message>
    <message>
        <source>the file ends inside the header of %1</source>
        <translation>%1의 헤더 안에서 파일이 끝납니다</translation>
    </message>
    <message>
        <source>a sequence holds %1 where an item must be</source>
        <translation>시퀀스에 항목이 있어야 할 자리에 %1이(가) 있습니다</translation>
    </message>
    <message>
        <source>encapsulated pixel data holds %1 where a fragment must be</source>
        <translation>캡슐화된 픽셀 데이터에 조각이 있어야 할 자리에 %1이(가) 있습니다</translation>
    </message>
    <message>
        <source>the descriptor of the look-up table %1 is wrong</source>
        <translation>룩업 테이블 %1의 서술자가 잘못되었습니다</translation>
    </message>
    <message>
        <source>the look-up table %1 is shorter than its descriptor</source>
        <translation>룩업 테이블 %1이(가) 서술자보다 짧습니다</translation>
    </message>
    <message>
        <source>sequence depth %1</source>
        <translation>시퀀스 깊이 %1</translation>
    </message>
    <message>
        <source>photometric interpretation %1</source>
        <translation>광도 해석 %1</translation>
    </message>
    <message>
        <source>transfer syntax %1</source>
        <translation>전송 구문 %1</translation>
    </message>
    <message>
        <source>not supported: %1</source>
        <translation>지원하지 않음: %1</translation>
    </message>
    <message>
        <source>a rectangle lies outside the picture of %1 x %2</source>
        <translation>사각형이 %1 x %2 영상 밖에 있습니다</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>%1 속성이 없습니다.</translation>
    </message>
    <message>
        <source>%1 has an unknown value representation</source>
        <translation>%1의 값 표현(VR)을 알 수 없습니다</translation>
    </message>
    <message>
        <source>%1 has a wrong value representation</source>
        <translation>%1의 값 표현(VR)이 잘못되었습니다</translation>
    </message>
    <message>
        <source>%1 is longer than the bytes that are left (truncated file?)</source>
        <translation>%1의 길이가 남은 바이트보다 깁니다(잘린 파일?)</translation>
    </message>
    <message>
        <source>%1 has an odd length inside a sequence</source>
        <translation>시퀀스 안에 있는 %1의 길이가 홀수입니다</translation>
    </message>
    <message>
        <source>%1 has no length</source>
        <translation>%1에 길이가 없습니다</translation>
    </message>
    <message>
        <source>%1 is encapsulated in a wrong value representation</source>
        <translation>%1이(가) 잘못된 값 표현(VR)으로 캡슐화되어 있습니다</translation>
    </message>
    <message>
        <source>the element at byte %1</source>
        <translation>바이트 %1의 요소</translation>
    </message>
    <message>
        <source>It is a link or a device in the archive, not a file.</source>
        <translation>압축 파일 안의 링크나 장치이며 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>it is packed in a way that Lobule does not know</source>
        <translation>Lobule이 모르는 방식으로 압축되어 있습니다</translation>
    </message>
    <message>
        <source>It cannot be unpacked from the archive: %1.</source>
        <translation>압축 파일에서 꺼낼 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>frame %1 of %2, %3</source>
        <translation>프레임 %1/%2, %3</translation>
    </message>
    <message>
        <source>It is the library itself; its images are in it already.</source>
        <translation>라이브러리 자체입니다. 그 영상은 이미 들어 있습니다.</translation>
    </message>
    <message>
        <source>one Study Instance UID with two patients</source>
        <translation>하나의 Study Instance UID에 두 환자가 있습니다</translation>
    </message>
    <message>
        <source>It is what macOS keeps beside a file, not the file.</source>
        <translation>macOS가 파일 옆에 두는 부속 파일이며 영상이 아닙니다.</translation>
    </message>
    <message>
        <source>number of scans in a compressed frame</source>
        <translation>압축된 프레임의 스캔 수</translation>
    </message>
    <message>
        <source>a UID that is not a pseudonymous one</source>
        <translation>가명 UID가 아닌 UID</translation>
    </message>
    <message>
        <source>a kind of file that DICOM does not define</source>
        <translation>DICOM에 정의되지 않은 파일 종류</translation>
    </message>
    <message>
        <source>a patient&apos;s name that is not a pseudonym</source>
        <translation>가명이 아닌 환자 이름</translation>
    </message>
    <message>
        <source>the patient&apos;s sex</source>
        <translation>환자의 성별</translation>
    </message>
    <message>
        <source>the patient&apos;s age</source>
        <translation>환자의 나이</translation>
    </message>
    <message>
        <source>the date of the study</source>
        <translation>검사 날짜</translation>
    </message>
    <message>
        <source>a short text with unusual characters</source>
        <translation>허용되지 않는 문자가 있는 짧은 텍스트</translation>
    </message>
    <message>
        <source>a text that is too long</source>
        <translation>너무 긴 텍스트</translation>
    </message>
    <message>
        <source>the geometry of an image</source>
        <translation>영상의 기하 정보</translation>
    </message>
    <message>
        <source>the size of a file</source>
        <translation>파일 크기</translation>
    </message>
    <message>
        <source>It is a link to a folder.</source>
        <translation>폴더로 가는 링크입니다.</translation>
    </message>
    <message>
        <source>a compressed frame ends early (truncated file?)</source>
        <translation>압축된 프레임이 일찍 끝납니다(잘린 파일?)</translation>
    </message>
    <message>
        <source>an unknown photometric interpretation</source>
        <translation>알 수 없는 광도 해석(Photometric Interpretation)</translation>
    </message>
    <message>
        <source>The DICOMDIR lists it, but it is not on the medium.</source>
        <translation>DICOMDIR에는 있으나 매체에 없습니다.</translation>
    </message>
    <message>
        <source>transfer syntax that is none of DICOM&apos;s</source>
        <translation>DICOM 표준에 없는 전송 구문</translation>
    </message>
    <message>
        <source>the window of a key image</source>
        <translation>키 이미지의 창(window)</translation>
    </message>
    <message>
        <source>the points of a measurement</source>
        <translation>측정의 점</translation>
    </message>
    <message>
        <source>the versions that a report follows</source>
        <translation>판독문이 이어받은 판</translation>
    </message>
</context>
<context>
    <name>RecoverySheet</name>
    <message>
        <source>Lobule: recovery code of the site key</source>
        <translation>Lobule: 사이트 키의 복구 코드</translation>
    </message>
    <message>
        <source>With this code the site key can be restored when the computer or its user account is lost. Without it, and without a sealed copy, nobody can ever read again who the pseudonyms are, and known patients get new pseudonyms.</source>
        <translation>컴퓨터나 사용자 계정을 잃었을 때 이 코드로 사이트 키를 복원할 수 있습니다. 이 코드도 암호화된 사본도 없으면 가명이 누구인지 다시는 아무도 읽을 수 없고, 이미 있던 환자도 새 가명을 받게 됩니다.</translation>
    </message>
    <message>
        <source>Keep this sheet locked away, apart from the computer. Whoever has it and the library folder can read the identities of all patients in it.</source>
        <translation>이 종이는 컴퓨터와 떨어진 곳에 잠가 두십시오. 이 코드와 라이브러리 폴더를 가진 사람은 그 안의 모든 환자의 신원을 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>To use it: &quot;Restore...&quot; under Settings, Keys, or at the start of Lobule, or &quot;lobulectl key restore&quot;. Capital and small letters are the same; dashes may be left out; there is no letter O or I or L in it, only the digits 0 and 1.</source>
        <translation>쓰는 법: 설정의 사이트 키에서 &quot;복원...&quot;, Lobule을 시작할 때, 또는 &quot;lobulectl key restore&quot;. 대문자와 소문자는 같고 줄표는 빼도 됩니다. 글자 O, I, L은 없으며 숫자 0과 1만 있습니다.</translation>
    </message>
    <message>
        <source>Key %1 · printed %2</source>
        <translation>키 %1 · 인쇄일 %2</translation>
    </message>
</context>
<context>
    <name>ReportFields</name>
    <message>
        <source>Indication</source>
        <translation>검사 목적</translation>
    </message>
    <message>
        <source>Technique</source>
        <translation>검사 방법</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>소견</translation>
    </message>
    <message>
        <source>AI result</source>
        <translation>AI 결과</translation>
    </message>
    <message>
        <source>Impression</source>
        <translation>결론</translation>
    </message>
    <message>
        <source>Addendum</source>
        <translation>추가 판독</translation>
    </message>
</context>
<context>
    <name>ResultBox</name>
    <message>
        <source>Indeterminate</source>
        <translation>판정 보류</translation>
    </message>
    <message>
        <source>Demonstration — not for clinical use</source>
        <translation>시연용 — 임상 사용 불가</translation>
    </message>
    <message>
        <source>score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
</context>
<context>
    <name>SliceView</name>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>Look-up table of the file</source>
        <translation>파일의 조회표</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>정확</translation>
    </message>
    <message>
        <source>sigmoid</source>
        <translation>시그모이드</translation>
    </message>
    <message>
        <source>Thk %1 mm</source>
        <translation>두께 %1 mm</translation>
    </message>
    <message>
        <source>Loc %1 mm</source>
        <translation>위치 %1 mm</translation>
    </message>
    <message>
        <source>no image here</source>
        <translation>영상 없음</translation>
    </message>
    <message>
        <source>Im %1/%2</source>
        <translation>영상 %1/%2</translation>
    </message>
    <message>
        <source>Lossy</source>
        <translation>손실 압축</translation>
    </message>
    <message>
        <source>Inverted</source>
        <translation>반전</translation>
    </message>
    <message>
        <source>Zoom %1×</source>
        <translation>확대 %1×</translation>
    </message>
    <message>
        <source>The decoded pixels of this image were damaged on the disk and are not shown.</source>
        <translation>이 영상의 해독된 화소가 디스크에서 손상되어 표시하지 않습니다.</translation>
    </message>
    <message>
        <source>Key image</source>
        <translation>주요 영상</translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n개 대기 중</numerusform>
        </translation>
    </message>
    <message>
        <source>Receiving changes</source>
        <translation>변경 사항 받는 중</translation>
    </message>
    <message>
        <source>Fetching images %1 of %2</source>
        <translation>영상 가져오는 중 %1 / %2</translation>
    </message>
    <message>
        <source>Syncing %1 of %2</source>
        <translation>동기화 중 %1 / %2</translation>
    </message>
    <message>
        <source>No archive</source>
        <translation>보관소 없음</translation>
    </message>
    <message>
        <source>Archive: connecting</source>
        <translation>보관소: 연결 중</translation>
    </message>
    <message>
        <source>Archive offline</source>
        <translation>보관소 오프라인</translation>
    </message>
    <message>
        <source>Archive up to date</source>
        <translation>보관소 최신 상태</translation>
    </message>
    <message numerus="yes">
        <source>Archive: %n need(s) attention</source>
        <translation>
            <numerusform>보관소: %n건 확인 필요</numerusform>
        </translation>
    </message>
    <message>
        <source>Archive paused</source>
        <translation>보관소 일시 중지</translation>
    </message>
    <message>
        <source>This library is not connected to a shared archive. Everything stays on this computer.</source>
        <translation>이 라이브러리는 공유 보관소에 연결되어 있지 않습니다. 모든 것이 이 컴퓨터에만 있습니다.</translation>
    </message>
    <message>
        <source>Looking for the archive.</source>
        <translation>보관소를 찾고 있습니다.</translation>
    </message>
    <message>
        <source>Go on reading: everything is stored here, and it is sent as soon as the archive answers.</source>
        <translation>판독을 계속하십시오. 모든 것이 여기에 저장되며, 보관소가 응답하는 즉시 보냅니다.</translation>
    </message>
    <message>
        <source>Go on reading: this does not hold anything up.</source>
        <translation>판독을 계속하십시오. 동기화는 아무것도 멈추게 하지 않습니다.</translation>
    </message>
    <message>
        <source>What others did is here. This Lobule is too old to send; what waits is kept.</source>
        <translation>다른 사용자의 작업은 모두 받았습니다. 이 Lobule은 오래되어 보낼 수 없으며, 대기 중인 항목은 보관됩니다.</translation>
    </message>
    <message>
        <source>Everything that was done here is in the archive, and what others did is here.</source>
        <translation>여기서 한 작업은 모두 보관소에 있고, 다른 사용자의 작업도 모두 받았습니다.</translation>
    </message>
    <message>
        <source>What is listed below needs you. Everything else goes on, and nothing is lost.</source>
        <translation>아래 항목은 확인이 필요합니다. 나머지는 계속 진행되며 아무것도 잃지 않습니다.</translation>
    </message>
    <message>
        <source>Nothing is sent or received until you resume. What you do is stored here.</source>
        <translation>다시 시작할 때까지 보내거나 받지 않습니다. 작업한 내용은 여기에 저장됩니다.</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>판독문</translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation>측정</translation>
    </message>
    <message>
        <source>AI result</source>
        <translation>AI 결과</translation>
    </message>
    <message>
        <source>Removal of the study</source>
        <translation>검사 제거</translation>
    </message>
    <message>
        <source>Audit entries</source>
        <translation>감사 기록</translation>
    </message>
    <message>
        <source>never</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>방금</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n분 전</numerusform>
        </translation>
    </message>
    <message>
        <source>What others did is here. Your membership allows reading only: what you do waits on this computer until you may write.</source>
        <translation>다른 사람이 한 작업은 모두 여기에 있습니다. 회원 자격으로는 읽기만 할 수 있으므로, 하신 작업은 쓰기가 허용될 때까지 이 컴퓨터에서 기다립니다.</translation>
    </message>
    <message>
        <source>Key image</source>
        <translation>주요 영상</translation>
    </message>
    <message numerus="yes">
        <source>The archive has lost %n change(s) that it had acknowledged. This work is still on this computer. Tell the administrator: after a restore, &quot;lobulectl archive new-epoch&quot; makes every computer offer again what it holds.</source>
        <translation>
            <numerusform>보관소가 받았다고 확인한 변경 %n건을 잃어버렸습니다. 이 작업 내용은 이 컴퓨터에 그대로 있습니다. 관리자에게 알리십시오. 백업에서 복원한 뒤에는 &quot;lobulectl archive new-epoch&quot;를 실행하면 모든 컴퓨터가 가진 것을 다시 보냅니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>It has a form that this Lobule does not take.</source>
        <translation>이 Lobule이 받아들이지 않는 형식입니다.</translation>
    </message>
    <message>
        <source>What is here stays as it is. Tell the administrator.</source>
        <translation>여기 있는 내용은 그대로입니다. 관리자에게 알리십시오.</translation>
    </message>
    <message>
        <source>Compare the two. Removing the study here brings the archive&apos;s; the archive loses nothing.</source>
        <translation>둘을 비교하십시오. 여기에서 검사를 삭제하면 보관소의 검사를 받으며, 보관소에서는 아무것도 사라지지 않습니다.</translation>
    </message>
</context>
<context>
    <name>VolumePreset</name>
    <message>
        <source>Liver and vessels</source>
        <translation>간과 혈관</translation>
    </message>
    <message>
        <source>Soft tissue</source>
        <translation>연부 조직</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>뼈</translation>
    </message>
    <message>
        <source>Maximum intensity</source>
        <translation>최대 강도(MIP)</translation>
    </message>
</context>
<context>
    <name>WindowPreset</name>
    <message>
        <source>Liver</source>
        <translation>간</translation>
    </message>
    <message>
        <source>Liver portal</source>
        <translation>간 문맥기</translation>
    </message>
    <message>
        <source>Abdomen</source>
        <translation>복부</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>폐</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>뼈</translation>
    </message>
    <message>
        <source>Mediastinum</source>
        <translation>종격동</translation>
    </message>
    <message>
        <source>Angio</source>
        <translation>혈관</translation>
    </message>
    <message>
        <source>Brain</source>
        <translation>뇌</translation>
    </message>
</context>
<context>
    <name>lobule::app::KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>작업 목록</translation>
    </message>
    <message>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <source>import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>open the study</source>
        <translation>검사 열기</translation>
    </message>
    <message>
        <source>open the next unread study</source>
        <translation>다음 미판독 검사 열기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>remove the selected studies</source>
        <translation>선택한 검사 삭제</translation>
    </message>
    <message>
        <source>Ctrl+A</source>
        <translation>Ctrl+A</translation>
    </message>
    <message>
        <source>select all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>this list</source>
        <translation>이 목록</translation>
    </message>
    <message>
        <source>full screen</source>
        <translation>전체 화면</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>판독</translation>
    </message>
    <message>
        <source>Up, Down, wheel</source>
        <translation>위, 아래, 휠</translation>
    </message>
    <message>
        <source>one slice; with Shift ten</source>
        <translation>슬라이스 한 장, Shift와 함께 열 장</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Home, End</translation>
    </message>
    <message>
        <source>first, last slice</source>
        <translation>첫, 마지막 슬라이스</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>왼쪽, 오른쪽</translation>
    </message>
    <message>
        <source>series</source>
        <translation>시리즈</translation>
    </message>
    <message>
        <source>Ctrl+Up, Ctrl+Down</source>
        <translation>Ctrl+위, Ctrl+아래</translation>
    </message>
    <message>
        <source>study</source>
        <translation>검사</translation>
    </message>
    <message>
        <source>next unread study</source>
        <translation>다음 미판독 검사</translation>
    </message>
    <message>
        <source>predict this slice</source>
        <translation>이 슬라이스 예측</translation>
    </message>
    <message>
        <source>Shift+F5</source>
        <translation>Shift+F5</translation>
    </message>
    <message>
        <source>predict the series</source>
        <translation>시리즈 예측</translation>
    </message>
    <message>
        <source>hide or show AI</source>
        <translation>AI 숨기기/보이기</translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation>Ctrl+P</translation>
    </message>
    <message>
        <source>report as PDF</source>
        <translation>판독문을 PDF로</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>도구</translation>
    </message>
    <message>
        <source>window / level</source>
        <translation>창 너비/중심</translation>
    </message>
    <message>
        <source>pan (also middle drag)</source>
        <translation>이동 (가운데 끌기)</translation>
    </message>
    <message>
        <source>zoom (also right drag, Ctrl+wheel)</source>
        <translation>확대/축소 (오른쪽 끌기, Ctrl+휠)</translation>
    </message>
    <message>
        <source>scroll</source>
        <translation>넘기기</translation>
    </message>
    <message>
        <source>length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>remove the selected measurement</source>
        <translation>선택한 측정 삭제</translation>
    </message>
    <message>
        <source>Ctrl+Z, Ctrl+Y</source>
        <translation>Ctrl+Z, Ctrl+Y</translation>
    </message>
    <message>
        <source>undo, redo</source>
        <translation>실행 취소, 다시 실행</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>overlays</source>
        <translation>오버레이</translation>
    </message>
    <message>
        <source>invert</source>
        <translation>반전</translation>
    </message>
    <message>
        <source>fit (also double-click)</source>
        <translation>창에 맞춤 (두 번 클릭)</translation>
    </message>
    <message>
        <source>Windows (W / L)</source>
        <translation>창 (너비/중심)</translation>
    </message>
    <message>
        <source>the file&apos;s own</source>
        <translation>파일의 창</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>reveal identity</source>
        <translation>신원 보기</translation>
    </message>
    <message>
        <source>shared archive</source>
        <translation>공유 보관소</translation>
    </message>
    <message>
        <source>Shift+Left, Shift+Right</source>
        <translation>Shift+왼쪽, Shift+오른쪽</translation>
    </message>
    <message>
        <source>former, next key image</source>
        <translation>이전, 다음 주요 영상</translation>
    </message>
    <message>
        <source>key image: mark, or take the mark away</source>
        <translation>주요 영상: 표시 또는 표시 지우기</translation>
    </message>
</context>
<context>
    <name>lobule::app::MainWindow</name>
    <message>
        <source>This is the last study of the list.</source>
        <translation>목록의 마지막 검사입니다.</translation>
    </message>
    <message>
        <source>This is the first study of the list.</source>
        <translation>목록의 첫 검사입니다.</translation>
    </message>
    <message>
        <source>Every study of the list has been read.</source>
        <translation>목록의 모든 검사를 판독했습니다.</translation>
    </message>
    <message>
        <source>Importing; the worklist shows how far it is.</source>
        <translation>가져오는 중입니다. 진행 상황은 작업 목록에 표시됩니다.</translation>
    </message>
    <message>
        <source>The translation for %1 is not installed.</source>
        <translation>%1 번역이 설치되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Wheel slice · Left drag window · Middle drag pan · F1 all keys</source>
        <translation>휠 슬라이스 · 왼쪽 끌기 창 조절 · 가운데 끌기 이동 · F1 모든 키</translation>
    </message>
    <message numerus="yes">
        <source>%n study(ies)</source>
        <translation>
            <numerusform>검사 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>미판독 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>De-identified · offline</source>
        <translation>비식별화됨 · 오프라인</translation>
    </message>
    <message>
        <source>Demonstration model — not for clinical use</source>
        <translation>시연용 모델 — 임상 사용 불가</translation>
    </message>
    <message>
        <source>Predictions run on %1 with %2</source>
        <translation>%2 모델이 %1에서 예측합니다</translation>
    </message>
    <message>
        <source>Device: automatic</source>
        <translation>장치: 자동</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Predictions will run here; the model is loaded at the first one</source>
        <translation>여기에서 예측합니다. 모델은 첫 예측 때 불러옵니다</translation>
    </message>
    <message>
        <source>Model not available</source>
        <translation>모델 사용 불가</translation>
    </message>
    <message>
        <source>The last start of the prediction program failed; F5 tries again</source>
        <translation>예측 프로그램을 시작하지 못했습니다. F5를 누르면 다시 시도합니다</translation>
    </message>
    <message>
        <source>De-identification: %1</source>
        <translation>비식별화: %1</translation>
    </message>
    <message>
        <source>The images that you asked for are here now; open the study from the worklist.</source>
        <translation>요청한 영상이 도착했습니다. 작업 목록에서 검사를 여십시오.</translation>
    </message>
    <message>
        <source>De-identified</source>
        <translation>비식별화됨</translation>
    </message>
</context>
<context>
    <name>lobule::app::StatusLine</name>
    <message>
        <source>Retry</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
</context>
<context>
    <name>lobule::keys::KeyStartDialog</name>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>Opening the site key</source>
        <translation>사이트 키 여는 중</translation>
    </message>
    <message>
        <source>Waiting for the key store of this computer. Unlock it if you are asked to.</source>
        <translation>이 컴퓨터의 키 저장소를 기다리고 있습니다. 잠금을 풀라고 하면 푸십시오.</translation>
    </message>
    <message>
        <source>Protect the site key</source>
        <translation>사이트 키 보호</translation>
    </message>
    <message>
        <source>Lobule makes pseudonyms and encrypts the identities behind them with one key. This computer offers no key store that could keep it, so please choose where it goes. Settings can change this later.</source>
        <translation>Lobule은 하나의 키로 가명을 만들고 그 뒤의 신원을 암호화합니다. 이 컴퓨터에는 키를 보관할 키 저장소가 없으므로 어디에 둘지 고르십시오. 나중에 설정에서 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>Protect it with a passphrase</source>
        <translation>암호로 보호</translation>
    </message>
    <message>
        <source>Asked for at every start. Without it nobody reads the identities, even with a copy of the disk.</source>
        <translation>시작할 때마다 묻습니다. 디스크를 복사해도 암호 없이는 아무도 신원을 읽지 못합니다.</translation>
    </message>
    <message>
        <source>Keep it in a file that only this account can read</source>
        <translation>이 계정만 읽을 수 있는 파일에 보관</translation>
    </message>
    <message>
        <source>Nothing is asked at the start. Whoever signs in as you, or takes an unencrypted disk, has the key.</source>
        <translation>시작할 때 아무것도 묻지 않습니다. 이 계정으로 로그인하거나 암호화되지 않은 디스크를 가져간 사람은 키를 갖게 됩니다.</translation>
    </message>
    <message>
        <source>Passphrase of the site key</source>
        <translation>사이트 키의 암호</translation>
    </message>
    <message>
        <source>Restore the site key from a backup</source>
        <translation>백업에서 사이트 키 복원</translation>
    </message>
    <message>
        <source>The site key cannot be opened</source>
        <translation>사이트 키를 열 수 없음</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Restore from a backup...</source>
        <translation>백업에서 복원...</translation>
    </message>
    <message>
        <source>Protect the restored key</source>
        <translation>복원한 키 보호</translation>
    </message>
</context>
<context>
    <name>lobule::keys::NewPassphrase</name>
    <message numerus="yes">
        <source>At least %n character(s); several words are better than one.</source>
        <translation>
            <numerusform>%n자 이상. 한 단어보다 여러 단어가 낫습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The two are the same.</source>
        <translation>두 암호가 같습니다.</translation>
    </message>
    <message>
        <source>Type the same once more.</source>
        <translation>같은 암호를 한 번 더 입력하십시오.</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>새 암호</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>한 번 더</translation>
    </message>
</context>
<context>
    <name>lobule::keys::ProtectDialog</name>
    <message>
        <source>Keep it in the key store of this computer</source>
        <translation>이 컴퓨터의 키 저장소에 보관</translation>
    </message>
    <message>
        <source>Protect it with a passphrase</source>
        <translation>암호로 보호</translation>
    </message>
    <message>
        <source>Keep it in a file that only this account can read</source>
        <translation>이 계정만 읽을 수 있는 파일에 보관</translation>
    </message>
    <message>
        <source>Change the protection</source>
        <translation>보호 방식 변경</translation>
    </message>
    <message>
        <source>Protection of the site key</source>
        <translation>사이트 키의 보호 방식</translation>
    </message>
    <message>
        <source>Asking the key store...</source>
        <translation>키 저장소에 묻는 중...</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Whoever signs in as you, or takes an unencrypted disk, has the key.</source>
        <translation>이 계정으로 로그인하거나 암호화되지 않은 디스크를 가져간 사람은 키를 갖게 됩니다.</translation>
    </message>
    <message>
        <source>It is unlocked when you sign in; nothing is asked at the start.</source>
        <translation>로그인할 때 열리며, 시작할 때 아무것도 묻지 않습니다.</translation>
    </message>
    <message>
        <source>This computer has no key store, or it does not answer.</source>
        <translation>이 컴퓨터에는 키 저장소가 없거나 응답하지 않습니다.</translation>
    </message>
    <message>
        <source>The change could not be written into the audit log, so it was not made.</source>
        <translation>감사 기록에 적을 수 없어 변경하지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>lobule::keys::RestoreForm</name>
    <message>
        <source>Recovery code, 14 groups of four</source>
        <translation>복구 코드, 네 글자씩 14묶음</translation>
    </message>
    <message>
        <source>Sealed copy of the key</source>
        <translation>키의 암호화된 사본</translation>
    </message>
    <message>
        <source>Passphrase of the copy</source>
        <translation>사본의 암호</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>선택...</translation>
    </message>
    <message>
        <source>or</source>
        <translation>또는</translation>
    </message>
    <message>
        <source>Choose the sealed copy of the key</source>
        <translation>키의 암호화된 사본 고르기</translation>
    </message>
</context>
<context>
    <name>lobule::keys::RevealDialog</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Reveal identity</source>
        <translation>신원 보기</translation>
    </message>
    <message numerus="yes">
        <source>Who this patient is will be shown for %n second(s). The look is written into the audit log, with your account and the time.</source>
        <translation>
            <numerusform>이 환자가 누구인지 %n초 동안 보여 줍니다. 누가 언제 보았는지 감사 기록에 남습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>No reveal passphrase has been set for this library yet. Choose one now; it will be asked for from then on.</source>
        <translation>이 라이브러리에는 아직 열람 암호가 없습니다. 지금 정하면 다음부터 이 암호를 묻습니다.</translation>
    </message>
    <message>
        <source>Reveal passphrase</source>
        <translation>열람 암호</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>환자 ID</translation>
    </message>
    <message>
        <source>Issuer of the ID</source>
        <translation>ID 발급 기관</translation>
    </message>
    <message>
        <source>Other IDs</source>
        <translation>다른 ID</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>생년월일</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>성별</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>나이</translation>
    </message>
    <message>
        <source>Study date</source>
        <translation>검사일</translation>
    </message>
    <message>
        <source>Accession number</source>
        <translation>접수 번호</translation>
    </message>
    <message>
        <source>Study ID</source>
        <translation>검사 ID</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>기관</translation>
    </message>
    <message>
        <source>Referring physician</source>
        <translation>의뢰 의사</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>신원</translation>
    </message>
    <message>
        <source>The vault holds none of this study.</source>
        <translation>이 검사의 신원은 보관소에 없습니다.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>참고</translation>
    </message>
    <message>
        <source>The files of this study named more than one identity.</source>
        <translation>이 검사의 파일들에 둘 이상의 신원이 적혀 있었습니다.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>숨기기</translation>
    </message>
    <message numerus="yes">
        <source>Hidden in %n second(s).</source>
        <translation>
            <numerusform>%n초 뒤에 숨깁니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>경고</translation>
    </message>
    <message>
        <source>Two persons share this patient ID: the studies under this pseudonym name different people. Do not read them as one patient; ask where the ID was given.</source>
        <translation>두 사람이 이 환자 ID를 함께 씁니다. 이 가명의 검사들에 서로 다른 사람이 적혀 있습니다. 한 환자로 읽지 말고 ID를 발급한 곳에 문의하십시오.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 중 %1</translation>
    </message>
</context>
<context>
    <name>lobule::keys::RevealPassphraseDialog</name>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Reveal passphrase</source>
        <translation>열람 암호</translation>
    </message>
    <message>
        <source>Whoever knows this passphrase may look up, at this workstation, who a patient is; every look is written into the audit log. It does not encrypt anything: that is the work of the site key.</source>
        <translation>이 암호를 아는 사람은 이 워크스테이션에서 환자가 누구인지 볼 수 있으며, 볼 때마다 감사 기록에 남습니다. 이 암호가 무엇을 암호화하지는 않습니다. 그것은 사이트 키가 합니다.</translation>
    </message>
    <message>
        <source>Passphrase so far</source>
        <translation>지금까지의 암호</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>lobule::panels::SliceWidget</name>
    <message>
        <source>Image view</source>
        <translation>영상 보기</translation>
    </message>
    <message>
        <source>No series is open</source>
        <translation>열린 시리즈가 없습니다</translation>
    </message>
    <message>
        <source>Double-click a study in the worklist to read it here.</source>
        <translation>작업 목록에서 검사를 두 번 클릭하면 여기에서 판독합니다.</translation>
    </message>
</context>
<context>
    <name>lobule::reading::AiPanel</name>
    <message>
        <source>Model %1 %2 · %3 · %4 ms</source>
        <translation>모델 %1 %2 · %3 · %4 ms</translation>
    </message>
    <message>
        <source>SHA-256 of the model package: %1</source>
        <translation>모델 패키지의 SHA-256: %1</translation>
    </message>
    <message>
        <source>AI</source>
        <translation>AI</translation>
    </message>
    <message>
        <source>Show on the image (X)</source>
        <translation>영상 위에 표시 (X)</translation>
    </message>
    <message>
        <source>Nothing predicted yet. Press F5 to ask the model about the slice that is shown.</source>
        <translation>아직 예측한 것이 없습니다. F5를 누르면 지금 보이는 슬라이스를 모델에 묻습니다.</translation>
    </message>
    <message>
        <source>The score is the model&apos;s output between 0 and 1. It is not the probability of cirrhosis.</source>
        <translation>점수는 모델이 내는 0과 1 사이의 출력값입니다. 간경변일 확률이 아닙니다.</translation>
    </message>
    <message>
        <source>Demonstration model — not for clinical use</source>
        <translation>시연용 모델 — 임상 사용 불가</translation>
    </message>
</context>
<context>
    <name>lobule::reading::InfoPanel</name>
    <message>
        <source>Study</source>
        <translation>검사</translation>
    </message>
    <message>
        <source>Pseudonym</source>
        <translation>가명</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>성별</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>나이</translation>
    </message>
    <message>
        <source>Study date</source>
        <translation>검사일</translation>
    </message>
    <message>
        <source>removed by de-identification</source>
        <translation>비식별화로 제거됨</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>가져옴</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>검사 장비</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>기관</translation>
    </message>
    <message>
        <source>Series / images</source>
        <translation>시리즈 / 영상</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>출처</translation>
    </message>
    <message>
        <source>synthetic phantom, not a person</source>
        <translation>합성 팬텀, 실제 사람 아님</translation>
    </message>
    <message>
        <source>De-identification</source>
        <translation>비식별화</translation>
    </message>
    <message>
        <source>Study UID</source>
        <translation>검사 UID</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>시리즈</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>번호</translation>
    </message>
    <message>
        <source>Body part</source>
        <translation>검사 부위</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>조영 시기</translation>
    </message>
    <message>
        <source>Geometry</source>
        <translation>기하</translation>
    </message>
    <message>
        <source>Thickness</source>
        <translation>두께</translation>
    </message>
    <message>
        <source>Slice spacing</source>
        <translation>슬라이스 간격</translation>
    </message>
    <message>
        <source>Tube voltage</source>
        <translation>관전압</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>노출량</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>커널</translation>
    </message>
    <message>
        <source>Series UID</source>
        <translation>시리즈 UID</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>Image number</source>
        <translation>영상 번호</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>행렬</translation>
    </message>
    <message>
        <source>Pixel spacing</source>
        <translation>화소 간격</translation>
    </message>
    <message>
        <source>Position (LPS)</source>
        <translation>위치 (LPS)</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>단위</translation>
    </message>
    <message>
        <source>Image type</source>
        <translation>영상 종류</translation>
    </message>
    <message>
        <source>Transfer syntax</source>
        <translation>전송 구문</translation>
    </message>
    <message>
        <source>SOP class</source>
        <translation>SOP 클래스</translation>
    </message>
    <message>
        <source>Instance UID</source>
        <translation>인스턴스 UID</translation>
    </message>
    <message>
        <source>This stack</source>
        <translation>이 묶음</translation>
    </message>
    <message>
        <source>Its geometry</source>
        <translation>묶음의 기하 구조</translation>
    </message>
    <message>
        <source>not given: lengths are in pixels</source>
        <translation>정보 없음: 길이는 화소 단위</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>압축</translation>
    </message>
    <message>
        <source>lossy, %1:1</source>
        <translation>손실, %1:1</translation>
    </message>
    <message>
        <source>lossy, ratio not given</source>
        <translation>손실, 비율 미기재</translation>
    </message>
    <message>
        <source>Reveal identity...</source>
        <translation>신원 보기...</translation>
    </message>
    <message>
        <source>Shows for a moment who the patient is; asks for the reveal passphrase (Ctrl+I)</source>
        <translation>환자가 누구인지 잠시 보여 줍니다. 열람 암호를 묻습니다 (Ctrl+I)</translation>
    </message>
    <message>
        <source>recorded in each image (0012,0064)</source>
        <translation>각 영상의 (0012,0064)에 기록됨</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>확인 사항</translation>
    </message>
    <message>
        <source>Two persons share this patient ID. Do not read their studies as those of one patient.</source>
        <translation>두 사람이 이 환자 ID를 함께 씁니다. 이들의 검사를 한 환자의 것으로 읽지 마십시오.</translation>
    </message>
</context>
<context>
    <name>lobule::reading::KeyImagePanel</name>
    <message>
        <source>Se %1</source>
        <translation>Se %1</translation>
    </message>
    <message>
        <source>Im %1/%2</source>
        <translation>Im %1/%2</translation>
    </message>
    <message>
        <source>Marked by %1, %2</source>
        <translation>%1 표시, %2</translation>
    </message>
    <message>
        <source>Key images</source>
        <translation>주요 영상</translation>
    </message>
    <message>
        <source>None yet. Press K on the image that shows what the report says: it goes into the PDF, with its window.</source>
        <translation>아직 없습니다. 판독문의 내용을 보여 주는 영상에서 K를 누르면 그 창과 함께 PDF에 들어갑니다.</translation>
    </message>
    <message>
        <source>Note under the picture in the report; no names</source>
        <translation>판독문 그림 아래의 메모, 이름은 쓰지 마십시오</translation>
    </message>
    <message>
        <source>A note on this key image: it is printed under the picture and goes to the shared archive</source>
        <translation>이 주요 영상의 메모: 그림 아래에 인쇄되고 공유 보관소로 갑니다</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Take the mark away (Delete); Ctrl+Z brings it back</source>
        <translation>표시 지우기 (Delete), Ctrl+Z로 되돌림</translation>
    </message>
    <message>
        <source>The mark of %1 was removed elsewhere. The note in the line is not stored.</source>
        <translation>다른 곳에서 %1의 표시를 지웠습니다. 입력란의 메모는 저장되지 않았습니다.</translation>
    </message>
    <message>
        <source>The mark of %1 was removed elsewhere. This note is not stored: %2</source>
        <translation>다른 곳에서 %1의 표시를 지웠습니다. 저장되지 않은 메모: %2</translation>
    </message>
    <message>
        <source>Mark again with this note</source>
        <translation>이 메모와 함께 다시 표시</translation>
    </message>
    <message>
        <source>Marks the image again, with its window and what you have typed</source>
        <translation>표시할 때의 윈도우와 입력한 메모로 이 영상을 다시 표시합니다</translation>
    </message>
    <message>
        <source>Discard the note</source>
        <translation>메모 버리기</translation>
    </message>
    <message>
        <source>The image stays without a mark, and what you have typed is dropped</source>
        <translation>영상은 표시되지 않은 채로 남고, 입력한 내용은 버립니다</translation>
    </message>
</context>
<context>
    <name>lobule::reading::MeasurementPanel</name>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>no pixel spacing</source>
        <translation>화소 간격 없음</translation>
    </message>
    <message>
        <source>Se %1</source>
        <translation>Se %1</translation>
    </message>
    <message>
        <source>Im %1/%2</source>
        <translation>Im %1/%2</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>측정</translation>
    </message>
    <message>
        <source>Nothing measured yet. Press D and draw a length on the image; it is stored at once.</source>
        <translation>아직 측정한 것이 없습니다. D를 누르고 영상에 길이를 그으면 바로 저장됩니다.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Remove the measurement (Delete); Ctrl+Z brings it back</source>
        <translation>측정 삭제 (Delete), Ctrl+Z로 되돌림</translation>
    </message>
    <message>
        <source>Measured with Pixel Spacing %1 × %2 mm (rows × columns) of this image</source>
        <translation>이 영상의 화소 간격 %1 × %2 mm(행 × 열)로 측정</translation>
    </message>
    <message>
        <source>This image gives no Pixel Spacing: the length is in pixels.</source>
        <translation>이 영상에는 화소 간격이 없어 길이는 화소 단위입니다.</translation>
    </message>
</context>
<context>
    <name>lobule::reading::PredictionModel</name>
    <message>
        <source>%1 %2 · %3 · %4 ms</source>
        <translation>%1 %2 · %3 · %4 ms</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>시리즈</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>AI</source>
        <translation>AI</translation>
    </message>
    <message>
        <source>Score of LC</source>
        <translation>LC 점수</translation>
    </message>
</context>
<context>
    <name>lobule::reading::ReadingBar</name>
    <message>
        <source>Worklist</source>
        <translation>작업 목록</translation>
    </message>
    <message>
        <source>Back to the worklist (Esc)</source>
        <translation>작업 목록으로 (Esc)</translation>
    </message>
    <message>
        <source>3D</source>
        <translation>3D</translation>
    </message>
    <message>
        <source>Show the series as a volume, or the slices again</source>
        <translation>시리즈를 볼륨으로 보기, 다시 누르면 슬라이스</translation>
    </message>
    <message>
        <source>Predicting</source>
        <translation>예측 중</translation>
    </message>
    <message>
        <source>Predict</source>
        <translation>예측</translation>
    </message>
    <message>
        <source>Ask the model about this slice (F5)</source>
        <translation>이 슬라이스를 모델에 묻기 (F5)</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Save the report as PDF (Ctrl+P)</source>
        <translation>판독문을 PDF로 저장 (Ctrl+P)</translation>
    </message>
    <message>
        <source>synthetic, not a person</source>
        <translation>합성 영상, 실제 사람 아님</translation>
    </message>
</context>
<context>
    <name>lobule::reading::ReadingPage</name>
    <message>
        <source>The PDF was saved as %1</source>
        <translation>PDF를 저장했습니다: %1</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>판독문</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>측정</translation>
    </message>
    <message>
        <source>Measurements %1</source>
        <translation>측정 %1</translation>
    </message>
    <message>
        <source>AI</source>
        <translation>AI</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>정보</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>슬라이스</translation>
    </message>
    <message>
        <source>The measurement could not be stored and was taken back. Check the disk, and draw it again.</source>
        <translation>측정을 저장하지 못해 되돌렸습니다. 디스크를 확인하고 다시 그으십시오.</translation>
    </message>
    <message>
        <source>This study has no images that can be shown.</source>
        <translation>이 검사에는 표시할 수 있는 영상이 없습니다.</translation>
    </message>
    <message>
        <source>The decoded pixels of this series are missing. Import the study again, or run &quot;lobulectl verify --repair&quot;.</source>
        <translation>이 시리즈의 복호화된 화소가 없습니다. 검사를 다시 가져오거나 &quot;lobulectl verify --repair&quot;를 실행하십시오.</translation>
    </message>
    <message>
        <source>Se %1</source>
        <translation>Se %1</translation>
    </message>
    <message>
        <source>Predicting the series: %1 of %2 slices</source>
        <translation>시리즈 예측 중: 슬라이스 %2장 중 %1장</translation>
    </message>
    <message>
        <source>Series predicted: %1 scored, %2 not scored</source>
        <translation>시리즈 예측 완료: 점수 %1장, 점수 없음 %2장</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%2장 중 %1장</translation>
    </message>
    <message>
        <source>Starting...</source>
        <translation>시작하는 중...</translation>
    </message>
    <message>
        <source>Damaged images are being decoded again: %1</source>
        <translation>손상된 영상을 다시 해독하는 중: %1</translation>
    </message>
    <message>
        <source>The images are being decoded again: %1</source>
        <translation>영상을 다시 해독하는 중: %1</translation>
    </message>
    <message>
        <source>Their decoded pixels had been removed to make room, or were damaged. The study itself is complete. Choose another series or go back to stop.</source>
        <translation>해독된 화소가 공간 확보를 위해 지워졌거나 손상되었습니다. 검사 자체는 온전합니다. 멈추려면 다른 시리즈를 고르거나 돌아가십시오.</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) of this series cannot be decoded any more. Import the study again.</source>
        <translation>
            <numerusform>이 시리즈의 영상 %n장을 더 이상 해독할 수 없습니다. 검사를 다시 가져오십시오.</numerusform>
        </translation>
    </message>
    <message>
        <source>The damaged images were decoded again.</source>
        <translation>손상된 영상을 다시 해독했습니다.</translation>
    </message>
    <message>
        <source>The images are stored and can be exported, but Lobule cannot show them. Ask for the study without this compression.</source>
        <translation>영상은 저장되어 있고 내보낼 수 있지만 Lobule에서 볼 수 없습니다. 이 압축을 쓰지 않은 검사를 요청하십시오.</translation>
    </message>
    <message>
        <source>Decoded pixels on this disk are damaged again and again. Check the disk.</source>
        <translation>이 디스크에서 해독된 화소가 거듭 손상됩니다. 디스크를 점검하십시오.</translation>
    </message>
    <message>
        <source>The images are stored, but Lobule cannot show them. Export the study again from the scanner or the PACS.</source>
        <translation>영상은 저장되어 있지만 Lobule이 표시할 수 없습니다. 스캐너나 PACS에서 검사를 다시 내보내십시오.</translation>
    </message>
    <message>
        <source>Key images are slices: go back to the slices to mark one.</source>
        <translation>주요 영상은 슬라이스입니다. 슬라이스 화면으로 돌아가서 표시하십시오.</translation>
    </message>
    <message>
        <source>This study has no key image yet. Press K to mark the image that is shown.</source>
        <translation>이 검사에는 아직 주요 영상이 없습니다. K를 눌러 보이는 영상을 표시하십시오.</translation>
    </message>
    <message>
        <source>Measurements and key images of the study</source>
        <translation>검사의 측정과 주요 영상</translation>
    </message>
    <message>
        <source>The key image could not be stored and was taken back. Check the disk, and mark it again.</source>
        <translation>주요 영상을 저장하지 못해 되돌렸습니다. 디스크를 확인하고 다시 표시하십시오.</translation>
    </message>
</context>
<context>
    <name>lobule::reading::SeriesStrip</name>
    <message>
        <source>Series %1: %2, %3 images</source>
        <translation>시리즈 %1: %2, 영상 %3장</translation>
    </message>
</context>
<context>
    <name>lobule::reading::ToolRail</name>
    <message>
        <source>Window / level</source>
        <translation>창 너비/중심</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>확대/축소</translation>
    </message>
    <message>
        <source>Scroll</source>
        <translation>넘기기</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Key image: take the mark away</source>
        <translation>주요 영상: 표시 지우기</translation>
    </message>
    <message>
        <source>Key image: it goes into the report</source>
        <translation>주요 영상: 판독문에 들어갑니다</translation>
    </message>
</context>
<context>
    <name>lobule::render::VolumeRenderWidget</name>
    <message>
        <source>This computer&apos;s graphics driver offers no OpenGL 3.2, or it is switched off.</source>
        <translation>이 컴퓨터의 그래픽 드라이버가 OpenGL 3.2를 지원하지 않거나 꺼져 있습니다.</translation>
    </message>
    <message>
        <source>The images of this series do not say where in the body they lie.</source>
        <translation>이 시리즈의 영상에 몸 안의 위치 정보가 없습니다.</translation>
    </message>
    <message>
        <source>The images of this series do not say how large their pixels are.</source>
        <translation>이 시리즈의 영상에 화소 크기 정보가 없습니다.</translation>
    </message>
    <message>
        <source>The images of this series lie in different directions.</source>
        <translation>이 시리즈의 영상은 방향이 서로 다릅니다.</translation>
    </message>
    <message>
        <source>One image does not make a volume.</source>
        <translation>영상 한 장으로는 볼륨을 만들 수 없습니다.</translation>
    </message>
    <message>
        <source>Colour images are not shown as a volume.</source>
        <translation>컬러 영상은 볼륨으로 표시하지 않습니다.</translation>
    </message>
    <message>
        <source>This series is too large for the memory of this computer.</source>
        <translation>이 시리즈는 이 컴퓨터의 메모리에 비해 너무 큽니다.</translation>
    </message>
    <message>
        <source>The graphics driver reported an error.</source>
        <translation>그래픽 드라이버가 오류를 보고했습니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Prepare again</source>
        <translation>다시 준비</translation>
    </message>
    <message>
        <source>Volume · %1</source>
        <translation>볼륨 · %1</translation>
    </message>
    <message>
        <source>Resampled: not for measuring</source>
        <translation>재표본화됨: 측정용 아님</translation>
    </message>
    <message>
        <source>Volume view</source>
        <translation>볼륨 보기</translation>
    </message>
    <message>
        <source>No volume</source>
        <translation>볼륨 없음</translation>
    </message>
    <message>
        <source>Open a series of several slices to see it here.</source>
        <translation>여러 장으로 된 시리즈를 열면 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>Preparing the volume… %1 %</source>
        <translation>볼륨 준비 중… %1 %</translation>
    </message>
    <message>
        <source>The preparation was cancelled</source>
        <translation>준비를 취소했습니다</translation>
    </message>
    <message>
        <source>The volume cannot be shown</source>
        <translation>볼륨을 표시할 수 없습니다</translation>
    </message>
    <message>
        <source>Everything else works without it.</source>
        <translation>다른 기능은 그대로 쓸 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>lobule::reporting::MergeDialog</name>
    <message>
        <source>The same in both</source>
        <translation>양쪽이 같음</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>결정됨</translation>
    </message>
    <message>
        <source>Differs: choose or write</source>
        <translation>다름: 선택하거나 작성하십시오</translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) to decide.</source>
        <translation>
            <numerusform>결정할 항목이 %n개 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The merged report will be final, because a version is. Both versions stay.</source>
        <translation>한 버전이 확정되어 있으므로 병합한 판독문도 확정됩니다. 두 버전은 그대로 남습니다.</translation>
    </message>
    <message>
        <source>The merged report will be a draft. Both versions stay.</source>
        <translation>병합한 판독문은 초안이 됩니다. 두 버전은 그대로 남습니다.</translation>
    </message>
    <message>
        <source>Save as final report</source>
        <translation>확정 판독문으로 저장</translation>
    </message>
    <message>
        <source>Save merged report</source>
        <translation>병합한 판독문 저장</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>확정</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>초안</translation>
    </message>
    <message>
        <source>Unknown author</source>
        <translation>작성자 미상</translation>
    </message>
    <message>
        <source>%1 · %2 · written %3</source>
        <translation>%1 · %2 · %3 작성</translation>
    </message>
    <message>
        <source>Two versions of the report</source>
        <translation>판독문의 두 버전</translation>
    </message>
    <message>
        <source>Two people wrote without seeing each other&apos;s text. Make one report of both: take a text or write your own. Times are those of the writers&apos; computers and decide nothing.</source>
        <translation>두 사람이 서로의 글을 보지 못한 채 작성했습니다. 글을 선택하거나 직접 작성하여 하나의 판독문으로 만드십시오. 시각은 작성자 컴퓨터의 시각이며 우선순위를 정하지 않습니다.</translation>
    </message>
    <message>
        <source>Merged report</source>
        <translation>병합한 판독문</translation>
    </message>
    <message>
        <source>Take everything from here</source>
        <translation>이쪽 내용 모두 사용</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>나중에</translation>
    </message>
    <message>
        <source>Both versions stay as they are (Esc)</source>
        <translation>두 버전이 그대로 남습니다(Esc)</translation>
    </message>
    <message>
        <source>← Left</source>
        <translation>← 왼쪽</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>Right →</source>
        <translation>오른쪽 →</translation>
    </message>
    <message>
        <source>Takes the left text</source>
        <translation>왼쪽 글을 사용합니다</translation>
    </message>
    <message>
        <source>Takes the left text and the right one below it</source>
        <translation>왼쪽 글과 그 아래에 오른쪽 글을 사용합니다</translation>
    </message>
    <message>
        <source>Takes the right text</source>
        <translation>오른쪽 글을 사용합니다</translation>
    </message>
    <message>
        <source>%1 versions of the report: the first two</source>
        <translation>판독문의 버전 %1개 중 처음 두 개</translation>
    </message>
    <message numerus="yes">
        <source>%n more version(s) come(s) after these two, to be merged with what you make of them.</source>
        <translation>
            <numerusform>이 두 버전 다음에 버전 %n개가 더 있으며, 여기서 만든 글과 병합합니다.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::reporting::PreviewDialog</name>
    <message>
        <source>Preview of the report</source>
        <translation>판독문 미리 보기</translation>
    </message>
    <message>
        <source>Export PDF...</source>
        <translation>PDF 내보내기...</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>1 page</source>
        <translation>1쪽</translation>
    </message>
    <message>
        <source>%1 pages</source>
        <translation>%1쪽</translation>
    </message>
</context>
<context>
    <name>lobule::reporting::ReportPanel</name>
    <message>
        <source>Write an impression first: a final report needs one.</source>
        <translation>먼저 결론을 쓰십시오. 판독문을 확정하려면 결론이 필요합니다.</translation>
    </message>
    <message>
        <source>Finalise report</source>
        <translation>판독문 확정</translation>
    </message>
    <message>
        <source>Finalise the report of %1?</source>
        <translation>%1의 판독문을 확정할까요?</translation>
    </message>
    <message>
        <source>Its text then stays as it is. Later remarks go into an addendum.</source>
        <translation>확정하면 내용을 바꿀 수 없습니다. 이후의 내용은 추가 판독으로 씁니다.</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>계속 편집</translation>
    </message>
    <message>
        <source>Export PDF</source>
        <translation>PDF 내보내기</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Structured liver report</source>
        <translation>구조화 간 판독문</translation>
    </message>
    <message>
        <source>Show all versions</source>
        <translation>모든 버전 보기</translation>
    </message>
    <message>
        <source>AI result</source>
        <translation>AI 결과</translation>
    </message>
    <message>
        <source>Insert AI result</source>
        <translation>AI 결과 삽입</translation>
    </message>
    <message>
        <source>Writes the result as text into the report; you can change or remove it</source>
        <translation>결과를 글로 판독문에 넣습니다. 고치거나 지울 수 있습니다</translation>
    </message>
    <message>
        <source>Go to the predicted image</source>
        <translation>예측한 영상으로 이동</translation>
    </message>
    <message>
        <source>Finalise...</source>
        <translation>확정...</translation>
    </message>
    <message>
        <source>Add addendum</source>
        <translation>추가 판독 쓰기</translation>
    </message>
    <message>
        <source>Preview PDF</source>
        <translation>PDF 미리 보기</translation>
    </message>
    <message>
        <source>Language of the printed report</source>
        <translation>인쇄할 판독문의 언어</translation>
    </message>
    <message>
        <source>This report is final. What is to be added goes into an addendum; every version stays.</source>
        <translation>확정된 판독문입니다. 덧붙일 내용은 추가 판독으로 쓰며 모든 버전이 보존됩니다.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>빼기</translation>
    </message>
    <message>
        <source>Takes the AI result out of the report</source>
        <translation>판독문에서 AI 결과를 뺍니다</translation>
    </message>
    <message>
        <source>No AI result yet. F5 predicts the current image.</source>
        <translation>아직 AI 결과가 없습니다. F5를 누르면 현재 영상을 예측합니다.</translation>
    </message>
    <message>
        <source>image %1</source>
        <translation>영상 %1</translation>
    </message>
    <message>
        <source>Score, not a probability. %1 %2</source>
        <translation>점수이며 확률이 아닙니다. %1 %2</translation>
    </message>
    <message>
        <source>Not for clinical use</source>
        <translation>임상 사용 불가</translation>
    </message>
    <message>
        <source>From protocol</source>
        <translation>프로토콜에서 채우기</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>확정</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>임시 저장</translation>
    </message>
    <message>
        <source>not saved, trying again</source>
        <translation>저장 안 됨, 다시 시도 중</translation>
    </message>
    <message>
        <source>saving</source>
        <translation>저장 중</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>비어 있음</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>저장됨</translation>
    </message>
    <message>
        <source>saved %1 s ago</source>
        <translation>%1초 전 저장</translation>
    </message>
    <message>
        <source>saved %1 min ago</source>
        <translation>%1분 전 저장</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>%1 저장</translation>
    </message>
    <message>
        <source>somebody else</source>
        <translation>다른 사용자</translation>
    </message>
    <message>
        <source>Compare and merge...</source>
        <translation>비교 및 병합...</translation>
    </message>
    <message>
        <source>%1 finals: %2 finalised at the same time. All texts are kept.</source>
        <translation>확정본 %1개: %2 님이 같은 시기에 확정했습니다. 모든 글이 보관됩니다.</translation>
    </message>
    <message>
        <source>%1 versions: %2 wrote at the same time. All texts are kept.</source>
        <translation>버전 %1개: %2 님이 같은 시기에 작성했습니다. 모든 글이 보관됩니다.</translation>
    </message>
    <message>
        <source>Two versions side by side, the next after them; you decide what the report says</source>
        <translation>버전을 두 개씩 나란히 보여 주며, 다음 버전은 그 뒤에 이어집니다. 판독문의 내용은 직접 결정합니다</translation>
    </message>
</context>
<context>
    <name>lobule::reporting::VersionsDialog</name>
    <message>
        <source>Final</source>
        <translation>확정</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>임시 저장</translation>
    </message>
    <message>
        <source>Version %1 · %2 · %3</source>
        <translation>버전 %1 · %2 · %3</translation>
    </message>
    <message>
        <source>The report is final: its text stays as it is.</source>
        <translation>확정된 판독문이므로 내용을 바꿀 수 없습니다.</translation>
    </message>
    <message>
        <source>Restoring makes a new version; no version is ever removed.</source>
        <translation>복원하면 새 버전이 생기며 어떤 버전도 지워지지 않습니다.</translation>
    </message>
    <message>
        <source>Versions of the report</source>
        <translation>판독문의 버전</translation>
    </message>
    <message>
        <source>Restore this version</source>
        <translation>이 버전 복원</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>lobule::settings::ArchivePage</name>
    <message>
        <source>Shared archive</source>
        <translation>공유 보관소</translation>
    </message>
    <message>
        <source>Server and port</source>
        <translation>서버와 포트</translation>
    </message>
    <message>
        <source>Certificate authority</source>
        <translation>인증 기관</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>데이터베이스</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>로그인</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>Keep the password in</source>
        <translation>암호 보관 위치</translation>
    </message>
    <message>
        <source>This library is</source>
        <translation>이 라이브러리의 기관</translation>
    </message>
    <message>
        <source>Studies (de-identified), measurements, AI results and reports are shared with your institution. Identities stay here.</source>
        <translation>검사(비식별화), 측정, AI 결과, 판독문을 소속 기관과 공유합니다. 신원 정보는 이 컴퓨터에만 남습니다.</translation>
    </message>
    <message>
        <source>The name that the server&apos;s certificate is for</source>
        <translation>서버 인증서에 적힌 이름</translation>
    </message>
    <message>
        <source>Port of the server; PostgreSQL&apos;s own is 5432</source>
        <translation>서버의 포트. PostgreSQL 기본값은 5432</translation>
    </message>
    <message>
        <source>PEM file of the authority that the server&apos;s certificate is from; the administrator has it</source>
        <translation>서버 인증서를 발급한 인증 기관의 PEM 파일. 관리자에게 받으십시오</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>선택...</translation>
    </message>
    <message>
        <source>Sent only over an encrypted connection to a server whose certificate holds</source>
        <translation>인증서가 확인된 서버에 암호화된 연결로만 보냅니다</translation>
    </message>
    <message>
        <source>The key store of this computer</source>
        <translation>이 컴퓨터의 키 저장소</translation>
    </message>
    <message>
        <source>A file that only this account can read</source>
        <translation>이 계정만 읽을 수 있는 파일</translation>
    </message>
    <message>
        <source>Studies imported from now on belong to this institution. Test fills the list.</source>
        <translation>앞으로 가져오는 검사는 이 기관에 속합니다. 시험하면 목록이 채워집니다.</translation>
    </message>
    <message>
        <source>Test the connection to see the institutions</source>
        <translation>연결을 시험하면 기관이 표시됩니다</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Disconnect...</source>
        <translation>연결 해제...</translation>
    </message>
    <message>
        <source>Connected as %1.</source>
        <translation>%1(으)로 연결되었습니다.</translation>
    </message>
    <message>
        <source>Not connected.</source>
        <translation>연결되지 않았습니다.</translation>
    </message>
    <message>
        <source>Kept; type to change it</source>
        <translation>보관됨. 바꾸려면 입력하십시오</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>시험</translation>
    </message>
    <message>
        <source>Connects, says in plain words what is wrong, and changes nothing</source>
        <translation>연결해 보고 문제를 쉬운 말로 알려 주며, 아무것도 바꾸지 않습니다</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>적용</translation>
    </message>
    <message>
        <source>Disconnecting.</source>
        <translation>연결을 해제하는 중입니다.</translation>
    </message>
    <message>
        <source>Connecting to %1.</source>
        <translation>%1에 연결하는 중입니다.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was changed.</source>
        <translation>취소했습니다. 바뀐 것은 없습니다.</translation>
    </message>
    <message>
        <source>The key store of this computer cannot take the password. Unlock it, or keep the password in a file.</source>
        <translation>이 컴퓨터의 키 저장소에 암호를 보관할 수 없습니다. 잠금을 풀거나 암호를 파일에 보관하십시오.</translation>
    </message>
    <message>
        <source>Choose which institution this library is, then connect.</source>
        <translation>이 라이브러리의 기관을 선택한 다음 연결하십시오.</translation>
    </message>
    <message>
        <source>The archive answers. %1 is a member of: %2.</source>
        <translation>보관소가 응답했습니다. %1의 소속 기관: %2.</translation>
    </message>
    <message>
        <source>The archive answers, but wants a newer Lobule: it can be read only.</source>
        <translation>보관소가 응답했지만 더 새로운 Lobule이 필요합니다. 읽기만 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Connected. What is here is offered to the archive in the background.</source>
        <translation>연결되었습니다. 여기에 있는 검사를 백그라운드에서 보관소로 보냅니다.</translation>
    </message>
    <message>
        <source>Disconnected. What was imported or written here stays.</source>
        <translation>연결을 해제했습니다. 여기서 가져오거나 작성한 것은 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>연결 해제</translation>
    </message>
    <message>
        <source>Disconnect this library from the archive?</source>
        <translation>이 라이브러리를 보관소에서 연결 해제하시겠습니까?</translation>
    </message>
    <message>
        <source>Studies of others that are only cached here are removed from this computer; the archive keeps them. What was imported or written here stays.</source>
        <translation>여기에 임시로 보관된 다른 사용자의 검사는 이 컴퓨터에서 제거되며 보관소에는 남습니다. 여기서 가져오거나 작성한 것은 그대로 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) have not been sent yet and stay here.</source>
        <translation>
            <numerusform>아직 보내지 않은 변경 사항 %n개는 여기에 남습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer)</source>
        <translation>인증서 (*.pem *.crt *.cer)</translation>
    </message>
</context>
<context>
    <name>lobule::settings::AuditPage</name>
    <message>
        <source>Audit log</source>
        <translation>감사 기록</translation>
    </message>
    <message>
        <source>Who did what with identities, keys and studies, newest first. Entries are never changed or removed.</source>
        <translation>신원, 키, 검사로 누가 무엇을 했는지 최신순으로 보여 줍니다. 기록은 바뀌거나 지워지지 않습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies)</source>
        <translation>
            <numerusform>%n건</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>CSV로 복사</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>계정</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>검사</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>상세</translation>
    </message>
</context>
<context>
    <name>lobule::settings::DeidentificationPage</name>
    <message>
        <source>De-identification</source>
        <translation>비식별화</translation>
    </message>
    <message>
        <source>Applies to everything that is imported from now on, in the window and by lobulectl. Changes are noted in the audit log.</source>
        <translation>지금부터 창과 lobulectl로 가져오는 모든 파일에 적용됩니다. 변경 사항은 감사 기록에 남습니다.</translation>
    </message>
    <message>
        <source>Whitelist</source>
        <translation>허용 목록</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>선택...</translation>
    </message>
    <message>
        <source>Shipped list</source>
        <translation>기본 목록</translation>
    </message>
    <message>
        <source>One attribute a line: GGGG,&quot;CREATOR&quot;,EE</source>
        <translation>한 줄에 속성 하나: GGGG,&quot;CREATOR&quot;,EE</translation>
    </message>
    <message numerus="yes">
        <source>%n attribute(s)</source>
        <translation>
            <numerusform>속성 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a whitelist of private attributes</source>
        <translation>비공개 속성 허용 목록 선택</translation>
    </message>
    <message>
        <source>Line %1 of %2 is not of the form GGGG,&quot;CREATOR&quot;,EE with an odd group; the whitelist was not changed.</source>
        <translation>%2의 %1번째 줄이 GGGG,&quot;CREATOR&quot;,EE 형식(홀수 그룹)이 아니어서 허용 목록을 바꾸지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>lobule::settings::GeneralPage</name>
    <message>
        <source>General</source>
        <translation>일반</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>기관</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Compute device</source>
        <translation>연산 장치</translation>
    </message>
    <message>
        <source>Model package</source>
        <translation>모델 패키지</translation>
    </message>
    <message>
        <source>Import workers</source>
        <translation>가져오기 작업 프로세스</translation>
    </message>
    <message>
        <source>Library folder</source>
        <translation>라이브러리 폴더</translation>
    </message>
    <message>
        <source>Studies imported from now on belong to this institution.</source>
        <translation>지금부터 가져오는 검사는 이 기관에 속합니다.</translation>
    </message>
    <message>
        <source>Shipped demonstration model</source>
        <translation>포함된 시연용 모델</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>선택...</translation>
    </message>
    <message numerus="yes">
        <source>Automatic (%n core(s))</source>
        <translation>
            <numerusform>자동 (코어 %n개)</numerusform>
        </translation>
    </message>
    <message>
        <source>Changes are applied and stored at once. Studies imported from now on carry the institution&apos;s name.</source>
        <translation>변경 사항은 바로 적용되고 저장됩니다. 지금부터 가져오는 검사에 기관 이름이 기록됩니다.</translation>
    </message>
    <message>
        <source>Automatic (GPU when there is one)</source>
        <translation>자동 (GPU가 있으면 GPU)</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>NVIDIA GPU (CUDA)</source>
        <translation>NVIDIA GPU (CUDA)</translation>
    </message>
    <message>
        <source>Choose a model package</source>
        <translation>모델 패키지 선택</translation>
    </message>
    <message>
        <source>There is no folder %1; the model was not changed.</source>
        <translation>%1 폴더가 없어 모델을 바꾸지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>lobule::settings::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>lobule::settings::SiteKeyPage</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Site key</source>
        <translation>사이트 키</translation>
    </message>
    <message>
        <source>Key id</source>
        <translation>키 ID</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translation>마지막 백업</translation>
    </message>
    <message>
        <source>Reveal identity</source>
        <translation>신원 보기</translation>
    </message>
    <message>
        <source>Shown for</source>
        <translation>보이는 시간</translation>
    </message>
    <message>
        <source>Change the protection...</source>
        <translation>보호 방식 변경...</translation>
    </message>
    <message>
        <source>Print recovery code...</source>
        <translation>복구 코드 인쇄...</translation>
    </message>
    <message>
        <source>One page with the code in large letters, to be locked away. The print dialog can also make a PDF.</source>
        <translation>큰 글자로 된 코드가 한 쪽에 인쇄됩니다. 잠가 두십시오. 인쇄 대화 상자에서 PDF로도 만들 수 있습니다.</translation>
    </message>
    <message>
        <source>Save sealed copy...</source>
        <translation>암호화된 사본 저장...</translation>
    </message>
    <message>
        <source>A file with the key, encrypted under a passphrase</source>
        <translation>암호로 암호화한 키 파일</translation>
    </message>
    <message>
        <source>Restore...</source>
        <translation>복원...</translation>
    </message>
    <message>
        <source>Reveal passphrase...</source>
        <translation>열람 암호...</translation>
    </message>
    <message>
        <source>Set or change the passphrase that is asked for before an identity is shown</source>
        <translation>신원을 보여 주기 전에 묻는 암호를 정하거나 바꿉니다</translation>
    </message>
    <message>
        <source> s</source>
        <translation>초</translation>
    </message>
    <message>
        <source>The site key makes the pseudonyms and encrypts the identities behind them. Without a backup, a lost key cannot be replaced: nobody could read the identities again, and known patients would get new pseudonyms.</source>
        <translation>사이트 키는 가명을 만들고 그 뒤의 신원을 암호화합니다. 백업이 없으면 잃어버린 키를 되살릴 수 없습니다. 아무도 신원을 다시 읽지 못하고, 이미 있던 환자도 새 가명을 받게 됩니다.</translation>
    </message>
    <message>
        <source>In a plain file that LOBULE_KEY_FILE names: %1</source>
        <translation>LOBULE_KEY_FILE이 가리키는 일반 파일: %1</translation>
    </message>
    <message>
        <source>In the key store of this computer</source>
        <translation>이 컴퓨터의 키 저장소</translation>
    </message>
    <message>
        <source>Encrypted under a passphrase that is asked for at every start</source>
        <translation>시작할 때마다 묻는 암호로 암호화됨</translation>
    </message>
    <message>
        <source>In a file that only this account of the computer can read: %1</source>
        <translation>이 컴퓨터의 이 계정만 읽을 수 있는 파일: %1</translation>
    </message>
    <message>
        <source>LOBULE_KEY_FILE decides where the key is; remove that setting first.</source>
        <translation>키의 위치는 LOBULE_KEY_FILE이 정합니다. 먼저 그 설정을 없애십시오.</translation>
    </message>
    <message>
        <source>%1, sealed copy</source>
        <translation>%1, 암호화된 사본</translation>
    </message>
    <message>
        <source>%1, recovery code</source>
        <translation>%1, 복구 코드</translation>
    </message>
    <message>
        <source>None yet. Print the recovery code or save a sealed copy now.</source>
        <translation>아직 없습니다. 지금 복구 코드를 인쇄하거나 암호화된 사본을 저장하십시오.</translation>
    </message>
    <message>
        <source>Print the recovery code</source>
        <translation>복구 코드 인쇄</translation>
    </message>
    <message>
        <source>The printer does not take the page.</source>
        <translation>프린터가 쪽을 받지 않습니다.</translation>
    </message>
    <message>
        <source>Printed. Check that every letter can be read, then lock the sheet away.</source>
        <translation>인쇄했습니다. 모든 글자가 읽히는지 확인한 뒤 잠가 두십시오.</translation>
    </message>
    <message>
        <source>Save a sealed copy of the site key</source>
        <translation>사이트 키의 암호화된 사본 저장</translation>
    </message>
    <message>
        <source>The copy is encrypted under this passphrase. Keep the two apart, and both away from the library.</source>
        <translation>사본은 이 암호로 암호화됩니다. 사본과 암호를 따로 두고, 둘 다 라이브러리와 떨어진 곳에 두십시오.</translation>
    </message>
    <message>
        <source>Choose the file...</source>
        <translation>파일 고르기...</translation>
    </message>
    <message>
        <source>Save the sealed copy</source>
        <translation>암호화된 사본 저장</translation>
    </message>
    <message>
        <source>Writing the copy...</source>
        <translation>사본을 쓰는 중...</translation>
    </message>
    <message>
        <source>The copy was written to %1 and opens with its passphrase.</source>
        <translation>사본을 %1에 썼고, 암호로 열리는 것을 확인했습니다.</translation>
    </message>
    <message>
        <source>Restore the site key</source>
        <translation>사이트 키 복원</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>The backup holds this library&apos;s key, and the key is in its place.</source>
        <translation>백업은 지금의 키와 같으며, 키는 제자리에 있습니다.</translation>
    </message>
    <message>
        <source>The protection was changed.</source>
        <translation>보호 방식을 변경했습니다.</translation>
    </message>
    <message>
        <source>The reveal passphrase was stored.</source>
        <translation>열람 암호를 저장했습니다.</translation>
    </message>
    <message>
        <source>Brings the key back from its recovery code or a sealed copy; another key that is in use is never replaced</source>
        <translation>복구 코드나 암호화된 사본에서 키를 되살립니다. 사용 중인 다른 키는 바꾸지 않습니다</translation>
    </message>
    <message>
        <source>For a key that is damaged or whose passphrase was forgotten, or on a new computer. A present key that is in use is not replaced by another one.</source>
        <translation>키가 손상되었거나 암호를 잊었을 때, 또는 새 컴퓨터에서 사용합니다. 사용 중인 키는 다른 키로 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>The restored key is in place. Lobule ends now; start it again to work with it.</source>
        <translation>복원한 키를 넣었습니다. Lobule을 종료합니다. 다시 시작하면 그 키로 작업합니다.</translation>
    </message>
    <message>
        <source>Keys</source>
        <comment>site key and passphrases</comment>
        <translation>사이트 키</translation>
    </message>
</context>
<context>
    <name>lobule::settings::StoragePage</name>
    <message>
        <source>Storage</source>
        <translation>저장 공간</translation>
    </message>
    <message>
        <source>Pixel cache</source>
        <translation>화소 캐시</translation>
    </message>
    <message>
        <source>Decoded images, so that a study opens at once. They are made from the stored study and can be removed at any time: what is opened later is decoded again.</source>
        <translation>검사가 바로 열리도록 해독해 둔 영상입니다. 저장된 검사에서 만들어지므로 언제든 지울 수 있으며, 나중에 열면 다시 해독됩니다.</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>최대</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>제한 없음</translation>
    </message>
    <message>
        <source>Above this the series opened least recently are removed. What is open or being imported stays.</source>
        <translation>이를 넘으면 가장 오래전에 연 시리즈부터 지웁니다. 열려 있거나 가져오는 중인 것은 남습니다.</translation>
    </message>
    <message>
        <source>Used now</source>
        <translation>현재 사용량</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>비우기</translation>
    </message>
    <message>
        <source>Remove the decoded images of everything that is not open</source>
        <translation>열려 있지 않은 모든 해독 영상을 지웁니다</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>멈춤</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>다시 만들기</translation>
    </message>
    <message>
        <source>Decode what is missing, the newest studies first, as far as there is room</source>
        <translation>없는 것을 최신 검사부터 공간이 허락하는 만큼 해독합니다</translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>시리즈 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n series not decoded</source>
        <translation>
            <numerusform>해독되지 않은 시리즈 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) in use</source>
        <translation>
            <numerusform>사용 중인 파일 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 freed.</source>
        <translation>%1 확보했습니다.</translation>
    </message>
    <message>
        <source>%1 freed. What is open stays.</source>
        <translation>%1 확보했습니다. 열려 있는 것은 남습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) decoded.</source>
        <translation>
            <numerusform>영상 %n장을 해독했습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be decoded any more; run &quot;lobulectl verify&quot;.</source>
        <translation>
            <numerusform>%n장은 더 이상 해독할 수 없습니다. &quot;lobulectl verify&quot;를 실행하십시오.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped; the rest is decoded when it is opened.</source>
        <translation>멈추었습니다. 나머지는 열 때 해독됩니다.</translation>
    </message>
</context>
<context>
    <name>lobule::sync::FetchStrip</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>What has come stays; the rest comes when the study is opened again</source>
        <translation>받은 영상은 남고, 나머지는 검사를 다시 열 때 받습니다</translation>
    </message>
    <message>
        <source>Connecting to the archive for the images of %1</source>
        <translation>%1의 영상을 받기 위해 보관소에 연결하는 중</translation>
    </message>
    <message>
        <source>Fetching the images of %1 from the archive: %2 of %3</source>
        <translation>보관소에서 %1의 영상을 가져오는 중: %2 / %3</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) left</source>
        <translation>
            <numerusform>%n초 남음</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::sync::RefusalDialog</name>
    <message>
        <source>Not taken over: %1</source>
        <translation>반영하지 않음: %1</translation>
    </message>
    <message>
        <source>Copy the text</source>
        <translation>글 복사</translation>
    </message>
    <message>
        <source>Copies what is written here to the clipboard</source>
        <translation>여기 적힌 내용을 클립보드에 복사합니다</translation>
    </message>
    <message>
        <source>Keep in the list</source>
        <translation>목록에 남기기</translation>
    </message>
    <message>
        <source>Nothing changes (Esc)</source>
        <translation>바뀌는 것이 없습니다(Esc)</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>목록에서 빼기</translation>
    </message>
    <message>
        <source>Takes them off the list of what needs attention</source>
        <translation>확인이 필요한 목록에서 뺍니다</translation>
    </message>
    <message>
        <source>These changes of others contradict what is here, or have a form that this Lobule does not take. Dismissing them changes nothing about that: what is here and what is in the archive stay as they are, and the audit log says that you dismissed them. Copy the text first if somebody else has to see it.</source>
        <translation>다른 사용자의 이 변경은 여기 있는 내용과 어긋나거나 이 Lobule이 받아들이지 않는 형식입니다. 목록에서 빼도 내용은 바뀌지 않습니다. 여기 있는 것과 보관소에 있는 것이 모두 그대로 남으며, 감사 기록에 목록에서 뺀 사람이 남습니다. 다른 사람이 보아야 하면 먼저 글을 복사하십시오.</translation>
    </message>
</context>
<context>
    <name>lobule::sync::SyncChip</name>
    <message>
        <source>Click for the queue and what to do (%1)</source>
        <translation>클릭하면 대기 목록과 할 일을 보여 줍니다(%1)</translation>
    </message>
</context>
<context>
    <name>lobule::sync::SyncDesk</name>
    <message>
        <source>You are no longer a member of %1. Its studies were removed from this computer; what was imported or written here stays.</source>
        <translation>더 이상 %1의 구성원이 아닙니다. 그 기관의 검사는 이 컴퓨터에서 제거되었으며, 여기서 가져오거나 작성한 것은 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Cancelled; what has come of %1 stays.</source>
        <translation>취소했습니다. 이미 받은 %1의 영상은 남아 있습니다.</translation>
    </message>
    <message>
        <source>The images of %1 are in the archive only.</source>
        <translation>%1의 영상은 보관소에만 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) of yours could not be sent any more.</source>
        <translation>
            <numerusform>변경 %n건은 더 이상 보낼 수 없게 되었습니다.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::sync::SyncPage</name>
    <message>
        <source>Shared archive</source>
        <translation>공유 보관소</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>지금 동기화</translation>
    </message>
    <message>
        <source>Looks at the archive at once instead of at the next turn</source>
        <translation>다음 차례를 기다리지 않고 바로 보관소를 확인합니다</translation>
    </message>
    <message>
        <source>Retry all</source>
        <translation>모두 다시 시도</translation>
    </message>
    <message>
        <source>Sends again what was refused</source>
        <translation>거부된 항목을 다시 보냅니다</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Limit of the rate</source>
        <translation>전송 속도 제한</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>제한 없음</translation>
    </message>
    <message>
        <source>Leaves room on the line for others. Reports and measurements are small and go at once.</source>
        <translation>다른 사용자를 위해 회선에 여유를 둡니다. 판독문과 측정은 작으므로 바로 전송됩니다.</translation>
    </message>
    <message>
        <source>Connect this library to the archive of your institution: studies, measurements, AI results and reports are then shared with the colleagues who may see them. Identities never leave this computer, and reading works without a network. You need the name of the server, your login and the file of its certificate authority.</source>
        <translation>이 라이브러리를 소속 기관의 보관소에 연결하면 검사, 측정, AI 결과, 판독문을 볼 권한이 있는 동료와 공유합니다. 신원 정보는 이 컴퓨터를 벗어나지 않으며, 네트워크 없이도 판독할 수 있습니다. 서버 이름, 로그인, 인증 기관 파일이 필요합니다.</translation>
    </message>
    <message>
        <source>Set up the archive...</source>
        <translation>보관소 설정...</translation>
    </message>
    <message>
        <source>Nothing waits.</source>
        <translation>대기 중인 항목이 없습니다.</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>검사</translation>
    </message>
    <message>
        <source>What</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>할 일</translation>
    </message>
    <message>
        <source>Next try at %1.</source>
        <translation>다음 시도: %1.</translation>
    </message>
    <message>
        <source>Last complete sync: %1</source>
        <translation>마지막 동기화 완료: %1</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>다시 시작</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 중지</translation>
    </message>
    <message>
        <source>Send and receive again</source>
        <translation>다시 보내고 받습니다</translation>
    </message>
    <message>
        <source>Send and receive nothing until you resume</source>
        <translation>다시 시작할 때까지 보내거나 받지 않습니다</translation>
    </message>
    <message>
        <source>No study</source>
        <translation>검사 없음</translation>
    </message>
    <message>
        <source>Removed study</source>
        <translation>제거된 검사</translation>
    </message>
    <message>
        <source>Double-click to compare and merge</source>
        <translation>두 번 클릭하여 비교하고 병합하십시오</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>Put off: %1</source>
        <translation>연기됨: %1</translation>
    </message>
    <message>
        <source>Needs attention: %1 · waiting: %2</source>
        <translation>확인 필요: %1 · 대기: %2</translation>
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation>대기: %1</translation>
    </message>
    <message>
        <source>Of others, not taken over: %1</source>
        <translation>다른 사람의 변경, 반영하지 않음: %1</translation>
    </message>
    <message>
        <source>Earlier changes</source>
        <translation>이전에 보낸 변경</translation>
    </message>
    <message>
        <source>%1 versions: others wrote at the same time</source>
        <translation>버전 %1개: 다른 사용자가 같은 시기에 작성함</translation>
    </message>
    <message>
        <source>Read and dismiss...</source>
        <translation>읽고 목록에서 빼기...</translation>
    </message>
    <message>
        <source>Shows the changes of others that were not taken over of this study, to copy or to dismiss them</source>
        <translation>이 검사에 반영하지 않은 다른 사용자의 변경을 보여 주며, 복사하거나 목록에서 뺄 수 있습니다</translation>
    </message>
    <message numerus="yes">
        <source>The archive has lost %n change(s)</source>
        <translation>
            <numerusform>보관소가 변경 %n건을 잃어버림</numerusform>
        </translation>
    </message>
    <message>
        <source>Tell the administrator</source>
        <translation>관리자에게 알리십시오</translation>
    </message>
</context>
<context>
    <name>lobule::tools::KeyImageModel</name>
    <message>
        <source>Mark key image</source>
        <translation>주요 영상 표시</translation>
    </message>
    <message>
        <source>Remove key image</source>
        <translation>주요 영상 표시 지우기</translation>
    </message>
    <message>
        <source>Change note</source>
        <translation>메모 변경</translation>
    </message>
</context>
<context>
    <name>lobule::tools::MeasurementModel</name>
    <message>
        <source>Add measurement</source>
        <translation>측정 추가</translation>
    </message>
    <message>
        <source>Delete measurement</source>
        <translation>측정 삭제</translation>
    </message>
    <message>
        <source>Move measurement</source>
        <translation>측정 이동</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::DemoStudy</name>
    <message>
        <source>The program lobulectl, which makes the demo study, is missing. Reinstall Lobule.</source>
        <translation>시연용 검사를 만드는 프로그램 lobulectl이 없습니다. Lobule을 다시 설치하십시오.</translation>
    </message>
    <message>
        <source>There is no temporary folder to make the demo study in. Free some disk space.</source>
        <translation>시연용 검사를 만들 임시 폴더를 마련할 수 없습니다. 디스크 공간을 비우십시오.</translation>
    </message>
    <message>
        <source>The demo study could not be made. Check that there is room on the disk, and try again.</source>
        <translation>시연용 검사를 만들지 못했습니다. 디스크 공간을 확인하고 다시 시도하십시오.</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::DropTarget</name>
    <message numerus="yes">
        <source>Drop to import %n item(s)</source>
        <translation>
            <numerusform>놓으면 %n개 항목을 가져옵니다</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::EmptyState</name>
    <message>
        <source>Import...</source>
        <translation>가져오기...</translation>
    </message>
    <message>
        <source>Making the demo study...</source>
        <translation>시연용 검사를 만드는 중...</translation>
    </message>
    <message>
        <source>Import a demo study</source>
        <translation>시연용 검사 가져오기</translation>
    </message>
    <message>
        <source>Show all studies</source>
        <translation>모든 검사 보기</translation>
    </message>
    <message>
        <source>Drop a folder, ZIP or CD here, or press Ctrl+O</source>
        <translation>폴더, ZIP 또는 CD를 여기에 놓거나 Ctrl+O를 누르십시오</translation>
    </message>
    <message>
        <source>Studies are de-identified on the way in and stay on this computer. The demo study is synthetic: it shows no person.</source>
        <translation>검사는 가져올 때 비식별화되며 이 컴퓨터에만 저장됩니다. 시연용 검사는 합성 영상으로 실제 사람이 아닙니다.</translation>
    </message>
    <message>
        <source>No study matches</source>
        <translation>일치하는 검사가 없습니다</translation>
    </message>
    <message>
        <source>Nothing in the library fits the filter and the choices at the left.</source>
        <translation>필터와 왼쪽에서 고른 조건에 맞는 검사가 라이브러리에 없습니다.</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ImportController</name>
    <message>
        <source>Two persons share one patient ID (%1): do not read them as one patient.</source>
        <translation>두 사람이 한 환자 ID를 함께 씁니다(%1). 한 환자로 읽지 마십시오.</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ImportResultDialog</name>
    <message>
        <source>Result of the import</source>
        <translation>가져오기 결과</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) imported</source>
        <translation>
            <numerusform>영상 %n장 가져옴</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already here</source>
        <translation>
            <numerusform>이미 있음 %n장</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped (not DICOM)</source>
        <translation>
            <numerusform>건너뜀 %n개 (DICOM 아님)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n quarantined</source>
        <translation>
            <numerusform>격리 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Save de-identification report...</source>
        <translation>비식별화 보고서 저장...</translation>
    </message>
    <message>
        <source>What was removed, replaced and kept, in numbers and tags; no names, values or file names</source>
        <translation>제거, 대체, 유지한 내용을 개수와 태그로만 기록합니다. 이름, 값, 파일 이름은 없습니다</translation>
    </message>
    <message>
        <source>Save de-identification report</source>
        <translation>비식별화 보고서 저장</translation>
    </message>
    <message>
        <source>PDF document (*.pdf)</source>
        <translation>PDF 문서 (*.pdf)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>%1(으)로 저장했습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be shown</source>
        <translation>
            <numerusform>그중 %n개는 표시할 수 없음</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ImportStrip</name>
    <message>
        <source>stopping; what is here stays</source>
        <translation>멈추는 중, 들어온 영상은 유지됩니다</translation>
    </message>
    <message>
        <source>counting files...</source>
        <translation>파일을 세는 중...</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n file(s)</source>
        <translation>
            <numerusform>파일 %n개 중 %1개</numerusform>
        </translation>
    </message>
    <message>
        <source>still looking for more</source>
        <translation>더 찾는 중</translation>
    </message>
    <message>
        <source>%1 files/s</source>
        <translation>초당 %1개</translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation>%1초 남음</translation>
    </message>
    <message>
        <source>%1 min left</source>
        <translation>%1분 남음</translation>
    </message>
    <message numerus="yes">
        <source>%n already here</source>
        <translation>
            <numerusform>이미 있음 %n장</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n quarantined</source>
        <translation>
            <numerusform>격리 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) imported</source>
        <translation>
            <numerusform>영상 %n장 가져옴</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped (not DICOM)</source>
        <translation>
            <numerusform>건너뜀 %n개 (DICOM 아님)</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>가져오는 중</translation>
    </message>
    <message>
        <source>Import stopped</source>
        <translation>가져오기 중지됨</translation>
    </message>
    <message>
        <source>Import finished</source>
        <translation>가져오기 완료</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>자세히</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be shown</source>
        <translation>
            <numerusform>그중 %n개는 표시할 수 없음</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::OutcomeModel</name>
    <message>
        <source>Imported</source>
        <translation>가져옴</translation>
    </message>
    <message>
        <source>Already here</source>
        <translation>이미 있음</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>건너뜀</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>조치</translation>
    </message>
    <message>
        <source>Nothing to do: the library has this image.</source>
        <translation>할 일 없음: 라이브러리에 이미 있는 영상입니다.</translation>
    </message>
    <message>
        <source>Imported, cannot be shown</source>
        <translation>가져왔으나 표시할 수 없음</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::OutcomeTable</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>파일 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n file(s)</source>
        <translation>
            <numerusform>파일 %n개 중 %1개</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter: file, result, reason</source>
        <translation>필터: 파일, 결과, 이유</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>All results</source>
        <translation>모든 결과</translation>
    </message>
    <message>
        <source>Save without names</source>
        <translation>이름 없이 저장</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>쉼표로 구분된 값 (*.csv)</translation>
    </message>
    <message>
        <source>The table could not be saved.</source>
        <translation>표를 저장할 수 없습니다.</translation>
    </message>
    <message>
        <source>Check that the folder may be written to and that the disk has room, or choose another folder.</source>
        <translation>폴더에 쓸 수 있는지, 디스크에 공간이 있는지 확인하거나 다른 폴더를 고르십시오.</translation>
    </message>
    <message>
        <source>Show one kind of result</source>
        <translation>한 가지 결과만 표시</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Import the selected files (or all) once more where that can help: a crash, a time-out, a password, a missing disc, a full disk</source>
        <translation>다시 해서 나아질 수 있는 선택한 파일(또는 전부)을 한 번 더 가져옵니다: 비정상 종료, 시간 초과, 암호, 빠진 디스크, 가득 찬 디스크</translation>
    </message>
    <message>
        <source>Copy the selected rows (or all) as a table, with file names</source>
        <translation>선택한 행(또는 전부)을 파일 이름과 함께 표로 복사</translation>
    </message>
    <message>
        <source>Save...</source>
        <translation>저장...</translation>
    </message>
    <message>
        <source>Save the shown rows as CSV: numbered, without file or folder names</source>
        <translation>표시된 행을 CSV로 저장: 번호만 있고 파일과 폴더 이름은 없음</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::PasswordPrompt</name>
    <message>
        <source>Password</source>
        <translation>비밀번호</translation>
    </message>
    <message>
        <source>This password does not open %1. Another one:</source>
        <translation>이 비밀번호로는 %1을(를) 열 수 없습니다. 다른 비밀번호:</translation>
    </message>
    <message>
        <source>%1 needs a password:</source>
        <translation>%1에 비밀번호가 필요합니다:</translation>
    </message>
    <message numerus="yes">
        <source>It is tried on %n more archive(s), too.</source>
        <translation>
            <numerusform>다른 압축 파일 %n개에도 시도합니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::QuarantineImport</name>
    <message>
        <source>The file is not there any more: %1. Bring the disc or folder back and try again.</source>
        <translation>파일이 더 이상 없습니다: %1. 디스크나 폴더를 되돌린 뒤 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The library already holds this image, released or imported before; it was not replaced. To import it again, with other rectangles for instance, remove its study first.</source>
        <translation>이 영상은 전에 격리 해제했거나 가져와 이미 라이브러리에 있으며, 바꾸지 않았습니다. 다른 사각형으로 다시 가져오려면 먼저 해당 검사를 삭제하십시오.</translation>
    </message>
    <message>
        <source>The library already holds this image.</source>
        <translation>이 영상은 이미 라이브러리에 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) imported.</source>
        <translation>
            <numerusform>영상 %n개를 가져왔습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Released with %n rectangle(s) blacked out.</source>
        <translation>
            <numerusform>사각형 %n개를 가리고 격리 해제했습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Released.</source>
        <translation>격리 해제했습니다.</translation>
    </message>
    <message>
        <source>Cancelled; the file stays in quarantine.</source>
        <translation>취소했습니다. 파일은 격리에 남아 있습니다.</translation>
    </message>
    <message>
        <source>The file is not a DICOM image; it was taken off the list.</source>
        <translation>DICOM 영상이 아니므로 목록에서 뺐습니다.</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::QuarantinePage</name>
    <message>
        <source>Quarantine</source>
        <translation>격리</translation>
    </message>
    <message>
        <source>These files were not imported. They are where they were; this list only remembers them and why.</source>
        <translation>가져오지 않은 파일입니다. 파일은 원래 자리에 있으며, 이 목록은 파일과 이유만 기억합니다.</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>목록 비우기</translation>
    </message>
    <message>
        <source>Importing...</source>
        <translation>가져오는 중...</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Review...</source>
        <translation>검토...</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Look at the file and decide (Enter)</source>
        <translation>파일을 보고 결정합니다 (Enter)</translation>
    </message>
    <message>
        <source>Import the file again (Enter)</source>
        <translation>파일을 다시 가져옵니다 (Enter)</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were held under another site key and cannot be shown. Restore that key (Settings, Keys) to see them; clearing the list forgets them too.</source>
        <translation>
            <numerusform>파일 %n개가 다른 사이트 키로 보류되어 표시할 수 없습니다. 보려면 그 키를 복원하십시오(설정, 사이트 키). 목록을 지우면 이 파일들도 잊습니다.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ReportPane</name>
    <message>
        <source>Report</source>
        <translation>판독문</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Score of the newest prediction; not a probability</source>
        <translation>가장 최근 예측의 점수, 확률 아님</translation>
    </message>
    <message>
        <source>Start report</source>
        <translation>판독문 쓰기</translation>
    </message>
    <message>
        <source>Add addendum</source>
        <translation>추가 판독 쓰기</translation>
    </message>
    <message>
        <source>Continue report</source>
        <translation>판독문 이어 쓰기</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>There is no report yet</source>
        <translation>아직 판독문이 없습니다</translation>
    </message>
    <message>
        <source>Save the report as PDF</source>
        <translation>판독문을 PDF로 저장</translation>
    </message>
    <message>
        <source>No study is selected.</source>
        <translation>선택한 검사가 없습니다.</translation>
    </message>
    <message>
        <source>No report yet.</source>
        <translation>아직 판독문이 없습니다.</translation>
    </message>
    <message>
        <source>Double-click the study to read it, or start a draft here.</source>
        <translation>검사를 두 번 클릭하여 판독하거나 여기에서 초안을 시작하십시오.</translation>
    </message>
    <message>
        <source>Final report</source>
        <translation>확정 판독문</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>임시 저장</translation>
    </message>
    <message>
        <source>version %1 · %2</source>
        <translation>버전 %1 · %2</translation>
    </message>
    <message>
        <source>%1 versions were written at the same time (%2). Open the study to compare and merge them.</source>
        <translation>버전 %1개가 같은 시기에 작성되었습니다(%2). 검사를 열어 비교하고 병합하십시오.</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ResumeStrip</name>
    <message>
        <source>An import was interrupted</source>
        <translation>가져오기가 중단되었습니다</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>외 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Import the rest; what is already here is only recognised</source>
        <translation>나머지를 가져옵니다. 이미 있는 영상은 확인만 합니다</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>무시</translation>
    </message>
    <message>
        <source>Keep what is here and do not ask again</source>
        <translation>가져온 것은 그대로 두고 다시 묻지 않습니다</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ReviewDialog</name>
    <message>
        <source>Picture</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>Attributes before and after</source>
        <translation>전후 속성</translation>
    </message>
    <message>
        <source>Review: %1</source>
        <translation>검토: %1</translation>
    </message>
    <message>
        <source>Shown only now, never stored.</source>
        <translation>지금만 표시되며 저장되지 않습니다.</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>사각형</translation>
    </message>
    <message>
        <source>Draw, move and resize rectangles to black out</source>
        <translation>가릴 사각형을 그리고 옮기고 크기를 바꿉니다</translation>
    </message>
    <message>
        <source>Change the window by dragging; the right mouse button always does</source>
        <translation>끌어서 창을 조절합니다. 오른쪽 버튼으로는 언제나 조절됩니다</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Delete the selected rectangle</source>
        <translation>선택한 사각형 삭제</translation>
    </message>
    <message>
        <source>Fit the picture; Ctrl and the wheel zoom, the middle button pans</source>
        <translation>영상을 창에 맞춥니다. Ctrl+휠은 확대, 가운데 버튼은 이동</translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation>제안</translation>
    </message>
    <message>
        <source>Put a rectangle on everything in this frame that looks like text. It does not find all text: look yourself.</source>
        <translation>이 프레임에서 글자로 보이는 모든 곳에 사각형을 놓습니다. 모든 글자를 찾지는 못하므로 직접 확인하십시오.</translation>
    </message>
    <message>
        <source>In every frame</source>
        <translation>모든 프레임에</translation>
    </message>
    <message>
        <source>Off: the selected or next rectangle covers the shown frame only</source>
        <translation>끄면 선택한 사각형 또는 다음 사각형이 표시된 프레임만 가립니다</translation>
    </message>
    <message>
        <source>The original values are read from the file for this review; they are shown only now and never stored. On the right is what the library would get.</source>
        <translation>원래 값은 이 검토를 위해 파일에서 읽었으며, 지금만 표시되고 저장되지 않습니다. 오른쪽은 라이브러리에 들어갈 값입니다.</translation>
    </message>
    <message>
        <source>Release...</source>
        <translation>격리 해제...</translation>
    </message>
    <message>
        <source>Import it as it is, picture and all; asks first</source>
        <translation>영상을 포함해 그대로 가져옵니다. 먼저 확인합니다</translation>
    </message>
    <message>
        <source>Release with black-out...</source>
        <translation>가리고 격리 해제...</translation>
    </message>
    <message>
        <source>Import it with the rectangles blacked out; asks first</source>
        <translation>사각형을 가리고 가져옵니다. 먼저 확인합니다</translation>
    </message>
    <message>
        <source>Nothing holds this file any more: Release imports it.</source>
        <translation>이 파일을 막는 이유가 더 이상 없습니다. 격리 해제를 누르면 가져옵니다.</translation>
    </message>
    <message>
        <source>Why it waits: %1</source>
        <translation>보류 이유: %1</translation>
    </message>
    <message>
        <source>Frame %1 of %2</source>
        <translation>프레임 %1/%2</translation>
    </message>
    <message>
        <source>%1 x %2 pixels</source>
        <translation>%1 x %2 픽셀</translation>
    </message>
    <message>
        <source>W %1 L %2</source>
        <translation>창 W %1 L %2</translation>
    </message>
    <message>
        <source>This file has no picture. Look through its attributes; open a document with its own program before you release it.</source>
        <translation>이 파일에는 영상이 없습니다. 속성을 살펴보고, 문서라면 격리 해제하기 전에 해당 프로그램으로 열어 보십시오.</translation>
    </message>
    <message>
        <source>The picture cannot be shown (%1), so it cannot be blacked out either. Look at it with another program before you release it.</source>
        <translation>영상을 표시할 수 없어(%1) 가릴 수도 없습니다. 격리 해제하기 전에 다른 프로그램으로 확인하십시오.</translation>
    </message>
    <message>
        <source>The file is not there any more: %1. Bring the disc or folder back, or take it off the list.</source>
        <translation>파일이 더 이상 없습니다: %1. 디스크나 폴더를 되돌리거나 목록에서 빼십시오.</translation>
    </message>
    <message numerus="yes">
        <source>%n rectangle(s) suggested. Check every frame yourself: not all text is found.</source>
        <translation>
            <numerusform>사각형 %n개를 제안했습니다. 모든 글자를 찾지는 못하므로 프레임마다 직접 확인하십시오.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing in this frame looks like text to the program. That is no proof: look yourself.</source>
        <translation>이 프레임에서 글자로 보이는 것을 찾지 못했습니다. 없다는 증거는 아니므로 직접 확인하십시오.</translation>
    </message>
    <message>
        <source>What looks like text in this frame is covered already.</source>
        <translation>이 프레임에서 글자로 보이는 곳은 이미 가렸습니다.</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>격리 해제</translation>
    </message>
    <message numerus="yes">
        <source>Release this file with %n rectangle(s) blacked out?</source>
        <translation>
            <numerusform>사각형 %n개를 가리고 이 파일을 격리 해제하시겠습니까?</numerusform>
        </translation>
    </message>
    <message>
        <source>Release this file as it is?</source>
        <translation>이 파일을 그대로 격리 해제하시겠습니까?</translation>
    </message>
    <message>
        <source>The attributes are de-identified. The pixels under the rectangles are lost in the library&apos;s copy; everything else in the picture stays readable there. The file itself is not changed. This is written to the audit log.</source>
        <translation>속성은 비식별화됩니다. 라이브러리 사본에서 사각형 아래의 픽셀은 사라지고, 영상의 나머지는 그대로 보입니다. 파일 자체는 바뀌지 않습니다. 이 작업은 감사 로그에 기록됩니다.</translation>
    </message>
    <message>
        <source>The attributes are de-identified, but the picture or text goes into the library as it is: whoever reads the study sees what you see here. This is written to the audit log.</source>
        <translation>속성은 비식별화되지만 영상이나 글은 그대로 라이브러리에 들어갑니다. 검사를 판독하는 사람은 여기에서 보이는 것을 그대로 보게 됩니다. 이 작업은 감사 로그에 기록됩니다.</translation>
    </message>
    <message>
        <source>Release with black-out</source>
        <translation>가리고 격리 해제</translation>
    </message>
    <message>
        <source>Importing...</source>
        <translation>가져오는 중...</translation>
    </message>
    <message>
        <source>Reading the file...</source>
        <translation>파일을 읽는 중...</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Keep in quarantine</source>
        <translation>격리에 두기</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message numerus="yes">
        <source>%n rectangle(s)</source>
        <translation>
            <numerusform>사각형 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n rectangle(s) that you drew are not applied.</source>
        <translation>
            <numerusform>그린 사각형 %n개는 적용되지 않습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) of this file were not shown yet.</source>
        <translation>
            <numerusform>이 파일의 프레임 %n개를 아직 보지 않았습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Text may stand in any of them. Step through the frames with the wheel, the arrow keys or the slider before you release the file.</source>
        <translation>그중 어느 프레임에도 글자가 있을 수 있습니다. 격리 해제하기 전에 휠, 화살표 키 또는 슬라이더로 프레임을 넘겨 보십시오.</translation>
    </message>
    <message>
        <source>Release unseen frames</source>
        <translation>보지 않은 프레임까지 격리 해제</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::SeriesModel</name>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>조영 시기</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>영상 수</translation>
    </message>
    <message>
        <source>Thickness</source>
        <translation>두께</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>커널</translation>
    </message>
    <message>
        <source>Geometry</source>
        <translation>기하</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::SeriesPane</name>
    <message>
        <source>Series</source>
        <translation>시리즈</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::SideBar</name>
    <message>
        <source>WORKLIST</source>
        <translation>작업 목록</translation>
    </message>
    <message>
        <source>ATTENTION</source>
        <translation>확인 필요</translation>
    </message>
    <message>
        <source>INSTITUTIONS</source>
        <translation>기관</translation>
    </message>
    <message>
        <source>All studies</source>
        <translation>모든 검사</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>미판독</translation>
    </message>
    <message>
        <source>Unread · LC</source>
        <translation>미판독 · LC</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>임시 저장</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>확정</translation>
    </message>
    <message>
        <source>Click to show or hide the studies of %1</source>
        <translation>클릭하여 %1의 검사 보이기/숨기기</translation>
    </message>
    <message>
        <source>Quarantine</source>
        <translation>격리</translation>
    </message>
    <message>
        <source>Files that were not imported, with the reason</source>
        <translation>가져오지 않은 파일과 그 이유</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::StudyModel</name>
    <message>
        <source>imported %1</source>
        <translation>%1 가져옴</translation>
    </message>
    <message>
        <source>%1 · synthetic</source>
        <translation>%1 · 합성</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>확정</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>임시 저장</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>판독</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>미판독</translation>
    </message>
    <message>
        <source>Date of the study</source>
        <translation>검사일</translation>
    </message>
    <message>
        <source>Date of the import; the study&apos;s own date was removed by de-identification</source>
        <translation>가져온 날짜입니다. 검사일은 비식별화로 제거되었습니다</translation>
    </message>
    <message>
        <source>The model&apos;s score of LC, 0 to 1. It is not a probability.</source>
        <translation>모델의 LC 점수(0~1)이며 확률이 아닙니다.</translation>
    </message>
    <message>
        <source>Synthetic images, not of a person</source>
        <translation>합성 영상, 실제 사람 아님</translation>
    </message>
    <message>
        <source>Read or unread</source>
        <translation>판독 여부</translation>
    </message>
    <message>
        <source>Pseudonym</source>
        <translation>가명</translation>
    </message>
    <message>
        <source>Sex / age</source>
        <translation>성별 / 나이</translation>
    </message>
    <message>
        <source>Study date</source>
        <translation>검사일</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>검사 장비</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>기관</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>영상 수</translation>
    </message>
    <message>
        <source>AI</source>
        <translation>AI</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>판독문</translation>
    </message>
    <message>
        <source>Local only</source>
        <translation>로컬 전용</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>In archive</source>
        <translation>보관소에 있음</translation>
    </message>
    <message>
        <source>Archive only</source>
        <translation>보관소 전용</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>확인 필요</translation>
    </message>
    <message>
        <source>On this computer; its institution is not connected to an archive</source>
        <translation>이 컴퓨터에만 있습니다. 기관이 보관소에 연결되어 있지 않습니다</translation>
    </message>
    <message>
        <source>Something of it is still to be sent to the archive</source>
        <translation>보관소로 보낼 내용이 남아 있습니다</translation>
    </message>
    <message>
        <source>Everything of it is here and in the archive</source>
        <translation>모두 여기와 보관소에 있습니다</translation>
    </message>
    <message>
        <source>Its images are in the archive; they come when you open it</source>
        <translation>영상이 보관소에 있으며, 검사를 열면 가져옵니다</translation>
    </message>
    <message>
        <source>The archive refused something of it; see the page of the archive (Ctrl+Shift+S)</source>
        <translation>보관소가 일부를 거부했습니다. 보관소 창을 보십시오(Ctrl+Shift+S)</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>보관소</translation>
    </message>
    <message>
        <source>%1 versions</source>
        <translation>버전 %1개</translation>
    </message>
    <message>
        <source>%1 finals</source>
        <translation>확정본 %1개</translation>
    </message>
    <message>
        <source>Others wrote its report at the same time; open it to compare and merge</source>
        <translation>다른 사용자가 같은 시기에 판독문을 작성했습니다. 검사를 열어 비교하고 병합하십시오</translation>
    </message>
    <message>
        <source>Others finalised its report at the same time; open it to compare and merge</source>
        <translation>다른 사용자가 같은 시기에 판독문을 확정했습니다. 검사를 열어 비교하고 병합하십시오</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::StudyTable</name>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>판독으로 표시</translation>
    </message>
    <message>
        <source>Mark as unread</source>
        <translation>미판독으로 표시</translation>
    </message>
    <message numerus="yes">
        <source>Remove %n study(ies)...</source>
        <translation>
            <numerusform>검사 %n건 삭제...</numerusform>
        </translation>
    </message>
    <message>
        <source>Reveal identity...</source>
        <translation>신원 보기...</translation>
    </message>
    <message>
        <source>Shows for a moment who the patient is; asks for the reveal passphrase (Ctrl+I)</source>
        <translation>환자가 누구인지 잠시 보여 줍니다. 열람 암호를 묻습니다 (Ctrl+I)</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::TagModel</name>
    <message>
        <source>private or unknown</source>
        <translation>비공개 또는 알 수 없음</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>유지</translation>
    </message>
    <message>
        <source>emptied</source>
        <translation>비움</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>대체</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>added</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>속성</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>After de-identification</source>
        <translation>비식별화 후</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>처리</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::TagTable</name>
    <message>
        <source>Changed only</source>
        <translation>바뀐 것만</translation>
    </message>
    <message>
        <source>Filter: tag, attribute, value</source>
        <translation>필터: 태그, 속성, 값</translation>
    </message>
    <message>
        <source>Hide the attributes that stay as they are</source>
        <translation>그대로 유지되는 속성 숨기기</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n attribute(s)</source>
        <translation>
            <numerusform>속성 %n개 중 %1개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::WorklistBar</name>
    <message>
        <source>&amp;Folder or CD...</source>
        <translation>폴더 또는 CD(&amp;F)...</translation>
    </message>
    <message>
        <source>F&amp;iles or ZIP...</source>
        <translation>파일 또는 ZIP(&amp;I)...</translation>
    </message>
    <message>
        <source>Filter: pseudonym, description, institution, date...</source>
        <translation>필터: 가명, 설명, 기관, 날짜...</translation>
    </message>
    <message>
        <source>Every word must occur in a study to keep it in the list</source>
        <translation>모든 단어가 들어 있는 검사만 목록에 남습니다</translation>
    </message>
    <message>
        <source>Import...</source>
        <translation>가져오기...</translation>
    </message>
    <message>
        <source>Import files, a folder, a ZIP or a CD (Ctrl+O)</source>
        <translation>파일, 폴더, ZIP 또는 CD 가져오기 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Next unread</source>
        <translation>다음 미판독</translation>
    </message>
    <message>
        <source>Open the next unread study (N)</source>
        <translation>다음 미판독 검사 열기 (N)</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>설정 (Ctrl+,)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
</context>
<context>
    <name>lobule::worklist::WorklistPage</name>
    <message>
        <source>Import files</source>
        <translation>파일 가져오기</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Import a folder</source>
        <translation>폴더 가져오기</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>삭제</translation>
    </message>
    <message numerus="yes">
        <source>Remove %n study(ies) from the library?</source>
        <translation>
            <numerusform>라이브러리에서 검사 %n건을 삭제할까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Images, measurements, predictions and reports of these studies are deleted here. The files that they were imported from stay.</source>
        <translation>이 검사들의 영상, 측정, 예측, 판독문이 여기에서 삭제됩니다. 가져온 원본 파일은 그대로 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Remove %n study(ies)</source>
        <translation>
            <numerusform>검사 %n건 삭제</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>The library cannot be opened.</source>
        <translation>라이브러리를 열 수 없습니다.</translation>
    </message>
</context>
</TS>
