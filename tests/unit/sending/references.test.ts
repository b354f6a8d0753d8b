import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threadFields } from '../../../electron/engine/sending/references.ts';

describe('the thread of an answer', () => {
  it('is that of the answered message and the message itself, each once', () => {
    expect(threadFields({ messageId: '<3@x>', references: ['<1@x>', '<2@x>', '<1@x>', '<3@x>'] })).toEqual({
      inReplyTo: '<3@x>',
      references: '<1@x> <2@x> <3@x>',
    });
    expect(threadFields(undefined)).toEqual({});
  });

  it('leaves out what is no identifier', () => {
    const bad = ['<a b@x>', 'x@y', '<ü@x>', '<a@x>\r\nBcc: b@x', `<${'a'.repeat(300)}@x>`, '<>', '<a<b>@x>'];
    expect(threadFields({ messageId: '<2@x>', references: ['<1@x>', ...bad] }).references).toBe(
      '<1@x> <2@x>',
    );
    for (const messageId of bad) expect(threadFields({ messageId, references: ['<1@x>'] })).toEqual({});
  });

  it('keeps beginning and end of a long one', () => {
    const references = Array.from({ length: 500 }, (_, index) => `<${index}.of.a.long.thread@example.com>`);
    const { references: field = '' } = threadFields({ messageId: '<last@x>', references });
    const ids = field.split(' ');
    expect([ids[0], ids.at(-2), ids.at(-1)]).toEqual([references[0], references.at(-1), '<last@x>']);
    expect(ids.slice(1, -1)).toEqual(references.slice(-(ids.length - 2)));
    expect(ids.length).toBeGreaterThan(20);
  });

  it('fits into a header, whatever it is', () => {
    const id = fc
      .string({ maxLength: 260, unit: fc.constantFrom('a', '.', '-', '1') })
      .map((text) => `<${text}@x>`);
    fc.assert(
      fc.property(id, fc.array(id, { maxLength: 60 }), (messageId, references) => {
        const { references: field = messageId } = threadFields({ messageId, references });
        expect(field.length).toBeLessThanOrEqual(998 - 'References: '.length);
        expect(field.endsWith(messageId)).toBe(true);
      }),
    );
  });
});
