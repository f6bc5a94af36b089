<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
