import { z } from 'zod';
import { plainErrorSchema, type PlainError } from '../errors.ts';

/**
 * What every call across the bridge answers. Exceptions lose their properties on the way (Electron copies
 * only the message), so failures travel as values.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: PlainError };

export const failureSchema = z.strictObject({ ok: z.literal(false), error: plainErrorSchema });

export const envelopeSchema = z.union([
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  failureSchema,
]);
