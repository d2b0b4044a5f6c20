<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>Controller</name>
    <message numerus="yes">
        <source>%n scan(s) wait until this sale is paid.</source>
        <translation>
            <numerusform>%n scan waits until this sale is paid.</numerusform>
            <numerusform>%n scans wait until this sale is paid.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExceptionDesk</name>
    <message numerus="yes">
        <source>%n line(s) go. This cannot be undone; Park (F6) keeps them instead.</source>
        <translation>
            <numerusform>%n line goes. This cannot be undone; Park (F6) keeps it instead.</numerusform>
            <numerusform>%n lines go. This cannot be undone; Park (F6) keeps them instead.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemberModel</name>
    <message numerus="yes">
        <source>birthday in %n day(s)</source>
        <translation>
            <numerusform>birthday in %n day</numerusform>
            <numerusform>birthday in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>birthday %n day(s) ago</source>
        <translation>
            <numerusform>birthday %n day ago</numerusform>
            <numerusform>birthday %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to go</source>
        <translation>
            <numerusform>%n to go</numerusform>
            <numerusform>%n to go</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n free now</source>
        <translation>
            <numerusform>%n free now</numerusform>
            <numerusform>%n free now</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemberSheetModel</name>
    <message numerus="yes">
        <source>%n free on this sale</source>
        <translation>
            <numerusform>%n free on this sale</numerusform>
            <numerusform>%n free on this sale</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more to a free one</source>
        <translation>
            <numerusform>%n more to a free one</numerusform>
            <numerusform>%n more to a free one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message numerus="yes">
        <source>%n sale(s), returns {returns}</source>
        <translation>
            <numerusform>%n sale, returns {returns}</numerusform>
            <numerusform>%n sales, returns {returns}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ParkedModel</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusModel</name>
    <message numerus="yes">
        <source>%n sale(s) waiting</source>
        <translation>
            <numerusform>%n sale waiting</numerusform>
            <numerusform>%n sales waiting</numerusform>
        </translation>
    </message>
</context>
</TS>
