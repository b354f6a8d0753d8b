#!/usr/bin/env python3
"""Reproducible office mail for `npm run bench`, see docs/bench.md.

  corpus.py --out DIR [--count 10000] [--seed 1] [--max-bytes 5000000]

Writes DIR/cur/<name> (Maildir file names with ,S=size,W=wire-size so an IMAP/POP3
server need not open a file to know its size), LF line ends on disk, and
DIR/../manifest.jsonl (one row per message: file, sizes, sha256 of the CRLF form,
what a correct parser must find).  Same seed => same bytes; a greater count only adds messages.

Size mix (whole message): quantiles are interpolated log-linearly between
  p0 1.2 kB, p50 6 kB, p90 60 kB, p99 1.5 MB, p100 --max-bytes  (mean about 80 kB)
"""
import argparse, base64, hashlib, json, math, os, quopri, random

EN = ("the ticket printer office invoice please server account password reset customer order delivery meeting "
      "project update report error screen login network cable support urgent request answer contract license user "
      "group process status closed open attached document regards thanks team monday tomorrow install software "
      "version database backup monitor keyboard laptop phone extension voicemail calendar room booking approval "
      "budget quarter shipment warehouse return warranty repair number reference question problem solution").split()
DE = ("der Drucker Büro Rechnung bitte Konto Passwort zurücksetzen Kunde Auftrag Lieferung Besprechung Projekt "
      "Bericht Fehler Bildschirm Anmeldung Netzwerk Kabel dringend Anfrage Antwort Vertrag Lizenz Benutzer Gruppe "
      "Prozess geschlossen geöffnet Anhang Grüße Straße müssen für über Verfügung Prüfung Gerät Störung").split()
FR = ("le serveur imprimante réunion facture commande été déjà problème réseau écran équipe demande réponse "
      "contrat licence utilisateur français tâche livraison clôture français référence système à côté").split()
JA = ("お世話になっております 会議 請求書 注文 確認 お願いします プリンター 故障 サーバー 接続 障害 報告 添付 資料 "
      "ご連絡 至急 対応 完了 よろしくお願いいたします 東京 支社 担当者 日程 変更 承認").split()
ZH = ("您好 会议 发票 订单 确认 打印机 故障 服务器 网络 连接 报告 附件 资料 请 尽快 处理 完成 谢谢 北京 上海 办公室 "
      "账户 密码 重置 审批 合同 客户 问题 解决 方案").split()
FIRST = "Anna Björn Céline Dieter Eva François Greta Hans Inga Jürgen Karin Lars Møller Nina Otto Petra Søren Tina Uwe Zoë".split()
LAST = "Müller Schmidt Weber Fischer Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf Schröder Neumann".split()
JAN = ["山田 太郎", "佐藤 花子", "鈴木 一郎", "高橋 美咲"]
ZHN = ["王伟", "李娜", "张敏", "刘洋"]
DOMS = ["example.com", "example.org", "example.net", "kunde.example", "mail.example", "lieferant.example"]
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def quantile(u, top):
    pts = [(0, 1200), (.5, 6000), (.9, 60000), (.99, 1.5e6), (1, top)]
    for (a, x), (b, y) in zip(pts, pts[1:]):
        if u <= b:
            return int(math.exp(math.log(x) + (math.log(y) - math.log(x)) * (u - a) / (b - a)))
    return int(top)


class Gen:
    def __init__(self, seed, top):
        self.r, self.top, self.prev = random.Random(seed), top, []
        # a Zipf-like tail of 20 000 made-up words, so that an index meets rare terms too
        syl = [c + v for c in "bcdfghjklmnprstvwz" for v in "aeiou"]
        self.tail = ["".join(self.r.choice(syl) for _ in range(self.r.randint(2, 4))) for _ in range(20000)]
        self.rand_pool = self.r.randbytes(1 << 20)      # incompressible (jpeg/zip/pdf stream)

    def words(self, base, n):
        r, out = self.r, []
        for _ in range(n):
            if r.random() < .7:
                out.append(base[int(len(base) * r.random() ** 1.6)])
            else:
                out.append(self.tail[int(len(self.tail) * r.random() ** 3)])
        return out

    def text(self, lang, size, nl="\n"):
        base, glue = {"en": (EN, " "), "de": (EN + DE * 2, " "), "fr": (FR * 2 + EN, " "), "ja": (JA, ""), "zh": (ZH, "")}[lang]
        out, got = [], 0
        while got < size:
            if glue:
                line = glue.join(self.words(base, self.r.randint(6, 14)))
            else:
                line = "".join(self.r.choice(base) for _ in range(self.r.randint(4, 9))) + "。"
            out.append(line)
            got += len(line) + 1 if glue else 3 * len(line)
            if self.r.random() < .12:
                out.append("")
        return nl.join(out)

    def blob(self, n):
        """n bytes: 60 % incompressible, 40 % like an office XML sheet"""
        r = self.r
        if r.random() < .6:
            o = r.randrange(1 << 19)
            s = self.rand_pool[o:o + (1 << 19)]
            return (s * (n // len(s) + 1))[:n]
        s = "".join("<row r=\"%d\"><c><v>%d</v></c></row>\n" % (i, r.randrange(10 ** 6)) for i in range(400)).encode()
        return (s * (n // len(s) + 1))[:n]

    def ew(self, s, cs):
        """RFC 2047 encoded words, each <= 75 octets, or the plain text when ASCII"""
        try:
            s.encode("ascii")
            return s
        except UnicodeEncodeError:
            pass
        out, chunk = [], ""
        lim = 12 if cs in ("iso-2022-jp", "gb18030") else 26
        useb = cs in ("iso-2022-jp", "gb18030") or self.r.random() < .5
        for ch in s + "\0":
            if ch == "\0" or len(chunk) >= lim:
                raw = chunk.encode(cs)
                if useb:
                    out.append("=?%s?B?%s?=" % (cs, base64.b64encode(raw).decode()))
                else:
                    q = "".join(chr(b) if chr(b).isalnum() and b < 128 else "_" if b == 32 else "=%02X" % b for b in raw)
                    out.append("=?%s?Q?%s?=" % (cs, q))
                chunk = ""
            chunk += ch
        return "\n ".join(out)

    def leaf(self, ctype, body, cs, cte=None):
        raw = body.encode(cs, "replace")
        if cte is None:
            if cs == "iso-2022-jp":
                cte = "7bit"
            elif cs == "us-ascii":
                cte = "7bit"
            else:
                cte = self.r.choice(["quoted-printable", "quoted-printable", "base64", "8bit"])
        if cte == "base64":
            enc = base64.encodebytes(raw)
        elif cte == "quoted-printable":
            enc = quopri.encodestring(raw)
        else:
            enc = raw
        if not enc.endswith(b"\n"):
            enc += b"\n"
        return ("Content-Type: %s; charset=%s\nContent-Transfer-Encoding: %s\n\n" % (ctype, cs, cte)).encode() + enc

    def multipart(self, sub, parts, extra=""):
        b = "----=_%s_%032x" % (sub, self.r.getrandbits(128))
        out = [("Content-Type: multipart/%s;%s\n boundary=\"%s\"\n\n" % (sub, extra, b)).encode()]
        for p in parts:
            out += [b"--" + b.encode() + b"\n", p]
        out.append(b"--" + b.encode() + b"--\n")
        return b"".join(out)

    def attach(self, name, cs, n):
        typ = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "zip": "application/zip", "csv": "text/csv",
               "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[name.rsplit(".", 1)[1]]
        try:
            name.encode("ascii")
            fn = "filename=\"%s\"" % name
        except UnicodeEncodeError:      # RFC 2231 extended parameter
            fn = "filename*=UTF-8''" + "".join(chr(c) if chr(c).isalnum() and c < 128 or c in b".-_" else "%%%02X" % c for c in name.encode())
        return ("Content-Type: %s\nContent-Disposition: attachment;\n %s\nContent-Transfer-Encoding: base64\n\n" % (typ, fn)).encode() \
            + base64.encodebytes(self.blob(n))

    def image(self, cid, n):
        return ("Content-Type: image/png; name=\"img.png\"\nContent-ID: <%s>\nContent-Disposition: inline; filename=\"img.png\"\n"
                "Content-Transfer-Encoding: base64\n\n" % cid).encode() + base64.encodebytes(b"\x89PNG\r\n\x1a\n" + self.blob(n))

    def message(self, i):
        r = self.r
        size = quantile(r.random(), self.top)
        cs, lang = r.choices([("utf-8", "de"), ("utf-8", "en"), ("iso-8859-1", "de"), ("windows-1252", "fr"), ("iso-2022-jp", "ja"),
                              ("gb18030", "zh"), ("us-ascii", "en"), ("utf-8", "ja"), ("utf-8", "zh")],
                             [25, 22, 12, 12, 6, 6, 11, 3, 3])[0]
        if lang == "ja":
            who = r.choice(JAN)
        elif lang == "zh":
            who = r.choice(ZHN)
        else:
            who = r.choice(FIRST) + " " + r.choice(LAST)
        if cs == "us-ascii":
            who = who.encode("ascii", "ignore").decode()
        addr = "user%d@%s" % (int(400 * r.random() ** 2), r.choice(DOMS))
        reply = self.prev and r.random() < .4
        if reply:
            pid, subj, refs = self.prev[int(len(self.prev) * (1 - r.random() ** 3 * .999)) - 1]
            subj = subj if subj.startswith("Re: ") else "Re: " + subj
            try:
                subj.encode(cs)
            except UnicodeEncodeError:
                cs, lang = "utf-8", lang
            refs = (refs + [pid])[-8:]
        else:
            refs = []
            subj = ("[#%d] " % (10000 + i) if r.random() < .3 else "") + self.text(lang, 30).split("\n")[0][:60].strip()
        if cs == "us-ascii":
            subj = subj.encode("ascii", "ignore").decode()
        mid = "<%d.%08x@%s>" % (i, r.getrandbits(32), r.choice(DOMS))
        self.prev.append((mid, subj, refs))
        t = i * 37
        date = "%s, %02d %s 2025 %02d:%02d:%02d %s" % (DAYS[(t // 86400) % 7], 1 + (t // 86400) % 28, MONS[(t // 2419200) % 12],
                                                      t // 3600 % 24, t // 60 % 60, t % 60, r.choice(["+0100", "+0000", "-0500", "+0900"]))
        probe = "probe%06d" % i
        try:
            who.encode(cs)
        except UnicodeEncodeError:
            who = who.encode("ascii", "ignore").decode()
        head = []
        for k in range(r.randint(2, 5)):
            head.append("Received: from mx%d.%s (mx%d.%s [192.0.2.%d])\n\tby relay.example with ESMTPS id %016x;\n\t%s"
                        % (k, r.choice(DOMS), k, r.choice(DOMS), r.randrange(255), r.getrandbits(64), date))
        q = self.ew(who, cs)
        head += ["Return-Path: <%s>" % addr, "From: %s <%s>" % (q if q.startswith("=?") else '"%s"' % q, addr),
                 "To: Support <support@example.com>"]
        if r.random() < .3:
            head.append("Cc: %s" % ",\n ".join("user%d@%s" % (r.randrange(400), r.choice(DOMS)) for _ in range(r.randint(1, 6))))
        head += ["Subject: " + self.ew(subj, cs), "Date: " + date, "Message-ID: " + mid]
        if refs:
            head += ["In-Reply-To: " + refs[-1], "References: " + "\n ".join(refs)]
        head += ["MIME-Version: 1.0", "X-Bench-Id: %d" % i]
        if r.random() < .5:
            head.append("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=k1;\n\tb="
                        + base64.b64encode(r.randbytes(180)).decode())
        hl = sum(len(h) + 1 for h in head)
        left, natt, ninl = max(300, size - hl), 0, 0
        if left < 8000:
            kind = r.choices(["plain", "alt"], [55, 45])[0]
        elif left < 30000:
            kind = r.choices(["plain", "alt", "related"], [10, 55, 35])[0]
        else:
            kind = r.choices(["alt", "related", "mixed", "both"], [4, 20, 50, 26])[0]
        # every 25th mail has body lines that begin with a dot (POP3 and SMTP must stuff and unstuff them)
        dots = ".NET update\n...\n..\n" if i % 25 == 0 else ""
        tx = lambda n: probe + "\n" + dots + self.text(lang, max(40, n))
        htm = lambda s, img="": "<html><head><style>p{margin:0}</style></head><body><p>" + s.replace("\n", "</p>\n<p>") + "</p>" + img + "</body></html>\n"
        div = 3 if cs in ("utf-8", "gb18030") and lang in ("ja", "zh") else 1.4
        if kind == "plain":
            body = self.leaf("text/plain", tx(left / 1.25), cs)
        else:
            tsz = left / 2.6 if kind == "alt" else min(left / 6, 6000)
            s = tx(tsz)
            cids = ["img%d.%08x@bench" % (k, r.getrandbits(32)) for k in range(r.randint(1, 3))] if kind in ("related", "both") else []
            ninl = len(cids)
            h = self.leaf("text/html", htm(s, "".join('<img src="cid:%s">' % c for c in cids)), cs)
            rest = max(600, left - 2 * len(s))
            if cids:
                share = rest * (.25 if kind == "both" else 1) / 1.36 / len(cids)
                h = self.multipart("related", [h] + [self.image(c, int(share)) for c in cids])
            body = self.multipart("alternative", [self.leaf("text/plain", s, cs), h])
            if kind in ("mixed", "both"):
                natt = r.randint(1, 3)
                share = rest * (.75 if kind == "both" else 1) / 1.36 / natt
                names = [r.choice(["report.pdf", "Übersicht.xlsx", "scan.jpg", "data.csv", "archiv.zip", "見積書.pdf"]) for _ in range(natt)]
                body = self.multipart("mixed", [body] + [self.attach(n, cs, int(share)) for n in names])
        raw = "\n".join(head).encode() + b"\n" + body
        return raw, dict(id=i, subject=subj, name=who, addr=addr, charset=cs, kind=kind, attachments=natt, inline=ninl, probe=probe, msgid=mid)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--out", required=True); ap.add_argument("--count", type=int, default=10000)
    ap.add_argument("--seed", type=int, default=1); ap.add_argument("--max-bytes", type=int, default=5_000_000)
    a = ap.parse_args()
    g = Gen(a.seed, a.max_bytes)
    for d in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(a.out, d), exist_ok=True)
    sizes = []
    with open(os.path.join(a.out, "..", "manifest.jsonl"), "w", encoding="utf-8") as mf:
        for i in range(a.count):
            raw, meta = g.message(i)
            wire = raw.replace(b"\n", b"\r\n")
            name = "%d.M%dP1.bench,S=%d,W=%d:2," % (1700000000 + i, i, len(raw), len(wire))
            with open(os.path.join(a.out, "cur", name), "wb") as f:
                f.write(raw)
            sizes.append(len(wire))
            meta.update(file=name, wire=len(wire), sha256=hashlib.sha256(wire).hexdigest())
            mf.write(json.dumps(meta, ensure_ascii=False) + "\n")
    sizes.sort()
    n = len(sizes)
    print("messages %d  bytes %d  mean %d  p50 %d  p90 %d  p99 %d  max %d" % (
        n, sum(sizes), sum(sizes) // n, sizes[n // 2], sizes[int(n * .9)], sizes[int(n * .99)], sizes[-1]))


main()
