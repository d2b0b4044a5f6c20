<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nb_NO" sourcelanguage="en">
<context>
    <name>AgeDesk</name>
    <message>
        <source>Left out: the age was not proved.</source>
        <translation>Utelatt: alderen ble ikke bevist.</translation>
    </message>
</context>
<context>
    <name>AgeModel</name>
    <message>
        <source>Date of birth, DDMMYY</source>
        <translation>Fødselsdato, DDMMÅÅ</translation>
    </message>
    <message>
        <source>At least {years} years old</source>
        <translation>Minst {years} år</translation>
    </message>
</context>
<context>
    <name>AgePanel</name>
    <message>
        <source>Check the age</source>
        <translation>Sjekk alderen</translation>
    </message>
    <message>
        <source>Born on or before</source>
        <translation>Født senest</translation>
    </message>
    <message>
        <source>Look at a card with a picture, or type its date of birth. The date is not kept.</source>
        <translation>Se på et kort med bilde, eller tast fødselsdatoen. Datoen blir ikke lagret.</translation>
    </message>
    <message>
        <source>Clearly older – no card needed</source>
        <translation>Tydelig eldre – kort trengs ikke</translation>
    </message>
    <message>
        <source>No – leave it out</source>
        <translation>Nei – ta det ut</translation>
    </message>
    <message>
        <source>Yes, checked</source>
        <translation>Ja, sjekket</translation>
    </message>
</context>
<context>
    <name>ApprovalDesk</name>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
</context>
<context>
    <name>ApprovalModel</name>
    <message>
        <source>{name} asks. The sale stays as it is.</source>
        <translation>{name} spør. Salget blir stående som det er.</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Sjekker …</translation>
    </message>
    <message>
        <source>PIN, or scan your card</source>
        <translation>PIN, eller skann kortet ditt</translation>
    </message>
</context>
<context>
    <name>ApprovalPanel</name>
    <message>
        <source>Needs approval</source>
        <translation>Må tillates</translation>
    </message>
    <message>
        <source>Who allows it?</source>
        <translation>Hvem tillater det?</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>Tillat</translation>
    </message>
</context>
<context>
    <name>BasketView</name>
    <message>
        <source>No member on this sale</source>
        <translation>Ingen medlem på dette salget</translation>
    </message>
    <message>
        <source>Scan the card, or press F4</source>
        <translation>Skann kortet, eller trykk F4</translation>
    </message>
</context>
<context>
    <name>CardPanel</name>
    <message>
        <source>Card</source>
        <translation>Kort</translation>
    </message>
    <message>
        <source>1. Key this amount on the card terminal</source>
        <translation>1. Slå beløpet på betalingsterminalen</translation>
    </message>
    <message>
        <source>2. When it says approved: type the number from its slip</source>
        <translation>2. Når den viser godkjent: skriv nummeret fra kvitteringen dens</translation>
    </message>
    <message>
        <source>Slip number</source>
        <translation>Kvitteringsnummer</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>Avvist</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Godkjent</translation>
    </message>
</context>
<context>
    <name>CardRefunds</name>
    <message>
        <source>Asking the terminal …</source>
        <translation>Spør terminalen …</translation>
    </message>
    <message>
        <source>Something went wrong in the till. Look at the terminal.</source>
        <translation>Noe gikk galt i kassen. Se på terminalen.</translation>
    </message>
    <message>
        <source>Cancel on the terminal</source>
        <translation>Avbryt på terminalen</translation>
    </message>
    <message>
        <source>Ask the terminal again</source>
        <translation>Spør terminalen igjen</translation>
    </message>
    <message>
        <source>Key it yourself, by slip</source>
        <translation>Slå det selv, med kvitteringsnummer</translation>
    </message>
    <message>
        <source>The slip says that it was paid out</source>
        <translation>Kvitteringen sier at det er utbetalt</translation>
    </message>
    <message>
        <source>Nothing was paid out</source>
        <translation>Ingenting ble utbetalt</translation>
    </message>
    <message>
        <source>Cancelling …</source>
        <translation>Avbryter …</translation>
    </message>
    <message>
        <source>Asking the terminal what became of it …</source>
        <translation>Spør terminalen hva det ble til …</translation>
    </message>
    <message>
        <source>Nothing was paid out.</source>
        <translation>Ingenting ble utbetalt.</translation>
    </message>
</context>
<context>
    <name>CardTerminal</name>
    <message>
        <source>The customer inserts, swipes or holds the card.</source>
        <translation>Kunden setter inn, drar eller holder fram kortet.</translation>
    </message>
    <message>
        <source>The customer follows the terminal&apos;s display.</source>
        <translation>Kunden følger displayet på terminalen.</translation>
    </message>
    <message>
        <source>The terminal asks the bank …</source>
        <translation>Terminalen spør banken …</translation>
    </message>
    <message>
        <source>The customer takes the card out.</source>
        <translation>Kunden tar ut kortet.</translation>
    </message>
    <message>
        <source>The terminal takes the payment back …</source>
        <translation>Terminalen fører betalingen tilbake …</translation>
    </message>
    <message>
        <source>The terminal is working …</source>
        <translation>Terminalen arbeider …</translation>
    </message>
    <message>
        <source>The bank declined the card. Nothing was paid.</source>
        <translation>Banken avviste kortet. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The card could not be read. Nothing was paid.</source>
        <translation>Kortet kunne ikke leses. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The card has expired. Nothing was paid.</source>
        <translation>Kortet er utløpt. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The card is blocked. Nothing was paid.</source>
        <translation>Kortet er sperret. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The terminal does not take this kind of card. Nothing was paid.</source>
        <translation>Terminalen tar ikke denne typen kort. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>Cancelled on the terminal. Nothing was paid.</source>
        <translation>Avbrutt på terminalen. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The terminal does not reach the bank. Nothing was paid.</source>
        <translation>Terminalen når ikke banken. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The terminal wants its own end of day first. Nothing was paid.</source>
        <translation>Terminalen vil ha sitt eget dagsoppgjør først. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The terminal is out of paper. Nothing was paid.</source>
        <translation>Terminalen er tom for papir. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The terminal is busy. Nothing was paid.</source>
        <translation>Terminalen er opptatt. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The terminal does not answer. Nothing was paid.</source>
        <translation>Terminalen svarer ikke. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The line to the terminal broke, and it knows of no payment. Nothing was paid.</source>
        <translation>Forbindelsen til terminalen ble brutt, og den kjenner ingen betaling. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The terminal said no. Nothing was paid.</source>
        <translation>Terminalen sa nei. Ingenting er betalt.</translation>
    </message>
    <message>
        <source>The terminal speaks of {other}, and was asked for {amount}.</source>
        <translation>Terminalen melder {other}, men ble spurt om {amount}.</translation>
    </message>
    <message>
        <source>The line broke before the terminal said whether it charged {amount}.</source>
        <translation>Forbindelsen ble brutt før terminalen sa om {amount} ble trukket.</translation>
    </message>
    <message>
        <source>Look at the terminal&apos;s slip. What it charged is reversed there by hand; then take the payment anew.</source>
        <translation>Se på terminalens kvittering. Det den trakk, reverseres der for hånd; ta så betalingen på nytt.</translation>
    </message>
    <message>
        <source>The line broke before the terminal said whether it paid {amount} out.</source>
        <translation>Linjen ble brutt før terminalen sa om den betalte ut {amount}.</translation>
    </message>
    <message>
        <source>Look at the terminal&apos;s display or its slip.</source>
        <translation>Se på terminalens display eller kvitteringen dens.</translation>
    </message>
    <message>
        <source>Look at the terminal&apos;s display or its slip. Take no other card payment before this is settled.</source>
        <translation>Se på terminalens display eller kvittering. Ta ingen annen kortbetaling før dette er gjort opp.</translation>
    </message>
    <message>
        <source>{amount} was paid out to a card, and no return says so.</source>
        <translation>{amount} er betalt ut til et kort, og ingen retur sier det.</translation>
    </message>
    <message>
        <source>Take the same goods back on that receipt: this money is used, and nothing is paid out twice.</source>
        <translation>Ta de samme varene tilbake på den kvitteringen: Disse pengene brukes, og ingenting betales ut to ganger.</translation>
    </message>
    <message>
        <source>{amount} on receipt {receipt} is being given back, and the terminal has not confirmed it.</source>
        <translation>{amount} på terminalkvittering {receipt} føres tilbake, og terminalen har ikke bekreftet det.</translation>
    </message>
    <message>
        <source>Let the till look again, or look at the terminal&apos;s slip.</source>
        <translation>La kassen se etter igjen, eller se på terminalens kvittering.</translation>
    </message>
    <message>
        <source>{amount} was charged on receipt {receipt}, and no sale has it.</source>
        <translation>{amount} er trukket på terminalkvittering {receipt}, og hører ikke til noe salg.</translation>
    </message>
    <message>
        <source>Let the till give it back, or reverse it on the terminal by hand.</source>
        <translation>La kassen føre det tilbake, eller reverser det for hånd på terminalen.</translation>
    </message>
    <message>
        <source>On the card terminal</source>
        <translation>På betalingsterminalen</translation>
    </message>
    <message>
        <source>Cancel on the terminal</source>
        <translation>Avbryt på terminalen</translation>
    </message>
    <message>
        <source>Try the terminal again</source>
        <translation>Prøv terminalen igjen</translation>
    </message>
    <message>
        <source>Pay another way</source>
        <translation>Betal på en annen måte</translation>
    </message>
    <message>
        <source>Key it yourself, by slip</source>
        <translation>Slå det selv, med kvitteringsnummer</translation>
    </message>
    <message>
        <source>Card, not paid</source>
        <translation>Kort, ikke betalt</translation>
    </message>
    <message>
        <source>Slip says approved</source>
        <translation>Kvitteringen sier godkjent</translation>
    </message>
    <message>
        <source>Ask the terminal again</source>
        <translation>Spør terminalen igjen</translation>
    </message>
    <message>
        <source>Nothing was charged</source>
        <translation>Ingenting er trukket</translation>
    </message>
    <message>
        <source>Take this customer&apos;s card first</source>
        <translation>Ta kortet til denne kunden først</translation>
    </message>
    <message>
        <source>Given back by hand</source>
        <translation>Ført tilbake for hånd</translation>
    </message>
    <message>
        <source>A card payment is not settled</source>
        <translation>En kortbetaling er ikke gjort opp</translation>
    </message>
</context>
<context>
    <name>CardTerminalModel</name>
    <message>
        <source>Asking the terminal …</source>
        <translation>Spør terminalen …</translation>
    </message>
    <message>
        <source>Cancelling …</source>
        <translation>Avbryter …</translation>
    </message>
    <message>
        <source>Something went wrong in the till. Look at the terminal.</source>
        <translation>Noe gikk galt i kassen. Se på terminalen.</translation>
    </message>
    <message>
        <source>The terminal takes the payment back …</source>
        <translation>Terminalen fører betalingen tilbake …</translation>
    </message>
    <message>
        <source>The card payment was given back.</source>
        <translation>Kortbetalingen er ført tilbake.</translation>
    </message>
    <message>
        <source>Asking the terminal what became of it …</source>
        <translation>Spør terminalen hva det ble til …</translation>
    </message>
    <message>
        <source>All is settled.</source>
        <translation>Alt er gjort opp.</translation>
    </message>
    <message>
        <source>The terminal had approved the card: the payment is in the sale.</source>
        <translation>Terminalen hadde godkjent kortet: betalingen er med i salget.</translation>
    </message>
    <message>
        <source>A card payment of {amount} had no sale and was given back.</source>
        <translation>En kortbetaling på {amount} hørte ikke til noe salg og er ført tilbake.</translation>
    </message>
</context>
<context>
    <name>CheckModel</name>
    <message>
        <source>Looking at everything. It takes a few seconds; you can go on selling.</source>
        <translation>Ser på alt. Det tar noen sekunder; du kan selge så lenge.</translation>
    </message>
    <message>
        <source>Writing the file for support ...</source>
        <translation>Skriver filen til brukerstøtte ...</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to do</source>
        <translation>
            <numerusform>%n ting å gjøre</numerusform>
            <numerusform>%n ting å gjøre</numerusform>
        </translation>
    </message>
    <message>
        <source>All is well: there is nothing to do.</source>
        <translation>Alt er i orden: det er ingenting å gjøre.</translation>
    </message>
    <message>
        <source>in order</source>
        <translation>i orden</translation>
    </message>
    <message>
        <source>look at it soon</source>
        <translation>se på det snart</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>feil</translation>
    </message>
    <message>
        <source>The till could not be looked at. Try once more, or call support.</source>
        <translation>Kassen kunne ikke ses på. Prøv en gang til, eller ring brukerstøtte.</translation>
    </message>
    <message>
        <source>The file for support is {path}. It holds nothing of customers or sales.</source>
        <translation>Filen til brukerstøtte er {path}. Det står ingenting om kunder eller salg i den.</translation>
    </message>
    <message>
        <source>The file could not be written. Is the disk full? Call support.</source>
        <translation>Filen kunne ikke skrives. Er disken full? Ring brukerstøtte.</translation>
    </message>
</context>
<context>
    <name>CheckPanel</name>
    <message>
        <source>Check this till</source>
        <translation>Sjekk kassen</translation>
    </message>
    <message>
        <source>Support file</source>
        <translation>Supportfil</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Se igjen</translation>
    </message>
</context>
<context>
    <name>ClaimModel</name>
    <message>
        <source>The receipt is claimed. Its points come when the server has looked at it.</source>
        <translation>Kvitteringen er meldt inn. Poengene kommer når serveren har sett på den.</translation>
    </message>
    <message>
        <source>Nothing was written. Try again.</source>
        <translation>Ingenting ble lagret. Prøv igjen.</translation>
    </message>
    <message>
        <source>A receipt of another till</source>
        <translation>En kvittering fra en annen kasse</translation>
    </message>
    <message>
        <source>Receipt {number}, {time}, {amount}</source>
        <translation>Kvittering {number}, {time}, {amount}</translation>
    </message>
    <message>
        <source>For {name}</source>
        <translation>Til {name}</translation>
    </message>
    <message>
        <source>the member on the sale</source>
        <translation>medlemmet på salget</translation>
    </message>
    <message>
        <source>The server looks at the receipt; then the points come. Each receipt counts once.</source>
        <translation>Serveren ser på kvitteringen, så kommer poengene. Hver kvittering teller én gang.</translation>
    </message>
</context>
<context>
    <name>ClaimPanel</name>
    <message>
        <source>Claim points?</source>
        <translation>Hente poeng?</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nei</translation>
    </message>
    <message>
        <source>Claim the points</source>
        <translation>Hent poengene</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Set up this till</source>
        <translation>Sett opp kassen</translation>
    </message>
    <message>
        <source>Scan the square on the sheet, or type what stands below it.</source>
        <translation>Skann ruten på arket, eller skriv det som står under den.</translation>
    </message>
    <message>
        <source>shop.example K7TQ-M3XW-9FHA</source>
        <translation>butikk.example K7TQ-M3XW-9FHA</translation>
    </message>
    <message>
        <source>Letters to touch</source>
        <translation>Bokstaver å trykke på</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>Åpne en fil</translation>
    </message>
    <message>
        <source>Find the scanner</source>
        <translation>Finn skanneren</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsett</translation>
    </message>
    <message>
        <source>Asking the server …</source>
        <translation>Spør serveren …</translation>
    </message>
    <message>
        <source>No scanner with a port of its own is plugged in. One that types needs none: just scan.</source>
        <translation>Ingen skanner med egen port er koblet til. En som skriver, trenger ingen: bare skann.</translation>
    </message>
    <message numerus="yes">
        <source>Scan the sheet now: %n ports are listened to.</source>
        <translation>
            <numerusform>Skann arket nå: det lyttes på %n port.</numerusform>
            <numerusform>Skann arket nå: det lyttes på %n porter.</numerusform>
        </translation>
    </message>
    <message>
        <source>The one-time file</source>
        <translation>Engangsfilen</translation>
    </message>
    <message>
        <source>One-time files (*.toml);;All files (*)</source>
        <translation>Engangsfiler (*.toml);;Alle filer (*)</translation>
    </message>
</context>
<context>
    <name>ConsentModel</name>
    <message>
        <source>Agreed, and recorded.</source>
        <translation>Samtykket er registrert.</translation>
    </message>
    <message>
        <source>{coupon} comes from the server.</source>
        <translation>{coupon} kommer fra serveren.</translation>
    </message>
    <message>
        <source>Withdrawn, and recorded. It holds here from now on.</source>
        <translation>Samtykket er trukket tilbake. Det gjelder her fra nå av.</translation>
    </message>
    <message>
        <source>Nothing was written. Try again.</source>
        <translation>Ingenting ble lagret. Prøv igjen.</translation>
    </message>
    <message>
        <source>It brings, once: {coupon}</source>
        <translation>Det gir, én gang: {coupon}</translation>
    </message>
    <message>
        <source>Does the member no longer agree?</source>
        <translation>Samtykker medlemmet ikke lenger?</translation>
    </message>
    <message>
        <source>Does the member agree?</source>
        <translation>Samtykker medlemmet?</translation>
    </message>
    <message>
        <source>This is what it is about:</source>
        <translation>Dette gjelder det:</translation>
    </message>
    <message>
        <source>Read this to the member:</source>
        <translation>Les dette for medlemmet:</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Trekk tilbake</translation>
    </message>
    <message>
        <source>They agree</source>
        <translation>Samtykker</translation>
    </message>
</context>
<context>
    <name>ConsentPanel</name>
    <message>
        <source>Consent</source>
        <translation>Samtykke</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nei</translation>
    </message>
</context>
<context>
    <name>Consents</name>
    <message>
        <source>Known as a member to {partner}</source>
        <translation>Kjent som medlem hos {partner}</translation>
    </message>
    <message>
        <source>{consent}: the shop no longer asks for it</source>
        <translation>{consent}: butikken spør ikke lenger om dette</translation>
    </message>
    <message>
        <source>not agreed</source>
        <translation>ikke samtykket</translation>
    </message>
    <message>
        <source>agreed</source>
        <translation>samtykket</translation>
    </message>
    <message>
        <source>agreed {when}, to an earlier wording</source>
        <translation>samtykket {when}, til en tidligere ordlyd</translation>
    </message>
    <message>
        <source>agreed {when}</source>
        <translation>samtykket {when}</translation>
    </message>
</context>
<context>
    <name>Controller</name>
    <message>
        <source>Answer the age question first, then scan again.</source>
        <translation>Svar på alderen først, og skann så igjen.</translation>
    </message>
    <message numerus="yes">
        <source>%n scan(s) wait until this sale is paid.</source>
        <translation>
            <numerusform>%n skann venter til dette salget er betalt.</numerusform>
            <numerusform>%n skann venter til dette salget er betalt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Price check: scan or touch an article. It is not sold.</source>
        <translation>Prissjekk: skann eller trykk på en vare. Den blir ikke solgt.</translation>
    </message>
    <message>
        <source>Card or phone</source>
        <translation>Kort eller telefon</translation>
    </message>
    <message>
        <source>The sale is parked. F6 takes it back.</source>
        <translation>Salget er parkert. F6 henter det tilbake.</translation>
    </message>
    <message>
        <source>The parked sale is on the counter again.</source>
        <translation>Det parkerte salget er hentet tilbake.</translation>
    </message>
    <message>
        <source>Del takes the line away.</source>
        <translation>Del tar linjen bort.</translation>
    </message>
    <message>
        <source>Del takes it away, F6 parks the sale.</source>
        <translation>Del tar den bort, F6 parkerer salget.</translation>
    </message>
    <message>
        <source>Give back what was paid (Enter), then take the line away.</source>
        <translation>Gi tilbake det som er betalt (Enter), og ta så linjen bort.</translation>
    </message>
    <message>
        <source>A payment has begun. Finish it, or give everything back first (Enter).</source>
        <translation>Betalingen er i gang. Fullfør den, eller gi alt tilbake først (Enter).</translation>
    </message>
    <message>
        <source>The printer did not confirm the receipt. Look, then choose.</source>
        <translation>Skriveren bekreftet ikke kvitteringen. Se etter, og velg.</translation>
    </message>
</context>
<context>
    <name>DevicesPage</name>
    <message>
        <source>The till is ready</source>
        <translation>Kassen er klar</translation>
    </message>
    <message>
        <source>Try the devices now, while you are here. What is missing can be added later.</source>
        <translation>Prøv utstyret nå, mens du er her. Det som mangler, kan komme til senere.</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Skanner</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Skriver</translation>
    </message>
    <message>
        <source>Print a test slip</source>
        <translation>Skriv ut en prøvelapp</translation>
    </message>
    <message>
        <source>Card terminal</source>
        <translation>Kortterminal</translation>
    </message>
    <message>
        <source>Go to sign-in</source>
        <translation>Gå til innlogging</translation>
    </message>
    <message>
        <source>stands apart: amounts are typed on it</source>
        <translation>står for seg selv: beløp tastes på den</translation>
    </message>
    <message>
        <source>the one that types</source>
        <translation>den som skriver</translation>
    </message>
    <message>
        <source>✓ heard {code} ({way})</source>
        <translation>✓ leste {code} ({way})</translation>
    </message>
    <message>
        <source>Scan any article.</source>
        <translation>Skann en hvilken som helst vare.</translation>
    </message>
    <message>
        <source>none is named; receipts are shown on the screen</source>
        <translation>ingen er satt opp; kvitteringer vises på skjermen</translation>
    </message>
    <message>
        <source>✓ {name} printed</source>
        <translation>✓ {name} skrev ut</translation>
    </message>
    <message>
        <source>{name}: look whether a slip came out</source>
        <translation>{name}: se etter om det kom en lapp</translation>
    </message>
    <message>
        <source>{name} does not answer: is it switched on, with paper?</source>
        <translation>{name} svarer ikke: er den slått på, med papir?</translation>
    </message>
    <message>
        <source>{name} prints …</source>
        <translation>{name} skriver ut …</translation>
    </message>
</context>
<context>
    <name>DiscountModel</name>
    <message>
        <source>Percent</source>
        <translation>Prosent</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Beløp</translation>
    </message>
    <message>
        <source>Damaged goods</source>
        <translation>Skadet vare</translation>
    </message>
    <message>
        <source>Wrong price on the shelf</source>
        <translation>Feil pris på hylla</translation>
    </message>
    <message>
        <source>Short date</source>
        <translation>Kort dato</translation>
    </message>
    <message>
        <source>Goodwill</source>
        <translation>Kulanse</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>Ansatt</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Annet</translation>
    </message>
    <message>
        <source>the whole basket</source>
        <translation>hele kurven</translation>
    </message>
    <message>
        <source>Discount {amount} on {what}: {reason}</source>
        <translation>Rabatt {amount} på {what}: {reason}</translation>
    </message>
    <message>
        <source>New total {amount}</source>
        <translation>Ny sum {amount}</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Linje</translation>
    </message>
    <message>
        <source>Whole basket</source>
        <translation>Hele kurven</translation>
    </message>
    <message>
        <source>Choose a reason.</source>
        <translation>Velg en grunn.</translation>
    </message>
</context>
<context>
    <name>DiscountPanel</name>
    <message>
        <source>Discount</source>
        <translation>Rabatt</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grunn</translation>
    </message>
    <message>
        <source>Give discount</source>
        <translation>Gi rabatt</translation>
    </message>
</context>
<context>
    <name>DonePanel</name>
    <message>
        <source>Paid</source>
        <translation>Betalt</translation>
    </message>
    <message>
        <source>Next customer</source>
        <translation>Neste kunde</translation>
    </message>
    <message>
        <source>Handed out</source>
        <translation>Utlevert</translation>
    </message>
</context>
<context>
    <name>DrawerModel</name>
    <message>
        <source>Amount</source>
        <translation>Beløp</translation>
    </message>
    <message>
        <source>Pieces of {value}</source>
        <translation>Antall à {value}</translation>
    </message>
    <message>
        <source>Something went wrong in the till. Nothing was written.</source>
        <translation>Noe gikk galt i kassen. Ingenting ble skrevet.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Vekselpenger</translation>
    </message>
    <message>
        <source>Purchase</source>
        <translation>Innkjøp</translation>
    </message>
    <message>
        <source>Bottle deposit</source>
        <translation>Pant</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Eier</translation>
    </message>
    <message>
        <source>Wrong change given</source>
        <translation>Feil veksel gitt</translation>
    </message>
    <message>
        <source>Cause not found</source>
        <translation>Årsak ikke funnet</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>Noe annet</translation>
    </message>
</context>
<context>
    <name>DrawerPages</name>
    <message>
        <source>No drawer is open.</source>
        <translation>Ingen skuff er åpen.</translation>
    </message>
    <message>
        <source>Open with float</source>
        <translation>Åpne med vekselpenger</translation>
    </message>
    <message>
        <source>Pay in</source>
        <translation>Innbetaling</translation>
    </message>
    <message>
        <source>Pay out</source>
        <translation>Utbetaling</translation>
    </message>
    <message>
        <source>To the safe</source>
        <translation>Til safe</translation>
    </message>
    <message>
        <source>Count and close</source>
        <translation>Tell opp og lukk</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Gi videre</translation>
    </message>
    <message>
        <source>Close {name}&apos;s drawer</source>
        <translation>Lukk skuffen til {name}</translation>
    </message>
    <message>
        <source>X report</source>
        <translation>X-rapport</translation>
    </message>
    <message>
        <source>Z report</source>
        <translation>Z-rapport</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Kasseskuff</translation>
    </message>
    <message>
        <source>{name}&apos;s own drawer, open since {time}.</source>
        <translation>Skuffen til {name}, åpen siden {time}.</translation>
    </message>
    <message>
        <source>One drawer for everybody, open since {time}.</source>
        <translation>Felles skuff, åpen siden {time}.</translation>
    </message>
    <message>
        <source>Type the amount on the keypad.</source>
        <translation>Tast beløpet på talltastaturet.</translation>
    </message>
    <message>
        <source>Type the amount, and choose what it is for.</source>
        <translation>Tast beløpet, og velg hva det gjelder.</translation>
    </message>
    <message>
        <source>Count the drawer</source>
        <translation>Tell opp skuffen</translation>
    </message>
    <message>
        <source>Close the drawer</source>
        <translation>Lukk skuffen</translation>
    </message>
    <message>
        <source>Pieces of each. Enter goes on to the next.</source>
        <translation>Antall av hver. Enter går til den neste.</translation>
    </message>
    <message>
        <source>Count the float</source>
        <translation>Tell veksel</translation>
    </message>
    <message>
        <source>Begin with this float</source>
        <translation>Begynn med dette</translation>
    </message>
    <message>
        <source>Count what you leave</source>
        <translation>Tell det du gir fra deg</translation>
    </message>
    <message>
        <source>{name} counts</source>
        <translation>{name} teller</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Gå videre</translation>
    </message>
    <message>
        <source>The same money once more, without looking at the first count.</source>
        <translation>De samme pengene en gang til, uten å se på den første tellingen.</translation>
    </message>
    <message>
        <source>{name} takes the drawer over as it is. Nobody counts it: what is missing shows later.</source>
        <translation>{name} overtar skuffen som den er. Ingen teller den: det som mangler, viser seg senere.</translation>
    </message>
    <message>
        <source>It closes the period, with everything sold since the last one. It cannot be undone.</source>
        <translation>Den avslutter perioden, med alt som er solgt siden den forrige. Det kan ikke angres.</translation>
    </message>
    <message>
        <source>Close the period</source>
        <translation>Avslutt perioden</translation>
    </message>
    <message>
        <source>Who takes the drawer over?</source>
        <translation>Hvem overtar skuffen?</translation>
    </message>
    <message>
        <source>{name} has the drawer</source>
        <translation>{name} har skuffen</translation>
    </message>
    <message>
        <source>Print once more</source>
        <translation>Skriv ut en gang til</translation>
    </message>
    <message>
        <source>This till has no printer.</source>
        <translation>Denne kassen har ingen skriver.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ferdig</translation>
    </message>
</context>
<context>
    <name>DrawerPanel</name>
    <message>
        <source>Back</source>
        <translation>Tilbake</translation>
    </message>
</context>
<context>
    <name>DrawerRights</name>
    <message>
        <source>Pay {amount} in</source>
        <translation>Betale inn {amount}</translation>
    </message>
    <message>
        <source>Pay {amount} out</source>
        <translation>Betale ut {amount}</translation>
    </message>
    <message>
        <source>Take {amount} to the safe</source>
        <translation>Ta {amount} til safen</translation>
    </message>
    <message>
        <source>Take an X report</source>
        <translation>Ta en X-rapport</translation>
    </message>
    <message>
        <source>Close the period with a Z report</source>
        <translation>Avslutte perioden med en Z-rapport</translation>
    </message>
    <message>
        <source>Close a drawer whose count is far from what it should be</source>
        <translation>Avslutte en skuff der tellingen er langt unna det den skulle være</translation>
    </message>
</context>
<context>
    <name>EveningDesk</name>
    <message>
        <source>Practice has no day to close.</source>
        <translation>Øvelsen har ingen dag å lukke.</translation>
    </message>
    <message>
        <source>A sale is on the counter. Finish it, park it (F6) or give it up, then close the day.</source>
        <translation>Et salg er påbegynt. Fullfør det, parker det (F6) eller oppgi det, og lukk så dagen.</translation>
    </message>
</context>
<context>
    <name>EveningModel</name>
    <message>
        <source>The terminal&apos;s total</source>
        <translation>Terminalens sum</translation>
    </message>
    <message>
        <source>Close the day with its Z report</source>
        <translation>Lukke dagen med Z-rapport</translation>
    </message>
    <message>
        <source>The card terminal is closing its day. This can take a minute.</source>
        <translation>Kortterminalen lukker dagen sin. Det kan ta et minutt.</translation>
    </message>
    <message>
        <source>something went wrong in the till.</source>
        <translation>noe gikk galt i kassen.</translation>
    </message>
    <message>
        <source>Something went wrong in the till. Nothing is lost: open this screen again.</source>
        <translation>Noe gikk galt i kassen. Ingenting er tapt: åpne dette bildet igjen.</translation>
    </message>
</context>
<context>
    <name>EveningPages</name>
    <message>
        <source>End of day</source>
        <translation>Dagsoppgjør</translation>
    </message>
    <message>
        <source>One moment.</source>
        <translation>Et øyeblikk.</translation>
    </message>
    <message>
        <source>End of day · {day}</source>
        <translation>Dagsoppgjør · {day}</translation>
    </message>
    <message>
        <source>Not made</source>
        <translation>Ikke laget</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) to go</source>
        <translation>
            <numerusform>%n post igjen</numerusform>
            <numerusform>%n poster igjen</numerusform>
        </translation>
    </message>
    <message>
        <source>When the line is back</source>
        <translation>Når linjen er tilbake</translation>
    </message>
    <message>
        <source>The server has it otherwise</source>
        <translation>Serveren har det annerledes</translation>
    </message>
    <message>
        <source>Look at this first</source>
        <translation>Se på dette først</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Gå videre</translation>
    </message>
    <message>
        <source>The drawer, open since {time}</source>
        <translation>Skuffen, åpen siden {time}</translation>
    </message>
    <message>
        <source>{name}&apos;s drawer, open since {time}</source>
        <translation>Skuffen til {name}, åpen siden {time}</translation>
    </message>
    <message>
        <source>Count the drawer</source>
        <translation>Tell skuffen</translation>
    </message>
    <message>
        <source>Count the drawers</source>
        <translation>Tell skuffene</translation>
    </message>
    <message>
        <source>Each drawer is counted and closed before the period is. It opens when you begin.</source>
        <translation>Hver skuff telles og lukkes før perioden. Den åpnes når du begynner.</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Telling</translation>
    </message>
    <message>
        <source>Close the day on the card terminal and type the total of its slip.</source>
        <translation>Lukk dagen på kortterminalen og tast summen på slippen.</translation>
    </message>
    <message>
        <source>Leave it out today</source>
        <translation>Hopp over i dag</translation>
    </message>
    <message>
        <source>Have the terminal close its day, or type the total of its slip.</source>
        <translation>La terminalen lukke dagen sin, eller tast summen på slippen.</translation>
    </message>
    <message>
        <source>Ask the terminal</source>
        <translation>Spør terminalen</translation>
    </message>
    <message>
        <source>Card slips against the till</source>
        <translation>Kortslipper mot kassen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Sammenlign</translation>
    </message>
    <message>
        <source>The day cannot be closed</source>
        <translation>Dagen kan ikke lukkes</translation>
    </message>
    <message>
        <source>It closes the period, with everything sold since the last one. It cannot be undone.</source>
        <translation>Den lukker perioden, med alt som er solgt siden den forrige. Det kan ikke angres.</translation>
    </message>
    <message>
        <source>The card terminal has {amount} more than the till. It is written down; go on.</source>
        <translation>Kortterminalen har {amount} mer enn kassen. Det er skrevet ned; gå videre.</translation>
    </message>
    <message>
        <source>The card terminal has {amount} less than the till. It is written down; go on.</source>
        <translation>Kortterminalen har {amount} mindre enn kassen. Det er skrevet ned; gå videre.</translation>
    </message>
    <message>
        <source>Z report {number}</source>
        <translation>Z-rapport {number}</translation>
    </message>
    <message>
        <source>Close the day</source>
        <translation>Lukk dagen</translation>
    </message>
    <message>
        <source>A safe copy</source>
        <translation>En sikker kopi</translation>
    </message>
    <message>
        <source>The till&apos;s data are copied, and every page of the copy is checked.</source>
        <translation>Kassens data kopieres, og hver side av kopien kontrolleres.</translation>
    </message>
    <message>
        <source>There is no copy of this day yet: {why}</source>
        <translation>Det finnes ingen kopi av denne dagen ennå: {why}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Prøv igjen</translation>
    </message>
    <message>
        <source>Go on without a copy</source>
        <translation>Gå videre uten kopi</translation>
    </message>
    <message>
        <source>The day is closed, but not safe yet</source>
        <translation>Dagen er lukket, men ikke sikret ennå</translation>
    </message>
    <message>
        <source>{gone} of {all} records are with the server.</source>
        <translation>{gone} av {all} poster er hos serveren.</translation>
    </message>
    <message>
        <source>To the server</source>
        <translation>Til serveren</translation>
    </message>
    <message>
        <source>You need not wait: close this screen, and the till goes on by itself.</source>
        <translation>Du trenger ikke vente: lukk dette bildet, kassen sender videre av seg selv.</translation>
    </message>
    <message>
        <source>Do not wait</source>
        <translation>Ikke vent</translation>
    </message>
    <message>
        <source>The server compares</source>
        <translation>Serveren sammenligner</translation>
    </message>
    <message>
        <source>It holds its own count of the day, and the last record&apos;s hash, against the till&apos;s.</source>
        <translation>Den holder sin egen telling av dagen, og siste posts kontrollsum, mot kassens.</translation>
    </message>
    <message>
        <source>The day is closed, but not confirmed</source>
        <translation>Dagen er lukket, men ikke bekreftet</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Spør igjen</translation>
    </message>
    <message>
        <source>Everything is written down and kept here. When the line is back, tomorrow if it must be, the till asks the server by itself and says that the day is confirmed. You can switch the till off and go home.</source>
        <translation>Alt er skrevet ned og ligger her. Når linjen er tilbake, i morgen om det må til, spør kassen serveren av seg selv og sier fra at dagen er bekreftet. Du kan slå av kassen og gå hjem.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ferdig</translation>
    </message>
    <message>
        <source>The day is closed</source>
        <translation>Dagen er lukket</translation>
    </message>
    <message>
        <source>What is wrong?</source>
        <translation>Hva er galt?</translation>
    </message>
    <message>
        <source>The server has the same counts, the same money and the same last record. Good night!</source>
        <translation>Serveren har de samme tallene, de samme pengene og den samme siste posten. God natt!</translation>
    </message>
    <message>
        <source>Nothing has happened on this till yet. There is nothing to close.</source>
        <translation>Ingenting har skjedd på denne kassen ennå. Det er ingenting å lukke.</translation>
    </message>
    <message>
        <source>The day is closed and confirmed</source>
        <translation>Dagen er lukket og bekreftet</translation>
    </message>
    <message>
        <source>Nothing to close</source>
        <translation>Ingenting å lukke</translation>
    </message>
    <message>
        <source>There is no copy of this day.</source>
        <translation>Det finnes ingen kopi av denne dagen.</translation>
    </message>
</context>
<context>
    <name>EveningTerminal</name>
    <message>
        <source>The terminal closed its day and does not say what was in it.</source>
        <translation>Terminalen lukket dagen sin og sier ikke hva som var i den.</translation>
    </message>
    <message>
        <source>The terminal does not reach the payment company and has not closed its day.</source>
        <translation>Terminalen når ikke betalingsselskapet og har ikke lukket dagen sin.</translation>
    </message>
    <message>
        <source>The terminal is out of paper and has not closed its day.</source>
        <translation>Terminalen er tom for papir og har ikke lukket dagen sin.</translation>
    </message>
    <message>
        <source>The terminal is busy and has not closed its day.</source>
        <translation>Terminalen er opptatt og har ikke lukket dagen sin.</translation>
    </message>
    <message>
        <source>The terminal does not answer. Check power and network.</source>
        <translation>Terminalen svarer ikke. Sjekk strøm og nett.</translation>
    </message>
    <message>
        <source>The terminal has not closed its day.</source>
        <translation>Terminalen har ikke lukket dagen sin.</translation>
    </message>
    <message>
        <source>The line broke: look on the terminal whether it closed its day.</source>
        <translation>Linjen brøt: se på terminalen om den lukket dagen sin.</translation>
    </message>
</context>
<context>
    <name>EveningWords</name>
    <message>
        <source>Open matters</source>
        <translation>Åpne saker</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Telling</translation>
    </message>
    <message>
        <source>Card slips</source>
        <translation>Kortslipper</translation>
    </message>
    <message>
        <source>Z report</source>
        <translation>Z-rapport</translation>
    </message>
    <message>
        <source>Safe copy</source>
        <translation>Sikker kopi</translation>
    </message>
    <message>
        <source>Signed checkpoint</source>
        <translation>Signert sjekkpunkt</translation>
    </message>
    <message>
        <source>To the server</source>
        <translation>Til serveren</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bekreftet</translation>
    </message>
    <message numerus="yes">
        <source>%n drawer(s) to count</source>
        <translation>
            <numerusform>%n skuff å telle</numerusform>
            <numerusform>%n skuffer å telle</numerusform>
        </translation>
    </message>
    <message>
        <source>Every drawer is counted</source>
        <translation>Alle skuffer er talt</translation>
    </message>
    <message>
        <source>Closes the period</source>
        <translation>Lukker perioden</translation>
    </message>
    <message>
        <source>Z {number}: {amount}</source>
        <translation>Z {number}: {amount}</translation>
    </message>
    <message>
        <source>Every page checked</source>
        <translation>Hver side kontrollert</translation>
    </message>
    <message>
        <source>All data, checked page by page</source>
        <translation>Alle data, kontrollert side for side</translation>
    </message>
    <message>
        <source>Up to record {number}</source>
        <translation>Til og med post {number}</translation>
    </message>
    <message>
        <source>Shows if anything is changed later</source>
        <translation>Viser om noe endres senere</translation>
    </message>
    <message>
        <source>Everything is there</source>
        <translation>Alt er der</translation>
    </message>
    <message>
        <source>What it has not got yet</source>
        <translation>Det den ikke har ennå</translation>
    </message>
    <message>
        <source>Same counts, same hash</source>
        <translation>Samme tall, samme kontrollsum</translation>
    </message>
    <message>
        <source>The server has the same day</source>
        <translation>Serveren har samme dag</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to look at</source>
        <translation>
            <numerusform>%n ting å se på</numerusform>
            <numerusform>%n ting å se på</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>Ingenting er åpent</translation>
    </message>
    <message>
        <source>{amount} apart</source>
        <translation>{amount} i forskjell</translation>
    </message>
    <message>
        <source>The same on both</source>
        <translation>Likt på begge</translation>
    </message>
    <message>
        <source>{amount} on the till</source>
        <translation>{amount} på kassen</translation>
    </message>
    <message>
        <source>The terminal&apos;s sum</source>
        <translation>Terminalens sum</translation>
    </message>
    <message>
        <source>No card payments</source>
        <translation>Ingen kortbetalinger</translation>
    </message>
    <message numerus="yes">
        <source>%n card payment(s) are not settled: somebody has to say what the terminal did. Close this screen and press Card (F9).</source>
        <translation>
            <numerusform>%n kortbetaling er ikke avklart: noen må si hva terminalen gjorde. Lukk dette bildet og trykk Kort (F9).</numerusform>
            <numerusform>%n kortbetalinger er ikke avklart: noen må si hva terminalen gjorde. Lukk dette bildet og trykk Kort (F9).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n receipt(s) nobody knows whether they were printed. Close this screen and press Receipt (F11).</source>
        <translation>
            <numerusform>For %n kvittering vet ingen om den ble skrevet ut. Lukk dette bildet og trykk Kvittering (F11).</numerusform>
            <numerusform>For %n kvitteringer vet ingen om de ble skrevet ut. Lukk dette bildet og trykk Kvittering (F11).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sale(s) are parked. They stay parked and can be taken back tomorrow.</source>
        <translation>
            <numerusform>%n salg er parkert. Det blir stående og kan hentes i morgen.</numerusform>
            <numerusform>%n salg er parkert. De blir stående og kan hentes i morgen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Somebody or something changed the till&apos;s journal: {what}. The Z report sums what stands there now, and no copy is made of it.</source>
        <translation>Noen eller noe har endret kassens journal: {what}. Z-rapporten summerer det som står der nå, og det tas ingen kopi av det.</translation>
    </message>
    <message>
        <source>Somebody or something changed the till&apos;s journal, and a record cannot be read any more: {what}. There is nothing to sum. Count the money and write it down, leave the till as it is, and call whoever looks after it: the last safe copy has the records as they were.</source>
        <translation>Noen eller noe har endret kassens journal, og en post kan ikke leses lenger: {what}. Det er ingenting å summere. Tell pengene og skriv det ned, la kassen stå som den er, og ring den som har ansvar for den: den siste trygge kopien har postene slik de var.</translation>
    </message>
    <message>
        <source>Somebody or something changed the till&apos;s journal: {what}. The day is closed; no copy is made over the good ones, and nothing is signed. Leave the till as it is, and call whoever looks after it: `trofast verify` names the record, and the last safe copy has it as it was.</source>
        <translation>Noen eller noe har endret kassens journal: {what}. Dagen er lukket; ingen kopi lages over de gode, og ingenting signeres. La kassen være som den er, og ring den som har ansvar for den: `trofast verify` navngir posten, og siste sikre kopi har den slik den var.</translation>
    </message>
    <message>
        <source>`trofast verify` names it</source>
        <translation>`trofast verify` navngir den</translation>
    </message>
    <message>
        <source>record {number}</source>
        <translation>post {number}</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) are still on their way. Nothing is lost: ask again.</source>
        <translation>
            <numerusform>%n post er fortsatt på vei. Ingenting er tapt: spør igjen.</numerusform>
            <numerusform>%n poster er fortsatt på vei. Ingenting er tapt: spør igjen.</numerusform>
        </translation>
    </message>
    <message>
        <source>{day}: the server has other records under this till&apos;s numbers. The till may have been copied. Do not sell on it, and call whoever looks after the server.</source>
        <translation>{day}: serveren har andre poster under denne kassens numre. Kassen kan være kopiert. Ikke selg på den, og ring den som har ansvar for serveren.</translation>
    </message>
    <message>
        <source>{day}: the server has every record, but counts otherwise ({what}). Nothing is lost. Call whoever looks after the server.</source>
        <translation>{day}: serveren har alle postene, men teller annerledes ({what}). Ingenting er tapt. Ring den som har ansvar for serveren.</translation>
    </message>
    <message>
        <source>sales</source>
        <translation>salg</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>solgt</translation>
    </message>
    <message>
        <source>VAT</source>
        <translation>mva</translation>
    </message>
    <message>
        <source>returns</source>
        <translation>returer</translation>
    </message>
    <message>
        <source>returned</source>
        <translation>returnert</translation>
    </message>
    <message>
        <source>VAT of returns</source>
        <translation>mva på returer</translation>
    </message>
    <message>
        <source>{what}: {here} here, {there} there</source>
        <translation>{what}: {here} her, {there} der</translation>
    </message>
    <message>
        <source>There is no connection now.</source>
        <translation>Det er ingen forbindelse nå.</translation>
    </message>
    <message>
        <source>The server refuses this till. Call support.</source>
        <translation>Serveren avviser denne kassen. Ring brukerstøtte.</translation>
    </message>
    <message>
        <source>Sending to the server has stopped. Call support.</source>
        <translation>Sendingen til serveren har stoppet. Ring brukerstøtte.</translation>
    </message>
</context>
<context>
    <name>ExceptionDesk</name>
    <message>
        <source>The customer left</source>
        <translation>Kunden gikk</translation>
    </message>
    <message>
        <source>The customer cannot pay</source>
        <translation>Kunden kan ikke betale</translation>
    </message>
    <message>
        <source>Changed their mind</source>
        <translation>Ombestemte seg</translation>
    </message>
    <message>
        <source>Rung up by mistake</source>
        <translation>Slått inn ved en feil</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Annet</translation>
    </message>
    <message>
        <source>Give the sale up</source>
        <translation>Avbryt salget</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) go. This cannot be undone; Park (F6) keeps them instead.</source>
        <translation>
            <numerusform>%n linje blir borte. Dette kan ikke angres; Parker (F6) tar vare på den.</numerusform>
            <numerusform>%n linjer blir borte. Dette kan ikke angres; Parker (F6) tar vare på dem.</numerusform>
        </translation>
    </message>
    <message>
        <source>Give up a sale of {amount}: {reason}</source>
        <translation>Avbryte et salg på {amount}: {reason}</translation>
    </message>
    <message>
        <source>The sale changed meanwhile. Ask once more.</source>
        <translation>Salget har endret seg i mellomtiden. Spør en gang til.</translation>
    </message>
    <message>
        <source>The sale is given up. Nothing was paid.</source>
        <translation>Salget er avbrutt. Ingenting ble betalt.</translation>
    </message>
    <message>
        <source>Change for a customer</source>
        <translation>Veksling for en kunde</translation>
    </message>
    <message>
        <source>Wrong change given</source>
        <translation>Ga feil vekslepenger</translation>
    </message>
    <message>
        <source>Look into the drawer</source>
        <translation>Se i skuffen</translation>
    </message>
    <message>
        <source>Open the drawer</source>
        <translation>Åpne skuffen</translation>
    </message>
    <message>
        <source>Open without a sale</source>
        <translation>Åpne uten salg</translation>
    </message>
    <message>
        <source>Each opening is counted and stands in the report of the day.</source>
        <translation>Hver åpning telles og står i dagens rapport.</translation>
    </message>
    <message>
        <source>Open the drawer without a sale: {reason}</source>
        <translation>Åpne skuffen uten salg: {reason}</translation>
    </message>
    <message>
        <source>The drawer opens.</source>
        <translation>Skuffen åpnes.</translation>
    </message>
    <message>
        <source>Noted. This till has no printer that opens the drawer: use its key.</source>
        <translation>Notert. Denne kassen har ingen skriver som åpner skuffen: bruk nøkkelen.</translation>
    </message>
    <message>
        <source>Damaged goods</source>
        <translation>Skadet vare</translation>
    </message>
    <message>
        <source>Wrong price on the shelf</source>
        <translation>Feil pris på hylla</translation>
    </message>
    <message>
        <source>Short date</source>
        <translation>Kort holdbarhet</translation>
    </message>
    <message>
        <source>Goodwill</source>
        <translation>Kulanse</translation>
    </message>
    <message>
        <source>Another price</source>
        <translation>Annen pris</translation>
    </message>
    <message>
        <source>Usual price {price}</source>
        <translation>Vanlig pris {price}</translation>
    </message>
    <message>
        <source>Set the price</source>
        <translation>Sett prisen</translation>
    </message>
    <message>
        <source>{article} for {price}: {reason}</source>
        <translation>{article} for {price}: {reason}</translation>
    </message>
    <message>
        <source>{name} has another price.</source>
        <translation>{name} har fått en annen pris.</translation>
    </message>
    <message>
        <source>Print the one copy of the receipt</source>
        <translation>Skriv ut den ene kopien av kvitteringen</translation>
    </message>
    <message>
        <source>Nothing can be practised on this till.</source>
        <translation>Det kan ikke øves på denne kassen.</translation>
    </message>
    <message>
        <source>Practise on this till: nothing of it is for real</source>
        <translation>Øve på denne kassen: ingenting av det er på ordentlig</translation>
    </message>
    <message>
        <source>Choose a reason</source>
        <translation>Velg en grunn</translation>
    </message>
    <message>
        <source>New price</source>
        <translation>Ny pris</translation>
    </message>
</context>
<context>
    <name>Explaining</name>
    <message>
        <source>{points} with this line</source>
        <translation>{points} med denne linjen</translation>
    </message>
    <message>
        <source>{points} fewer with this line</source>
        <translation>{points} mindre med denne linjen</translation>
    </message>
    <message>
        <source>No points with this line</source>
        <translation>Ingen poeng med denne linjen</translation>
    </message>
    <message>
        <source>Protected goods: no discount, no points, no stamps, whatever the offer</source>
        <translation>Vernet vare: ingen rabatt, ingen poeng, ingen stempler, uansett tilbud</translation>
    </message>
    <message>
        <source>Waits for the network: {things}</source>
        <translation>Venter på nett: {things}</translation>
    </message>
    <message>
        <source>Not used now: {things}. {why}</source>
        <translation>Brukes ikke nå: {things}. {why}</translation>
    </message>
    <message>
        <source>The payment took long: {things} was no longer kept, and the office will look at it.</source>
        <translation>Betalingen tok lang tid: {things} var ikke lenger holdt av, og kontoret ser på det.</translation>
    </message>
</context>
<context>
    <name>GiftCardDesk</name>
    <message>
        <source>Gift card</source>
        <translation>Gavekort</translation>
    </message>
</context>
<context>
    <name>GiftCardModel</name>
    <message>
        <source>{amount} goes onto the gift card ending in {end}.</source>
        <translation>{amount} settes på gavekortet som slutter på {end}.</translation>
    </message>
    <message>
        <source>Tell the customer: this gift card ends on {day}.</source>
        <translation>Si det til kunden: dette gavekortet går ut {day}.</translation>
    </message>
    <message>
        <source>{amount} on the card at {time}, through {day}</source>
        <translation>{amount} på kortet kl. {time}, til og med {day}</translation>
    </message>
    <message>
        <source>{amount} on the card at {time}</source>
        <translation>{amount} på kortet kl. {time}</translation>
    </message>
    <message>
        <source>Something went wrong in the till. Nothing was taken from the card.</source>
        <translation>Noe gikk galt i kassen. Ingenting ble tatt fra kortet.</translation>
    </message>
    <message>
        <source>Asking the server …</source>
        <translation>Spør serveren …</translation>
    </message>
</context>
<context>
    <name>GiftCardPanel</name>
    <message>
        <source>Gift card</source>
        <translation>Gavekort</translation>
    </message>
    <message>
        <source>Scan the gift card or credit note, or type its number</source>
        <translation>Skann gavekortet eller tilgodelappen, eller skriv nummeret</translation>
    </message>
    <message>
        <source>Number on the card</source>
        <translation>Nummeret på kortet</translation>
    </message>
    <message>
        <source>Show balance</source>
        <translation>Vis saldo</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Videre</translation>
    </message>
    <message>
        <source>Goes onto the card</source>
        <translation>Settes på kortet</translation>
    </message>
    <message>
        <source>Left to pay</source>
        <translation>Gjenstår</translation>
    </message>
    <message>
        <source>Put it on the card</source>
        <translation>Sett på kortet</translation>
    </message>
    <message>
        <source>Pay with this card</source>
        <translation>Betal med kortet</translation>
    </message>
</context>
<context>
    <name>GoodsDesk</name>
    <message>
        <source>{text} – to be paid before {time}</source>
        <translation>{text} – må betales før {time}</translation>
    </message>
    <message>
        <source>Deposit slip {amount}</source>
        <translation>Pantelapp {amount}</translation>
    </message>
    <message>
        <source>Noted: {code}</source>
        <translation>Notert: {code}</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>Prosent</translation>
    </message>
    <message>
        <source>{count} of the next article</source>
        <translation>{count} av neste vare</translation>
    </message>
</context>
<context>
    <name>HelpModel</name>
    <message>
        <source>Selling</source>
        <translation>Salg</translation>
    </message>
    <message>
        <source>Paying</source>
        <translation>Betaling</translation>
    </message>
    <message>
        <source>Returns and exceptions</source>
        <translation>Retur og unntak</translation>
    </message>
    <message>
        <source>Members and points</source>
        <translation>Medlemmer og poeng</translation>
    </message>
    <message>
        <source>New members</source>
        <translation>Nye medlemmer</translation>
    </message>
    <message>
        <source>The cash drawer</source>
        <translation>Kasseskuffen</translation>
    </message>
    <message>
        <source>Prices and labels</source>
        <translation>Priser og etiketter</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Rapporter</translation>
    </message>
    <message>
        <source>End of day</source>
        <translation>Dagsoppgjør</translation>
    </message>
    <message>
        <source>When something is down</source>
        <translation>Når noe er nede</translation>
    </message>
    <message>
        <source>The manager&apos;s day</source>
        <translation>Lederens dag</translation>
    </message>
    <message>
        <source>Setting up a till</source>
        <translation>Sette opp en kasse</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Lys eller mørk</translation>
    </message>
</context>
<context>
    <name>HelpPanel</name>
    <message>
        <source>Help</source>
        <translation>Hjelp</translation>
    </message>
    <message>
        <source>The manual</source>
        <translation>Håndboken</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle taster</translation>
    </message>
    <message>
        <source>All chapters</source>
        <translation>Alle kapitler</translation>
    </message>
</context>
<context>
    <name>InvoiceDesk</name>
    <message>
        <source>Organisation number</source>
        <translation>Organisasjonsnummer</translation>
    </message>
    <message>
        <source>Hand out goods for {amount} to {name}, to be invoiced</source>
        <translation>Lever ut varer for {amount} til {name}, mot faktura</translation>
    </message>
    <message>
        <source>The sale changed meanwhile. Ask once more.</source>
        <translation>Salget har endret seg i mellomtiden. Spør en gang til.</translation>
    </message>
</context>
<context>
    <name>InvoicePanel</name>
    <message>
        <source>Invoice</source>
        <translation>Faktura</translation>
    </message>
    <message>
        <source>Nothing is paid now. The goods are handed out, and the customer is sent an invoice.</source>
        <translation>Ingenting betales nå. Varene leveres ut, og kunden får faktura.</translation>
    </message>
    <message>
        <source>Organisation number</source>
        <translation>Organisasjonsnummer</translation>
    </message>
    <message>
        <source>Name of the organisation</source>
        <translation>Navnet på virksomheten</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Bokstaver</translation>
    </message>
    <message>
        <source>Customer&apos;s reference: order or project</source>
        <translation>Kundens referanse: ordre eller prosjekt</translation>
    </message>
    <message>
        <source>Hand out on invoice</source>
        <translation>Lever ut mot faktura</translation>
    </message>
</context>
<context>
    <name>JoinPanel</name>
    <message>
        <source>New member</source>
        <translation>Nytt medlem</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Navn</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Bokstaver</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Make a member</source>
        <translation>Meld inn</translation>
    </message>
    <message>
        <source>Birthday: day and month, 24.12</source>
        <translation>Bursdag: dag og måned, 24.12</translation>
    </message>
    <message>
        <source>Birthday</source>
        <translation>Bursdag</translation>
    </message>
    <message>
        <source>Brought by: scan or type a card</source>
        <translation>Vervet av: skann eller tast kort</translation>
    </message>
    <message>
        <source>Brought by</source>
        <translation>Vervet av</translation>
    </message>
</context>
<context>
    <name>JoiningModel</name>
    <message>
        <source>Nobody was enrolled: what was typed is still here. Try again.</source>
        <translation>Ingen ble meldt inn: det som er tastet, står her ennå. Prøv igjen.</translation>
    </message>
    <message>
        <source>Scan a new card, or go on without one.</source>
        <translation>Skann et nytt kort, eller gå videre uten.</translation>
    </message>
    <message>
        <source>Card {number}</source>
        <translation>Kort {number}</translation>
    </message>
    <message>
        <source>Member …{end}</source>
        <translation>Medlem …{end}</translation>
    </message>
    <message>
        <source>Brought by {name}</source>
        <translation>Vervet av {name}</translation>
    </message>
</context>
<context>
    <name>KeypadView</name>
    <message>
        <source>Pay</source>
        <translation>Betal</translation>
    </message>
    <message>
        <source>Erase the last digit</source>
        <translation>Slett siste siffer</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Help</source>
        <translation>Hjelp</translation>
    </message>
    <message>
        <source>Help and keys</source>
        <translation>Hjelp og taster</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Søk</translation>
    </message>
    <message>
        <source>Search by name, or type a code</source>
        <translation>Søk på navn, eller skriv en kode</translation>
    </message>
    <message>
        <source>Price check</source>
        <translation>Prissjekk</translation>
    </message>
    <message>
        <source>Show the price of the next scan without selling it</source>
        <translation>Vis prisen på neste skann uten å selge</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Medlem</translation>
    </message>
    <message>
        <source>The member: points, stamps, coupons, offers; or find one</source>
        <translation>Medlemmet: poeng, stempler, kuponger, tilbud; eller finn et</translation>
    </message>
    <message>
        <source>Use points</source>
        <translation>Bruk poeng</translation>
    </message>
    <message>
        <source>Pay with the member&apos;s points</source>
        <translation>Betal med medlemmets poeng</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>Parker</translation>
    </message>
    <message>
        <source>Park the sale; with an empty basket, take one back</source>
        <translation>Parker salget; med tom kurv: hent et tilbake</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>Rabatt</translation>
    </message>
    <message>
        <source>Discount on the selected line or the whole basket</source>
        <translation>Rabatt på valgt linje eller hele kurven</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Antall</translation>
    </message>
    <message>
        <source>Change the selected line; a typed number sets its quantity</source>
        <translation>Endre valgt linje; et tastet tall setter antallet</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Kort</translation>
    </message>
    <message>
        <source>Pay by card on the terminal</source>
        <translation>Betal med kort på terminalen</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Meny</translation>
    </message>
    <message>
        <source>Everything that has no key of its own</source>
        <translation>Alt som ikke har egen tast</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Kvittering</translation>
    </message>
    <message>
        <source>The last sale: change, receipt, copy</source>
        <translation>Siste salg: veksel, kvittering, kopi</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Lås</translation>
    </message>
    <message>
        <source>Lock the till or change cashier</source>
        <translation>Lås kassen eller bytt kasserer</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Angre</translation>
    </message>
    <message>
        <source>Undo the last change of the basket</source>
        <translation>Angre siste endring i kurven</translation>
    </message>
    <message>
        <source>Remove line</source>
        <translation>Fjern linje</translation>
    </message>
    <message>
        <source>Remove the selected line</source>
        <translation>Fjern valgt linje</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>Betal</translation>
    </message>
    <message>
        <source>Pay; a typed amount and Enter pays cash</source>
        <translation>Betal; et tastet beløp og Enter betaler kontant</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>En til</translation>
    </message>
    <message>
        <source>One more of the selected line</source>
        <translation>En til av valgt linje</translation>
    </message>
    <message>
        <source>One fewer</source>
        <translation>En mindre</translation>
    </message>
    <message>
        <source>One fewer of the selected line</source>
        <translation>En mindre av valgt linje</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Opp</translation>
    </message>
    <message>
        <source>Select the line above</source>
        <translation>Velg linjen over</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ned</translation>
    </message>
    <message>
        <source>Select the line below</source>
        <translation>Velg linjen under</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Lukk</translation>
    </message>
    <message>
        <source>Close a panel, clear what was typed</source>
        <translation>Lukk et panel, tøm det som er tastet</translation>
    </message>
    <message>
        <source>Next category</source>
        <translation>Neste kategori</translation>
    </message>
    <message>
        <source>Next category of quick keys; Tab, then arrows and Enter pick one</source>
        <translation>Neste kategori hurtigtaster; Tab, så piler og Enter velger</translation>
    </message>
    <message>
        <source>Previous category</source>
        <translation>Forrige kategori</translation>
    </message>
    <message>
        <source>Previous category of quick keys</source>
        <translation>Forrige kategori hurtigtaster</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Neste side</translation>
    </message>
    <message>
        <source>More quick keys of the same category</source>
        <translation>Flere hurtigtaster i samme kategori</translation>
    </message>
    <message>
        <source>New member</source>
        <translation>Nytt medlem</translation>
    </message>
    <message>
        <source>Make somebody a member; scanning a new card does the same</source>
        <translation>Meld inn et nytt medlem; å skanne et nytt kort gjør det samme</translation>
    </message>
    <message>
        <source>Without buying</source>
        <translation>Uten kjøp</translation>
    </message>
    <message>
        <source>Codes, events, giving points, cancelling a membership</source>
        <translation>Koder, arrangementer, gi bort poeng, si opp et medlemskap</translation>
    </message>
    <message>
        <source>Goods come back</source>
        <translation>Varer i retur</translation>
    </message>
    <message>
        <source>Take goods back; scanning a receipt does the same</source>
        <translation>Ta varer i retur; å skanne en kvittering gjør det samme</translation>
    </message>
    <message>
        <source>Another price</source>
        <translation>Annen pris</translation>
    </message>
    <message>
        <source>Sell the selected line for another price, with a reason</source>
        <translation>Selg den valgte linjen til en annen pris, med begrunnelse</translation>
    </message>
    <message>
        <source>Give the sale up</source>
        <translation>Avbryt salget</translation>
    </message>
    <message>
        <source>Give up the whole sale before it is paid, with a reason</source>
        <translation>Avbryt hele salget før det er betalt, med begrunnelse</translation>
    </message>
    <message>
        <source>Open the drawer</source>
        <translation>Åpne skuffen</translation>
    </message>
    <message>
        <source>Open the drawer without a sale, with a reason</source>
        <translation>Åpne skuffen uten salg, med begrunnelse</translation>
    </message>
    <message>
        <source>Practise</source>
        <translation>Øv</translation>
    </message>
    <message>
        <source>Begin or end practice: nothing of it is for real</source>
        <translation>Begynn eller avslutt øving: ingenting av det er på ordentlig</translation>
    </message>
    <message>
        <source>Provisional receipt</source>
        <translation>Foreløpig kvittering</translation>
    </message>
    <message>
        <source>Print what is on the counter, before it is paid</source>
        <translation>Skriv ut det som ligger på disken, før det er betalt</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Kasseskuff</translation>
    </message>
    <message>
        <source>Float, cash in and out, hand-over, counting, X and Z reports</source>
        <translation>Veksel, penger inn og ut, overlevering, telling, X- og Z-rapport</translation>
    </message>
    <message>
        <source>End of day</source>
        <translation>Dagsoppgjør</translation>
    </message>
    <message>
        <source>Close the day: counts, card slips, Z, a safe copy, and the server&apos;s word</source>
        <translation>Lukk dagen: telling, kortslipper, Z, sikker kopi og serverens svar</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Rapporter</translation>
    </message>
    <message>
        <source>What was sold, by day, cashier, article ...; down to the receipts</source>
        <translation>Hva som er solgt, per dag, ansatt, vare ...; helt ned til kvitteringene</translation>
    </message>
    <message>
        <source>Shelf labels</source>
        <translation>Hylleetiketter</translation>
    </message>
    <message>
        <source>Labels of the articles whose price changed: printed, or as PDF</source>
        <translation>Etiketter til varer med ny pris: skrevet ut, eller som PDF</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Network, printer, scanner and the sales that wait</source>
        <translation>Nett, skriver, skanner og salg som venter</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldinger</translation>
    </message>
    <message>
        <source>What the till has said</source>
        <translation>Det kassen har sagt</translation>
    </message>
</context>
<context>
    <name>LabelsModel</name>
    <message>
        <source>The labels are being printed.</source>
        <translation>Etikettene skrives ut.</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>Lagret: {path}</translation>
    </message>
    <message>
        <source>Something went wrong in the till. No label was made.</source>
        <translation>Noe gikk galt i kassen. Ingen etikett ble laget.</translation>
    </message>
    <message>
        <source>The till&apos;s data can not be read just now. Selling goes on; try again.</source>
        <translation>Kassens data kan ikke leses akkurat nå. Salget går videre; prøv igjen.</translation>
    </message>
    <message>
        <source>The file could not be written: {why}</source>
        <translation>Filen kunne ikke skrives: {why}</translation>
    </message>
    <message numerus="yes">
        <source>Print %n label(s)</source>
        <translation>
            <numerusform>Skriv ut %n etikett</numerusform>
            <numerusform>Skriv ut %n etiketter</numerusform>
        </translation>
    </message>
    <message>
        <source>Today</source>
        <translation>I dag</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>I morgen</translation>
    </message>
    <message>
        <source>No price is planned for tomorrow.</source>
        <translation>Ingen pris er planlagt til i morgen.</translation>
    </message>
    <message>
        <source>Touch one to see all of its price.</source>
        <translation>Trykk på en vare for å se alt om prisen.</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 dager</translation>
    </message>
    <message>
        <source>No price has changed since then.</source>
        <translation>Ingen priser er endret siden da.</translation>
    </message>
    <message>
        <source>So many are for sheets of A4: save them as PDF.</source>
        <translation>Så mange skrives på A4-ark: lagre dem som PDF.</translation>
    </message>
    <message>
        <source>No price for members any more</source>
        <translation>Ingen medlemspris lenger</translation>
    </message>
    <message>
        <source>Members pay {price}</source>
        <translation>Medlemmer betaler {price}</translation>
    </message>
    <message>
        <source>Since {time}</source>
        <translation>Siden {time}</translation>
    </message>
    <message>
        <source>From {time}</source>
        <translation>Fra {time}</translation>
    </message>
    <message>
        <source>before {price}</source>
        <translation>før {price}</translation>
    </message>
</context>
<context>
    <name>LabelsPanel</name>
    <message>
        <source>Shelf labels</source>
        <translation>Hylleetiketter</translation>
    </message>
    <message>
        <source>New price</source>
        <translation>Ny pris</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Lagre som PDF</translation>
    </message>
</context>
<context>
    <name>LateDaysModel</name>
    <message>
        <source>The server has confirmed: {days}.</source>
        <translation>Serveren har bekreftet: {days}.</translation>
    </message>
    <message>
        <source>The server has {day} otherwise than this till. End of day (Ctrl E) says more.</source>
        <translation>Serveren har {day} på en annen måte enn denne kassen. Dagsoppgjør (Ctrl E) sier mer.</translation>
    </message>
</context>
<context>
    <name>LetterPad</name>
    <message>
        <source>ABCDEFGHIJKLMNOPQRSTUVWXYZ</source>
        <comment>the letters of the alphabet on the touch keys</comment>
        <translation>ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Mellomrom</translation>
    </message>
</context>
<context>
    <name>LineModel</name>
    <message>
        <source>Weight in kg</source>
        <translation>Vekt i kg</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Antall</translation>
    </message>
</context>
<context>
    <name>LinePanel</name>
    <message>
        <source>Line</source>
        <translation>Linje</translation>
    </message>
    <message>
        <source>One fewer</source>
        <translation>En mindre</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>En til</translation>
    </message>
    <message>
        <source>Type a quantity on the keypad and press Enter.</source>
        <translation>Tast antallet og trykk Enter.</translation>
    </message>
    <message>
        <source>Discount on this line</source>
        <translation>Rabatt på denne linjen</translation>
    </message>
    <message>
        <source>Another price</source>
        <translation>Annen pris</translation>
    </message>
    <message>
        <source>Remove line</source>
        <translation>Fjern linje</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ferdig</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>The till is reaching for the server for the first time.</source>
        <translation>Kassen tar kontakt med serveren for første gang.</translation>
    </message>
    <message>
        <source>The server can not be reached.</source>
        <translation>Serveren kan ikke nås.</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>Serveren svarte ikke i tide.</translation>
    </message>
    <message>
        <source>The server can not prove that it is ours.</source>
        <translation>Serveren kan ikke bevise at den er vår.</translation>
    </message>
    <message>
        <source>The server closed the line without an answer.</source>
        <translation>Serveren la på uten å svare.</translation>
    </message>
    <message>
        <source>The server&apos;s answer broke off half-way.</source>
        <translation>Svaret fra serveren ble brutt midtveis.</translation>
    </message>
    <message>
        <source>What answers at the server&apos;s address is not a web server.</source>
        <translation>Det som svarer på serverens adresse, er ingen webserver.</translation>
    </message>
    <message>
        <source>A web page answers: perhaps the network wants a sign-in.</source>
        <translation>En nettside svarer: kanskje vil nettet ha innlogging.</translation>
    </message>
    <message>
        <source>The network sends the till elsewhere: perhaps it wants a sign-in.</source>
        <translation>Nettet sender kassen et annet sted: kanskje vil det ha innlogging.</translation>
    </message>
    <message>
        <source>The server&apos;s answer can not be read.</source>
        <translation>Svaret fra serveren kan ikke leses.</translation>
    </message>
    <message>
        <source>The server&apos;s answer is far too long.</source>
        <translation>Svaret fra serveren er altfor langt.</translation>
    </message>
    <message>
        <source>The server&apos;s answer can not be true.</source>
        <translation>Svaret fra serveren kan ikke stemme.</translation>
    </message>
    <message>
        <source>The server has a fault of its own.</source>
        <translation>Serveren har en feil.</translation>
    </message>
    <message>
        <source>The server is busy and asks the till to wait.</source>
        <translation>Serveren er opptatt og ber kassen vente.</translation>
    </message>
    <message>
        <source>The server does not know this till. It must be enrolled again.</source>
        <translation>Serveren kjenner ikke denne kassen. Den må meldes inn på nytt.</translation>
    </message>
    <message>
        <source>The server does not accept this till&apos;s key.</source>
        <translation>Serveren godtar ikke nøkkelen til kassen.</translation>
    </message>
    <message>
        <source>The till&apos;s clock is wrong. Set it.</source>
        <translation>Klokken i kassen går feil. Still den.</translation>
    </message>
    <message>
        <source>The server took a request for a repeated one.</source>
        <translation>Serveren tok en forespørsel for en gjentakelse.</translation>
    </message>
    <message>
        <source>The server froze this till. It must be enrolled again.</source>
        <translation>Serveren har fryst kassen. Den må meldes inn på nytt.</translation>
    </message>
    <message>
        <source>There is a copy of this till. It must be enrolled again.</source>
        <translation>Det finnes en kopi av kassen. Den må meldes inn på nytt.</translation>
    </message>
    <message>
        <source>The server has later sales of this till than the till itself.</source>
        <translation>Serveren har nyere salg fra kassen enn kassen selv.</translation>
    </message>
    <message>
        <source>The server misses earlier sales of this till.</source>
        <translation>Serveren mangler tidligere salg fra kassen.</translation>
    </message>
    <message>
        <source>The server has a sale of this till with other contents.</source>
        <translation>Serveren har et salg fra kassen med annet innhold.</translation>
    </message>
    <message>
        <source>The server finds that the till&apos;s journal was changed.</source>
        <translation>Serveren ser at kassens journal er endret.</translation>
    </message>
    <message>
        <source>What answers at the server&apos;s address is not this till&apos;s server.</source>
        <translation>Det som svarer på serverens adresse, er ikke kassens server.</translation>
    </message>
    <message>
        <source>The server finds a single sale too large.</source>
        <translation>Serveren synes et enkelt salg er for stort.</translation>
    </message>
    <message>
        <source>Till and server do not understand each other. One needs an update.</source>
        <translation>Kassen og serveren forstår ikke hverandre. En av dem må oppdateres.</translation>
    </message>
    <message>
        <source>This till is too old for its server. Update the till.</source>
        <translation>Kassen er for gammel for serveren. Oppdater kassen.</translation>
    </message>
    <message>
        <source>The server is too old for this till. Have the server updated.</source>
        <translation>Serveren er for gammel for kassen. Få serveren oppdatert.</translation>
    </message>
    <message>
        <source>This till was reported lost or stolen. It must be enrolled again before it sends anything.</source>
        <translation>Kassen er meldt mistet eller stjålet. Den må meldes inn på nytt før den sender noe.</translation>
    </message>
    <message>
        <source>That code was made for another till.</source>
        <translation>Koden gjelder en annen kasse.</translation>
    </message>
    <message>
        <source>The server does not know that code.</source>
        <translation>Serveren kjenner ikke koden.</translation>
    </message>
    <message>
        <source>That code has been used already.</source>
        <translation>Koden er brukt allerede.</translation>
    </message>
    <message>
        <source>That code has run out.</source>
        <translation>Koden har løpt ut.</translation>
    </message>
    <message>
        <source>The server refuses what the till asks.</source>
        <translation>Serveren avslår det kassen ber om.</translation>
    </message>
    <message>
        <source>Another program is sending this till&apos;s sales already.</source>
        <translation>Et annet program sender allerede salgene fra kassen.</translation>
    </message>
    <message>
        <source>A file of the till&apos;s set-up can not be used.</source>
        <translation>En fil i kassens oppsett kan ikke brukes.</translation>
    </message>
    <message>
        <source>The program that sends the sales ended. It is started again.</source>
        <translation>Programmet som sender salgene, stoppet. Det startes på nytt.</translation>
    </message>
    <message>
        <source>The program that sends the sales says nothing. It is started again.</source>
        <translation>Programmet som sender salgene, er taust. Det startes på nytt.</translation>
    </message>
</context>
<context>
    <name>MeasureModel</name>
    <message>
        <source>Weight in kg</source>
        <translation>Vekt i kg</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Pris</translation>
    </message>
    <message>
        <source>How much does it weigh?</source>
        <translation>Hvor mye veier det?</translation>
    </message>
    <message>
        <source>What does it cost?</source>
        <translation>Hva koster det?</translation>
    </message>
</context>
<context>
    <name>MeasurePanel</name>
    <message>
        <source>Add to the basket</source>
        <translation>Legg i kurven</translation>
    </message>
</context>
<context>
    <name>MemberDesk</name>
    <message>
        <source>{name} is on the sale: the code is genuine.</source>
        <translation>{name} er på salget: koden er ekte.</translation>
    </message>
    <message>
        <source>The member</source>
        <translation>Medlemmet</translation>
    </message>
    <message>
        <source>Nobody has this card yet. Make them a member, or go on without (Esc).</source>
        <translation>Ingen har dette kortet ennå. Meld inn kunden, eller gå videre uten (Esc).</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>The new member</source>
        <translation>Det nye medlemmet</translation>
    </message>
    <message>
        <source>{name} is a member and on the sale.</source>
        <translation>{name} er medlem og står på salget.</translation>
    </message>
    <message>
        <source>{name} is a member from the next sale on.</source>
        <translation>{name} er medlem fra neste salg.</translation>
    </message>
    <message>
        <source>It goes with this sale, and holds once the sale is paid.</source>
        <translation>Det følger dette salget, og gjelder når salget er betalt.</translation>
    </message>
</context>
<context>
    <name>MemberModel</name>
    <message>
        <source>as of {time}</source>
        <translation>per {time}</translation>
    </message>
    <message>
        <source>as of {time} · {pending} waiting</source>
        <translation>per {time} · {pending} venter</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Medlem</translation>
    </message>
    <message>
        <source>only points and tier are known here</source>
        <translation>bare poeng og nivå er kjent her</translation>
    </message>
    <message>
        <source>card …{end}</source>
        <translation>kort …{end}</translation>
    </message>
    <message>
        <source>birthday today</source>
        <translation>bursdag i dag</translation>
    </message>
    <message numerus="yes">
        <source>birthday in %n day(s)</source>
        <translation>
            <numerusform>bursdag om %n dag</numerusform>
            <numerusform>bursdag om %n dager</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>birthday %n day(s) ago</source>
        <translation>
            <numerusform>bursdag for %n dag siden</numerusform>
            <numerusform>bursdag for %n dager siden</numerusform>
        </translation>
    </message>
    <message>
        <source>{amount} off</source>
        <translation>{amount} av</translation>
    </message>
    <message>
        <source>{points} expire {day}</source>
        <translation>{points} utløper {day}</translation>
    </message>
    <message numerus="yes">
        <source>%n to go</source>
        <translation>
            <numerusform>%n igjen</numerusform>
            <numerusform>%n igjen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n free now</source>
        <translation>
            <numerusform>%n gratis nå</numerusform>
            <numerusform>%n gratis nå</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody found. Check the number; Enter makes them a new member.</source>
        <translation>Fant ingen. Sjekk nummeret; Enter melder inn et nytt medlem.</translation>
    </message>
    <message>
        <source>this sale reaches {tier}</source>
        <translation>dette salget når {tier}</translation>
    </message>
    <message>
        <source>{missing} to {tier}</source>
        <translation>{missing} til {tier}</translation>
    </message>
    <message>
        <source>worth {amount} now</source>
        <translation>verdt {amount} nå</translation>
    </message>
</context>
<context>
    <name>MemberPanel</name>
    <message>
        <source>Member</source>
        <translation>Medlem</translation>
    </message>
    <message>
        <source>Card number, phone or name</source>
        <translation>Kortnummer, telefon eller navn</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Bokstaver</translation>
    </message>
    <message>
        <source>Take off the sale</source>
        <translation>Ta av salget</translation>
    </message>
    <message>
        <source>New</source>
        <comment>a new member, on a narrow button</comment>
        <translation>Nytt</translation>
    </message>
    <message>
        <source>New member</source>
        <translation>Nytt medlem</translation>
    </message>
    <message>
        <source>Put on the sale</source>
        <translation>Sett på salget</translation>
    </message>
</context>
<context>
    <name>MemberSheetModel</name>
    <message>
        <source>Points and tier</source>
        <translation>Poeng og nivå</translation>
    </message>
    <message>
        <source>Stamp cards</source>
        <translation>Stempelkort</translation>
    </message>
    <message>
        <source>Coupons</source>
        <translation>Kuponger</translation>
    </message>
    <message>
        <source>For this member now</source>
        <translation>For dette medlemmet nå</translation>
    </message>
    <message>
        <source>Challenges</source>
        <translation>Utfordringer</translation>
    </message>
    <message>
        <source>Memberships</source>
        <translation>Medlemskap</translation>
    </message>
    <message>
        <source>Consents</source>
        <translation>Samtykker</translation>
    </message>
    <message>
        <source>Without buying</source>
        <translation>Uten kjøp</translation>
    </message>
    <message>
        <source>Name, stamps, coupons, offers and consents</source>
        <translation>Navn, stempler, kuponger, tilbud og samtykker</translation>
    </message>
    <message>
        <source>Purchases count. What hangs on these waits until the server has been asked.</source>
        <translation>Kjøp teller. Det som henger på disse, venter til serveren er spurt.</translation>
    </message>
    <message>
        <source>Not known at this till</source>
        <translation>Ikke kjent i denne kassen</translation>
    </message>
    <message>
        <source>Codes, events, giving points, cancelling a membership</source>
        <translation>Koder, arrangementer, gi bort poeng, si opp et medlemskap</translation>
    </message>
    <message>
        <source>{points} expire on {day}</source>
        <translation>{points} utløper {day}</translation>
    </message>
    <message>
        <source>{amount} off</source>
        <translation>{amount} av</translation>
    </message>
    <message>
        <source>{points} to go</source>
        <translation>{points} igjen</translation>
    </message>
    <message>
        <source>Next reward: {what}</source>
        <translation>Neste belønning: {what}</translation>
    </message>
    <message>
        <source>No tier yet</source>
        <translation>Ikke noe nivå ennå</translation>
    </message>
    <message>
        <source>kept through {day}</source>
        <translation>beholdes til og med {day}</translation>
    </message>
    <message>
        <source>{count} of {total}</source>
        <translation>{count} av {total}</translation>
    </message>
    <message>
        <source>a free one waits: it cannot be given without the network</source>
        <translation>en gratis venter: den kan ikke gis uten nett</translation>
    </message>
    <message numerus="yes">
        <source>%n free on this sale</source>
        <translation>
            <numerusform>%n gratis på dette salget</numerusform>
            <numerusform>%n gratis på dette salget</numerusform>
        </translation>
    </message>
    <message>
        <source>Full: the next one is free</source>
        <translation>Fullt: den neste er gratis</translation>
    </message>
    <message numerus="yes">
        <source>%n more to a free one</source>
        <translation>
            <numerusform>%n til, så er én gratis</numerusform>
            <numerusform>%n til, så er én gratis</numerusform>
        </translation>
    </message>
    <message>
        <source>number {number}</source>
        <translation>nummer {number}</translation>
    </message>
    <message>
        <source>through {day}</source>
        <translation>til og med {day}</translation>
    </message>
    <message>
        <source>on this sale</source>
        <translation>på dette salget</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>vist</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translation>fra {day}</translation>
    </message>
    <message>
        <source>by itself</source>
        <translation>av seg selv</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Bruk</translation>
    </message>
    <message>
        <source>birthday offers hold now</source>
        <translation>bursdagstilbud gjelder nå</translation>
    </message>
    <message>
        <source>personal</source>
        <translation>personlig</translation>
    </message>
    <message>
        <source>Linked: {names}</source>
        <translation>Koblet til: {names}</translation>
    </message>
    <message>
        <source>done</source>
        <translation>klart</translation>
    </message>
    <message>
        <source>with this sale through {day}</source>
        <translation>med dette salget til og med {day}</translation>
    </message>
    <message>
        <source>ended on {day}</source>
        <translation>gikk ut {day}</translation>
    </message>
    <message>
        <source>cancelled, benefits through {day}</source>
        <translation>sagt opp, fordeler til og med {day}</translation>
    </message>
    <message>
        <source>trial</source>
        <translation>prøvetid</translation>
    </message>
</context>
<context>
    <name>MemberSheetPanel</name>
    <message>
        <source>Member</source>
        <translation>Medlem</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Bytt</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>Ta av</translation>
    </message>
</context>
<context>
    <name>MembershipModel</name>
    <message>
        <source>{name} is cancelled. Its benefits stay through {day}.</source>
        <translation>{name} er sagt opp. Fordelene gjelder til og med {day}.</translation>
    </message>
    <message>
        <source>Nothing was written. Try again.</source>
        <translation>Ingenting ble lagret. Prøv igjen.</translation>
    </message>
    <message>
        <source>The trial runs through {day}.</source>
        <translation>Prøvetiden varer til og med {day}.</translation>
    </message>
    <message>
        <source>Paid through {day}.</source>
        <translation>Betalt til og med {day}.</translation>
    </message>
    <message>
        <source>It is then not renewed; the benefits stay to that day. This cannot be undone.</source>
        <translation>Det fornyes ikke etter det; fordelene gjelder til den dagen. Dette kan ikke angres.</translation>
    </message>
</context>
<context>
    <name>MembershipPanel</name>
    <message>
        <source>Membership</source>
        <translation>Medlemskap</translation>
    </message>
    <message>
        <source>Cancel the membership</source>
        <translation>Si opp medlemskapet</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behold det</translation>
    </message>
</context>
<context>
    <name>MenuPanel</name>
    <message>
        <source>Menu</source>
        <translation>Meny</translation>
    </message>
</context>
<context>
    <name>MessagesPanel</name>
    <message>
        <source>Messages</source>
        <translation>Meldinger</translation>
    </message>
</context>
<context>
    <name>MobilePanel</name>
    <message>
        <source>Mobile payment</source>
        <translation>Mobilbetaling</translation>
    </message>
    <message>
        <source>1. The customer pays this amount to the shop, in the app</source>
        <translation>1. Kunden betaler dette beløpet til butikken i appen</translation>
    </message>
    <message>
        <source>2. When the shop&apos;s own app or list shows it: type the payment&apos;s number</source>
        <translation>2. Når butikkens egen app eller liste viser det: skriv nummeret på betalingen</translation>
    </message>
    <message>
        <source>Number of the payment</source>
        <translation>Nummer på betalingen</translation>
    </message>
    <message>
        <source>Not paid</source>
        <translation>Ikke betalt</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Betalt</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Received</source>
        <translation>Mottatt</translation>
    </message>
    <message>
        <source>Nothing has been said yet.</source>
        <translation>Ingenting er sagt ennå.</translation>
    </message>
</context>
<context>
    <name>NotSecured</name>
    <message>
        <source>The server does not answer; it is kept for another time.</source>
        <translation>Serveren svarer ikke; den er i behold til en annen gang.</translation>
    </message>
    <message>
        <source>It has been used already.</source>
        <translation>Den er brukt før.</translation>
    </message>
    <message>
        <source>Another till is using it just now.</source>
        <translation>En annen kasse bruker den akkurat nå.</translation>
    </message>
    <message>
        <source>Another store keeps it for the member; it comes back when its line is up.</source>
        <translation>En annen butikk holder det av for medlemmet; det kommer tilbake når den har nett.</translation>
    </message>
    <message>
        <source>The outside line is down, and this shop does not keep it for the member.</source>
        <translation>Linjen ut er nede, og denne butikken holder det ikke av for medlemmet.</translation>
    </message>
    <message>
        <source>The outside line is down, and the member used something at another till of this shop: it is had there, or when the line is back.</source>
        <translation>Linjen ut er nede, og medlemmet har brukt noe i en annen kasse i butikken: det kan brukes der, eller når linjen er tilbake.</translation>
    </message>
    <message>
        <source>The outside line is down, and this till has not heard the newest of the member.</source>
        <translation>Linjen ut er nede, og denne kassen har ikke hørt det nyeste om medlemmet.</translation>
    </message>
    <message>
        <source>It needs the outside line, which is down.</source>
        <translation>Det krever linjen ut, og den er nede.</translation>
    </message>
    <message>
        <source>The shop&apos;s hub does not know the time for certain.</source>
        <translation>Butikkens hub vet ikke sikkert hva klokken er.</translation>
    </message>
    <message>
        <source>The server was restored and waits for its tills; it can be had again when all have reported.</source>
        <translation>Serveren er gjenopprettet og venter på kassene sine; det kan brukes igjen når alle har meldt seg.</translation>
    </message>
    <message>
        <source>It has expired.</source>
        <translation>Den er gått ut.</translation>
    </message>
    <message>
        <source>It is not valid yet.</source>
        <translation>Den gjelder ikke ennå.</translation>
    </message>
    <message>
        <source>The server does not know it.</source>
        <translation>Serveren kjenner den ikke.</translation>
    </message>
    <message>
        <source>It belongs to somebody else.</source>
        <translation>Den er en annens.</translation>
    </message>
    <message>
        <source>The limit is reached.</source>
        <translation>Grensen er nådd.</translation>
    </message>
    <message>
        <source>There are too few points.</source>
        <translation>Det er for få poeng.</translation>
    </message>
    <message>
        <source>The member is not on the list.</source>
        <translation>Medlemmet står ikke på listen.</translation>
    </message>
    <message>
        <source>The server does not know this member.</source>
        <translation>Serveren kjenner ikke dette medlemmet.</translation>
    </message>
    <message>
        <source>This member&apos;s card is blocked.</source>
        <translation>Dette medlemmets kort er sperret.</translation>
    </message>
    <message>
        <source>There is no member on the sale.</source>
        <translation>Det er ikke noe medlem på salget.</translation>
    </message>
    <message>
        <source>The server did not agree.</source>
        <translation>Serveren sa nei.</translation>
    </message>
</context>
<context>
    <name>Offline</name>
    <message>
        <source>The outside line is down. The shop&apos;s own network works: points can be used as far as they last.</source>
        <translation>Linjen ut er nede. Butikkens eget nett virker: poeng kan brukes så langt de rekker.</translation>
    </message>
    <message>
        <source>offline: points of the shop&apos;s own network</source>
        <translation>uten linje ut: poeng fra butikkens eget nett</translation>
    </message>
    <message>
        <source>offline: points wait for the network</source>
        <translation>uten nett: poeng venter på nett</translation>
    </message>
    <message>
        <source>offline: {points} can be used</source>
        <translation>uten nett: {points} kan brukes</translation>
    </message>
    <message>
        <source>Offline: up to {floor} may be used without the network. The rest needs it.</source>
        <translation>Uten nett kan opptil {floor} brukes. Resten trenger nett.</translation>
    </message>
    <message>
        <source>Offline: all {all} are kept here until {until}.</source>
        <translation>Uten nett: alle {all} er holdt av her til {until}.</translation>
    </message>
    <message>
        <source>Offline: {kept} of {all} are kept here until {until}. The rest needs the network.</source>
        <translation>Uten nett: {kept} av {all} er holdt av her til {until}. Resten trenger nett.</translation>
    </message>
    <message>
        <source>Offline: this till kept points until {until}. Now they need the network.</source>
        <translation>Uten nett: denne kassen holdt av poeng til {until}. Nå trenger de nett.</translation>
    </message>
    <message>
        <source>Offline: this till&apos;s clock was set back, so the points it keeps wait for the network.</source>
        <translation>Uten nett: kassens klokke er stilt tilbake, så poengene den holder av, venter på nett.</translation>
    </message>
    <message>
        <source>Offline: this till does not keep the member&apos;s points. They wait for the network.</source>
        <translation>Uten nett: denne kassen holder ikke av medlemmets poeng. De venter på nett.</translation>
    </message>
</context>
<context>
    <name>OnCounter</name>
    <message>
        <source>Pay out</source>
        <translation>Betal ut</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>Betal</translation>
    </message>
    <message>
        <source>Scan the first article</source>
        <translation>Skann første vare</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>Z report {number}</source>
        <translation>Z-rapport {number}</translation>
    </message>
    <message>
        <source>X report {number}</source>
        <translation>X-rapport {number}</translation>
    </message>
    <message numerus="yes">
        <source>%n sale(s), returns {returns}</source>
        <translation>
            <numerusform>%n salg, retur {returns}</numerusform>
            <numerusform>%n salg, retur {returns}</numerusform>
        </translation>
    </message>
    <message>
        <source>The drawer is open</source>
        <translation>Skuffen er åpen</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>Vekselpenger</translation>
    </message>
    <message>
        <source>The drawer is handed over</source>
        <translation>Skuffen er gitt videre</translation>
    </message>
    <message>
        <source>Nobody counted it.</source>
        <translation>Ingen talte den.</translation>
    </message>
    <message>
        <source>Counted {amount}.</source>
        <translation>Talt {amount}.</translation>
    </message>
    <message>
        <source>The drawer is closed</source>
        <translation>Skuffen er lukket</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>Stemmer</translation>
    </message>
    <message>
        <source>{amount} over</source>
        <translation>{amount} for mye</translation>
    </message>
    <message>
        <source>{amount} short</source>
        <translation>{amount} for lite</translation>
    </message>
    <message>
        <source>It is written down</source>
        <translation>Det er skrevet ned</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>Close  Esc</source>
        <translation>Lukk  Esc</translation>
    </message>
</context>
<context>
    <name>ParkedModel</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n linje</numerusform>
            <numerusform>%n linjer</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is parked.</source>
        <translation>Ingenting er parkert.</translation>
    </message>
</context>
<context>
    <name>ParkedPanel</name>
    <message>
        <source>Parked sales</source>
        <translation>Parkerte salg</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Hent tilbake</translation>
    </message>
</context>
<context>
    <name>PayDesk</name>
    <message>
        <source>Points</source>
        <translation>Poeng</translation>
    </message>
    <message>
        <source>Number of the payment</source>
        <translation>Nummer på betalingen</translation>
    </message>
    <message>
        <source>Slip number</source>
        <translation>Kvitteringsnummer</translation>
    </message>
    <message>
        <source>Card declined. Nothing was paid; choose another payment.</source>
        <translation>Kortet ble avvist. Ingenting er betalt; velg en annen betaling.</translation>
    </message>
    <message>
        <source>No mobile payment came. Choose another payment.</source>
        <translation>Det kom ingen mobilbetaling. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>Asking the server …</source>
        <translation>Spør serveren …</translation>
    </message>
    <message>
        <source>{told} To pay now: {amount}</source>
        <translation>{told} Å betale nå: {amount}</translation>
    </message>
    <message>
        <source>Left to pay: {amount}</source>
        <translation>Gjenstår: {amount}</translation>
    </message>
    <message>
        <source>Paid. Receipt {number}.</source>
        <translation>Betalt. Kvittering {number}.</translation>
    </message>
    <message>
        <source>Handed out as delivery {number}. The customer is sent an invoice.</source>
        <translation>Levert ut, utlevering {number}. Kunden får faktura.</translation>
    </message>
    <message>
        <source>Something went wrong in the till. Nothing was paid; the basket is kept. Try again.</source>
        <translation>Noe gikk galt i kassen. Ingenting er betalt; kurven er tatt vare på. Prøv igjen.</translation>
    </message>
</context>
<context>
    <name>PaymentModel</name>
    <message>
        <source>Card on the terminal</source>
        <translation>Kort på terminalen</translation>
    </message>
    <message>
        <source>Mobile payment</source>
        <translation>Mobilbetaling</translation>
    </message>
    <message>
        <source>Exact cash {amount}</source>
        <translation>Kontant, eksakt {amount}</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Poeng</translation>
    </message>
    <message>
        <source>Gift card</source>
        <translation>Gavekort</translation>
    </message>
    <message>
        <source>Credit note</source>
        <translation>Tilgodelapp</translation>
    </message>
    <message>
        <source>Registered card</source>
        <translation>Verdikort</translation>
    </message>
    <message>
        <source>Invoice</source>
        <translation>Faktura</translation>
    </message>
    <message>
        <source>To give a mobile payment back, refund it in the app first.</source>
        <translation>Skal en mobilbetaling gis tilbake, refunder den i appen først.</translation>
    </message>
    <message>
        <source>To give a card payment back, reverse it on the terminal first.</source>
        <translation>Skal en kortbetaling tilbake, må den først reverseres på terminalen.</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Kontant</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Kort</translation>
    </message>
    <message>
        <source>Card, slip</source>
        <translation>Kort, kvittering</translation>
    </message>
    <message>
        <source>Registered card, slip</source>
        <translation>Verdikort, slipp</translation>
    </message>
    <message>
        <source>Mobile payment, number</source>
        <translation>Mobilbetaling, nummer</translation>
    </message>
    <message>
        <source>Deposit slip</source>
        <translation>Pantelapp</translation>
    </message>
    <message>
        <source>Goods that come back</source>
        <translation>Varer i retur</translation>
    </message>
    <message>
        <source>Credit note ending in {end}</source>
        <translation>Tilgodelapp som slutter på {end}</translation>
    </message>
    <message>
        <source>Gift card ending in {end}</source>
        <translation>Gavekort som slutter på {end}</translation>
    </message>
    <message>
        <source>Points: {count}</source>
        <translation>Poeng: {count}</translation>
    </message>
</context>
<context>
    <name>PaymentPanel</name>
    <message>
        <source>Payment</source>
        <translation>Betaling</translation>
    </message>
    <message>
        <source>Left to pay</source>
        <translation>Gjenstår</translation>
    </message>
    <message>
        <source>Given so far</source>
        <translation>Mottatt så langt</translation>
    </message>
    <message>
        <source>Give everything back</source>
        <translation>Gi alt tilbake</translation>
    </message>
</context>
<context>
    <name>PlacePage</name>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Butikk</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Nøkkel</translation>
    </message>
    <message>
        <source>Whoever made the code sees the same key at the server. If they differ, stop here.</source>
        <translation>Den som lagde koden, ser samme nøkkel på serveren. Er de ulike, stopp her.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Prøv igjen</translation>
    </message>
    <message>
        <source>This is till {number}</source>
        <translation>Dette er kasse {number}</translation>
    </message>
    <message>
        <source>Fetching goods and members: {percent} %</source>
        <translation>Henter varer og medlemmer: {percent} %</translation>
    </message>
</context>
<context>
    <name>PracticeRoom</name>
    <message>
        <source>Practice cannot begin: there is no room for it.</source>
        <translation>Øvingen kan ikke begynne: det er ikke plass til den.</translation>
    </message>
    <message>
        <source>Practice: nothing is for real, and everything is thrown away. Ctrl T ends it.</source>
        <translation>Øving: ingenting er på ordentlig, og alt kastes. Ctrl T avslutter.</translation>
    </message>
    <message>
        <source>Practice is over. From here on everything is for real.</source>
        <translation>Øvingen er over. Fra nå av er alt på ordentlig.</translation>
    </message>
</context>
<context>
    <name>PriceCheckModel</name>
    <message>
        <source>The price is typed at the sale</source>
        <translation>Prisen tastes ved salget</translation>
    </message>
    <message>
        <source>Reduced. Lowest price of the 30 days before: {price}, for members {theirs}</source>
        <translation>Nedsatt. Laveste pris siste 30 dager før: {price}, for medlemmer {theirs}</translation>
    </message>
    <message>
        <source>Reduced for members. Their lowest price of the 30 days before: {theirs}</source>
        <translation>Nedsatt for medlemmer. Deres laveste pris siste 30 dager før: {theirs}</translation>
    </message>
    <message>
        <source>Reduced. Lowest price of the 30 days before: {price}</source>
        <translation>Nedsatt. Laveste pris siste 30 dager før: {price}</translation>
    </message>
    <message>
        <source>With today&apos;s offers</source>
        <translation>Med dagens tilbud</translation>
    </message>
    <message>
        <source>Members pay</source>
        <translation>Medlemmer betaler</translation>
    </message>
    <message>
        <source>From {day}</source>
        <translation>Fra {day}</translation>
    </message>
    <message>
        <source>VAT</source>
        <translation>MVA</translation>
    </message>
    <message>
        <source>Age limit</source>
        <translation>Aldersgrense</translation>
    </message>
    <message>
        <source>{years} years</source>
        <translation>{years} år</translation>
    </message>
    <message>
        <source>Discounts and points</source>
        <translation>Rabatter og poeng</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Ikke tillatt</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Kode</translation>
    </message>
</context>
<context>
    <name>PriceCheckPanel</name>
    <message>
        <source>Price check</source>
        <translation>Prissjekk</translation>
    </message>
    <message>
        <source>Change the price</source>
        <translation>Endre prisen</translation>
    </message>
    <message>
        <source>Another price from tomorrow</source>
        <translation>Pris fra i morgen</translation>
    </message>
    <message>
        <source>Print the shelf label</source>
        <translation>Hylleetikett</translation>
    </message>
    <message>
        <source>Add to the sale</source>
        <translation>Legg til i salget</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ferdig</translation>
    </message>
</context>
<context>
    <name>PriceDesk</name>
    <message>
        <source>Price check: {name} {price}</source>
        <translation>Prissjekk: {name} {price}</translation>
    </message>
    <message>
        <source>Costs {price} now. The change stands in the journal with your name.</source>
        <translation>Koster {price} nå. Endringen står i journalen med navnet ditt.</translation>
    </message>
    <message>
        <source>Costs {price} now. The new price holds from tomorrow morning.</source>
        <translation>Koster {price} nå. Den nye prisen gjelder fra i morgen tidlig.</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>Kampanje</translation>
    </message>
    <message>
        <source>Short date</source>
        <translation>Kort dato</translation>
    </message>
    <message>
        <source>Clearance</source>
        <translation>Utsalg</translation>
    </message>
    <message>
        <source>Price from the supplier</source>
        <translation>Pris fra leverandøren</translation>
    </message>
    <message>
        <source>The price was wrong</source>
        <translation>Prisen var feil</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Annet</translation>
    </message>
    <message>
        <source>Another price from tomorrow</source>
        <translation>Annen pris fra i morgen</translation>
    </message>
    <message>
        <source>Change the price</source>
        <translation>Endre prisen</translation>
    </message>
    <message>
        <source>Set the price</source>
        <translation>Sett prisen</translation>
    </message>
    <message>
        <source>{article} from {old} to {new}: {reason}</source>
        <translation>{article} fra {old} til {new}: {reason}</translation>
    </message>
    <message>
        <source>The new price holds on this till now; the store&apos;s other tills follow when they sync.</source>
        <translation>Den nye prisen gjelder på denne kassen nå; de andre kassene i butikken følger når de synkroniserer.</translation>
    </message>
    <message>
        <source>The new price is noted. It holds from tomorrow, on every till that has synced.</source>
        <translation>Den nye prisen er notert. Den gjelder fra i morgen, på hver kasse som har synkronisert.</translation>
    </message>
    <message>
        <source>The label of {name} is printed.</source>
        <translation>Etiketten til {name} skrives ut.</translation>
    </message>
    <message>
        <source>There are no labels to print here.</source>
        <translation>Her er det ingen etiketter å skrive ut.</translation>
    </message>
</context>
<context>
    <name>ProductsModel</name>
    <message>
        <source>Nothing is called “{text}”</source>
        <translation>Ingenting heter «{text}»</translation>
    </message>
    <message>
        <source>No quick keys here. Scan, or search by name (F2).</source>
        <translation>Ingen hurtigtaster her. Skann, eller søk på navn (F2).</translation>
    </message>
</context>
<context>
    <name>ProductsView</name>
    <message>
        <source>Scan, type a code or search</source>
        <translation>Skann, skriv kode eller søk</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Bokstaver</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Flere</translation>
    </message>
</context>
<context>
    <name>ProgramNewsModel</name>
    <message>
        <source>Version {failed} of Trofast did not work on this till. Version {version} goes on; nothing is lost.</source>
        <translation>Versjon {failed} av Trofast virket ikke på denne kassen. Versjon {version} brukes videre; ingenting er tapt.</translation>
    </message>
    <message>
        <source>Trofast was updated: version {version} runs now.</source>
        <translation>Trofast er oppdatert: versjon {version} er i bruk nå.</translation>
    </message>
</context>
<context>
    <name>ReasonModel</name>
    <message>
        <source>New price {amount}</source>
        <translation>Ny pris {amount}</translation>
    </message>
    <message>
        <source>Choose a reason.</source>
        <translation>Velg en grunn.</translation>
    </message>
</context>
<context>
    <name>ReasonPanel</name>
    <message>
        <source>Reason</source>
        <translation>Grunn</translation>
    </message>
</context>
<context>
    <name>ReceiptModel</name>
    <message>
        <source>Print a copy</source>
        <translation>Skriv ut kopi</translation>
    </message>
    <message>
        <source>Print a gift receipt</source>
        <translation>Skriv ut byttelapp</translation>
    </message>
    <message>
        <source>without prices</source>
        <translation>uten priser</translation>
    </message>
    <message>
        <source>Print a card slip</source>
        <translation>Skriv ut kortslipp</translation>
    </message>
    <message>
        <source>to be signed</source>
        <translation>til underskrift</translation>
    </message>
    <message>
        <source>Did the receipt before this one come out? The printer did not confirm it.</source>
        <translation>Kom kvitteringen før denne ut? Skriveren bekreftet den ikke.</translation>
    </message>
    <message>
        <source>Did the receipt come out? The printer did not confirm it.</source>
        <translation>Kom kvitteringen ut? Skriveren bekreftet den ikke.</translation>
    </message>
    <message>
        <source>Yes, it is here</source>
        <translation>Ja, den er her</translation>
    </message>
    <message>
        <source>No – print a copy</source>
        <translation>Nei – skriv ut kopi</translation>
    </message>
    <message>
        <source>marked as copy</source>
        <translation>merket kopi</translation>
    </message>
    <message>
        <source>The customer does not want it</source>
        <translation>Kunden vil ikke ha den</translation>
    </message>
    <message>
        <source>The copy is printed.</source>
        <translation>Kopien er skrevet ut.</translation>
    </message>
    <message>
        <source>The receipt is printed.</source>
        <translation>Kvitteringen er skrevet ut.</translation>
    </message>
    <message>
        <source>The receipt is dealt with.</source>
        <translation>Kvitteringen er ordnet.</translation>
    </message>
    <message>
        <source>The receipt is printing …</source>
        <translation>Kvitteringen skrives ut …</translation>
    </message>
    <message>
        <source>This till has no printer; the receipt stays in the queue.</source>
        <translation>Kassen har ingen skriver; kvitteringen blir liggende i køen.</translation>
    </message>
    <message>
        <source>The receipt waits for the printer and comes by itself.</source>
        <translation>Kvitteringen venter på skriveren og kommer av seg selv.</translation>
    </message>
    <message>
        <source>To be invoiced</source>
        <translation>Skal faktureres</translation>
    </message>
    <message>
        <source>No sale yet</source>
        <translation>Ingen salg ennå</translation>
    </message>
    <message>
        <source>Paid {amount}, receipt {number}</source>
        <translation>Betalt {amount}, kvittering {number}</translation>
    </message>
    <message>
        <source>Handed out for {amount}, delivery {number}</source>
        <translation>Levert ut for {amount}, utlevering {number}</translation>
    </message>
    <message>
        <source>{earned} points earned</source>
        <translation>{earned} poeng opptjent</translation>
    </message>
    <message>
        <source>{earned} points earned, {used} used</source>
        <translation>{earned} poeng opptjent, {used} brukt</translation>
    </message>
    <message>
        <source>Hand over now</source>
        <translation>Gi kunden nå</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Veksel</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Betalt</translation>
    </message>
    <message>
        <source>Pay out</source>
        <translation>Betal ut</translation>
    </message>
    <message>
        <source>Scan the next customer&apos;s first article, or press Enter.</source>
        <translation>Skann neste kundes første vare, eller trykk Enter.</translation>
    </message>
</context>
<context>
    <name>RedeemModel</name>
    <message>
        <source>Points are not money in this shop.</source>
        <translation>Poeng er ikke penger i denne butikken.</translation>
    </message>
    <message>
        <source>{points} = {amount}</source>
        <translation>{points} = {amount}</translation>
    </message>
    <message>
        <source>At most {points} = {amount}</source>
        <translation>Høyst {points} = {amount}</translation>
    </message>
    <message>
        <source>Asking the server …</source>
        <translation>Spør serveren …</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>Et øyeblikk …</translation>
    </message>
    <message>
        <source>through {day}</source>
        <translation>til og med {day}</translation>
    </message>
    <message>
        <source>Not more, because points may not pay for the rest.</source>
        <translation>Ikke mer, fordi resten ikke kan betales med poeng.</translation>
    </message>
    <message>
        <source>Not more, because that pays the whole basket.</source>
        <translation>Ikke mer, fordi det betaler hele kurven.</translation>
    </message>
    <message>
        <source>At least {points} are needed to use points.</source>
        <translation>Det trengs minst {points} for å bruke poeng.</translation>
    </message>
    <message>
        <source>Not more, because that is all there is; waiting points do not count.</source>
        <translation>Ikke mer, fordi det er alt som finnes; poeng som venter teller ikke.</translation>
    </message>
    <message>
        <source>Not more, because points are used in blocks of {block}, and waiting points do not count.</source>
        <translation>Ikke mer, fordi poeng brukes i blokker på {block}, og poeng som venter ikke teller.</translation>
    </message>
</context>
<context>
    <name>RedeemPanel</name>
    <message>
        <source>Use points</source>
        <translation>Bruk poeng</translation>
    </message>
    <message>
        <source>Use the points</source>
        <translation>Bruk poengene</translation>
    </message>
    <message>
        <source>Coupons on this basket</source>
        <translation>Kuponger på denne kurven</translation>
    </message>
</context>
<context>
    <name>Refusal</name>
    <message>
        <source>Unknown code {code}. Search by name (F2) or use a quick key.</source>
        <translation>Ukjent kode {code}. Søk på navn (F2) eller bruk en hurtigtast.</translation>
    </message>
    <message>
        <source>The code could not be read. Scan it again, or type it.</source>
        <translation>Koden kunne ikke leses. Skann igjen, eller skriv den.</translation>
    </message>
    <message>
        <source>This member card is not known here. Search by name or phone (F4).</source>
        <translation>Dette medlemskortet er ukjent her. Søk på navn eller telefon (F4).</translation>
    </message>
    <message>
        <source>This member card is blocked. Sell without a member.</source>
        <translation>Dette medlemskortet er sperret. Selg uten medlem.</translation>
    </message>
    <message>
        <source>This is your own member card. Another cashier rings this up, or sell without it.</source>
        <translation>Dette er ditt eget medlemskort. En annen må slå inn salget, eller selg uten kortet.</translation>
    </message>
    <message>
        <source>This is the member card of another company. Ask for the card of this shop.</source>
        <translation>Dette er medlemskortet til en annen bedrift. Be om kortet til denne butikken.</translation>
    </message>
    <message>
        <source>This code is longer than any member code. Ask for the member&apos;s own code, or search (F4).</source>
        <translation>Denne koden er lengre enn noen medlemskode. Be om medlemmets egen kode, eller søk (F4).</translation>
    </message>
    <message>
        <source>Only part of the member code arrived. Scan it again, or take the card.</source>
        <translation>Bare en del av medlemskoden kom fram. Skann den på nytt, eller ta kortet.</translation>
    </message>
    <message>
        <source>This is not the kind of code that the shop gives out. Ask for the card, or search (F4).</source>
        <translation>Butikken gir ikke ut koder av dette slaget. Be om kortet, eller søk (F4).</translation>
    </message>
    <message>
        <source>This code was signed with a key that this till does not accept. Ask for the card, or search (F4).</source>
        <translation>Koden er signert med en nøkkel som denne kassen ikke godtar. Be om kortet, eller søk (F4).</translation>
    </message>
    <message>
        <source>This code is forged or was changed. It proves nothing: ask for the card, or search (F4).</source>
        <translation>Koden er forfalsket eller endret. Den beviser ingenting: be om kortet, eller søk (F4).</translation>
    </message>
    <message>
        <source>This code was blocked, as after a lost phone. Ask for the card, or search (F4).</source>
        <translation>Koden er sperret, som etter en tapt telefon. Be om kortet, eller søk (F4).</translation>
    </message>
    <message>
        <source>This code has expired. The member needs a new one; take the card, or search (F4).</source>
        <translation>Koden er utløpt. Medlemmet trenger en ny; ta kortet, eller søk (F4).</translation>
    </message>
    <message>
        <source>This code was used here a moment ago. Wait for the next one on the phone, and scan that.</source>
        <translation>Koden ble brukt her nettopp. Vent på den neste på telefonen, og skann den.</translation>
    </message>
    <message>
        <source>The phone&apos;s clock is ahead, so its code cannot be checked. Have it set by itself, or take the card.</source>
        <translation>Telefonens klokke går for fort, så koden kan ikke prøves. La den stille seg selv, eller ta kortet.</translation>
    </message>
    <message>
        <source>This till has not heard the right time lately, so it cannot check the code. Take the card, or search (F4).</source>
        <translation>Kassen har ikke fått vite riktig tid på en stund og kan ikke prøve koden. Ta kortet, eller søk (F4).</translation>
    </message>
    <message>
        <source>This code is from a screenshot: ask for the live one. If that fails too, the phone&apos;s clock is slow.</source>
        <translation>Koden er fra et skjermbilde: be om den levende. Virker ikke den, går telefonens klokke for sakte.</translation>
    </message>
    <message>
        <source>The code is genuine, but this till does not know its member (yet, or any more). Sell without one.</source>
        <translation>Koden er ekte, men kassen kjenner ikke medlemmet (ennå, eller lenger). Selg uten medlem.</translation>
    </message>
    <message>
        <source>Type a name or a phone number.</source>
        <translation>Tast et navn eller et telefonnummer.</translation>
    </message>
    <message>
        <source>A name has at most {most} letters and nothing that cannot be printed.</source>
        <translation>Et navn har høyst {most} bokstaver, og ingenting som ikke kan skrives ut.</translation>
    </message>
    <message>
        <source>{typed} is no phone number: 5 to 15 digits.</source>
        <translation>{typed} er ikke et telefonnummer: 5 til 15 sifre.</translation>
    </message>
    <message>
        <source>Somebody with this phone number is a member already. F4 finds them.</source>
        <translation>Noen med dette telefonnummeret er medlem fra før. F4 finner dem.</translation>
    </message>
    <message>
        <source>{typed} is no number of a member card. Scan the card, or leave it out.</source>
        <translation>{typed} er ikke nummeret på et medlemskort. Skann kortet, eller la det være.</translation>
    </message>
    <message>
        <source>This card is somebody&apos;s already. Take a new card.</source>
        <translation>Dette kortet er alt i bruk. Ta et nytt kort.</translation>
    </message>
    <message>
        <source>No year has the day {day}.{month}.</source>
        <translation>Dagen {day}.{month} finnes ikke i noe år.</translation>
    </message>
    <message>
        <source>The friend is not known here. Scan the friend&apos;s card, or leave it out.</source>
        <translation>Vennen er ikke kjent her. Skann kortet til vennen, eller la det være.</translation>
    </message>
    <message>
        <source>Nobody brings themselves. Leave the friend out.</source>
        <translation>Ingen verver seg selv. La feltet stå tomt.</translation>
    </message>
    <message>
        <source>The shop no longer asks for this consent. Look at the wording again.</source>
        <translation>Butikken spør ikke lenger om dette samtykket. Se på ordlyden en gang til.</translation>
    </message>
    <message>
        <source>Scan or type a code, or choose something first.</source>
        <translation>Skann eller tast en kode, eller velg noe først.</translation>
    </message>
    <message>
        <source>Nothing was given. {told}</source>
        <translation>Ingenting ble gitt. {told}</translation>
    </message>
    <message>
        <source>{article} needs a member: scan their card, or make them one (Ctrl N).</source>
        <translation>{article} krever et medlem: skann kortet, eller meld inn kunden (Ctrl N).</translation>
    </message>
    <message>
        <source>The member has no such membership that could be cancelled.</source>
        <translation>Medlemmet har ikke noe slikt medlemskap å si opp.</translation>
    </message>
    <message>
        <source>This membership is cancelled already; it ends on {day}.</source>
        <translation>Dette medlemskapet er alt sagt opp; det varer til {day}.</translation>
    </message>
    <message>
        <source>To claim this receipt&apos;s points, put the member on first, then scan the receipt.</source>
        <translation>For å hente poengene på kvitteringen: sett på medlemmet først, og skann så kvitteringen.</translation>
    </message>
    <message>
        <source>Points of a receipt are claimed on an empty basket. Finish or park this sale first.</source>
        <translation>Poeng på en kvittering hentes med tom kurv. Fullfør eller parker dette salget først.</translation>
    </message>
    <message>
        <source>A member&apos;s card was shown at that sale: its points were given then.</source>
        <translation>Et medlemskort ble vist ved det salget: poengene er gitt.</translation>
    </message>
    <message>
        <source>The points of this receipt were claimed already.</source>
        <translation>Poengene på denne kvitteringen er alt hentet.</translation>
    </message>
    <message>
        <source>Points can be claimed for {days} days. This receipt is older.</source>
        <translation>Poeng kan hentes i {days} dager. Denne kvitteringen er eldre.</translation>
    </message>
    <message>
        <source>The quantity must be more than zero. Del removes the line.</source>
        <translation>Antallet må være over null. Del fjerner linjen.</translation>
    </message>
    <message>
        <source>At most {most} of one article. Check what was typed.</source>
        <translation>Høyst {most} av en vare. Sjekk det som ble tastet.</translation>
    </message>
    <message>
        <source>{article} is sold in whole pieces only.</source>
        <translation>{article} selges bare i hele stykker.</translation>
    </message>
    <message>
        <source>The quantity of {article} stands on its label. Scan another label instead.</source>
        <translation>Mengden av {article} står på etiketten. Skann en annen etikett i stedet.</translation>
    </message>
    <message>
        <source>{article} is sold by weight. Type the weight in kg.</source>
        <translation>{article} selges etter vekt. Tast vekten i kg.</translation>
    </message>
    <message>
        <source>{article} has no fixed price. Type the price.</source>
        <translation>{article} har ingen fast pris. Tast prisen.</translation>
    </message>
    <message>
        <source>The price must be more than zero.</source>
        <translation>Prisen må være over null.</translation>
    </message>
    <message>
        <source>That price is too large. Check what was typed.</source>
        <translation>Prisen er for høy. Sjekk det som ble tastet.</translation>
    </message>
    <message>
        <source>That is not a number: {typed}</source>
        <translation>Dette er ikke et tall: {typed}</translation>
    </message>
    <message>
        <source>Too many decimals: {typed}</source>
        <translation>For mange desimaler: {typed}</translation>
    </message>
    <message>
        <source>That amount is too large. Check what was typed.</source>
        <translation>Beløpet er for høyt. Sjekk det som ble tastet.</translation>
    </message>
    <message>
        <source>The discount must be more than zero.</source>
        <translation>Rabatten må være over null.</translation>
    </message>
    <message>
        <source>A discount can be at most the whole price.</source>
        <translation>En rabatt kan høyst være hele prisen.</translation>
    </message>
    <message>
        <source>No discount is allowed on {article}.</source>
        <translation>Det er ikke lov med rabatt på {article}.</translation>
    </message>
    <message>
        <source>Select a line first.</source>
        <translation>Velg en linje først.</translation>
    </message>
    <message>
        <source>The basket is empty. Scan something first.</source>
        <translation>Kurven er tom. Skann noe først.</translation>
    </message>
    <message>
        <source>The basket is full ({most} lines). Take payment, then go on with a new sale.</source>
        <translation>Kurven er full ({most} linjer). Ta betalt, og fortsett med et nytt salg.</translation>
    </message>
    <message>
        <source>The amount must be more than zero.</source>
        <translation>Beløpet må være over null.</translation>
    </message>
    <message>
        <source>That is more than is left to pay. Only cash gives change.</source>
        <translation>Det er mer enn det som gjenstår. Bare kontant gir veksel.</translation>
    </message>
    <message>
        <source>Not everything is paid yet.</source>
        <translation>Alt er ikke betalt ennå.</translation>
    </message>
    <message>
        <source>Type the number from the card terminal&apos;s slip.</source>
        <translation>Skriv nummeret fra terminalens kvittering.</translation>
    </message>
    <message>
        <source>An earlier card payment is not settled. Settle it first: Card (F9).</source>
        <translation>En tidligere kortbetaling er ikke gjort opp. Gjør den opp først: Kort (F9).</translation>
    </message>
    <message>
        <source>The card terminal does not answer, so nothing was asked. Try again, or key it there by hand.</source>
        <translation>Betalingsterminalen svarer ikke, så den ble ikke spurt. Prøv igjen, eller slå beløpet på den selv.</translation>
    </message>
    <message>
        <source>The card terminal is in the middle of something. Wait until it is done, then try again.</source>
        <translation>Betalingsterminalen holder på med noe. Vent til den er ferdig, og prøv igjen.</translation>
    </message>
    <message>
        <source>The card terminal is out of paper. Put in a new roll, then try again.</source>
        <translation>Betalingsterminalen er tom for papir. Sett i en ny rull, og prøv igjen.</translation>
    </message>
    <message>
        <source>That card payment was given back or settled otherwise. Take another payment.</source>
        <translation>Den kortbetalingen er ført tilbake eller gjort opp på annen måte. Ta en annen betaling.</translation>
    </message>
    <message>
        <source>Put a member on the sale first: scan the card, or press F4.</source>
        <translation>Sett et medlem på salget først: skann kortet, eller trykk F4.</translation>
    </message>
    <message>
        <source>Points cannot be used in this shop.</source>
        <translation>Poeng kan ikke brukes i denne butikken.</translation>
    </message>
    <message>
        <source>Type how many points to use.</source>
        <translation>Tast hvor mange poeng som skal brukes.</translation>
    </message>
    <message>
        <source>Points are used in blocks of {block}.</source>
        <translation>Poeng brukes i blokker på {block}.</translation>
    </message>
    <message>
        <source>At most {most} points can be used now.</source>
        <translation>Høyst {most} poeng kan brukes nå.</translation>
    </message>
    <message>
        <source>At least {least} points must be used at a time.</source>
        <translation>Minst {least} poeng må brukes om gangen.</translation>
    </message>
    <message>
        <source>The server did not release the points. Take another payment; the points are untouched.</source>
        <translation>Serveren frigjorde ikke poengene. Ta en annen betaling; poengene er urørt.</translation>
    </message>
    <message>
        <source>The outside line is down, and this shop keeps {most} of the member&apos;s points. The rest needs the network.</source>
        <translation>Linjen ut er nede, og butikken holder {most} av medlemmets poeng. Resten krever nettet.</translation>
    </message>
    <message>
        <source>Points are already used on this sale.</source>
        <translation>Det er alt brukt poeng på dette salget.</translation>
    </message>
    <message>
        <source>That is no gift card&apos;s number: 12 to 19 digits, and the last one checks the others.</source>
        <translation>Dette er ikke nummeret på et gavekort: 12 til 19 siffer, der det siste kontrollerer de andre.</translation>
    </message>
    <message>
        <source>Scan or type the gift card that the money goes to.</source>
        <translation>Skann eller skriv gavekortet som pengene skal settes på.</translation>
    </message>
    <message>
        <source>No money was ever put on the gift card ending in {end}.</source>
        <translation>Det er aldri satt penger på gavekortet som slutter på {end}.</translation>
    </message>
    <message>
        <source>The gift card ending in {end} is empty. Choose another payment.</source>
        <translation>Gavekortet som slutter på {end}, er tomt. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>The gift card ending in {end} expired on {day}. Choose another payment.</source>
        <translation>Gavekortet som slutter på {end}, gikk ut {day}. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>The gift card ending in {end} is for other goods than these. Choose another payment.</source>
        <translation>Gavekortet som slutter på {end}, gjelder andre varer enn disse. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>A gift card is not paid with a gift card or with points. Choose another payment for it.</source>
        <translation>Et gavekort betales ikke med gavekort eller poeng. Velg en annen betaling for det.</translation>
    </message>
    <message>
        <source>The server refused the gift card: {detail}. Choose another payment.</source>
        <translation>Serveren avviste gavekortet: {detail}. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>No answer from the server, and this till does not keep the member&apos;s points, so they cannot be used now. New points are still earned.</source>
        <translation>Ikke svar fra serveren, og denne kassen holder ikke av medlemmets poeng, så de kan ikke brukes nå. Nye poeng tjenes fortsatt.</translation>
    </message>
    <message>
        <source>No answer from the server. This till keeps {most} of the points until {until}; the rest needs the network.</source>
        <translation>Ikke svar fra serveren. Denne kassen holder av {most} av poengene til {until}; resten trenger nett.</translation>
    </message>
    <message>
        <source>No answer from the server. This till kept points until {until}; from then on they need the network.</source>
        <translation>Ikke svar fra serveren. Denne kassen holdt av poeng til {until}; etter det trenger de nett.</translation>
    </message>
    <message>
        <source>This till&apos;s clock was set back, so it does not know how long it may use the points it keeps. They wait for the network.</source>
        <translation>Kassens klokke er stilt tilbake, så den vet ikke hvor lenge den kan bruke poengene den holder av. De venter på nett.</translation>
    </message>
    <message>
        <source>Without the network at most {most} more points may be used here. The rest waits for it.</source>
        <translation>Uten nett kan høyst {most} poeng til brukes her. Resten venter på nett.</translation>
    </message>
    <message>
        <source>Another store keeps these points; they come back when its line is up. At most {most} points can be used now.</source>
        <translation>En annen butikk holder av disse poengene; de kommer tilbake når den har nett. Høyst {most} poeng kan brukes nå.</translation>
    </message>
    <message>
        <source>Another store keeps these points; they come back when its line is up, at the latest {until}. At most {most} points can be used now.</source>
        <translation>En annen butikk holder av disse poengene; de kommer tilbake når den har nett, senest {until}. Høyst {most} poeng kan brukes nå.</translation>
    </message>
    <message>
        <source>Without the network nobody knows what is left on this gift card. Choose another payment.</source>
        <translation>Uten nett vet ingen hva som er igjen på dette gavekortet. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>What this shop keeps of the gift card ending in {end} is used up; more of it needs the network. Choose another payment.</source>
        <translation>Det denne butikken holder av på gavekortet som slutter på {end}, er brukt opp; mer av det trenger nett. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>Another till keeps the money of the gift card ending in {end}; it comes back when its line is up, at the latest {until}. Choose another payment.</source>
        <translation>En annen kasse holder av pengene på gavekortet som slutter på {end}; de kommer tilbake når den har nett, senest {until}. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>This till kept the gift card&apos;s money until {until}; from then on it needs the network. Choose another payment.</source>
        <translation>Denne kassen holdt av gavekortets penger til {until}; etter det trenger det nett. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>This till&apos;s clock was set back, so the gift card waits for the network. Choose another payment.</source>
        <translation>Kassens klokke er stilt tilbake, så gavekortet venter på nett. Velg en annen betaling.</translation>
    </message>
    <message>
        <source>Check the customer&apos;s age first: {years} years.</source>
        <translation>Sjekk kundens alder først: {years} år.</translation>
    </message>
    <message>
        <source>{article} may not be sold to this customer now. Take the line away to go on.</source>
        <translation>{article} kan ikke selges til denne kunden nå. Ta linjen bort for å gå videre.</translation>
    </message>
    <message>
        <source>Coupon {code} is on this sale already.</source>
        <translation>Kupong {code} er alt på dette salget.</translation>
    </message>
    <message>
        <source>Coupon {code} has been used before.</source>
        <translation>Kupong {code} er brukt før.</translation>
    </message>
    <message>
        <source>Coupon {code} expired: its last day was {day}.</source>
        <translation>Kupong {code} er gått ut: siste dag var {day}.</translation>
    </message>
    <message>
        <source>Coupon {code} is not valid before {day}.</source>
        <translation>Kupong {code} gjelder ikke før {day}.</translation>
    </message>
    <message>
        <source>{code} is no article here. If it is a member&apos;s coupon, scan the member&apos;s card first.</source>
        <translation>{code} er ingen vare her. Er det et medlems kupong, så skann medlemskortet først.</translation>
    </message>
    <message>
        <source>{code} is no article here, and the member on this sale holds no such coupon.</source>
        <translation>{code} er ingen vare her, og medlemmet på salget har ingen slik kupong.</translation>
    </message>
    <message>
        <source>The code {code} has been claimed before.</source>
        <translation>Koden {code} er brukt før.</translation>
    </message>
    <message>
        <source>Wrong PIN. {left} tries left.</source>
        <translation>Feil PIN. {left} forsøk igjen.</translation>
    </message>
    <message>
        <source>Too many wrong PINs. Try again in {seconds} seconds.</source>
        <translation>For mange feil PIN. Prøv igjen om {seconds} sekunder.</translation>
    </message>
    <message>
        <source>Sign in first.</source>
        <translation>Logg inn først.</translation>
    </message>
    <message>
        <source>That sale is no longer parked.</source>
        <translation>Det salget er ikke lenger parkert.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Det er ingenting å angre.</translation>
    </message>
    <message>
        <source>This receipt has had its one copy. It cannot be printed again.</source>
        <translation>Denne kvitteringen har fått sin ene kopi. Den kan ikke skrives ut igjen.</translation>
    </message>
    <message>
        <source>Choose what comes back first.</source>
        <translation>Velg først hva som kommer tilbake.</translation>
    </message>
    <message>
        <source>No more than {left} of {article} can still come back on this receipt.</source>
        <translation>Høyst {left} av {article} kan ennå leveres tilbake på denne kvitteringen.</translation>
    </message>
    <message>
        <source>{article} was priced by its label, so all of it comes back or nothing.</source>
        <translation>{article} fikk prisen fra etiketten, så alt leveres tilbake eller ingenting.</translation>
    </message>
    <message>
        <source>Money that was put on a gift card is not paid out again. It stays on the card.</source>
        <translation>Penger som er satt på et gavekort, betales ikke ut igjen. De blir stående på kortet.</translation>
    </message>
    <message>
        <source>This till does not know that receipt. Take the goods back on the till that sold them.</source>
        <translation>Denne kassen kjenner ikke den kvitteringen. Ta varene tilbake på kassen som solgte dem.</translation>
    </message>
    <message>
        <source>The programme&apos;s rules of that day are not on this till. It needs the network to fetch them first.</source>
        <translation>Programmets regler fra den dagen er ikke på denne kassen. Den trenger nett for å hente dem først.</translation>
    </message>
    <message>
        <source>That receipt was paid in {currency}. Take the goods back where that is the currency.</source>
        <translation>Den kvitteringen ble betalt i {currency}. Ta varene tilbake der det er valutaen.</translation>
    </message>
    <message>
        <source>The scanner sent nothing. Scan again.</source>
        <translation>Skanneren sendte ingenting. Skann igjen.</translation>
    </message>
    <message>
        <source>The scanner sent noise. Scan again; if it goes on, check its cable.</source>
        <translation>Skanneren sendte støy. Skann igjen; fortsetter det, sjekk kabelen.</translation>
    </message>
    <message>
        <source>That is no article code. Use the code on the goods.</source>
        <translation>Det er ingen varekode. Bruk koden på varen.</translation>
    </message>
    <message>
        <source>The code is too long to be an article. Scan one code at a time.</source>
        <translation>Koden er for lang til å være en vare. Skann én kode om gangen.</translation>
    </message>
    <message>
        <source>Only part of the code arrived. Scan it again.</source>
        <translation>Bare en del av koden kom fram. Skann igjen.</translation>
    </message>
    <message>
        <source>The code {code} has a wrong digit. Scan it again, or check the typing.</source>
        <translation>Koden {code} har et feil siffer. Skann igjen, eller sjekk det som ble tastet.</translation>
    </message>
    <message>
        <source>Two codes arrived as one. Scan one after the other.</source>
        <translation>To koder kom som én. Skann en om gangen.</translation>
    </message>
    <message>
        <source>The code {code} has the wrong length. Scan it again.</source>
        <translation>Koden {code} har feil lengde. Skann igjen.</translation>
    </message>
    <message>
        <source>This label cannot be understood. Use the other code, or search by name.</source>
        <translation>Denne etiketten kan ikke tolkes. Bruk den andre koden, eller søk på navn.</translation>
    </message>
    <message>
        <source>This label names no article. Scan the code on the goods.</source>
        <translation>Denne etiketten nevner ingen vare. Skann koden på varen.</translation>
    </message>
    <message>
        <source>The member code is damaged. Type the card number (F4).</source>
        <translation>Medlemskoden er skadet. Skriv kortnummeret (F4).</translation>
    </message>
    <message>
        <source>Another till program is already open on this till&apos;s data. Nothing is lost.</source>
        <translation>Et annet kasseprogram er alt åpent på denne kassens data. Ingenting er tapt.</translation>
    </message>
    <message>
        <source>Use the window that is open, or close it and try again.</source>
        <translation>Bruk vinduet som er åpent, eller lukk det og prøv igjen.</translation>
    </message>
    <message>
        <source>This till&apos;s disk is full, so the sale could not be saved and is not paid.</source>
        <translation>Disken er full, så salget kunne ikke lagres og er ikke betalt.</translation>
    </message>
    <message>
        <source>Take no money for it here. Use another till; all earlier sales are safe.</source>
        <translation>Ta ikke betalt for det her. Bruk en annen kasse; alle tidligere salg er trygge.</translation>
    </message>
    <message>
        <source>This till&apos;s database software is too old to keep sales safe.</source>
        <translation>Databaseprogrammet på kassen er for gammelt til å holde salg trygge.</translation>
    </message>
    <message>
        <source>Do not sell on this till. Have Trofast installed again.</source>
        <translation>Ikke selg på denne kassen. Få Trofast installert på nytt.</translation>
    </message>
    <message>
        <source>This till&apos;s data lies on a disk that cannot keep sales safe.</source>
        <translation>Kassens data ligger på en disk som ikke kan holde salg trygge.</translation>
    </message>
    <message>
        <source>Do not sell on this till. Have its data moved to the till&apos;s own disk.</source>
        <translation>Ikke selg på denne kassen. Få dataene flyttet til kassens egen disk.</translation>
    </message>
    <message>
        <source>This till does not wait until a sale is on the disk.</source>
        <translation>Kassen venter ikke til et salg er på disken.</translation>
    </message>
    <message>
        <source>This till cannot unlock its own data.</source>
        <translation>Kassen kan ikke låse opp sine egne data.</translation>
    </message>
    <message>
        <source>Delete nothing. Ask the person who set it up to put its key file back.</source>
        <translation>Slett ingenting. Be den som satte den opp om å legge nøkkelfilen tilbake.</translation>
    </message>
    <message>
        <source>This till&apos;s data or its disk is damaged.</source>
        <translation>Kassens data eller disk er skadet.</translation>
    </message>
    <message>
        <source>Leave it switched on and delete nothing. Use another till and call for help.</source>
        <translation>La den stå på og slett ingenting. Bruk en annen kasse og ring etter hjelp.</translation>
    </message>
    <message>
        <source>Another program is holding on to this till&apos;s data. The sale is not saved and not paid.</source>
        <translation>Et annet program holder på kassens data. Salget er ikke lagret og ikke betalt.</translation>
    </message>
    <message>
        <source>Wait a moment and try again. If it comes back, restart the till.</source>
        <translation>Vent litt og prøv igjen. Kommer det tilbake, start kassen på nytt.</translation>
    </message>
    <message>
        <source>This till may not write in its data folder, so it cannot save sales.</source>
        <translation>Kassen får ikke skrive i datamappen sin, så den kan ikke lagre salg.</translation>
    </message>
    <message>
        <source>Ask the person who set it up to give the folder back to the till&apos;s own user.</source>
        <translation>Be den som satte den opp om å gi mappen tilbake til kassens egen bruker.</translation>
    </message>
    <message>
        <source>This till&apos;s data was written by a newer Trofast than this one. Nothing is lost.</source>
        <translation>Kassens data er skrevet av en nyere Trofast enn denne. Ingenting er tapt.</translation>
    </message>
    <message>
        <source>Start the newer version, or have it installed again.</source>
        <translation>Start den nyere versjonen, eller få den installert igjen.</translation>
    </message>
    <message>
        <source>This till does not know the time zone of its store.</source>
        <translation>Kassen kjenner ikke tidssonen til butikken.</translation>
    </message>
    <message>
        <source>Ask the owner to correct the store&apos;s zone on the server, then try again.</source>
        <translation>Be eieren rette butikkens tidssone på serveren, og prøv igjen.</translation>
    </message>
    <message>
        <source>This till does not belong to a company yet.</source>
        <translation>Kassen hører ikke til noe firma ennå.</translation>
    </message>
    <message>
        <source>Ask the person who set it up to enrol it with a one-time code.</source>
        <translation>Be den som satte den opp om å melde den inn med en engangskode.</translation>
    </message>
    <message>
        <source>This data belongs to another till than till.toml says.</source>
        <translation>Disse dataene hører til en annen kasse enn till.toml sier.</translation>
    </message>
    <message>
        <source>Delete nothing. Ask the person who set it up to bring the right folder and file together.</source>
        <translation>Slett ingenting. Be den som satte den opp om å få riktig mappe og fil sammen.</translation>
    </message>
    <message>
        <source>This shop trades in a currency that this version of Trofast does not know.</source>
        <translation>Butikken bruker en valuta som denne versjonen av Trofast ikke kjenner.</translation>
    </message>
    <message>
        <source>Have the newest version installed.</source>
        <translation>Få den nyeste versjonen installert.</translation>
    </message>
    <message>
        <source>This till has not received its shop and articles yet.</source>
        <translation>Kassen har ikke fått butikk og varer ennå.</translation>
    </message>
    <message>
        <source>Connect it to the network and wait. Selling starts by itself.</source>
        <translation>Koble den til nettet og vent. Salget starter av seg selv.</translation>
    </message>
    <message>
        <source>The till cannot sell</source>
        <translation>Kassen kan ikke selge</translation>
    </message>
    <message>
        <source>Call support, and sell on another till meanwhile.</source>
        <translation>Ring brukerstøtte, og selg på en annen kasse imens.</translation>
    </message>
    <message>
        <source>{typed} is no number of notes or coins. Count pieces: digits only.</source>
        <translation>{typed} er ikke et antall sedler eller mynter. Tell antallet: bare sifre.</translation>
    </message>
    <message>
        <source>Nobody counts less than none. Leave out the minus.</source>
        <translation>Ingen teller færre enn null. Ta bort minus.</translation>
    </message>
    <message>
        <source>That is more than {most} pieces. Type how many there are, not what they are worth.</source>
        <translation>Det er mer enn {most} stykker. Tast hvor mange det er, ikke hva de er verdt.</translation>
    </message>
    <message>
        <source>{currency} has no such note or coin.</source>
        <translation>{currency} har ingen slik seddel eller mynt.</translation>
    </message>
    <message>
        <source>The count is not what it should be. Count once more, or write why and close again.</source>
        <translation>Opptellingen stemmer ikke. Tell en gang til, eller velg hvorfor og lukk på nytt.</translation>
    </message>
    <message>
        <source>The count is so far off that a manager has to see it before the drawer is closed.</source>
        <translation>Opptellingen er så langt unna at en leder må se den før skuffen lukkes.</translation>
    </message>
    <message>
        <source>You two counted different sums. Count together once more.</source>
        <translation>Dere to talte forskjellige summer. Tell en gang til sammen.</translation>
    </message>
    <message>
        <source>Write what it is for.</source>
        <translation>Velg hva det gjelder.</translation>
    </message>
    <message>
        <source>Type an amount of more than nothing.</source>
        <translation>Tast et beløp som er mer enn null.</translation>
    </message>
    <message>
        <source>This drawer is open already. Count and close it first.</source>
        <translation>Denne skuffen er alt åpen. Tell opp og lukk den først.</translation>
    </message>
    <message>
        <source>No drawer is open. Open it with its float first.</source>
        <translation>Ingen skuff er åpen. Åpne den med vekselpenger først.</translation>
    </message>
    <message>
        <source>There cannot be so much in the drawer. Look at the amount again.</source>
        <translation>Så mye kan det ikke være i skuffen. Se på beløpet igjen.</translation>
    </message>
    <message>
        <source>A drawer is still open. Count and close it, then take the Z report.</source>
        <translation>En skuff er fortsatt åpen. Tell opp og lukk den, og ta så Z-rapporten.</translation>
    </message>
    <message>
        <source>Nothing happened since the last Z report: the period is closed already.</source>
        <translation>Ingenting har skjedd siden forrige Z-rapport: perioden er alt avsluttet.</translation>
    </message>
    <message>
        <source>What {article} costs is on its label or card. Take the line away and add it anew.</source>
        <translation>Prisen på {article} står på etiketten eller kortet. Fjern linjen og legg den inn på nytt.</translation>
    </message>
    <message>
        <source>{article} has no price of its own: it is typed with each sale.</source>
        <translation>{article} har ingen egen pris: den tastes ved hvert salg.</translation>
    </message>
    <message>
        <source>That is what {article} costs already.</source>
        <translation>Det koster {article} allerede.</translation>
    </message>
    <message>
        <source>{article} may not be sold at a reduced price, so it gets no cheaper here.</source>
        <translation>{article} kan ikke selges til nedsatt pris, og blir ikke billigere her.</translation>
    </message>
    <message>
        <source>What {article} costs is not decided in this store, and not changed here.</source>
        <translation>Prisen på {article} bestemmes ikke i denne butikken, og endres ikke her.</translation>
    </message>
    <message>
        <source>{name} may not allow this either. Call somebody who may.</source>
        <translation>{name} kan heller ikke tillate dette. Hent noen som kan.</translation>
    </message>
    <message>
        <source>This takes two people. Somebody else has to allow it.</source>
        <translation>Dette krever to personer. En annen må tillate det.</translation>
    </message>
    <message>
        <source>This is nobody&apos;s own card here. Use a PIN instead.</source>
        <translation>Dette kortet er ingens eget her. Bruk PIN i stedet.</translation>
    </message>
    <message>
        <source>Nobody in this shop may allow this. The office gives somebody the right.</source>
        <translation>Ingen i denne butikken kan tillate dette. Kontoret gir noen rettigheten.</translation>
    </message>
    <message>
        <source>This till has sold nothing under receipt number {number}. Look at the till&apos;s number on the receipt.</source>
        <translation>Denne kassen har ikke solgt noe under kvitteringsnummer {number}. Se på kassens nummer på kvitteringen.</translation>
    </message>
    <message>
        <source>Everything on receipt {number} has come back already, last on {when}.</source>
        <translation>Alt på kvittering {number} er levert tilbake allerede, sist {when}.</translation>
    </message>
    <message>
        <source>Another till sold this, and the server does not answer. Take the goods back there, or try again later.</source>
        <translation>En annen kasse har solgt dette, og serveren svarer ikke. Ta varene i retur der, eller prøv igjen senere.</translation>
    </message>
    <message>
        <source>This shop sold nothing under that receipt, or its till has not sent it yet. Take the goods back there.</source>
        <translation>Denne butikken har ikke solgt noe på den kvitteringen, eller kassen har ikke sendt den ennå. Ta varene i retur der.</translation>
    </message>
    <message>
        <source>{article} is a membership: it comes back with its receipt only, or is cancelled (Ctrl K).</source>
        <translation>{article} er et medlemskap: det tas bare i retur med kvittering, eller sies opp (Ctrl K).</translation>
    </message>
    <message>
        <source>These goods cost nothing, so there is nothing to pay back.</source>
        <translation>Disse varene koster ingenting, så det er ingenting å betale tilbake.</translation>
    </message>
    <message>
        <source>Nothing is on the counter. Scan the goods that the customer takes instead first.</source>
        <translation>Det ligger ingenting på disken. Skann først varene kunden tar i stedet.</translation>
    </message>
    <message>
        <source>Points and gift cards go back where they came from. Take the goods back first, then sell the others.</source>
        <translation>Poeng og gavekort går tilbake dit de kom fra. Ta varene i retur først, og selg så de andre.</translation>
    </message>
    <message>
        <source>More came back on that receipt meanwhile. Scan it again; the goods on the counter stay.</source>
        <translation>Mer på den kvitteringen er kommet i retur i mellomtiden. Skann den igjen; varene på disken blir liggende.</translation>
    </message>
    <message>
        <source>{article} is not on this receipt.</source>
        <translation>{article} står ikke på denne kvitteringen.</translation>
    </message>
    <message>
        <source>That is no date of birth. Type day, month and year as they stand on the card.</source>
        <translation>Det er ingen fødselsdato. Tast dag, måned og år slik de står på kortet.</translation>
    </message>
    <message>
        <source>Too young: {years} years takes a birth on or before {day}. Leave the goods out.</source>
        <translation>For ung: {years} år krever fødselsdato {day} eller tidligere. La varen bli igjen.</translation>
    </message>
    <message>
        <source>{article} may not be sold before {since} today.</source>
        <translation>{article} kan ikke selges før {since} i dag.</translation>
    </message>
    <message>
        <source>{article} may not be sold after {until} today. Next: {day} from {since}.</source>
        <translation>{article} kan ikke selges etter {until} i dag. Neste gang: {day} fra {since}.</translation>
    </message>
    <message>
        <source>{article} may not be sold today. Next: {day} from {since}.</source>
        <translation>{article} kan ikke selges i dag. Neste gang: {day} fra {since}.</translation>
    </message>
    <message>
        <source>The law forbids {limit} or more in cash for one sale. Take a card for some of it.</source>
        <translation>Loven forbyr {limit} eller mer i kontanter for ett salg. Ta kort for en del av det.</translation>
    </message>
    <message>
        <source>An invoice is for the whole sale. Give back what was paid (Enter) and leave out deposit slips, or pay otherwise.</source>
        <translation>En faktura gjelder hele salget. Gi tilbake det som er betalt (Enter), og la pantelapper være, eller betal på en annen måte.</translation>
    </message>
    <message>
        <source>Money on a gift card is paid at once. Take it off the sale, or choose another payment.</source>
        <translation>Penger på et gavekort betales med en gang. Ta dem av salget, eller velg en annen betaling.</translation>
    </message>
    <message>
        <source>Type the name of the organisation that pays.</source>
        <translation>Skriv navnet på virksomheten som betaler.</translation>
    </message>
    <message>
        <source>That is no organisation number: a digit is missing or wrong. Look once more.</source>
        <translation>Det er ikke noe organisasjonsnummer: et siffer mangler eller er feil. Se en gang til.</translation>
    </message>
    <message>
        <source>This sale needs its receipt: only a card that the till asked for itself may go without.</source>
        <translation>Dette salget må ha kvittering: bare et kort som kassen selv ba om, kan gå uten.</translation>
    </message>
    <message>
        <source>The deposit slip {number} is on this sale already. It counts once.</source>
        <translation>Pantelapp {number} er alt med i salget. Den gjelder én gang.</translation>
    </message>
    <message>
        <source>The deposit slip {number} was paid out before, on receipt {receipt}. It counts once.</source>
        <translation>Pantelapp {number} er alt løst inn, på kvittering {receipt}. Den gjelder én gang.</translation>
    </message>
    <message>
        <source>No machine gives a deposit slip like {number}. Look at it, and ask whoever minds the machine.</source>
        <translation>Ingen automat gir en pantelapp som {number}. Se på den, og spør den som passer automaten.</translation>
    </message>
    <message>
        <source>That line is a deposit slip: it stays as it is, or Del takes it away.</source>
        <translation>Linjen er en pantelapp: den blir som den er, eller Del tar den bort.</translation>
    </message>
    <message>
        <source>That is a credit note: it pays. Press Enter, choose Credit note, then scan it.</source>
        <translation>Det er en tilgodelapp: den betaler. Trykk Enter, velg Tilgodelapp, og skann den så.</translation>
    </message>
    <message>
        <source>This shop does not take that kind of payment. Choose another.</source>
        <translation>Denne butikken tar ikke imot den betalingsmåten. Velg en annen.</translation>
    </message>
</context>
<context>
    <name>ReportDesk</name>
    <message>
        <source>There are no reports here.</source>
        <translation>Her er det ingen rapporter.</translation>
    </message>
    <message>
        <source>See the reports</source>
        <translation>Se rapportene</translation>
    </message>
</context>
<context>
    <name>ReportsModel</name>
    <message>
        <source>Receipt {number}</source>
        <translation>Kvittering {number}</translation>
    </message>
    <message>
        <source>Return {number}</source>
        <translation>Retur {number}</translation>
    </message>
    <message>
        <source>Without buying</source>
        <translation>Uten kjøp</translation>
    </message>
    <message>
        <source>The server counted this in all tills: there are no receipts of it here.</source>
        <translation>Dette har serveren talt for alle kasser: her er det ingen kvitteringer bak det.</translation>
    </message>
    <message>
        <source>Reading the journal: {done} of {all}</source>
        <translation>Leser journalen: {done} av {all}</translation>
    </message>
    <message>
        <source>No receipt: points were moved without a sale.</source>
        <translation>Ingen kvittering: poeng ble flyttet uten salg.</translation>
    </message>
    <message>
        <source>It is being printed.</source>
        <translation>Skrives ut.</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>Lagret: {path}</translation>
    </message>
    <message>
        <source>The till&apos;s data can not be read just now. Selling goes on; try again.</source>
        <translation>Kassens data kan ikke leses akkurat nå. Salget går videre; prøv igjen.</translation>
    </message>
    <message>
        <source>The file could not be written: {why}</source>
        <translation>Filen kunne ikke skrives: {why}</translation>
    </message>
    <message>
        <source>Something went wrong in the till. The report was not made.</source>
        <translation>Noe gikk galt i kassen. Rapporten ble ikke laget.</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Rapporter</translation>
    </message>
    <message>
        <source>Receipts behind it</source>
        <translation>Vis kvitteringene</translation>
    </message>
    <message>
        <source>Older receipts</source>
        <translation>Eldre kvitteringer</translation>
    </message>
    <message>
        <source>Enter shows them</source>
        <translation>Enter viser dem</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Vis</translation>
    </message>
    <message>
        <source>The receipt</source>
        <translation>Kvitteringen</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Tilbake til listen</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>Per dag</translation>
    </message>
    <message>
        <source>By hour</source>
        <translation>Per time</translation>
    </message>
    <message>
        <source>By cashier</source>
        <translation>Per ansatt</translation>
    </message>
    <message>
        <source>By article</source>
        <translation>Per vare</translation>
    </message>
    <message>
        <source>By category</source>
        <translation>Per varegruppe</translation>
    </message>
    <message>
        <source>VAT</source>
        <translation>MVA</translation>
    </message>
    <message>
        <source>Payments</source>
        <translation>Betalingsmidler</translation>
    </message>
    <message>
        <source>Discounts</source>
        <translation>Rabatter</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Poeng</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Dag</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Uke</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Måned</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>År</translation>
    </message>
    <message>
        <source>From – to</source>
        <translation>Fra – til</translation>
    </message>
    <message>
        <source>Print here</source>
        <translation>Skriv ut her</translation>
    </message>
    <message>
        <source>PDF file</source>
        <translation>PDF-fil</translation>
    </message>
    <message>
        <source>Excel file</source>
        <translation>Excel-fil</translation>
    </message>
    <message>
        <source>CSV file</source>
        <translation>CSV-fil</translation>
    </message>
    <message>
        <source>First day, DDMMYY</source>
        <translation>Første dag, DDMMÅÅ</translation>
    </message>
    <message>
        <source>Last day, DDMMYY</source>
        <translation>Siste dag, DDMMÅÅ</translation>
    </message>
    <message>
        <source>That is no day. Type day, month and year in six or eight digits, such as 310326.</source>
        <translation>Det er ingen dag. Skriv dag, måned og år med seks eller åtte sifre, for eksempel 310326.</translation>
    </message>
    <message>
        <source>The last day lies before the first. Type a later one.</source>
        <translation>Den siste dagen er før den første. Skriv en senere dag.</translation>
    </message>
    <message>
        <source>That is more than {years} years. Type an earlier last day.</source>
        <translation>Det er mer enn {years} år. Skriv en tidligere siste dag.</translation>
    </message>
    <message>
        <source>Type the first day of the report, then Enter.</source>
        <translation>Skriv rapportens første dag, og så Enter.</translation>
    </message>
    <message>
        <source>To the last day</source>
        <translation>Til den siste dagen</translation>
    </message>
    <message>
        <source>Type the last day, which counts too, then Enter.</source>
        <translation>Skriv den siste dagen, som også er med, og så Enter.</translation>
    </message>
    <message>
        <source>Take these days</source>
        <translation>Bruk disse dagene</translation>
    </message>
    <message>
        <source>From one day to another</source>
        <translation>Fra én dag til en annen</translation>
    </message>
</context>
<context>
    <name>ReportsPanel</name>
    <message>
        <source>Reports</source>
        <translation>Rapporter</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Tidligere</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Senere</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tilbake</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>Ta ut</translation>
    </message>
</context>
<context>
    <name>ReturnDesk</name>
    <message>
        <source>Points for this receipt instead? Find the member first (F4), then scan it again.</source>
        <translation>Poeng for kvitteringen i stedet? Finn medlemmet først (F4), og skann den igjen.</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Taken back. Return receipt {number}.</source>
        <translation>Tatt i retur. Returkvittering {number}.</translation>
    </message>
</context>
<context>
    <name>ReturnModel</name>
    <message>
        <source>Take goods back on receipt {number}: {amount} goes back</source>
        <translation>Ta varer i retur på kvittering {number}: {amount} betales tilbake</translation>
    </message>
    <message>
        <source>Exchange goods of receipt {number}: they are worth {amount}</source>
        <translation>Bytte varer på kvittering {number}: de er verdt {amount}</translation>
    </message>
    <message>
        <source>Nothing was written. Try again.</source>
        <translation>Ingenting ble skrevet. Prøv igjen.</translation>
    </message>
    <message>
        <source>There is no receipt</source>
        <translation>Kvittering mangler</translation>
    </message>
</context>
<context>
    <name>ReturnPanel</name>
    <message>
        <source>Goods come back</source>
        <translation>Varer i retur</translation>
    </message>
    <message>
        <source>Number of the refund&apos;s slip</source>
        <translation>Nummeret på slippen for tilbakebetalingen</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Ta i retur</translation>
    </message>
    <message>
        <source>One fewer</source>
        <translation>Én færre</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>Én til</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Hand over now</source>
        <translation>Gi kunden nå</translation>
    </message>
    <message>
        <source>Goes back to the customer</source>
        <translation>Tilbake til kunden</translation>
    </message>
    <message>
        <source>Comes off the invoice</source>
        <translation>Trekkes fra fakturaen</translation>
    </message>
    <message>
        <source>Find the receipt</source>
        <translation>Finn kvitteringen</translation>
    </message>
    <message>
        <source>The refund is approved</source>
        <translation>Tilbakebetalingen er godkjent</translation>
    </message>
    <message>
        <source>On the card terminal</source>
        <translation>På betalingsterminalen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ferdig</translation>
    </message>
</context>
<context>
    <name>ReturnWords</name>
    <message>
        <source>Asking the server about this receipt …</source>
        <translation>Spør serveren om denne kvitteringen …</translation>
    </message>
    <message>
        <source>Scan the code at the foot of the receipt, or type the number after its hyphen.</source>
        <translation>Skann koden nederst på kvitteringen, eller skriv nummeret etter bindestreken.</translation>
    </message>
    <message>
        <source>Receipt {number}, {time}, {amount}</source>
        <translation>Kvittering {number}, {time}, {amount}</translation>
    </message>
    <message>
        <source>bought {quantity}</source>
        <translation>kjøpt {quantity}</translation>
    </message>
    <message>
        <source>stays on the card</source>
        <translation>blir på kortet</translation>
    </message>
    <message>
        <source>all of it came back before</source>
        <translation>alt er levert tilbake før</translation>
    </message>
    <message>
        <source>{quantity} came back before</source>
        <translation>{quantity} levert tilbake før</translation>
    </message>
    <message>
        <source>{quantity} back</source>
        <translation>{quantity} tilbake</translation>
    </message>
    <message>
        <source>{amount} on a credit note, printed with the receipt</source>
        <translation>{amount} på en tilgodelapp, trykt med kvitteringen</translation>
    </message>
    <message>
        <source>The money back as it was paid</source>
        <translation>Pengene tilbake slik det ble betalt</translation>
    </message>
    <message>
        <source>A credit note instead</source>
        <translation>Heller en tilgodelapp</translation>
    </message>
    <message>
        <source>{amount} in cash from the drawer</source>
        <translation>{amount} kontant fra skuffen</translation>
    </message>
    <message>
        <source>{amount} to the card (slip {slip} of the sale)</source>
        <translation>{amount} til kortet (slipp {slip} for salget)</translation>
    </message>
    <message>
        <source>{amount} to the registered card (slip {slip})</source>
        <translation>{amount} til det registrerte kortet (slipp {slip})</translation>
    </message>
    <message>
        <source>{amount} in the payment app (number {slip} of the sale)</source>
        <translation>{amount} i betalingsappen (salgets nummer var {slip})</translation>
    </message>
    <message>
        <source>{amount} off what is invoiced; no money is handed out</source>
        <translation>{amount} trekkes fra det som faktureres; ingen penger betales ut</translation>
    </message>
    <message>
        <source>{amount} to the gift card</source>
        <translation>{amount} til gavekortet</translation>
    </message>
    <message>
        <source>{amount} on the credit note</source>
        <translation>{amount} på tilgodelappen</translation>
    </message>
    <message>
        <source>{points} back to the member</source>
        <translation>{points} tilbake til medlemmet</translation>
    </message>
    <message>
        <source>Exchange for what is on the counter</source>
        <translation>Bytt i det som ligger på disken</translation>
    </message>
    <message>
        <source>Exchange, {amount} to pay</source>
        <translation>Bytt, {amount} å betale</translation>
    </message>
    <message>
        <source>Exchange, {amount} back</source>
        <translation>Bytt, {amount} tilbake</translation>
    </message>
    <message>
        <source>Pay {amount} back in the payment app (the sale&apos;s number was {slip}), and type that payment&apos;s number.</source>
        <translation>Betal {amount} tilbake i betalingsappen (salgets nummer var {slip}), og skriv nummeret på den betalingen.</translation>
    </message>
    <message>
        <source>Refund {amount} on the card terminal (the sale&apos;s slip was {slip}).</source>
        <translation>Betal {amount} tilbake på kortterminalen (slippen for salget var {slip}).</translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>usually {price}</source>
        <translation>vanligvis {price}</translation>
    </message>
    <message>
        <source>share of discount {amount}</source>
        <translation>del av rabatt {amount}</translation>
    </message>
    <message>
        <source>points {amount}</source>
        <translation>poeng {amount}</translation>
    </message>
    <message>
        <source>card ending in {end}, through {day}</source>
        <translation>kort som slutter på {end}, til og med {day}</translation>
    </message>
    <message>
        <source>discount {much}, {reason}</source>
        <translation>rabatt {much}, {reason}</translation>
    </message>
    <message>
        <source>Deposit slip</source>
        <translation>Pantelapp</translation>
    </message>
    <message>
        <source>{price} each</source>
        <translation>{price} per stk</translation>
    </message>
    <message>
        <source>To pay out</source>
        <translation>Betales ut</translation>
    </message>
    <message>
        <source>incl. VAT {rate}  {amount}</source>
        <translation>herav mva. {rate}  {amount}</translation>
    </message>
    <message>
        <source>incl. VAT {amount}</source>
        <translation>herav mva. {amount}</translation>
    </message>
    <message>
        <source>Discount  {amount}</source>
        <translation>Rabatt  {amount}</translation>
    </message>
    <message>
        <source>Left to pay</source>
        <translation>Gjenstår</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>Å betale</translation>
    </message>
    <message>
        <source>+{count} points</source>
        <translation>+{count} poeng</translation>
    </message>
</context>
<context>
    <name>SellingView</name>
    <message>
        <source>TRAINING – NOT A RECEIPT</source>
        <translation>OPPLÆRING – IKKE KVITTERING</translation>
    </message>
</context>
<context>
    <name>SetUp</name>
    <message>
        <source>Code</source>
        <translation>Kode</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Plass</translation>
    </message>
    <message>
        <source>Goods and members</source>
        <translation>Varer og medlemmer</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Utstyr</translation>
    </message>
    <message>
        <source>Till {number}, {store}</source>
        <translation>Kasse {number}, {store}</translation>
    </message>
    <message>
        <source>That is not a whole code.</source>
        <translation>Det er ikke en hel kode.</translation>
    </message>
    <message>
        <source>Type the address, a space, and the twelve letters and digits below it.</source>
        <translation>Skriv adressen, et mellomrom, og de tolv bokstavene og tallene under den.</translation>
    </message>
    <message>
        <source>The server&apos;s address is missing.</source>
        <translation>Adressen til serveren mangler.</translation>
    </message>
    <message>
        <source>Type it before the code, as it stands on the sheet.</source>
        <translation>Skriv den foran koden, slik den står på arket.</translation>
    </message>
    <message>
        <source>That is no server&apos;s address.</source>
        <translation>Det er ingen adresse til en server.</translation>
    </message>
    <message>
        <source>Look at how it stands on the sheet, and type it again.</source>
        <translation>Se hvordan den står på arket, og skriv den på nytt.</translation>
    </message>
    <message>
        <source>There is a letter in the code that no code has.</source>
        <translation>Det er et tegn i koden som ingen kode har.</translation>
    </message>
    <message>
        <source>0, O, 1 and I are never used: look again at the sheet.</source>
        <translation>0, O, 1 og I brukes aldri: se på arket en gang til.</translation>
    </message>
    <message>
        <source>The scan did not come through whole.</source>
        <translation>Skanningen kom ikke hel fram.</translation>
    </message>
    <message>
        <source>Scan the sheet again, or type what stands below the square.</source>
        <translation>Skann arket på nytt, eller skriv det som står under ruten.</translation>
    </message>
    <message>
        <source>The server does not know this code.</source>
        <translation>Serveren kjenner ikke denne koden.</translation>
    </message>
    <message>
        <source>Look at how it is written. After five wrong tries it is dead: ask for a new one.</source>
        <translation>Se hvordan den er skrevet. Etter fem feil er den død: be om en ny.</translation>
    </message>
    <message>
        <source>Another till has used this code already.</source>
        <translation>En annen kasse har brukt denne koden.</translation>
    </message>
    <message>
        <source>Ask for a new one: a code works once.</source>
        <translation>Be om en ny: en kode virker én gang.</translation>
    </message>
    <message>
        <source>This code has run out.</source>
        <translation>Denne koden har gått ut.</translation>
    </message>
    <message>
        <source>Ask for a new one, and use it at once.</source>
        <translation>Be om en ny, og bruk den med en gang.</translation>
    </message>
    <message>
        <source>This code was made for another machine.</source>
        <translation>Denne koden ble laget for en annen maskin.</translation>
    </message>
    <message>
        <source>Ask for a new one for this till.</source>
        <translation>Be om en ny for denne kassen.</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>Serveren kan ikke nås.</translation>
    </message>
    <message>
        <source>Look at the network cable and the address. The code is not spent: try again.</source>
        <translation>Se på nettverkskabelen og adressen. Koden er ikke brukt opp: prøv igjen.</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>Serveren svarte ikke i tide.</translation>
    </message>
    <message>
        <source>The code is not lost: try again with the same one.</source>
        <translation>Koden er ikke tapt: prøv igjen med den samme.</translation>
    </message>
    <message>
        <source>The server cannot be reached now. The till has its place.</source>
        <translation>Serveren kan ikke nås nå. Kassen har fått plassen sin.</translation>
    </message>
    <message>
        <source>Look at the network cable. What came so far is kept; the rest goes on from there.</source>
        <translation>Se på nettverkskabelen. Det som har kommet, er tatt vare på; resten fortsetter derfra.</translation>
    </message>
    <message>
        <source>The server cannot prove that it is yours.</source>
        <translation>Serveren kan ikke bevise at den er deres.</translation>
    </message>
    <message>
        <source>Look first whether this machine&apos;s date and time are right, then at the address.</source>
        <translation>Se først om dato og klokke på denne maskinen er riktige, deretter på adressen.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is wrong.</source>
        <translation>Klokken på denne maskinen går feil.</translation>
    </message>
    <message>
        <source>Set its date and time, and try again.</source>
        <translation>Still dato og klokke, og prøv igjen.</translation>
    </message>
    <message>
        <source>The server is busy, or this code had too many wrong tries.</source>
        <translation>Serveren er opptatt, eller denne koden fikk for mange feil.</translation>
    </message>
    <message>
        <source>Wait a minute. If it stays so, ask for a new code.</source>
        <translation>Vent et minutt. Hvis det fortsetter, be om en ny kode.</translation>
    </message>
    <message>
        <source>Something else answers at that address.</source>
        <translation>Noe annet svarer på den adressen.</translation>
    </message>
    <message>
        <source>Look at the address. A guest network may want a sign-in first.</source>
        <translation>Se på adressen. Et gjestenett kan kreve innlogging først.</translation>
    </message>
    <message>
        <source>There is a mistake in the file. Nothing was changed, and the code is not spent.</source>
        <translation>Det er en feil i filen. Ingenting er endret, og koden er ikke brukt opp.</translation>
    </message>
    <message>
        <source>Have the line below put right, and open the file again.</source>
        <translation>Få rettet linjen under, og åpne filen på nytt.</translation>
    </message>
    <message>
        <source>This till has another place already.</source>
        <translation>Denne kassen har en annen plass fra før.</translation>
    </message>
    <message>
        <source>Nothing was changed. Another place needs a new installation.</source>
        <translation>Ingenting er endret. En annen plass krever en ny installasjon.</translation>
    </message>
    <message>
        <source>This machine cannot write its files.</source>
        <translation>Denne maskinen kan ikke skrive filene sine.</translation>
    </message>
    <message>
        <source>Look whether the disk is full or write-protected, and try again.</source>
        <translation>Se om disken er full eller skrivebeskyttet, og prøv igjen.</translation>
    </message>
    <message>
        <source>This program is too old for the server.</source>
        <translation>Dette programmet er for gammelt for serveren.</translation>
    </message>
    <message>
        <source>Install the newest one, and use the same code.</source>
        <translation>Installer det nyeste, og bruk samme kode.</translation>
    </message>
    <message>
        <source>The server is too old for this program.</source>
        <translation>Serveren er for gammel for dette programmet.</translation>
    </message>
    <message>
        <source>Have the server updated, and use the same code.</source>
        <translation>Få oppdatert serveren, og bruk samme kode.</translation>
    </message>
    <message>
        <source>The server did not take this till in.</source>
        <translation>Serveren tok ikke imot denne kassen.</translation>
    </message>
    <message>
        <source>Try again. If it stays so, call for help and say the word below.</source>
        <translation>Prøv igjen. Hvis det fortsetter, ring etter hjelp og si ordet under.</translation>
    </message>
</context>
<context>
    <name>SignInModel</name>
    <message>
        <source>Till {number}</source>
        <translation>Kasse {number}</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Sjekker …</translation>
    </message>
    <message>
        <source>Type your PIN</source>
        <translation>Tast PIN-koden din</translation>
    </message>
</context>
<context>
    <name>SignInView</name>
    <message>
        <source>Who are you?</source>
        <translation>Hvem er du?</translation>
    </message>
    <message>
        <source>Erase the last digit</source>
        <translation>Slett siste siffer</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Logg inn</translation>
    </message>
</context>
<context>
    <name>SlipDesk</name>
    <message>
        <source>This till has no printer.</source>
        <translation>Denne kassen har ingen skriver.</translation>
    </message>
    <message>
        <source>The provisional receipt is printed. Nothing is paid; the sale stays on the counter.</source>
        <translation>Den foreløpige kvitteringen er skrevet ut. Ingenting er betalt; salget ligger på disken ennå.</translation>
    </message>
    <message>
        <source>The card slip is printed.</source>
        <translation>Kortslippen er skrevet ut.</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>The printer is out of paper. Put in a new roll.</source>
        <translation>Skriveren er tom for papir. Sett i en ny rull.</translation>
    </message>
    <message>
        <source>The paper is nearly used up. Have a new roll ready.</source>
        <translation>Papiret er snart slutt. Ha en ny rull klar.</translation>
    </message>
    <message>
        <source>The printer&apos;s cover is open. Close it.</source>
        <translation>Lokket på skriveren er åpent. Lukk det.</translation>
    </message>
    <message>
        <source>The printer is paused or reports an error. Press its feed button.</source>
        <translation>Skriveren står i pause eller melder feil. Trykk på mateknappen.</translation>
    </message>
    <message>
        <source>The printer&apos;s cutter is stuck. Switch the printer off and on.</source>
        <translation>Kniven i skriveren sitter fast. Slå skriveren av og på.</translation>
    </message>
    <message>
        <source>The device reports a fault. Switch it off and on.</source>
        <translation>Enheten melder feil. Slå den av og på.</translation>
    </message>
    <message>
        <source>The device was not found. Check its cable.</source>
        <translation>Enheten ble ikke funnet. Sjekk kabelen.</translation>
    </message>
    <message>
        <source>The till may not use the device. Call support.</source>
        <translation>Kassen får ikke bruke enheten. Ring brukerstøtte.</translation>
    </message>
    <message>
        <source>The device does not answer. Check power and cable.</source>
        <translation>Enheten svarer ikke. Sjekk strøm og kabel.</translation>
    </message>
    <message>
        <source>The device answers nonsense. Switch it off and on.</source>
        <translation>Enheten svarer tull. Slå den av og på.</translation>
    </message>
    <message>
        <source>Another program is using the device. Close it.</source>
        <translation>Et annet program bruker enheten. Lukk det.</translation>
    </message>
    <message>
        <source>The disk is full. Call support.</source>
        <translation>Disken er full. Ring brukerstøtte.</translation>
    </message>
    <message>
        <source>Windows&apos; print service does not run. Start the computer anew.</source>
        <translation>Utskriftstjenesten i Windows kjører ikke. Start datamaskinen på nytt.</translation>
    </message>
    <message>
        <source>The printer is paused in Windows. Let it go on in Windows&apos; printer settings.</source>
        <translation>Skriveren er satt på pause i Windows. La den fortsette i skriverinnstillingene i Windows.</translation>
    </message>
    <message>
        <source>An older print job is stuck in Windows. Delete it in Windows&apos; printer settings.</source>
        <translation>En eldre utskrift henger i Windows. Slett den i skriverinnstillingene i Windows.</translation>
    </message>
    <message>
        <source>The device is unplugged. Put its cable back.</source>
        <translation>Enheten er frakoblet. Sett kabelen i igjen.</translation>
    </message>
    <message>
        <source>The card terminal is out of paper. Put in a new roll.</source>
        <translation>Betalingsterminalen er tom for papir. Sett i en ny rull.</translation>
    </message>
    <message>
        <source>The card terminal does not answer. Check power and network.</source>
        <translation>Betalingsterminalen svarer ikke. Sjekk strøm og nett.</translation>
    </message>
</context>
<context>
    <name>StatusModel</name>
    <message numerus="yes">
        <source>%n sale(s) waiting</source>
        <translation>
            <numerusform>%n salg venter</numerusform>
            <numerusform>%n salg venter</numerusform>
        </translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Kobler til</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>På nett</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Frakoblet</translation>
    </message>
    <message>
        <source>Server refuses</source>
        <translation>Serveren avviser</translation>
    </message>
    <message>
        <source>Sync stopped</source>
        <translation>Sending stoppet</translation>
    </message>
    <message>
        <source>No printer</source>
        <translation>Ingen skriver</translation>
    </message>
    <message>
        <source>{device} off</source>
        <translation>{device} av</translation>
    </message>
    <message>
        <source>{device} down</source>
        <translation>{device} nede</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Skanner</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Skriver</translation>
    </message>
    <message>
        <source>Looking for the server.</source>
        <translation>Leter etter serveren.</translation>
    </message>
    <message>
        <source>Connected since {time}.</source>
        <translation>Tilkoblet siden {time}.</translation>
    </message>
    <message>
        <source>No connection since {time}.</source>
        <translation>Ingen forbindelse siden {time}.</translation>
    </message>
    <message>
        <source>The server refuses this till since {time}. Call support.</source>
        <translation>Serveren avviser kassen siden {time}. Ring brukerstøtte.</translation>
    </message>
    <message>
        <source>Card terminal</source>
        <translation>Kortterminal</translation>
    </message>
    <message>
        <source>You can go on selling; the sales are kept here. Points cannot be used.</source>
        <translation>Du kan selge videre; salgene tas vare på her. Poeng kan ikke brukes.</translation>
    </message>
    <message>
        <source>Sending to the server has stopped since {time}. Call support.</source>
        <translation>Sendingen til serveren har stoppet siden {time}. Ring brukerstøtte.</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Nett</translation>
    </message>
    <message>
        <source>The outside line is down since {time}; the shop&apos;s own network works.</source>
        <translation>Linjen ut har vært nede siden {time}; butikkens eget nett virker.</translation>
    </message>
    <message>
        <source>Points can be used.</source>
        <translation>Poeng kan brukes.</translation>
    </message>
    <message>
        <source>The tills of this shop share the points of members who are at home here, and their coupons and free items, one till at a time. You can sell and give points as ever.</source>
        <translation>Kassene i butikken deler poengene til medlemmer som hører til her, og kupongene og gratisvarene deres, én kasse om gangen. Du kan selge og gi poeng som ellers.</translation>
    </message>
    <message>
        <source>You can sell, give points, and use what is kept here.</source>
        <translation>Du kan selge, gi poeng og bruke det som er holdt av her.</translation>
    </message>
    <message>
        <source>Points, coupons, free items and gift cards can be used where this till keeps them; the member&apos;s panel says how much, and until when.</source>
        <translation>Poeng, kuponger, gratisvarer og gavekort kan brukes der denne kassen holder dem av; medlemspanelet sier hvor mye, og hvor lenge.</translation>
    </message>
    <message>
        <source>Receipts stay in the queue.</source>
        <translation>Kvitteringer blir i køen.</translation>
    </message>
    <message>
        <source>Ready.</source>
        <translation>Klar.</translation>
    </message>
    <message>
        <source>It does not work. Check power and cable.</source>
        <translation>Den virker ikke. Sjekk strøm og kabel.</translation>
    </message>
    <message>
        <source>Card payment</source>
        <translation>Kortbetaling</translation>
    </message>
    <message>
        <source>Press Card (F9). {todo}</source>
        <translation>Trykk Kort (F9). {todo}</translation>
    </message>
    <message>
        <source>You can type codes and search by name (F2).</source>
        <translation>Du kan skrive koder og søke på navn (F2).</translation>
    </message>
    <message>
        <source>You can sell; receipts come when it is ready.</source>
        <translation>Du kan selge; kvitteringene kommer når den er klar.</translation>
    </message>
    <message>
        <source>Cards still work: key the amount on the terminal, and type its slip&apos;s number.</source>
        <translation>Kort virker fortsatt: slå beløpet på terminalen, og skriv nummeret fra kvitteringen dens.</translation>
    </message>
    <message>
        <source>Till {number}</source>
        <translation>Kasse {number}</translation>
    </message>
    <message>
        <source>{waiting} for the server</source>
        <translation>{waiting} på serveren</translation>
    </message>
    <message>
        <source>No sales are waiting for the server.</source>
        <translation>Ingen salg venter på serveren.</translation>
    </message>
    <message>
        <source>Receipt {number}</source>
        <translation>Kvittering {number}</translation>
    </message>
    <message>
        <source>{text} (+{count})</source>
        <translation>{text} (+{count})</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Vis</translation>
    </message>
</context>
<context>
    <name>StatusPanel</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Check this till</source>
        <translation>Sjekk kassen</translation>
    </message>
</context>
<context>
    <name>StopView</name>
    <message>
        <source>What to do</source>
        <translation>Hva du gjør</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Prøv igjen</translation>
    </message>
</context>
<context>
    <name>TabRow</name>
    <message>
        <source>Next category</source>
        <translation>Neste kategori</translation>
    </message>
</context>
<context>
    <name>TerminalPanel</name>
    <message>
        <source>Card</source>
        <translation>Kort</translation>
    </message>
    <message>
        <source>Slip number</source>
        <translation>Kvitteringsnummer</translation>
    </message>
</context>
<context>
    <name>UnprovenDesk</name>
    <message>
        <source>Without a receipt</source>
        <translation>Uten kvittering</translation>
    </message>
    <message>
        <source>Taken back. Return receipt {number}.</source>
        <translation>Tatt i retur. Returkvittering {number}.</translation>
    </message>
</context>
<context>
    <name>UnprovenModel</name>
    <message>
        <source>Nothing was written. Try again.</source>
        <translation>Ingenting ble skrevet. Prøv igjen.</translation>
    </message>
    <message>
        <source>Scan the goods that come back, or touch their keys first and then press Ctrl R.</source>
        <translation>Skann varene som kommer tilbake, eller trykk på tastene deres først og så Ctrl R.</translation>
    </message>
    <message>
        <source>Refund {amount} on the card terminal, then type the number of its slip.</source>
        <translation>Betal tilbake {amount} på kortterminalen, og skriv så nummeret på slippen.</translation>
    </message>
    <message>
        <source>The customer signs the store&apos;s slip.</source>
        <translation>Kunden skriver under på butikkens slipp.</translation>
    </message>
</context>
<context>
    <name>UnprovenPanel</name>
    <message>
        <source>Without a receipt</source>
        <translation>Uten kvittering</translation>
    </message>
    <message>
        <source>Number of the refund&apos;s slip</source>
        <translation>Nummeret på slippen for tilbakebetalingen</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Hvorfor?</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Ta i retur</translation>
    </message>
    <message>
        <source>Hand over now</source>
        <translation>Gi kunden nå</translation>
    </message>
    <message>
        <source>Goes back to the customer</source>
        <translation>Tilbake til kunden</translation>
    </message>
    <message>
        <source>The refund is approved</source>
        <translation>Tilbakebetalingen er godkjent</translation>
    </message>
    <message>
        <source>On the card terminal</source>
        <translation>På betalingsterminalen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ferdig</translation>
    </message>
</context>
<context>
    <name>UnprovenWords</name>
    <message>
        <source>Something is wrong with it</source>
        <translation>Noe er galt med varen</translation>
    </message>
    <message>
        <source>Does not want it</source>
        <translation>Vil ikke ha den</translation>
    </message>
    <message>
        <source>Was a gift</source>
        <translation>Var en gave</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>En annen grunn</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Kontant</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Kort</translation>
    </message>
    <message>
        <source>Credit note</source>
        <translation>Tilgodelapp</translation>
    </message>
    <message>
        <source>{quantity} · {price}, the lowest of 30 days (now {today})</source>
        <translation>{quantity} · {price}, laveste på 30 dager (nå {today})</translation>
    </message>
    <message>
        <source>You handed out {amount} without a receipt today already.</source>
        <translation>Du har alt betalt ut {amount} uten kvittering i dag.</translation>
    </message>
    <message>
        <source>Take goods back without a receipt: {amount} goes back. {reason}</source>
        <translation>Ta varer i retur uten kvittering: {amount} går tilbake. {reason}</translation>
    </message>
</context>
<context>
    <name>VisitModel</name>
    <message>
        <source>Nothing was done: the wishes are still here. Try again.</source>
        <translation>Ingenting ble gjort: ønskene står her ennå. Prøv igjen.</translation>
    </message>
    <message>
        <source>How many points to {name}? {block} at a time, at most {most}.</source>
        <translation>Hvor mange poeng til {name}? {block} om gangen, høyst {most}.</translation>
    </message>
    <message>
        <source>Asking the server …</source>
        <translation>Spør serveren …</translation>
    </message>
    <message>
        <source>Do it now</source>
        <translation>Gjør det nå</translation>
    </message>
    <message>
        <source>With this sale</source>
        <translation>Med dette salget</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>Ta av</translation>
    </message>
    <message>
        <source>No programme here knows it.</source>
        <translation>Ikke noe program her kjenner den.</translation>
    </message>
    <message>
        <source>Code {code}</source>
        <translation>Kode {code}</translation>
    </message>
    <message>
        <source>Check in</source>
        <translation>Sjekk inn</translation>
    </message>
    <message>
        <source>Check in: {name}</source>
        <translation>Sjekk inn: {name}</translation>
    </message>
    <message>
        <source>Move to {name}</source>
        <translation>Flytt til {name}</translation>
    </message>
    <message>
        <source>Give to {name}</source>
        <translation>Gi til {name}</translation>
    </message>
    <message>
        <source>through {day}</source>
        <translation>til og med {day}</translation>
    </message>
    <message>
        <source>Cancel {name}</source>
        <translation>Si opp {name}</translation>
    </message>
    <message>
        <source>The server says no: it was used before, is full, or is somebody else&apos;s.</source>
        <translation>Serveren sier nei: den er brukt før, er full, eller er en annens.</translation>
    </message>
</context>
<context>
    <name>VisitPanel</name>
    <message>
        <source>Without buying</source>
        <translation>Uten kjøp</translation>
    </message>
    <message>
        <source>Scan or type a code</source>
        <translation>Skann eller tast en kode</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Poeng</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Legg til</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Monday</source>
        <translation>mandag</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>tirsdag</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>onsdag</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>torsdag</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>fredag</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>lørdag</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>søndag</translation>
    </message>
    <message>
        <source>{count} p</source>
        <translation>{count} p</translation>
    </message>
</context>
</TS>
