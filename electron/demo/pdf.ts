/** A PDF of one A4 page: a title and lines of text, in the Latin-1 part of WinAnsi. */
export function pdfPage(title: string, lines: readonly string[]): Buffer {
  const show = (line: string): string => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`;
  const content = [
    'BT /F2 20 Tf 72 770 Td',
    `(${title.replace(/[\\()]/g, '\\$&')}) Tj`,
    '/F1 11 Tf 16 TL 0 -40 Td',
    ...lines.map(show),
    'ET',
    '0.7 w 72 755 m 523 755 l S',
  ].join('\n');
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R' +
      ' /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font('Courier'),
    font('Helvetica-Bold'),
  ];
  // The comment of high bytes tells transports that this is not text.
  let file = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + table + trailer, 'latin1');
}
