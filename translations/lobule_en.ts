<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CatalogueText</name>
    <message numerus="yes">
        <source>%n phase(s)</source>
        <translation>
            <numerusform>%n phase</numerusform>
            <numerusform>%n phases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pass(es) over the same place</source>
        <translation>
            <numerusform>%n pass over the same place</numerusform>
            <numerusform>%n passes over the same place</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stack(s)</source>
        <translation>
            <numerusform>%n stack</numerusform>
            <numerusform>%n stacks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n localizer(s)</source>
        <translation>
            <numerusform>%n localizer</numerusform>
            <numerusform>%n localizers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n page</numerusform>
            <numerusform>%n pages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) missing</source>
        <translation>
            <numerusform>%n slice missing</numerusform>
            <numerusform>%n slices missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repeated position(s)</source>
        <translation>
            <numerusform>%n repeated position</numerusform>
            <numerusform>%n repeated positions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n orientation(s) mixed</source>
        <translation>
            <numerusform>%n orientation mixed</numerusform>
            <numerusform>%n orientations mixed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) cannot be shown</source>
        <translation>
            <numerusform>%n image cannot be shown</numerusform>
            <numerusform>%n images cannot be shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) without Hounsfield units</source>
        <translation>
            <numerusform>%n slice without Hounsfield units</numerusform>
            <numerusform>%n slices without Hounsfield units</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message numerus="yes">
        <source>Wait %n second(s), then try again.</source>
        <translation>
            <numerusform>Wait %n second, then try again.</numerusform>
            <numerusform>Wait %n seconds, then try again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Archive: %n need(s) attention</source>
        <translation>
            <numerusform>Archive: %n needs attention</numerusform>
            <numerusform>Archive: %n need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The archive has lost %n change(s) that it had acknowledged. This work is still on this computer. Tell the administrator: after a restore, &quot;lobulectl archive new-epoch&quot; makes every computer offer again what it holds.</source>
        <translation>
            <numerusform>The archive has lost %n change that it had acknowledged. This work is still on this computer. Tell the administrator: after a restore, &quot;lobulectl archive new-epoch&quot; makes every computer offer again what it holds.</numerusform>
            <numerusform>The archive has lost %n changes that it had acknowledged. This work is still on this computer. Tell the administrator: after a restore, &quot;lobulectl archive new-epoch&quot; makes every computer offer again what it holds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::app::MainWindow</name>
    <message numerus="yes">
        <source>%n study(ies)</source>
        <translation>
            <numerusform>%n study</numerusform>
            <numerusform>%n studies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::keys::NewPassphrase</name>
    <message numerus="yes">
        <source>At least %n character(s); several words are better than one.</source>
        <translation>
            <numerusform>At least %n character; several words are better than one.</numerusform>
            <numerusform>At least %n characters; several words are better than one.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::keys::RevealDialog</name>
    <message numerus="yes">
        <source>Who this patient is will be shown for %n second(s). The look is written into the audit log, with your account and the time.</source>
        <translation>
            <numerusform>Who this patient is will be shown for %n second. The look is written into the audit log, with your account and the time.</numerusform>
            <numerusform>Who this patient is will be shown for %n seconds. The look is written into the audit log, with your account and the time.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hidden in %n second(s).</source>
        <translation>
            <numerusform>Hidden in %n second.</numerusform>
            <numerusform>Hidden in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::reading::ReadingPage</name>
    <message numerus="yes">
        <source>%n image(s) of this series cannot be decoded any more. Import the study again.</source>
        <translation>
            <numerusform>%n image of this series cannot be decoded any more. Import the study again.</numerusform>
            <numerusform>%n images of this series cannot be decoded any more. Import the study again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::reporting::MergeDialog</name>
    <message numerus="yes">
        <source>%n field(s) to decide.</source>
        <translation>
            <numerusform>%n field to decide.</numerusform>
            <numerusform>%n fields to decide.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more version(s) come(s) after these two, to be merged with what you make of them.</source>
        <translation>
            <numerusform>%n more version comes after these two, to be merged with what you make of them.</numerusform>
            <numerusform>%n more versions come after these two, to be merged with what you make of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::settings::ArchivePage</name>
    <message numerus="yes">
        <source>%n change(s) have not been sent yet and stay here.</source>
        <translation>
            <numerusform>%n change has not been sent yet and stays here.</numerusform>
            <numerusform>%n changes have not been sent yet and stay here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::settings::AuditPage</name>
    <message numerus="yes">
        <source>%n entry(ies)</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::settings::DeidentificationPage</name>
    <message numerus="yes">
        <source>%n attribute(s)</source>
        <translation>
            <numerusform>%n attribute</numerusform>
            <numerusform>%n attributes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::settings::GeneralPage</name>
    <message numerus="yes">
        <source>Automatic (%n core(s))</source>
        <translation>
            <numerusform>Automatic (%n core)</numerusform>
            <numerusform>Automatic (%n cores)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::settings::StoragePage</name>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>%n series</numerusform>
            <numerusform>%n series</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n series not decoded</source>
        <translation>
            <numerusform>%n series not decoded</numerusform>
            <numerusform>%n series not decoded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) in use</source>
        <translation>
            <numerusform>%n file in use</numerusform>
            <numerusform>%n files in use</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) decoded.</source>
        <translation>
            <numerusform>%n image decoded.</numerusform>
            <numerusform>%n images decoded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be decoded any more; run &quot;lobulectl verify&quot;.</source>
        <translation>
            <numerusform>%n cannot be decoded any more; run &quot;lobulectl verify&quot;.</numerusform>
            <numerusform>%n cannot be decoded any more; run &quot;lobulectl verify&quot;.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::sync::FetchStrip</name>
    <message numerus="yes">
        <source>%n second(s) left</source>
        <translation>
            <numerusform>%n second left</numerusform>
            <numerusform>%n seconds left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::sync::SyncDesk</name>
    <message numerus="yes">
        <source>%n change(s) of yours could not be sent any more.</source>
        <translation>
            <numerusform>%n change of yours could not be sent any more.</numerusform>
            <numerusform>%n changes of yours could not be sent any more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::sync::SyncPage</name>
    <message numerus="yes">
        <source>The archive has lost %n change(s)</source>
        <translation>
            <numerusform>The archive has lost %n change</numerusform>
            <numerusform>The archive has lost %n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::DropTarget</name>
    <message numerus="yes">
        <source>Drop to import %n item(s)</source>
        <translation>
            <numerusform>Drop to import %n item</numerusform>
            <numerusform>Drop to import %n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ImportResultDialog</name>
    <message numerus="yes">
        <source>%n image(s) imported</source>
        <translation>
            <numerusform>%n image imported</numerusform>
            <numerusform>%n images imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already here</source>
        <translation>
            <numerusform>%n already here</numerusform>
            <numerusform>%n already here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped (not DICOM)</source>
        <translation>
            <numerusform>%n skipped (not DICOM)</numerusform>
            <numerusform>%n skipped (not DICOM)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n quarantined</source>
        <translation>
            <numerusform>%n quarantined</numerusform>
            <numerusform>%n quarantined</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be shown</source>
        <translation>
            <numerusform>%n of them cannot be shown</numerusform>
            <numerusform>%n of them cannot be shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ImportStrip</name>
    <message numerus="yes">
        <source>%1 of %n file(s)</source>
        <translation>
            <numerusform>%1 of %n file</numerusform>
            <numerusform>%1 of %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already here</source>
        <translation>
            <numerusform>%n already here</numerusform>
            <numerusform>%n already here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n quarantined</source>
        <translation>
            <numerusform>%n quarantined</numerusform>
            <numerusform>%n quarantined</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) imported</source>
        <translation>
            <numerusform>%n image imported</numerusform>
            <numerusform>%n images imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped (not DICOM)</source>
        <translation>
            <numerusform>%n skipped (not DICOM)</numerusform>
            <numerusform>%n skipped (not DICOM)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them cannot be shown</source>
        <translation>
            <numerusform>%n of them cannot be shown</numerusform>
            <numerusform>%n of them cannot be shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::OutcomeTable</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n file(s)</source>
        <translation>
            <numerusform>%1 of %n file</numerusform>
            <numerusform>%1 of %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::PasswordPrompt</name>
    <message numerus="yes">
        <source>It is tried on %n more archive(s), too.</source>
        <translation>
            <numerusform>It is tried on %n more archive, too.</numerusform>
            <numerusform>It is tried on %n more archives, too.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::QuarantineImport</name>
    <message numerus="yes">
        <source>%n image(s) imported.</source>
        <translation>
            <numerusform>%n image imported.</numerusform>
            <numerusform>%n images imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Released with %n rectangle(s) blacked out.</source>
        <translation>
            <numerusform>Released with %n rectangle blacked out.</numerusform>
            <numerusform>Released with %n rectangles blacked out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::QuarantinePage</name>
    <message numerus="yes">
        <source>%n file(s) were held under another site key and cannot be shown. Restore that key (Settings, Keys) to see them; clearing the list forgets them too.</source>
        <translation>
            <numerusform>%n file was held under another site key and cannot be shown. Restore that key (Settings, Keys) to see it; clearing the list forgets it too.</numerusform>
            <numerusform>%n files were held under another site key and cannot be shown. Restore that key (Settings, Keys) to see them; clearing the list forgets them too.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ResumeStrip</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::ReviewDialog</name>
    <message numerus="yes">
        <source>%n rectangle(s) suggested. Check every frame yourself: not all text is found.</source>
        <translation>
            <numerusform>%n rectangle suggested. Check every frame yourself: not all text is found.</numerusform>
            <numerusform>%n rectangles suggested. Check every frame yourself: not all text is found.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Release this file with %n rectangle(s) blacked out?</source>
        <translation>
            <numerusform>Release this file with %n rectangle blacked out?</numerusform>
            <numerusform>Release this file with %n rectangles blacked out?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rectangle(s)</source>
        <translation>
            <numerusform>%n rectangle</numerusform>
            <numerusform>%n rectangles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n rectangle(s) that you drew are not applied.</source>
        <translation>
            <numerusform>The %n rectangle that you drew is not applied.</numerusform>
            <numerusform>The %n rectangles that you drew are not applied.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) of this file were not shown yet.</source>
        <translation>
            <numerusform>%n frame of this file was not shown yet.</numerusform>
            <numerusform>%n frames of this file were not shown yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::StudyTable</name>
    <message numerus="yes">
        <source>Remove %n study(ies)...</source>
        <translation>
            <numerusform>Remove %n study...</numerusform>
            <numerusform>Remove %n studies...</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::TagTable</name>
    <message numerus="yes">
        <source>%1 of %n attribute(s)</source>
        <translation>
            <numerusform>%1 of %n attribute</numerusform>
            <numerusform>%1 of %n attributes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lobule::worklist::WorklistPage</name>
    <message numerus="yes">
        <source>Remove %n study(ies) from the library?</source>
        <translation>
            <numerusform>Remove %n study from the library?</numerusform>
            <numerusform>Remove %n studies from the library?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n study(ies)</source>
        <translation>
            <numerusform>Remove %n study</numerusform>
            <numerusform>Remove %n studies</numerusform>
        </translation>
    </message>
</context>
</TS>
