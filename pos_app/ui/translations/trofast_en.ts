<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>CheckModel</name>
    <message numerus="yes">
        <source>%n thing(s) to do</source>
        <translation>
            <numerusform>%n thing to do</numerusform>
            <numerusform>%n things to do</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message numerus="yes">
        <source>Scan the sheet now: %n ports are listened to.</source>
        <translation>
            <numerusform>Scan the sheet now: %n port is listened to.</numerusform>
            <numerusform>Scan the sheet now: %n ports are listened to.</numerusform>
        </translation>
    </message>
</context>
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
    <name>EveningPages</name>
    <message numerus="yes">
        <source>%n record(s) to go</source>
        <translation>
            <numerusform>%n record to go</numerusform>
            <numerusform>%n records to go</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EveningWords</name>
    <message numerus="yes">
        <source>%n drawer(s) to count</source>
        <translation>
            <numerusform>%n drawer to count</numerusform>
            <numerusform>%n drawers to count</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to look at</source>
        <translation>
            <numerusform>%n thing to look at</numerusform>
            <numerusform>%n things to look at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n card payment(s) are not settled: somebody has to say what the terminal did. Close this screen and press Card (F9).</source>
        <translation>
            <numerusform>%n card payment is not settled: somebody has to say what the terminal did. Close this screen and press Card (F9).</numerusform>
            <numerusform>%n card payments are not settled: somebody has to say what the terminal did. Close this screen and press Card (F9).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n receipt(s) nobody knows whether they were printed. Close this screen and press Receipt (F11).</source>
        <translation>
            <numerusform>Of %n receipt nobody knows whether it was printed. Close this screen and press Receipt (F11).</numerusform>
            <numerusform>Of %n receipts nobody knows whether they were printed. Close this screen and press Receipt (F11).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sale(s) are parked. They stay parked and can be taken back tomorrow.</source>
        <translation>
            <numerusform>%n sale is parked. It stays parked and can be taken back tomorrow.</numerusform>
            <numerusform>%n sales are parked. They stay parked and can be taken back tomorrow.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) are still on their way. Nothing is lost: ask again.</source>
        <translation>
            <numerusform>%n record is still on its way. Nothing is lost: ask again.</numerusform>
            <numerusform>%n records are still on their way. Nothing is lost: ask again.</numerusform>
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
    <name>LabelsModel</name>
    <message numerus="yes">
        <source>Print %n label(s)</source>
        <translation>
            <numerusform>Print %n label</numerusform>
            <numerusform>Print %n labels</numerusform>
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
