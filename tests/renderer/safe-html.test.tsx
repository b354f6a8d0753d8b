import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { MessageDetail } from '../../shared/domain/message.ts';
import { startI18n } from '../../renderer/i18n.ts';
import { HtmlBody } from '../../renderer/views/messages/html-body.tsx';
import { isDisguised, linksInText, safeHtml } from '../../renderer/views/messages/safe-html.ts';
import { replySubject } from '../../renderer/views/compose/beginning.ts';
import { createFakeBridge } from './fake-bridge.ts';
import { message } from './sample-data.ts';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';

function make(html: string, change: Omit<Partial<MessageDetail>, 'html'> = {}) {
  return safeHtml({ html, inlineImages: {}, ...change }, '[missing]');
}

/** What is between the body tags: the head is ours. */
function body(html: string, change: Omit<Partial<MessageDetail>, 'html'> = {}): string {
  return /<body>(.*)<\/body>/s.exec(make(html, change).document)?.[1] ?? '';
}

describe('HTML of a stranger', () => {
  it.each([
    ['script', '<p>x</p><script>alert(1)</script>'],
    ['handler', '<p onclick="alert(1)" onmouseover="alert(2)">x</p><img src="x" onerror="alert(3)">'],
    ['script address', '<a href="javascript:alert(1)">x</a>'],
    ['svg', '<svg onload="alert(1)"><script>alert(1)</script></svg>'],
    ['form', '<form action="https://evil.example"><input name="q"><button>go</button></form>'],
    ['frame', '<iframe src="https://evil.example"></iframe><object data="x"></object><embed src="x">'],
    [
      'head',
      '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example"><link rel="stylesheet" href="https://evil.example/a.css">',
    ],
    ['style sheet', '<style>@import url(https://evil.example/a.css)</style>'],
    [
      'media',
      '<video src="https://evil.example/a.mp4" poster="https://evil.example/p.png"></video><audio src="https://evil.example/a"></audio>',
    ],
    ['math', '<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>'],
  ])('keeps nothing of a %s', (_kind, html) => {
    expect(body(html)).not.toMatch(
      /<(script|form|input|button|iframe|object|embed|base|meta|link|style|svg|math|video|audio)|\son\w+=|javascript:|evil\.example/i,
    );
  });

  it('removes remote pictures and backgrounds and counts them', () => {
    const safe = make(
      `<img src="https://t.example/1.gif"><img src="//t.example/2.gif"><img src="http://t.example/3.gif" srcset="https://t.example/4.gif 2x">
       <table background="https://t.example/5.png"><tr><td style="color:red;background:url('https://t.example/6.png')">x</td></tr></table>`,
    );
    expect(safe.document).not.toContain('t.example');
    expect(safe.document).toContain('color:');
    expect(safe.blockedRemote).toBe(5);
  });

  it('drops a style that hides an address behind escapes', () => {
    expect(body('<p style="background:u\\72l(https://t.example/x)">x</p>')).not.toContain('t.example');
  });

  it('shows embedded pictures by their Content-ID', () => {
    const html =
      '<img src="cid:logo%40shop" alt="Logo"><td background="cid:logo@shop"></td><div style="background-image:url(cid:logo@shop)">x</div>';
    const text = body(html, { inlineImages: { '<logo@shop>': PNG } });
    expect(text).toContain(`src="${PNG}"`);
    expect(text).toContain(PNG);
    expect(text).not.toContain('cid:');
  });

  it('takes a data URL only where it is a picture', () => {
    expect(
      body('<img src="cid:a">', { inlineImages: { a: 'data:text/html,<script>alert(1)</script>' } }),
    ).toContain('[missing]');
  });

  it('shows pictures by another address where the engine knows it, and asks no server for them', () => {
    const safe = make('<img src="p.png"><img src="https://x.example/p.png"><img src="toString">', {
      inlineImages: { 'p.png': PNG, 'https://x.example/p.png': PNG },
    });
    expect(safe.document.split(PNG)).toHaveLength(3);
    expect(safe.blockedRemote).toBe(1);
  });

  it('keeps the markers that stand for pictures', () => {
    const text = body('<p>Hi <span class="mailroom-picture">[foto.png]</span></p>');
    expect(text).toContain('<span class="mailroom-picture">[foto.png]</span>');
  });

  it('makes links inert and lists their real targets once', () => {
    const safe = make(
      '<a href="https://a.example/x" target="_blank">A</a><a href="https://a.example/x">again</a><a href="mailto:b@c.example">B</a><a href="#top">top</a><a href="file:///etc/passwd">f</a>',
    );
    expect(safe.document).not.toContain('href=');
    expect(safe.document).not.toContain('target=');
    expect(safe.links).toEqual([
      { url: 'https://a.example/x', text: 'A' },
      { url: 'mailto:b@c.example', text: 'B' },
    ]);
  });

  it('is shown in an empty sandbox with a policy of its own', async () => {
    window.mailroom = createFakeBridge({ empty: true }).bridge;
    await startI18n('en');
    const detail = message(
      1,
      {
        from: { name: 'A', address: 'a@b.example' },
        subject: 's',
        text: 't',
        html: '<p>Hello<img src="https://t.example/x"></p>',
      },
      Date.now(),
    );
    render(<HtmlBody message={{ ...detail, html: detail.html ?? '' }} />);
    const frame = screen.getByTitle('HTML view of the message');
    expect(frame.getAttribute('sandbox')).toBe('');
    const document = frame.getAttribute('srcdoc') ?? '';
    expect(document).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`,
    );
    expect(document.indexOf('Content-Security-Policy')).toBeLessThan(document.indexOf('Hello'));
    expect(screen.getByText('1 picture on another server was not loaded.')).toBeTruthy();
  });
});

describe('plain text', () => {
  it.each([
    ['https://bank.example/login', 'http://evil.example/login', true],
    ['bank.example', 'https://bank.example.evil.example/', true],
    ['www.bank.example', 'https://bank.example/', false],
    ['https://bank.example', 'https://bank.example/a', false],
    ['Sign in', 'https://evil.example/', false],
    ['report.final', 'mailto:a@b.example', false],
  ])('knows whether a link that shows %s and leads to %s is disguised', (text, url, disguised) => {
    expect(isDisguised({ text, url })).toBe(disguised);
  });

  it('gives up its links without the full stop behind them', () => {
    expect(
      linksInText('See https://a.example/b?c=1. Or (http://d.example).').map((link) => link.url),
    ).toEqual(['https://a.example/b?c=1', 'http://d.example']);
  });

  it('is answered under one Re:', () => {
    expect(replySubject('AW: Re: Drucker')).toBe('Re: Drucker');
    expect(replySubject('Drucker')).toBe('Re: Drucker');
  });
});
