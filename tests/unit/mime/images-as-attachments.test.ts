import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  embeddedAddresses,
  isEmbeddedScheme,
  replacePictures,
} from '../../../electron/engine/mime/html-pictures.ts';
import { parseAttachment, parseIndex, parseView } from '../../../electron/engine/mime/parse.ts';
import { dataUrl, html, lines, multipart, picture, png, text } from './build.ts';

interface Outcome {
  readonly html: string;
  readonly text: string;
  readonly attachments: readonly string[];
}

/** What is left of pictures in the body: nothing may be. */
const LEFT = /cid:|data:image/i;

function derive(source: Buffer, imagesAsAttachments: boolean): Outcome {
  const options = { imagesAsAttachments };
  const before = Buffer.from(source);
  const view = parseView(source, options);
  const index = parseIndex(source, options);
  // What is filed, what is shown and what is saved are the same.
  expect(view.attachments).toEqual(index.attachments);
  for (const attachment of index.attachments) {
    const saved = parseAttachment(source, attachment.index, options);
    expect(saved?.attachment).toEqual(attachment);
    expect(saved?.bytes.length).toBe(attachment.sizeBytes);
  }
  expect(parseAttachment(source, index.attachments.length, options)).toBeUndefined();
  expect(source.equals(before)).toBe(true);
  return {
    html: view.html ?? '',
    text: view.text,
    attachments: index.attachments.map((part) => `${part.disposition} ${part.name}`),
  };
}

const on = (source: Buffer): Outcome => derive(source, true);
const off = (source: Buffer): Outcome => derive(source, false);
const bytesOf = (source: Buffer, index: number, imagesAsAttachments = true): Buffer =>
  Buffer.from(parseAttachment(source, index, { imagesAsAttachments })?.bytes ?? []);
const marker = (words: string): string => `<span class="mailroom-picture">[${words}]</span>`;

describe('pictures as attachments', () => {
  it('takes a picture out of the body and says where it was', () => {
    const source = multipart(
      'related',
      'r',
      html('<p>Hi <img src="cid:logo@shop" alt="Our logo" width=5> there</p>'),
      picture({ id: 'logo@shop', name: 'logo.png', disposition: 'inline' }),
    );
    expect(on(source)).toEqual({
      html: `<p>Hi ${marker('logo.png: Our logo')} there</p>`,
      text: 'Hi [logo.png: Our logo] there',
      attachments: ['attachment logo.png'],
    });
    expect(bytesOf(source, 0).equals(png('a'))).toBe(true);
    expect(parseIndex(source, { imagesAsAttachments: true }).attachments[0]?.contentId).toBe('logo@shop');
  });

  it('leaves it in its place while the option is off, and can save it', () => {
    const source = multipart(
      'related',
      'r',
      html('<img src="cid:a">'),
      picture({ id: 'a', name: 'a.png' }),
      picture({ name: 'b.png', disposition: 'attachment', bytes: png('b') }),
    );
    expect(off(source)).toEqual({
      html: '<img src="cid:a">',
      text: '',
      attachments: ['inline a.png', 'attachment b.png'],
    });
    expect(parseView(source, { imagesAsAttachments: false }).inlineImages).toEqual({ a: dataUrl(png('a')) });
    expect(bytesOf(source, 1, false).equals(png('b'))).toBe(true);
  });

  it('attaches one picture that is shown twice once, and the same bytes in two parts once', () => {
    const source = multipart(
      'related',
      'r',
      html('<img src="cid:a"><img src="cid:a"><img src="cid:b">'),
      picture({ id: 'a', name: 'a.png' }),
      picture({ id: 'b', name: 'b.png' }),
    );
    expect(on(source)).toEqual({
      html: marker('a.png').repeat(3),
      text: '[a.png][a.png][a.png]',
      attachments: ['attachment a.png'],
    });
  });

  it.each([
    ['a b/c@x', 'cid:a%20b%2Fc@x'],
    ['100%@x', 'cid:100%@x'],
    ['a&b@x', 'cid:a&amp;b@x'],
    ['a&b@x', 'CID:a&#38;b@x'],
    ['ü@x', 'cid:%C3%BC@x'],
    ['a@x', ' cid:a@x\n'],
    ['a@x', 'c\nid:a@x'],
    ['<a@x>', 'cid:a@x'],
  ])('finds the Content-ID %j by %j', (id, address) => {
    const part = picture({ id: Buffer.from(id).toString('latin1'), name: 'p.png' });
    const outcome = on(multipart('related', 'r', html(`<img src="${address}">`), part));
    expect(outcome.html).toBe(marker('p.png'));
    expect(outcome.attachments).toEqual(['attachment p.png']);
  });

  it('marks a picture that the message does not bring along', () => {
    expect(
      on(html('<img src="cid:image001.png@01D" alt="x"><img src="cid:"><img src="cid:../../a">')),
    ).toEqual({
      html: marker('image001.png: x') + marker('image') + marker('a'),
      text: '[image001.png: x][image][a]',
      attachments: [],
    });
  });

  it('names pictures without a name by what they really are', () => {
    const gif = Buffer.from('GIF89a...');
    const source = multipart(
      'related',
      'r',
      html('<img src="cid:a"><img src="cid:b"><img src="cid:c">'),
      picture({ id: 'a', bytes: gif }),
      picture({ id: 'b', name: 'b.png' }),
      picture({ id: 'c', type: 'application/octet-stream', bytes: png('c') }),
    );
    const attachments = ['image-001.gif', 'b.png', 'image-002.png'];
    expect(on(source).attachments).toEqual(attachments.map((name) => `attachment ${name}`));
    expect(off(source).attachments).toEqual(attachments.map((name) => `inline ${name}`));
  });

  it('turns data addresses into files, wherever they stand', () => {
    const [a, b, c] = [png('1'), png('2'), png('3')];
    const source = html(
      `<img src="${dataUrl(a)}" alt="chart"><p style="background-image:url('${dataUrl(b)}');color:red">x</p>` +
        `<img srcset="${dataUrl(c)} 1x, https://x.example/2.png 2x" src="https://x.example/1.png"><img src='${dataUrl(a)}'>` +
        `<img src="data:image/svg+xml,%3Csvg%20xmlns='x'/%3E">`,
    );
    const outcome = on(source);
    expect(outcome.html).not.toMatch(LEFT);
    expect(outcome.html).toContain(
      `<p style="background-image:none;color:red">${marker('image-002.png')}x</p>`,
    );
    expect(outcome.html).toContain('srcset="https://x.example/2.png 2x" src="https://x.example/1.png"');
    expect(outcome.attachments).toEqual([
      'attachment image-001.png',
      'attachment image-002.png',
      'attachment image-003.png',
      'attachment image-004.svg',
    ]);
    expect([0, 1, 2].map((index) => bytesOf(source, index))).toEqual([a, b, c]);
    expect(bytesOf(source, 3).toString()).toBe("<svg xmlns='x'/>");
    expect(off(source).html).toContain(dataUrl(a));
    expect(off(source).attachments[0]).toBe('inline image-001.png');
  });

  it.each([
    ['background', '<table background="cid:a"><tr><td background="cid:a" class="k">x</td></tr></table>'],
    ['style sheet', '<style>body { background: url( "cid:a" ) }</style><p>x</p>'],
    ['style with escapes', '<p style="background:u\\72l(\\63 id:a)">x</p>'],
    ['style with comments', '<p style="background:url(cid:a)/*x*/ no-repeat">x</p>'],
    ['style with entities', '<p style="background:url(&quot;cid:a&quot;)">x</p>'],
    ['candidate', '<picture><source srcset="cid:a 2x"><img src="https://x.example/a.png"></picture>'],
    ['drawing', '<v:shape><v:imagedata src="cid:a" o:title="t"/></v:shape>'],
    ['drawing in a comment', '<!--[if gte vml 1]><v:imagedata src="cid:a"/><![endif]-->'],
    ['poster', '<video poster="cid:a"></video>'],
    ['object', '<object data="cid:a">x</object>'],
    ['input', '<input type=image src=cid:a>'],
    ['SVG', '<svg><image xlink:href="cid:a"/></svg>'],
    ['link', '<a href="cid:a">picture</a>'],
  ])('finds the picture of a %s', (_kind, markup) => {
    const source = multipart('related', 'r', html(markup), picture({ id: 'a', name: 'a.png' }));
    const outcome = on(source);
    expect(outcome.html).not.toMatch(LEFT);
    if (!markup.includes('<style>')) expect(outcome.html).toContain('[a.png]');
    expect(outcome.attachments).toEqual(['attachment a.png']);
    expect(off(source).attachments).toEqual(['inline a.png']);
  });

  it("shows the name once for Outlook's drawing and the picture behind it", () => {
    const markup =
      '<!--[if gte vml 1]><v:shape><v:imagedata src="cid:a"/></v:shape><![endif]--><![if !vml]><img src="cid:a"><![endif]>';
    const source = multipart('related', 'r', html(markup), picture({ id: 'a', name: 'a.png' }));
    expect(on(source).html).toBe(`<![if !vml]>${marker('a.png')}<![endif]>`);
  });

  it('keeps the link around a picture', () => {
    const source = multipart(
      'related',
      'r',
      html('<a href="https://shop.example/?a=1&b"><img src=cid:a></a>'),
      picture({ id: 'a', name: 'a.png' }),
    );
    expect(on(source).html).toBe(`<a href="https://shop.example/?a=1&b">${marker('a.png')}</a>`);
    expect(on(source).text).toBe('[a.png] [https://shop.example/?a=1&b]');
  });

  it('finds pictures by Content-Location, and nothing but pictures', () => {
    const related = multipart(
      'related',
      'r',
      lines(
        'Content-Type: text/html',
        'Content-Location: http://x.example/dir/',
        '',
        '<img src="p.png"><img src="q.png">',
      ),
      picture({ location: 'http://x.example/dir/p.png', name: 'p.png' }),
      lines('Content-Type: text/css', 'Content-Location: http://x.example/dir/q.png', '', 'x'),
    );
    expect(on(related)).toMatchObject({
      html: `${marker('p.png')}<img src="q.png">`,
      attachments: ['attachment p.png', 'attachment part-002.bin'],
    });
    expect(parseView(related, { imagesAsAttachments: false }).inlineImages).toEqual({
      'p.png': dataUrl(png('a')),
    });
    const html2 = multipart(
      'related',
      'r',
      html('<img src="cid:page">'),
      lines(
        'Content-Type: text/html',
        'Content-ID: <page>',
        'Content-Disposition: attachment',
        '',
        '<script>1</script>',
      ),
    );
    expect(parseView(html2, { imagesAsAttachments: false }).inlineImages).toEqual({});
    expect(on(html2).attachments).toEqual(['attachment part-001.html']);
  });

  it('shows no picture whose bytes are something else', () => {
    const source = multipart(
      'related',
      'r',
      html('<img src="cid:a">'),
      picture({ id: 'a', bytes: Buffer.from('<html>') }),
    );
    expect(parseView(source, { imagesAsAttachments: false }).inlineImages).toEqual({});
  });

  it('leaves pictures on other servers alone', () => {
    const markup =
      '<IMG SRC=https://x.example/a.png srcset="https://x.example/b.png 2x" Alt=\'acid: data\'><td background=//x.example/c>';
    expect(on(html(markup))).toMatchObject({ html: markup, attachments: [] });
  });

  it('works in related within alternative within mixed', () => {
    const source = multipart(
      'mixed',
      'm',
      multipart(
        'alternative',
        'a',
        text('See [cid:two@x] and [cid:gone.png@x] and [other].'),
        multipart(
          'related',
          'r',
          html('<img src="cid:two@x"><img src="cid:one@x">'),
          picture({ id: 'one@x', name: 'one.png', bytes: png('1') }),
          picture({ id: 'two@x', name: 'two.png', bytes: png('2') }),
        ),
      ),
      picture({ name: 'photo.png', disposition: 'inline', bytes: png('3') }),
      lines('Content-Type: application/pdf; name=a.pdf', '', 'x'),
      picture({ name: 'scan.png', disposition: 'attachment', bytes: png('4') }),
    );
    expect(on(source)).toEqual({
      html: marker('two.png') + marker('one.png'),
      text: 'See [two.png] and [gone.png] and [other].',
      attachments: ['two.png', 'one.png', 'photo.png', 'a.pdf', 'scan.png'].map(
        (name) => `attachment ${name}`,
      ),
    });
    expect(off(source)).toMatchObject({
      text: 'See [cid:two@x] and [cid:gone.png@x] and [other].',
      attachments: [
        'inline one.png',
        'inline two.png',
        'inline photo.png',
        'attachment a.pdf',
        'attachment scan.png',
      ],
    });
  });

  it('counts a message that is nothing but a picture', () => {
    const alone = picture({ name: 'p.png' });
    expect(on(alone)).toEqual({ html: '', text: '', attachments: ['attachment p.png'] });
    expect(off(alone).attachments).toEqual(['attachment p.png']);
    const inline = picture({ name: 'p.png', disposition: 'inline' });
    expect(on(inline).attachments).toEqual(['attachment p.png']);
    expect(off(inline).attachments).toEqual(['inline p.png']);
  });

  it('leaves the pictures of an attached message inside it', () => {
    const inner = multipart('related', 'i', html('<img src="cid:a">'), picture({ id: 'a' }));
    const source = multipart(
      'mixed',
      'm',
      html('<p>See attached</p><img src="cid:a">'),
      lines('Content-Type: message/rfc822', '', lines('Subject: =?utf-8?Q?F=C3=BCr/dich?=', inner)),
    );
    expect(on(source)).toMatchObject({
      html: `<p>See attached</p>${marker('a')}`,
      attachments: ['attachment Für_dich.eml'],
    });
    expect(bytesOf(source, 0).toString('latin1')).toContain('<img src="cid:a">');
  });

  it('takes forty logos', () => {
    const ids = Array.from({ length: 40 }, (_, n) => `logo${n}`);
    const source = multipart(
      'related',
      'r',
      html(ids.map((id) => `<td><img src="cid:${id}@x"></td>`).join('')),
      ...ids.toReversed().map((id) => picture({ id: `${id}@x`, name: `${id}.png`, bytes: png(id) })),
    );
    expect(on(source).attachments).toEqual(ids.map((id) => `attachment ${id}.png`));
    expect(on(source).html).toBe(ids.map((id) => `<td>${marker(`${id}.png`)}</td>`).join(''));
  });

  it('escapes names that are markup', () => {
    const source = multipart(
      'related',
      'r',
      html('<img src="cid:a" alt="<script>&quot;">'),
      picture({ id: 'a', name: 'a&b.png' }),
    );
    expect(on(source).html).toBe(marker('a&amp;b.png: &lt;script&gt;&quot;'));
  });

  it('leaves no picture in any markup, and everything else as it was', () => {
    const piece = fc.constantFrom(
      '<img src="cid:a">',
      '<IMG SRC=cid:a',
      "<td background='cid:a'>",
      '<p style="background:url(cid:a)">',
      '<style>',
      '</style>',
      '<!--',
      '-->',
      '<![if x]>',
      '<',
      '>',
      '"',
      "'",
      '=',
      '/',
      'url(data:image/png;base64,AAAA)',
      'src=data:image/gif,x',
      '<title>',
      '</title>',
      '<script>',
      '</script>',
      '<a href="https://x.example/">',
      '</a>',
      'text & more',
      '&#99;id:a',
      '\\63 id:a',
      '<v:fill src=cid:a />',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const markup = pieces.join('');
        const replaced = replacePictures(markup, isEmbeddedScheme, () => '[x]');
        expect([markup, embeddedAddresses(replaced, isEmbeddedScheme)]).toEqual([markup, []]);
        const again = replacePictures(replaced, isEmbeddedScheme, () => '[x]');
        expect(again).toBe(replaced);
      }),
      { numRuns: 3000 },
    );
    const harmless = fc.array(
      fc.constantFrom('<p class=x>', 'a<b', '<!-- c -->', '&amp;', '<img src=x>', '</p>', '\n'),
    );
    fc.assert(
      fc.property(harmless, (pieces) => {
        const markup = pieces.join('');
        expect(replacePictures(markup, isEmbeddedScheme, () => '[x]')).toBe(markup);
      }),
    );
  });
});
