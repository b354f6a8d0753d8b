import * as fc from 'fast-check';

/** Any pattern that may be set for ticket numbers. */
export const ticketPattern = fc
  .tuple(
    fc.array(fc.constantFrom('A', 'z', '7', '-', '_', '.', '/', '{year}', '{month}'), { maxLength: 4 }),
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.constantFrom('B', 'y', '0', '-', '_', '.', '/', '{month}'), { maxLength: 3 }),
  )
  .map(([before, digits, after]) => `${before.join('')}${'#'.repeat(digits)}${after.join('')}`)
  .filter((pattern) => pattern.length <= 30 && /[^#]/.test(pattern))
  .filter((pattern) => /^[A-Za-z0-9#{].*[A-Za-z0-9#}]$/.test(pattern));
