import { binary, encodedWords, extendedParameter, multipart, text } from './mime.ts';
import { pdfPage } from './pdf.ts';
import { sampleMessage, type SampleMessage } from './sample-message.ts';

const sales = 'Lindenhof Vertrieb <sales@lindenhof.example>';

/** The sales mailbox, oldest first. */
export function salesMail(now: number): SampleMessage[] {
  return [
    sampleMessage(now, {
      title: 'A newsletter: HTML tables, remote pictures, List-Unsubscribe',
      id: 'news-2217.000481@news.papierwerk.example',
      from: 'Papierwerk Aktuell <news@news.papierwerk.example>',
      to: sales,
      subject: encodedWords('Frühlingsangebote: Kopierpapier ab 3,49 € je Paket'),
      hoursAgo: 66,
      fields: [
        ['List-Id', 'Papierwerk Aktuell <aktuell.news.papierwerk.example>'],
        ['List-Unsubscribe', '<https://news.papierwerk.example/abmelden?k=481>'],
        ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
        ['Precedence', 'bulk'],
      ],
      entity: multipart('alternative', 'news-2217', [
        text(
          `Frühlingsangebote bei Papierwerk

* Kopierpapier 80 g, 500 Blatt: 3,49 € je Paket
* Recyclingpapier "Blauer Wald": 3,79 € je Paket
* Etiketten A4, 100 Bogen: 8,90 €

Angebote gültig bis Monatsende. Abmelden: https://news.papierwerk.example/abmelden?k=481
`,
          { encoding: 'quoted-printable' },
        ),
        text(newsletterHtml, { subtype: 'html', encoding: 'quoted-printable' }),
      ]),
    }),
    sampleMessage(now, {
      title: 'An order with a PDF attached',
      id: 'bestellung-90118.ab12@stadtwerke-aue.example',
      from: 'Einkauf Stadtwerke Aue <einkauf@stadtwerke-aue.example>',
      to: sales,
      subject: 'Bestellung 90118',
      hoursAgo: 60,
      entity: multipart('mixed', 'order-90118', [
        text(`Sehr geehrte Damen und Herren,

anbei unsere Bestellung 90118. Bitte bestätigen Sie den Liefertermin.

Mit freundlichen Grüßen
Stadtwerke Aue, Einkauf
`),
        binary(
          pdfPage('Bestellung 90118', [
            'Stadtwerke Aue GmbH, Am Markt 3',
            '',
            'Pos.  Artikel                               Menge',
            '1     Kopiersystem LH-4200                      2',
            '2     Toner schwarz (für LH-4200)              10',
            '3     Wartungsvertrag, 36 Monate                2',
            '',
            'Lieferung frei Haus, Zahlungsziel 30 Tage.',
          ]),
          'application/pdf; name="Bestellung-90118.pdf"',
          'attachment; filename="Bestellung-90118.pdf"',
        ),
      ]),
    }),
    sampleMessage(now, {
      title: 'A CSV attachment',
      id: 'fleet-list.0f3e@northgate.example',
      from: 'Grace Lindqvist <grace.lindqvist@northgate.example>',
      to: sales,
      subject: 'Quote for replacing our printer fleet',
      hoursAgo: 46,
      zone: 60,
      entity: multipart('mixed', 'fleet', [
        text(
          `Hello,

please find our current devices in the list. We would like to replace those with more
than 400,000 pages. Could you send a quote for purchase and for a 48 month lease?

Kind regards,
Grace Lindqvist
Northgate Logistics
`,
          { charset: 'us-ascii', encoding: '7bit' },
        ),
        text(
          `device,location,pages,bought
LH-3000,"Leeds, ground floor",512004,2017
LH-3000,"Leeds, 1st floor",448120,2017
LH-4200,Hull,96511,2022
LH-2100,York,630777,2015
`,
          {
            subtype: 'csv',
            encoding: 'base64',
            parameters: 'name="printer-fleet.csv"',
            fields: [['Content-Disposition', 'attachment; filename="printer-fleet.csv"']],
          },
        ),
      ]),
    }),
    sampleMessage(now, {
      title: 'Umlauts in file names, by RFC 2231 and by RFC 2047',
      id: 'grundriss.b7c4@architektur-loew.example',
      from: `${encodedWords('Björn Löw', 'iso-8859-1', 'Q')} <b.loew@architektur-loew.example>`,
      to: sales,
      subject: encodedWords('Grundriss und Maße für das Angebot', 'utf-8', 'Q'),
      hoursAgo: 43,
      entity: multipart('mixed', 'grundriss', [
        text(`Hallo,

wie besprochen der Grundriss und die Maße der neuen Büroräume.

Schöne Grüße
Björn Löw
`),
        binary(
          pdfPage('Grundriss 3. OG', ['Büro 301: 24 m²', 'Büro 302: 31 m²', 'Flur: 18 m²']),
          'application/pdf',
          `attachment;\r\n ${extendedParameter('filename', 'Grundriss Büroräume 3. OG.pdf')}`,
        ),
        // RFC 2047 forbids this inside quotes, and half of the world's mail programs do it.
        text('Raum;Größe\n301;24\n302;31\n', {
          subtype: 'csv',
          charset: 'iso-8859-1',
          encoding: 'quoted-printable',
          parameters: `name="${encodedWords('Maße.csv', 'iso-8859-1', 'Q')}"`,
          fields: [
            ['Content-Disposition', `attachment; filename="${encodedWords('Maße.csv', 'iso-8859-1', 'Q')}"`],
          ],
        }),
      ]),
    }),
    sampleMessage(now, {
      title: 'quoted-printable with soft line breaks in one long paragraph',
      id: 'leasing-anfrage.2291@praxis-dr-heller.example',
      from: '"Praxis Dr. Heller" <empfang@praxis-dr-heller.example>',
      to: sales,
      subject: encodedWords('Leasing für zwei Geräte', 'utf-8', 'Q'),
      hoursAgo: 33,
      entity: text(
        `Guten Tag,

wir möchten für unsere Gemeinschaftspraxis zwei Multifunktionsgeräte leasen, eines davon möglichst leise für den Empfang, das andere mit großem Papiervorrat für das Büro im Rückgebäude; beide sollten Überweisungen im Format A5 zuverlässig einziehen und verschlüsselt scannen können. Laufzeit = 36 Monate, Beginn nach Möglichkeit am nächsten Ersten.

Über ein Angebot würden wir uns freuen.
Dr. Elke Heller
`,
        { encoding: 'quoted-printable' },
      ),
    }),
    sampleMessage(now, {
      title: 'Russian in koi8-r',
      id: 'zapros-77.19fe@severprint.example',
      from: `${encodedWords('Ольга Петрова', 'koi8-r')} <o.petrova@severprint.example>`,
      to: sales,
      subject: encodedWords('Запрос цен на расходные материалы', 'koi8-r'),
      hoursAgo: 28,
      zone: 180,
      entity: text(
        `Добрый день!

Просим прислать цены и сроки поставки на картриджи для LH-4200:
чёрный - 40 шт., цветные - по 15 шт. каждого цвета.

С уважением,
Ольга Петрова
`,
        { charset: 'koi8-r' },
      ),
    }),
    sampleMessage(now, {
      title: 'iso-8859-15, where the euro sign is not where iso-8859-1 has something else',
      id: 'devis-551.c0de@papeterie-dubois.example',
      from: `${encodedWords('Hélène Dubois', 'iso-8859-15', 'Q')} <helene@papeterie-dubois.example>`,
      to: sales,
      subject: encodedWords('Votre offre à 1 290 €, cœur de gamme', 'iso-8859-15', 'Q'),
      hoursAgo: 21,
      entity: text(
        `Bonjour,

votre offre à 1 290 € nous intéresse. Le prix comprend-il la mise en service, la première
cartouche et la main-d'œuvre ? Notre budget est de 1 200 € au maximum.

Meilleures salutations
Hélène Dubois
`,
        { charset: 'iso-8859-15' },
      ),
    }),
    sampleMessage(now, {
      title: 'A very long subject, in folded encoded words',
      id: 'ausschreibung.7f00@gemeinde-tannroda.example',
      from: 'Vergabestelle <vergabe@gemeinde-tannroda.example>',
      to: sales,
      subject: encodedWords(longSubject),
      hoursAgo: 17,
      entity: text(`Sehr geehrte Damen und Herren,

die Unterlagen zum genannten Verfahren können Sie ab sofort bei uns anfordern. Angebote nehmen
wir bis zum 30. des Monats, 12:00 Uhr, entgegen.

Gemeinde Tannroda, Vergabestelle
`),
    }),
    sampleMessage(now, {
      title: 'Lines that begin with dots, and one that is nothing but a dot',
      id: 'export-config.3aa1@bluefin.example',
      from: 'Priya Raman <priya@bluefin.example>',
      to: sales,
      subject: 'Licence for the print server - our settings',
      hoursAgo: 6,
      zone: 60,
      entity: text(
        `.
..
...and here is the listing you asked for, before we order the licence:

.config/printserver/
.config/printserver/queues.ini
..\\shared\\drivers
.
That single dot above is in the file as well.

Priya
.
`,
        { charset: 'us-ascii', encoding: '7bit' },
      ),
    }),
    sampleMessage(now, {
      title: 'Unsolicited, and marked as such by the mail server',
      id: 'winner.000777@lucky-offers.example',
      from: 'Premium Deals <winner@lucky-offers.example>',
      to: '<sales@lindenhof.example>',
      subject: '*** CONGRATULATIONS *** You have been selected',
      hoursAgo: 1.5,
      zone: 480,
      fields: [
        ['X-Spam-Flag', 'YES'],
        ['X-Spam-Status', 'Yes, score=14.2 required=5.0 tests=ALL_CAPS_SUBJ,PRIZE,URI_SHORT'],
      ],
      entity: text(
        `<html><body bgcolor="#ffffcc"><center><font size="6" color="red">YOU WON!</font>
<p>Claim your <b>toner voucher</b> within the next 10 minutes:
<a href="http://lucky-offers.example/claim">CLICK HERE</a></p></center></body></html>
`,
        { subtype: 'html', charset: 'us-ascii', encoding: '7bit' },
      ),
    }),
  ];
}

const longSubject =
  'Öffentliche Ausschreibung 2217/B: Lieferung, Aufstellung und Wartung von vierzehn Multifunktionsgeräten ' +
  'für Rathaus, Bauhof, Bibliothek und die drei Grundschulen der Gemeinde Tannroda einschließlich der ' +
  'Rücknahme der Altgeräte, der datenschutzgerechten Löschung ihrer Festplatten und der Einweisung der ' +
  'Beschäftigten vor Ort – Bekanntmachung und Aufforderung zur Abgabe eines Angebots';

const newsletterHtml = `<!DOCTYPE html>
<html lang="de"><head><title>Papierwerk Aktuell</title>
<style>td { font-family: Arial, sans-serif; } .price { color: #0a7a3c; font-weight: bold; }</style></head>
<body style="margin:0;background:#eef2ee">
<table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table width="600" cellpadding="16" cellspacing="0" style="background:#ffffff">
<tr><td style="background:#0a7a3c;color:#ffffff;font-size:24px">Papierwerk Aktuell</td></tr>
<tr><td><img src="https://news.papierwerk.example/img/fruehling.jpg" width="568" height="200" alt="Frühling im Büro"></td></tr>
<tr><td><h2>Frühlingsangebote</h2><table width="100%" cellpadding="6">
<tr><td>Kopierpapier 80&nbsp;g, 500 Blatt</td><td class="price" align="right">3,49&nbsp;€</td></tr>
<tr><td>Recyclingpapier „Blauer Wald“</td><td class="price" align="right">3,79&nbsp;€</td></tr>
<tr><td>Etiketten A4, 100 Bogen</td><td class="price" align="right">8,90&nbsp;€</td></tr></table></td></tr>
<tr><td align="center"><a href="https://shop.papierwerk.example/fruehling"
 style="background:#0a7a3c;color:#ffffff;padding:12px 24px;text-decoration:none">Zum Angebot</a></td></tr>
<tr><td style="font-size:11px;color:#777777">Papierwerk GmbH, Am Kanal 8.
<a href="https://news.papierwerk.example/abmelden?k=481">Abmelden</a>
<img src="https://news.papierwerk.example/o/481.gif" width="1" height="1" alt=""></td></tr>
</table></td></tr></table></body></html>
`;
